# SPDX-License-Identifier: Apache-2.0
"""A run that is cut off anywhere loses nothing, doubles nothing and releases nothing unfit."""

from __future__ import annotations

import multiprocessing
import os
import pickle
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

import pytest

import esign
from esign.issuance import issuing, originals
from esign.kinds import digest
from esign.register import State
from esign.wiring import open_office
from support.office import DECISION, make_office
from support.pki import make_pki
from support.ports import FIXED_NOW, CountingPrompt, FixedClock

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from esign.issuance import Office
    from support.pki import Pki


class CutOffError(Exception):
    """The power fails here."""


STEPS = {
    "stamp": issuing,
    "sign": issuing,
    "seal": issuing,
    "make_folder": originals,
    "write_whole": originals,
}
REGISTER_STEPS = ("number", "keep", "release")


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return make_office(tmp_path)


def _request(office: Office) -> esign.Request:
    return esign.load_request(DECISION, office.kinds)


def _cut_off(monkeypatch: pytest.MonkeyPatch, holder: object, name: str, *, after: bool) -> None:
    whole: Callable[..., object] = getattr(holder, name)

    def cut(*arguments: object, **options: object) -> object:
        if after:
            whole(*arguments, **options)
        raise CutOffError

    monkeypatch.setattr(holder, name, cut)


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("step", [*STEPS, *REGISTER_STEPS])
def test_a_run_cut_off_at_any_step_is_continued_with_the_same_number(
    step: str, *, after: bool, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        holder = STEPS.get(step, type(office.register))
        _cut_off(patch, holder, step, after=after)
        with pytest.raises(CutOffError):
            esign.issue(_request(office), office)
    issued = esign.issue(_request(office), office)
    assert issued.numbered.number.value == 1
    assert office.register.unfinished() == ()
    assert office.register.audit_check() >= 3
    names = sorted(path.name for path in office.output.iterdir())
    assert names == ["01-QD-SGDDT-2026.edxml", "01-QD-SGDDT-2026.pdf"]
    report = esign.verify(issued.pdf, trust=office.trust, at=FIXED_NOW)
    assert report.document["number"] == "01/QĐ-SGDĐT"


def _cut_off_when_signed(office: Office, monkeypatch: pytest.MonkeyPatch) -> bytes:
    """A run that ends when the signed file is kept; returns that file."""
    with monkeypatch.context() as patch:
        _cut_off(patch, issuing, "seal", after=False)
        with pytest.raises(CutOffError):
            esign.issue(_request(office), office)
    (entry,) = office.register.unfinished()
    assert entry.state is State.SIGNED
    return office.register.kept(entry.request_id, "signed") or b""


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_what_was_signed_is_sealed_without_asking_the_signer_again(
    office: Office, monkeypatch: pytest.MonkeyPatch, *, after: bool
) -> None:
    signed = _cut_off_when_signed(office, monkeypatch)
    _cut_off(monkeypatch, issuing, "sign", after=False)
    with monkeypatch.context() as patch:
        _cut_off(patch, type(office.register), "keep", after=after)
        with pytest.raises(CutOffError):
            esign.issue(_request(office), office)
    issued = esign.issue(_request(office), office)
    assert issued.pdf.read_bytes().startswith(signed)
    assert issued.repeated is after
    acts = [
        event.act.value for event in office.register.lifecycle.history(_request(office).request_id)
    ]
    assert acts == ["numbered", "signed", "sealed", "released"]


def test_of_two_runs_that_sign_at_once_both_seal_what_the_quicker_one_kept(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed = _cut_off_when_signed(office, monkeypatch)
    # The slower run looked before the quicker one had signed.
    monkeypatch.setattr(type(office.register), "entry_to_issue", lambda *_: None)
    issued = esign.issue(_request(office), office)
    assert issued.pdf.read_bytes().startswith(signed)


def test_a_signed_file_that_was_damaged_meanwhile_is_not_sealed(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed = _cut_off_when_signed(office, monkeypatch)
    digest = sha256(signed).hexdigest()
    stored = tmp_path / "register" / "objects" / digest[:2] / digest
    stored.chmod(0o600)
    stored.write_bytes(signed.replace(b"A", b"B", 1))
    with pytest.raises(esign.ConfigurationError) as refused:
        esign.issue(_request(office), office)
    assert refused.value.code == "register.object_damaged"
    assert not office.output.exists()


def test_an_account_that_may_not_seal_signs_nothing(office: Office) -> None:
    office.register.close()
    settings = office.output.parent / "esign.toml"
    roles = '[roles]\nclerk = ["lan"]\nsigner = ["lan"]\nsealer = ["hoa"]\n'
    settings.write_text(settings.read_text(encoding="utf-8") + roles, encoding="utf-8")
    again = open_office(settings, prompt=CountingPrompt(), clock=FixedClock())
    with again, pytest.raises(esign.ConfigurationError) as refused:
        esign.issue(_request(again), replace(again, actor="lan"))
    assert refused.value.code == "register.not_entrusted"
    assert "hoa" in refused.value.remedy("vi")
    assert _nothing_was_numbered(settings)


def _nothing_was_numbered(settings: Path) -> bool:
    with open_office(settings, prompt=CountingPrompt(), clock=FixedClock()) as office:
        return office.register.find(_request(office).request_id) is None


def test_a_sealed_document_that_no_longer_passes_is_not_handed_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = FixedClock()
    office = make_office(tmp_path, clock=clock)
    with monkeypatch.context() as patch:
        _cut_off(patch, originals, "make_folder", after=False)
        with pytest.raises(CutOffError):
            esign.issue(_request(office), office)
    clock.moment += timedelta(days=60)  # by now the revocation lists have run out
    with pytest.raises(esign.IndeterminateVerificationError) as refused:
        esign.issue(_request(office), office)
    assert refused.value.code == "self_check.indeterminate"
    assert not office.output.exists()
    (entry,) = office.register.unfinished()
    assert entry.state is State.SEALED


def test_a_released_document_is_handed_out_again_with_its_present_verdict(tmp_path: Path) -> None:
    clock = FixedClock()
    office = make_office(tmp_path, clock=clock)
    first = esign.issue(_request(office), office)
    original = first.pdf.read_bytes()
    first.pdf.unlink()
    clock.moment += timedelta(days=60)
    again = esign.issue(_request(office), office)
    assert again.pdf.read_bytes() == original
    assert again.report.verdict is esign.Verdict.INDETERMINATE


def test_the_same_request_issued_by_several_threads_at_once_is_one_document(
    office: Office,
) -> None:
    with ThreadPoolExecutor(4) as pool:
        runs = [pool.submit(esign.issue, _request(office), office) for _turn in range(4)]
        issued = [run.result() for run in runs]
    assert {each.numbered.number.value for each in issued} == {1}
    assert len({each.report.sha256 for each in issued}) == 1
    assert office.register.unfinished() == ()


@pytest.mark.parametrize(
    ("role", "fault"),
    [
        ("director", "expired"),
        ("director", "future"),
        ("director", "revoked"),
        ("director", "wrong_usage"),
        ("director", "tls_only"),
        ("seal", "revoked_seal"),
    ],
)
def test_an_unfit_certificate_is_refused_before_anything_is_written(
    role: str, fault: str, tmp_path: Path
) -> None:
    pki: Pki = make_pki()
    identity = getattr(pki.faulty, fault)
    office = (
        make_office(tmp_path, director=identity)
        if role == "director"
        else make_office(tmp_path, seal=identity)
    )
    with pytest.raises(esign.KeyFaultError):
        esign.issue(_request(office), office)
    assert office.register.find("vidu-quyet-dinh-2026-0001") is None
    assert not office.output.exists()


def test_a_faulty_template_costs_no_number(tmp_path: Path, office: Office) -> None:
    del tmp_path
    request = _request(office)

    class Faulty:
        """A renderer whose template has lost a marker."""

        reservations = ()

        def check(self, *_: object) -> None:
            return None

        def render(self, *_: object) -> object:
            raise esign.ConfigurationError("stamping.marker_missing", marker="esign:seal")

        draft = render

    with pytest.raises(esign.ConfigurationError):
        esign.issue(request, replace(office, renderer=Faulty(), tried_out=set()))
    assert office.register.find(request.request_id) is None


def test_a_rehearsal_leaves_no_trace(office: Office) -> None:
    esign.rehearse(_request(office), office.desk)
    assert office.register.find("vidu-quyet-dinh-2026-0001") is None
    assert not office.output.exists()


def test_a_request_that_nobody_checked_is_refused(office: Office) -> None:
    good = _request(office)
    changed = replace(good, content={**good.content, "subject": "Về việc khác"})
    for unchecked in (changed, replace(good, digest="")):
        with pytest.raises(esign.InputError) as refused:
            esign.issue(unchecked, office)
        assert refused.value.code == "request.unchecked"
    assert digest(good.kind, good.content) == good.digest


def test_errors_with_reports_travel_between_processes(office: Office) -> None:
    issued = esign.issue(_request(office), office)
    changed = bytearray(issued.pdf.read_bytes())
    changed[len(changed) // 3] ^= 1
    with pytest.raises(esign.FailedVerificationError) as refused:
        esign.verify(bytes(changed), trust=office.trust, at=FIXED_NOW)
    arrived = pickle.loads(pickle.dumps(refused.value))  # noqa: S301 - our own bytes
    assert isinstance(arrived, esign.FailedVerificationError)
    assert arrived.report == refused.value.report
    assert str(arrived) == str(refused.value)


def test_a_time_without_zone_is_refused(office: Office) -> None:
    with pytest.raises(esign.UsageError):
        esign.inspect(b"%PDF", trust=office.trust, at=datetime.now(UTC).replace(tzinfo=None))


def _issue_in_a_child(folder: Path) -> str:
    office = make_office(folder)
    try:
        esign.issue(esign.load_request(DECISION, office.kinds), office)
    except esign.ConfigurationError as error:
        return error.code
    return "issued"


@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
@pytest.mark.skipif(not hasattr(os, "fork"), reason="this platform does not fork")
def test_a_process_forked_after_the_first_page_says_so_instead_of_hanging(
    office: Office, tmp_path: Path
) -> None:
    esign.issue(_request(office), office)
    (tmp_path / "child").mkdir()
    context = multiprocessing.get_context("fork")
    with context.Pool(1) as pool:
        answer = pool.apply_async(_issue_in_a_child, (tmp_path / "child",)).get(timeout=60)
    assert answer == "render.forked"
