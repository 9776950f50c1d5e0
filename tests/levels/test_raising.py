# SPDX-License-Identifier: Apache-2.0
"""Proof is only ever appended, in one form, and only where it makes a good file better."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from esign.errors import InputError, ServiceError
from esign.model import Level, Verdict
from esign.signing.levels import lapses_at, raise_to, read_sealed, renew
from esign.signing.levels.appending import RESERVED
from esign.trust import TrustStore
from esign.verification import inspect
from support.levels import ROLES, means, page_at, renewed_page
from support.pages import prepared
from support.pki import HOLDERS, chain_of, make_pki
from support.ports import FIXED_NOW
from support.sealed import forge, sealed_page, signed_page
from support.timestamps import Stamper, good_authority, stamping_identity

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

STEPS = ((Level.B_B, Level.B_T), (Level.B_T, Level.B_LT), (Level.B_LT, Level.B_LTA))
_HEX = re.compile(rb"<[0-9a-fA-F]{64,}>")
_STREAM = re.compile(rb"stream\n.*?\nendstream", re.DOTALL)


class Silent:
    """An authority that never answers."""

    def timestamp(self, digest: bytes) -> bytes:
        raise ServiceError("timestamp.unavailable", size=len(digest))


@pytest.mark.parametrize(("below", "level"), STEPS)
def test_each_level_begins_with_every_byte_of_the_one_below(below: Level, level: Level) -> None:
    before, after = page_at(below), page_at(level)
    assert after.startswith(before)
    assert after.count(b"%%EOF") == before.count(b"%%EOF") + 1
    assert read_sealed(after).level is level


def test_raised_at_once_it_is_the_same_file() -> None:
    raised = raise_to(sealed_page(), Level.B_LTA, means())
    assert (raised.data, raised.reached) == (page_at(Level.B_LTA), Level.B_LTA)


def test_a_file_that_is_high_enough_is_left_as_it_is() -> None:
    asked = Stamper()
    for level in Level:
        raised = raise_to(page_at(Level.B_LTA), level, means(asked))
        assert (raised.data, raised.reached) == (page_at(Level.B_LTA), Level.B_LTA)
    assert asked.asked == 0


def test_a_time_stamp_is_written_in_one_form() -> None:
    added = page_at(Level.B_T)[len(sealed_page()) :]
    assert _HEX.sub(b"<>", added[: added.index(b"xref\n")]).decode("latin-1").splitlines() == [
        "58 0 obj",
        "<<",
        "/Fields [ 29 0 R 30 0 R 70 0 R ]",
        "/SigFlags 3",
        ">>",
        "endobj",
        "70 0 obj",
        "<<",
        "/Type /Annot",
        "/Subtype /Widget",
        "/FT /Sig",
        r"/T (timestamp\0551)",
        "/F 132",
        "/Rect [ 0 0 0 0 ]",
        "/V 71 0 R",
        ">>",
        "endobj",
        "71 0 obj",
        "<<",
        "/Contents <>",
        *[line for line in added.decode("latin-1").splitlines() if line.startswith("/ByteRange")],
        "/Type /DocTimeStamp",
        "/Filter /Adobe.PPKLite",
        "/SubFilter /ETSI.RFC3161",
        ">>",
        "endobj",
    ]


def test_the_store_holds_what_the_paths_need_each_once_and_nothing_else() -> None:
    pki, store = make_pki(), read_sealed(page_at(Level.B_LT)).store
    signers = {entry.der for entry in (pki.director, pki.seal, good_authority())}
    above = {pki.ours.root.identity.der, *chain_of(pki.director)}
    assert store.certificates == signers | above
    assert store.lists == set(pki.crls().values())
    assert store.responses == frozenset()
    added = page_at(Level.B_LT)[len(page_at(Level.B_T)) :]
    assert len(_STREAM.findall(added)) == len(store.certificates) + len(store.lists)
    for entry in store.certificates | store.lists:
        assert added.count(entry) == 1


def test_a_renewal_adds_a_time_stamp_and_only_what_is_new() -> None:
    before, after = page_at(Level.B_LTA), renewed_page()
    assert after.startswith(before)
    assert [stamp.end for stamp in read_sealed(after).stamps][-1] == len(after)
    assert len(read_sealed(after).stamps) == 3
    assert after[len(before) :].count(b"stream\n") == 0


def test_a_renewal_by_another_authority_stores_what_the_last_time_stamp_needs() -> None:
    other = Stamper(stamping_identity())
    first = renew(page_at(Level.B_LTA), means(other))
    assert other.identity.der not in read_sealed(first.data).store.certificates
    second = renew(first.data, means(Stamper(stamping_identity())))
    assert other.identity.der in read_sealed(second.data).store.certificates
    assert second.data.startswith(first.data)


def test_a_file_without_archive_time_stamp_gets_its_first_one_by_renewal() -> None:
    assert renew(sealed_page(), means()).data == page_at(Level.B_LTA)


def test_a_time_stamp_lapses_with_its_certificate() -> None:
    assert lapses_at(sealed_page()) is None
    assert lapses_at(page_at(Level.B_T)) == HOLDERS.end


def test_a_token_larger_than_expected_is_asked_for_again_with_room_enough() -> None:
    class Growing(Stamper):
        def timestamp(self, digest: bytes) -> bytes:
            token = super().timestamp(digest)
            return token + bytes(RESERVED) if self.asked == 1 else token

    stamper = Growing()
    raised = raise_to(sealed_page(), Level.B_T, means(stamper))
    assert (raised.reached, stamper.asked) == (Level.B_T, 2)
    assert len(raised.data) > len(page_at(Level.B_T))


def recipient(folder: Path) -> TrustStore:
    """Somebody who has the root alone: no list, no certificate of an issuing authority."""
    bare = make_pki().trust_dir(folder, "none", roles=ROLES, include_issuing=False)
    return TrustStore.load(bare)


def test_a_recipient_who_has_the_root_alone_can_judge_from_b_lt_on(tmp_path: Path) -> None:
    verdicts = {
        level: inspect(page_at(level), name="", trust=recipient(tmp_path), at=FIXED_NOW).verdict
        for level in Level
    }
    assert verdicts == {
        Level.B_B: Verdict.INDETERMINATE,
        Level.B_T: Verdict.INDETERMINATE,
        Level.B_LT: Verdict.PASSED,
        Level.B_LTA: Verdict.PASSED,
    }


@pytest.mark.parametrize(
    ("stamper", "crls", "code"),
    [
        (Silent, "good", "timestamp.unavailable"),
        (lambda: Stamper(stamping_identity(stranger=True)), "good", "evidence.not_good"),
        (lambda: Stamper(make_pki().seal), "good", "evidence.not_good"),
        (Stamper, "root_only", "evidence.no_status"),
        (Stamper, "stale", "evidence.no_status"),
        (Stamper, "foreign", "evidence.no_status"),
        (Stamper, "issuing_revoked", "evidence.not_good"),
    ],
)
def test_where_proof_cannot_be_had_the_file_stays_as_it_was(
    stamper: Callable[[], Stamper], crls: str, code: str
) -> None:
    raised = raise_to(sealed_page(), Level.B_LTA, means(stamper(), crls=crls))
    assert (raised.data, raised.reached) == (sealed_page(), Level.B_B)
    assert raised.why_not_more is not None
    assert raised.why_not_more.code == code


def test_what_was_reached_before_the_authority_fell_silent_is_kept() -> None:
    class Once(Stamper):
        def timestamp(self, digest: bytes) -> bytes:
            if self.asked:
                raise ServiceError("timestamp.unavailable")
            return super().timestamp(digest)

    raised = raise_to(sealed_page(), Level.B_LTA, means(Once()))
    assert (raised.data, raised.reached) == (page_at(Level.B_LT), Level.B_LT)
    assert raised.why_not_more is not None


def test_a_signer_who_has_been_revoked_gets_no_proof() -> None:
    sealed = forge().document(make_pki().faulty.revoked)
    raised = raise_to(sealed, Level.B_LT, means())
    assert raised.reached is Level.B_T
    assert raised.why_not_more is not None
    assert raised.why_not_more.code == "evidence.not_good"


def test_a_failed_renewal_changes_nothing() -> None:
    raised = renew(page_at(Level.B_LTA), means(Silent()))
    assert (raised.data, raised.reached) == (page_at(Level.B_LTA), Level.B_LTA)
    assert raised.why_not_more is not None


@pytest.mark.parametrize(
    "data",
    [
        lambda: b"",
        lambda: b"%PDF-1.7\n",
        lambda: prepared().data,
        signed_page,
        lambda: sealed_page()[:-20],
        lambda: sealed_page()[: len(sealed_page()) // 2],
        lambda: sealed_page().replace(b"/Fields", b"/Felder"),
    ],
    ids=["empty", "bare", "prepared", "signed", "cut", "half", "no fields"],
)
def test_what_is_no_sealed_document_is_refused(data: Callable[[], bytes]) -> None:
    with pytest.raises(InputError) as caught:
        raise_to(data(), Level.B_LT, means())
    assert caught.value.code in {"levels.not_sealed", "levels.open_end"}


@pytest.mark.parametrize("tail", [b"\n", b"%%EOF\n", b"1 0 obj\n<< >>\nendobj\n"])
@pytest.mark.parametrize("level", list(Level))
def test_a_file_with_something_on_its_end_is_refused(level: Level, tail: bytes) -> None:
    with pytest.raises(InputError) as caught:
        raise_to(page_at(level) + tail, Level.B_LTA, means())
    assert caught.value.code in {"levels.open_end", "levels.not_sealed"}


def test_time_passes_between_levels(tmp_path: Path) -> None:
    later = FIXED_NOW + timedelta(days=3)
    raised = raise_to(page_at(Level.B_T), Level.B_LTA, means(Stamper(at=later), at=later))
    assert raised.reached is Level.B_LTA
    report = inspect(raised.data, name="", trust=recipient(tmp_path), at=later)
    assert report.verdict is Verdict.PASSED
