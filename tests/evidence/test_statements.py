# SPDX-License-Identifier: Apache-2.0
"""A sealed statement passes for what an agency sealed when it might, and for nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from hashlib import sha256
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esign.demo.pki import Validity, revocation_list
from esign.errors import KeyFaultError
from esign.model import Role, Verdict
from esign.signing import seal_statement
from esign.trust import TrustStore
from esign.verification import StatementReport, inspect_statement
from support.pki import AGENCY, AGENCY_CODE, END, PARENT, Identity, make_pki
from support.ports import FIXED_NOW
from support.sealed import forge
from support.signatories import Bench
from support.stock import write_seal
from support.timestamps import NAME, Stamper, stamping_identity
from support.witnesses import CutOut, _run, need, openssl_cms

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

STATEMENT = '{"agency":"Sở Giáo dục","size":3}'.encode()
ALL = ("person", "agency", "timestamp")
LATER = END + timedelta(days=30)


@cache
def seal() -> bytes:
    """The agency's seal over the statement."""
    return sealed(make_pki().seal)


def sealed(identity: Identity, role: Role = Role.AGENCY) -> bytes:
    """The statement sealed by somebody whom nobody asked whether he may."""
    return write_seal(STATEMENT, forge().signatory(identity, role))


@cache
def token() -> bytes:
    return Stamper().timestamp(sha256(seal()).digest())


@cache
def trust(
    crls: str = "good", anchors: tuple[str, ...] = ("ours",), roles: tuple[str, ...] = ALL
) -> TrustStore:
    folder = forge().folder / "-".join(("trust", crls, *anchors, *roles))
    return TrustStore.load(make_pki().trust_dir(folder, crls, anchors=anchors, roles=roles))


def inspected(
    statement: bytes = STATEMENT,
    cms: bytes | None = None,
    stamp: bytes | None = None,
    store: TrustStore | None = None,
    at: datetime = FIXED_NOW,
) -> StatementReport:
    return inspect_statement(
        statement, seal() if cms is None else cms, token=stamp, trust=store or trust(), at=at
    )


def codes(report: StatementReport) -> list[str]:
    return [entry.code for entry in report.findings if entry.verdict is not Verdict.PASSED]


def test_a_good_seal_passes_and_says_whose_it_is() -> None:
    report = inspected()
    assert report.verdict is Verdict.PASSED
    assert (report.name, report.organisation, report.codes) == (AGENCY, PARENT, (AGENCY_CODE,))
    assert (report.timestamped_at, report.judged_at) == (None, FIXED_NOW)
    with pytest.raises(TypeError):
        bool(report)


def test_a_time_stamp_says_when_and_by_whom() -> None:
    report = inspected(stamp=token(), at=FIXED_NOW + timedelta(hours=5))
    assert report.verdict is Verdict.PASSED
    assert (report.timestamped_at, report.timestamp_authority) == (FIXED_NOW, NAME)
    assert report.judged_at == FIXED_NOW


@pytest.mark.parametrize(
    ("identity", "verdict", "code"),
    [
        (lambda pki: pki.director, Verdict.FAILED, "verification.statement_by_person"),
        (lambda pki: pki.faulty.revoked_seal, Verdict.FAILED, "trust.certificate_revoked"),
        (lambda pki: pki.faulty.expired, Verdict.INDETERMINATE, "trust.certificate_expired"),
        (lambda pki: pki.faulty.roleless, Verdict.INDETERMINATE, "verification.role_unknown"),
        (lambda pki: pki.faulty.wrong_usage, Verdict.FAILED, "trust.certificate_usage"),
        (lambda pki: pki.stranger.seal, Verdict.INDETERMINATE, "trust.certificate_untrusted"),
        (lambda pki: pki.lookalike.seal, Verdict.INDETERMINATE, "trust.certificate_untrusted"),
    ],
)
def test_a_seal_of_anybody_else_does_not_pass(
    identity: Callable[..., Identity], verdict: Verdict, code: str
) -> None:
    report = inspected(cms=sealed(identity(make_pki())))
    assert (report.verdict, codes(report)) == (verdict, [code])


@pytest.mark.parametrize(
    ("crls", "code"),
    [("none", "trust.revocation_unknown"), ("stale", "trust.revocation_stale")],
)
def test_unknown_revocation_is_not_good(crls: str, code: str) -> None:
    report = inspected(store=trust(crls))
    assert (report.verdict, codes(report)) == (Verdict.INDETERMINATE, [code])


def test_another_statement_does_not_pass() -> None:
    report = inspected(STATEMENT + b" ")
    assert (report.verdict, codes(report)) == (Verdict.FAILED, ["verification.statement_changed"])


@given(st.data())
def test_no_byte_of_a_seal_can_be_changed_added_or_taken_away(draw: st.DataObject) -> None:
    cms = seal()
    place = draw.draw(st.integers(0, len(cms) - 1))
    bit = 1 << draw.draw(st.integers(0, 7))
    changed = cms[:place] + bytes((cms[place] ^ bit,)) + cms[place + 1 :]
    for wrong in (changed, cms[:place], cms + bytes(1 + place % 3), cms[:place] + cms[place + 1 :]):
        assert inspected(cms=wrong).verdict is not Verdict.PASSED


@given(st.binary(max_size=200))
def test_whatever_stands_for_a_seal_or_a_time_stamp_is_judged(garbage: bytes) -> None:
    assert inspected(cms=garbage).verdict is Verdict.FAILED
    assert inspected(stamp=garbage).verdict is Verdict.FAILED


def lasting_trust(folder: Path, *, stamping_lists: bool = True) -> TrustStore:
    """As a recipient has it years later: lists of then and of now."""
    pki = make_pki()
    path = pki.trust_dir(folder, "good", roles=ALL)
    now = Validity(LATER - timedelta(days=1), LATER + timedelta(days=1))
    if stamping_lists:
        (path / "root-2.crl").write_bytes(revocation_list(pki.ours.root, (), now, 9))
        (path / "issuing-2.crl").write_bytes(revocation_list(pki.ours.issuing, (), now, 9))
    return TrustStore.load(path)


def test_an_expired_seal_is_good_only_with_a_time_stamp_from_before(tmp_path: Path) -> None:
    store = lasting_trust(tmp_path / "trust")
    lasting = Stamper(stamping_identity(until=datetime(2040, 1, 1, tzinfo=UTC)))
    stamp = lasting.timestamp(sha256(seal()).digest())
    bare = inspected(store=store, at=LATER)
    assert (bare.verdict, codes(bare)) == (Verdict.INDETERMINATE, ["trust.certificate_expired"])
    stamped = inspected(stamp=stamp, store=store, at=LATER)
    assert (stamped.verdict, stamped.judged_at) == (Verdict.PASSED, FIXED_NOW)
    late = replace(lasting, at=LATER - timedelta(hours=1)).timestamp(sha256(seal()).digest())
    assert inspected(stamp=late, store=store, at=LATER).verdict is Verdict.INDETERMINATE


@pytest.mark.parametrize(
    "store",
    [
        lambda: trust(roles=("person", "agency")),
        lambda: trust("none"),
    ],
    ids=["anchor not for time-stamps", "revocation unknown"],
)
def test_a_time_stamp_that_nobody_can_believe_does_not_move_the_moment(
    store: Callable[[], TrustStore],
) -> None:
    at = FIXED_NOW + timedelta(hours=5)
    report = inspected(stamp=token(), store=store(), at=at)
    assert (report.timestamped_at, report.judged_at) == (None, at)
    good = not codes(inspected(store=store(), at=at))
    assert (report.verdict is Verdict.PASSED) == good


def test_a_time_stamp_of_a_foreign_or_unfit_authority_is_not_believed() -> None:
    for identity in (stamping_identity(stranger=True), stamping_identity(critical=False)):
        stamp = Stamper(identity).timestamp(sha256(seal()).digest())
        report = inspected(stamp=stamp)
        assert report.timestamped_at is None
        assert report.findings[-1].code == "verification.stamp_not_needed"


def test_a_time_stamp_of_another_seal_or_an_altered_one_fails() -> None:
    other = Stamper().timestamp(sha256(b"other").digest())
    stamp = token()
    broken = stamp[:-1] + bytes((stamp[-1] ^ 1,))
    for wrong in (other, broken):
        report = inspected(stamp=wrong)
        assert (report.verdict, codes(report)) == (Verdict.FAILED, ["verification.stamp_broken"])


def test_a_time_stamp_from_the_future_is_not_believed() -> None:
    stamp = Stamper(at=FIXED_NOW + timedelta(days=1)).timestamp(sha256(seal()).digest())
    report = inspected(stamp=stamp)
    assert (report.verdict, report.timestamped_at) == (Verdict.INDETERMINATE, None)


def test_only_an_agency_that_may_sign_now_seals(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    assert inspected(cms=seal_statement(STATEMENT, bench.seal)).verdict is Verdict.PASSED
    ecdsa = seal_statement(STATEMENT, bench.signatory(bench.pki.ecdsa_seal, Role.AGENCY))
    assert inspected(cms=ecdsa).verdict is Verdict.PASSED
    for signatory, code in (
        (bench.director, "key.not_an_agency"),
        (bench.signatory(bench.pki.director, Role.AGENCY), "key.not_an_agency"),
        (bench.signatory(bench.pki.faulty.revoked_seal, Role.AGENCY), "key.revoked"),
        (bench.signatory(bench.pki.faulty.expired, Role.AGENCY), "key.expired"),
    ):
        with pytest.raises(KeyFaultError) as refusal:
            seal_statement(STATEMENT, signatory)
        assert refusal.value.code == code


@pytest.mark.witness
def test_openssl_verifies_the_seal_beside_its_statement(tmp_path: Path) -> None:
    need("openssl")
    root = tmp_path / "root.pem"
    root.write_bytes(make_pki().ours.root.identity.pem)
    assert openssl_cms(CutOut(STATEMENT, seal()), [root], FIXED_NOW, tmp_path / "good") == ""
    changed = openssl_cms(CutOut(STATEMENT + b" ", seal()), [root], FIXED_NOW, tmp_path / "bad")
    assert "failure" in changed
    (tmp_path / "seal.der").write_bytes(seal())
    (tmp_path / "statement.json").write_bytes(STATEMENT)
    command = ("openssl", "cms", "-verify", "-binary", "-inform", "DER")
    files = ("-in", tmp_path / "seal.der", "-content", tmp_path / "statement.json")
    moment = ("-CAfile", root, "-attime", str(int(FIXED_NOW.timestamp())))
    assert _run(*command, *files, *moment, "-out", tmp_path / "out").returncode == 0
