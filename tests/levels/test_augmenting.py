# SPDX-License-Identifier: Apache-2.0
"""Files are raised where they lie: whole, by appending, or not at all."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from pyhanko.pdf_utils.generic import DictionaryObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from esign import acceptance
from esign.augmenting import Order, Raising, augment
from esign.errors import InputError, OutputError
from esign.lapses import lapses
from esign.model import Knowledge, Level, RegisterStanding, Verdict
from esign.signing.levels import foreseen_faults, raise_to, read_sealed
from esign.trust import TrustStore
from esign.verification import inspect
from support.levels import ROLES, finder, means, page_at
from support.pki import HOLDERS, make_pki
from support.ports import FIXED_NOW, FixedClock
from support.sealed import forge, sealed_page, signed_page
from support.timestamps import Stamper, stamping_identity

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from esign.model import Report

SOON = FIXED_NOW + timedelta(days=60)


@pytest.fixture
def raising(tmp_path: Path) -> Raising:
    folder = make_pki().trust_dir(tmp_path / "trust", roles=ROLES)
    trust = TrustStore.load(folder)
    return Raising(Level.B_LT, Stamper(), finder(), trust, FixedClock())


@pytest.fixture
def document(tmp_path: Path) -> Path:
    path = tmp_path / "văn bản.pdf"
    path.write_bytes(sealed_page())
    return path


def left_over(path: Path) -> set[str]:
    return {entry.name for entry in path.parent.iterdir()} - {path.name, "trust"}


@pytest.mark.parametrize("level", [Level.B_T, Level.B_LT, Level.B_LTA])
def test_a_file_is_raised_where_it_lies(raising: Raising, document: Path, level: Level) -> None:
    document.chmod(0o640)
    done = augment(document, Order(level), raising)
    assert (done.before, done.after, done.changed) == (Level.B_B, level, True)
    assert document.read_bytes() == page_at(level)
    assert document.stat().st_mode & 0o777 == 0o640
    assert left_over(document) == set()
    assert done.lapses == HOLDERS.end


def test_done_again_it_changes_nothing(raising: Raising, document: Path) -> None:
    augment(document, Order(), raising)
    before = document.stat()
    done = augment(document, Order(), raising)
    assert (done.changed, done.after) == (False, Level.B_LTA)
    assert document.stat().st_mtime_ns == before.st_mtime_ns


def test_a_link_stays_a_link(raising: Raising, document: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.pdf"
    link.symlink_to(document)
    augment(link, Order(), raising)
    assert link.is_symlink()
    assert document.read_bytes() == page_at(Level.B_LTA)


def test_a_file_that_somebody_changes_meanwhile_is_left_to_him(
    raising: Raising, document: Path
) -> None:
    class Meddling(Stamper):
        def timestamp(self, digest: bytes) -> bytes:
            document.write_bytes(b"something else")
            return super().timestamp(digest)

    with pytest.raises(OutputError) as caught:
        augment(document, Order(), replace(raising, authority=Meddling()))
    assert caught.value.code == "level.changed_meanwhile"
    assert document.read_bytes() == b"something else"
    assert left_over(document) == set()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_file_that_cannot_be_written_is_an_error(raising: Raising, document: Path) -> None:
    document.parent.chmod(0o500)
    try:
        with pytest.raises(OutputError):
            augment(document, Order(), raising)
    finally:
        document.parent.chmod(0o700)
    assert document.read_bytes() == sealed_page()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (lambda: b"", "levels.not_sealed"),
        (signed_page, "levels.not_sealed"),
        (lambda: sealed_page()[:-30], "levels.not_sealed"),
        (lambda: sealed_page() + b"\n", "levels.open_end"),
        (lambda: sealed_page().replace(b"/MediaBox", b"/MediaBoy", 1), "level.not_genuine"),
    ],
    ids=["empty", "not sealed", "cut", "longer", "altered"],
)
def test_what_is_no_good_original_is_refused(
    raising: Raising, document: Path, content: object, code: str
) -> None:
    document.write_bytes(content())  # type: ignore[operator]
    before = document.read_bytes()
    with pytest.raises(InputError) as caught:
        augment(document, Order(), raising)
    assert caught.value.code == code
    assert document.read_bytes() == before


def test_what_a_recipient_would_not_accept_is_not_written(
    raising: Raising, document: Path, tmp_path: Path
) -> None:
    bare = make_pki().trust_dir(tmp_path / "trust", "none", roles=("person", "agency"))
    done = augment(document, Order(Level.B_T), replace(raising, trust=TrustStore.load(bare)))
    assert (done.after, done.changed) == (Level.B_B, False)
    assert done.why_not_more is not None
    assert done.why_not_more.code == "level.not_accepted"
    assert document.read_bytes() == sealed_page()


def test_a_stranger_who_sends_a_sealed_file_gets_no_proof(raising: Raising, document: Path) -> None:
    stranger = make_pki().stranger
    before = forge().document(stranger.director, stranger.seal)
    document.write_bytes(before)
    done = augment(document, Order(Level.B_LT), raising)
    assert done.why_not_more is not None
    assert (done.why_not_more.code, done.changed) == ("level.not_accepted", False)
    assert document.read_bytes() == before


def test_proof_is_renewed_when_it_lapses_soon_and_not_before(
    raising: Raising, document: Path
) -> None:
    short = Stamper(stamping_identity(until=SOON))
    early = raise_to(sealed_page(), Level.B_LTA, means(Stamper())).data
    late = raise_to(sealed_page(), Level.B_LTA, means(short)).data
    document.write_bytes(early)
    assert not augment(document, Order(renewal=True), raising).changed
    document.write_bytes(late)
    done = augment(document, Order(renewal=True), raising)
    assert (done.changed, done.lapses) == (True, HOLDERS.end)
    assert document.read_bytes().startswith(late)
    assert len(read_sealed(document.read_bytes()).stamps) == 3


def test_a_renewed_file_verifies_after_the_first_authority_has_lapsed(
    raising: Raising, document: Path
) -> None:
    document.write_bytes(
        raise_to(sealed_page(), Level.B_LTA, means(Stamper(stamping_identity(until=SOON)))).data
    )
    augment(document, Order(renewal=True), raising)
    then = FIXED_NOW + timedelta(days=25)
    report = inspect(document.read_bytes(), name="", trust=raising.trust, at=then)
    assert report.verdict is Verdict.PASSED


def test_what_will_verify_in_ten_years_is_foreseen() -> None:
    place = {level: page_at(level) for level in Level}
    trust = _bare_trust()
    then = FIXED_NOW + timedelta(days=3652)
    codes = {
        level: {fault.code for fault in foreseen_faults(data, trust, FIXED_NOW, then)}
        for level, data in place.items()
    }
    assert codes == {
        Level.B_B: {"foresight.no_timestamp"},
        Level.B_T: {"trust.revocation_unknown"},
        Level.B_LT: set(),
        Level.B_LTA: set(),
    }


def _bare_trust() -> TrustStore:
    place = forge().folder / "bare"
    bare = make_pki().trust_dir(place, "none", roles=ROLES, include_issuing=False)
    return TrustStore.load(bare)


def test_what_lapses_is_told_of_the_files_in_a_folder(tmp_path: Path) -> None:
    short = Stamper(stamping_identity(until=SOON))
    files = {
        "archived.pdf": page_at(Level.B_LTA),
        "short.pdf": raise_to(sealed_page(), Level.B_LTA, means(short)).data,
        "bare-1.pdf": sealed_page(),
        "bare-2.pdf": page_at(Level.B_T),
        "other.pdf": b"%PDF-1.7",
        "note.txt": b"",
    }
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    found = lapses(tmp_path, FIXED_NOW)
    assert [(each.code, each.facts["name"]) for each in found] == [("lapse.timestamp", "short.pdf")]
    before_the_end = datetime(2030, 12, 1, tzinfo=UTC)
    later = lapses(tmp_path, before_the_end)
    assert sorted((each.code, each.facts.get("count")) for each in later if each.code) == [
        ("lapse.signer", 2),
        ("lapse.signer", 2),
        ("lapse.timestamp", None),
        ("lapse.timestamp", None),
    ]


class OneFile:
    """A register that has issued one file, and knows others as something else."""

    def __init__(self, issued: bytes, known: Knowledge = Knowledge.IN_FORCE) -> None:
        self._issued = sha256(issued).hexdigest()
        self._known = known

    def standing(self, sha256: str, document: Mapping[str, str]) -> RegisterStanding:
        del document
        known = self._known if sha256 == self._issued else Knowledge.OTHER_FILE
        return RegisterStanding(known)


@pytest.mark.parametrize("issued", [Level.B_B, Level.B_T, Level.B_LT])
def test_the_issuer_knows_a_file_again_that_was_raised_after_it_was_issued(
    raising: Raising, issued: Level
) -> None:
    for known, verdict in (
        (Knowledge.IN_FORCE, Verdict.PASSED),
        (Knowledge.RECALLED, Verdict.FAILED),
    ):
        register = OneFile(page_at(issued), known)
        report = acceptance.inspect(
            page_at(Level.B_LTA), trust=raising.trust, at=FIXED_NOW, register=register
        )
        assert (report.verdict, report.register) == (verdict, RegisterStanding(known))


def test_the_issuer_does_not_know_a_file_with_anything_but_proof_on_its_end(
    raising: Raising,
) -> None:
    revision = IncrementalPdfFileWriter(BytesIO(sealed_page()))
    revision.add_object(DictionaryObject())
    output = BytesIO()
    revision.write(output)
    register = OneFile(sealed_page())
    report = acceptance.inspect(
        output.getvalue(), trust=raising.trust, at=FIXED_NOW, register=register
    )
    assert report.register == RegisterStanding(Knowledge.OTHER_FILE)
    assert report.verdict is Verdict.FAILED


def test_a_document_on_its_way_out_is_kept_back_by_nothing(raising: Raising) -> None:
    def refusing(data: bytes) -> Report:
        report = inspect(data, name="", trust=raising.trust, at=FIXED_NOW)
        return replace(report, verdict=Verdict.INDETERMINATE)

    def passing(data: bytes) -> Report:
        return inspect(data, name="", trust=raising.trust, at=FIXED_NOW)

    unusual = signed_page()
    odd = raising.lifted(unusual, passing)
    assert (odd.data, odd.remarks[1].code) == (unusual, "levels.not_sealed")
    doubted = raising.lifted(sealed_page(), refusing)
    assert (doubted.data, doubted.level) == (sealed_page(), Level.B_B)
    assert doubted.remarks[1].code == "level.not_accepted"
    good = raising.lifted(sealed_page(), passing)
    assert (good.data, good.remarks) == (page_at(Level.B_LT), ())
    assert good.facts == {"level": "B-LT", "foreseen": "verifies"}
