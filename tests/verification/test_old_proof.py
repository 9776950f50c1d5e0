# SPDX-License-Identifier: Apache-2.0
"""Old signatures that time-stamps of their own prove, and stamps of unusual company."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from esign.demo.pki import (
    Authority,
    Identity,
    Validity,
    issue,
    revocation_list,
    root_authority,
    rsa_key,
)
from esign.demo.trust_files import ROLES, Anchor, trust_toml
from esign.model import Level, Verdict
from esign.trust import TrustStore
from support.foreign_cms import cms_by
from support.foreign_files import page, signed
from support.pki import AUTHORITIES, PERSON, ROOT_NAME, ROOT_URL, chain_of, make_pki
from support.ports import FIXED_NOW
from support.proving import AFTERWARDS, DAY, judged, lists_at, reader, stamped, stored
from support.sealed import rules, sealed_page
from support.timestamps import Stamper, good_authority, stamping_identity

if TYPE_CHECKING:
    from pathlib import Path

    from esign.model import Report


def token_signed(*, lists: bool) -> bytes:
    """A file whose only proof of time is in the signature itself, with or without lists stored."""
    stamp = Stamper(at=FIXED_NOW).timestamp
    data = signed(page(), cms_by(make_pki().director, stamp=stamp))
    above = chain_of(good_authority())
    return stored(data, certificates=above, lists=lists_at(AFTERWARDS)) if lists else data


@pytest.mark.parametrize(("lists", "level"), [(True, Level.B_LT), (False, Level.B_T)])
def test_a_time_stamp_in_the_signature_and_stored_proof_last(*, lists: bool, level: Level) -> None:
    report = judged(token_signed(lists=lists), reader(), AFTERWARDS + DAY, policy="signed")
    assert report.level == level


def test_a_strangers_time_stamp_in_the_signature_lasts_nothing() -> None:
    stamp = Stamper(identity=stamping_identity(stranger=True)).timestamp
    data = signed(page(), cms_by(make_pki().director, stamp=stamp))
    kept = stored(data, lists=lists_at(AFTERWARDS))
    assert judged(kept, reader(), AFTERWARDS + DAY, policy="signed").level == Level.B_B


def with_root(identity: Identity) -> Identity:
    """Who carries the root along too."""
    root = make_pki().ours.root.identity
    return replace(identity, chain=(*identity.chain, root.certificate))


def believing(authority: Authority, folder: Path) -> TrustStore:
    """Somebody who trusts one authority for everything, by its own certificate."""
    roles = (*ROLES, "timestamp")
    anchor = Anchor("issuing", "issuing.pem", authority.identity, AUTHORITIES, roles)
    (folder / "trust.toml").write_text(trust_toml((anchor,)), encoding="utf-8")
    (folder / "issuing.pem").write_bytes(authority.identity.pem)
    for name, encoded in make_pki().crls().items():
        (folder / name).write_bytes(encoded)
    return TrustStore.load(folder)


def test_a_token_may_carry_what_stands_above_the_readers_anchor(tmp_path: Path) -> None:
    data = stamped(sealed_page(), by=with_root(good_authority()))
    report = judged(data, believing(make_pki().ours.issuing, tmp_path))
    assert "time-stamp-form" not in rules(report)
    assert report.signatures[0].time_source == "time-stamp"


def test_a_token_may_not_carry_what_leads_nowhere(tmp_path: Path) -> None:
    stranger = make_pki().stranger.root.identity.certificate
    authority = replace(good_authority(), chain=(*good_authority().chain, stranger))
    report: Report = judged(
        stamped(sealed_page(), by=authority), believing(make_pki().ours.issuing, tmp_path)
    )
    assert "time-stamp-form" in rules(report)
    assert report.verdict is Verdict.INDETERMINATE


def test_the_impostor_of_a_root_leads_nowhere(tmp_path: Path) -> None:
    impostor = make_pki().lookalike.root.identity.certificate
    authority = replace(good_authority(), chain=(*good_authority().chain, impostor))
    report = judged(
        stamped(sealed_page(), by=authority), believing(make_pki().ours.issuing, tmp_path)
    )
    assert "time-stamp-form" in rules(report)


OLD = Validity(datetime(2012, 1, 1, tzinfo=UTC), datetime(2030, 1, 1, tzinfo=UTC))
HOLDER = Validity(datetime(2015, 1, 1, tzinfo=UTC), datetime(2019, 12, 1, tzinfo=UTC))


def old_file(at: datetime, folder: Path) -> Report:
    """A signature over a SHA-1 digest with a time-stamp of its own, judged many years later."""
    root = root_authority(ROOT_NAME, rsa_key(), OLD, ROOT_URL)
    person = issue(root, PERSON, rsa_key(), HOLDER)
    authority = stamping_identity(since=HOLDER.start, until=HOLDER.end, by=root)
    tokens = Stamper(identity=authority, at=at).timestamp
    data = signed(page(), cms_by(person, digest="sha1", stamp=tokens), at=at)
    told = Validity(datetime(2019, 6, 1, tzinfo=UTC), datetime(2030, 1, 1, tzinfo=UTC))
    kept = stored(data, lists=[revocation_list(root, (), told, 1)])
    roles = (*ROLES, "timestamp")
    anchor = Anchor("old", "old.pem", root.identity, OLD, roles)
    (folder / "trust.toml").write_text(trust_toml((anchor,)), encoding="utf-8")
    (folder / "old.pem").write_bytes(root.identity.pem)
    return judged(kept, TrustStore.load(folder), datetime(2019, 7, 1, tzinfo=UTC), policy="signed")


@pytest.mark.parametrize(
    ("at", "verdict"),
    [
        (datetime(2016, 6, 1, tzinfo=UTC), Verdict.PASSED),
        (datetime(2017, 6, 1, tzinfo=UTC), Verdict.INDETERMINATE),
    ],
)
def test_sha1_counts_where_it_is_proven_to_be_older_than_its_breaking(
    at: datetime, verdict: Verdict, tmp_path: Path
) -> None:
    report = old_file(at, tmp_path)
    assert report.verdict is verdict
    assert rules(report) == (set() if verdict is Verdict.PASSED else {"algorithms"})
