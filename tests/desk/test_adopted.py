# SPDX-License-Identifier: Apache-2.0
"""A file from Word, and annexes in files of their own, go over the desks as well."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from esign.acceptance import inspect
from esign.cli import esign
from esign.cli.boundary import run
from esign.cli.queues import write_previews
from esign.errors import ExitStatus, InputError
from esign.issuance import (
    Office,
    begin_sealing,
    finish_sealing,
    prepare,
    seal_signed,
    sign_prepared,
    take_back,
    waiting_to_seal,
    waiting_to_sign,
)
from esign.model import Role, Verdict
from esign.register import prepared_annex_stage
from support.annexed import annexed_request, ready
from support.desk import Desks, approved
from support.documents import TEMPLATES
from support.elsewhere import Phone, as_sent, came_back, keys_elsewhere
from support.pki import make_pki
from support.ports import CountingPrompt, FixedClock
from support.word_files import word_pdf

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

PKI = make_pki()


@pytest.fixture
def office(desks: Desks, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    monkeypatch.setattr("esign.wiring.SystemClock", FixedClock)
    with desks.open() as opened:
        yield opened


def test_a_file_from_word_is_prepared_signed_and_sealed(
    office: Office, desks: Desks, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    request = tmp_path / "request.toml"
    text = (TEMPLATES / "adopted" / "sample.toml").read_text(encoding="utf-8")
    request.write_text(text.partition("[file]")[0], encoding="utf-8")
    file = tmp_path / "quyet-dinh.pdf"
    file.write_bytes(word_pdf())
    command = ["adopt", str(file), "--request", str(request), "--prepare", "--json"]
    assert run(esign, [*command, "--settings", str(desks.settings)]) == ExitStatus.DONE
    (told,) = json.loads(capsys.readouterr().out)["documents"]
    assert (told["outcome"], told["number"]) == ("prepared", "01/QĐ-SGDĐT")
    assert desks.prompt.labels == []
    file.unlink()
    (line,) = waiting_to_sign(office).manifest.documents
    assert line.sha256 == told["sha256"]
    sign_prepared(line.request_id, approved(office), office)
    issued = seal_signed(line.request_id, office)
    assert issued.report.document["number"] == "01/QĐ-SGDĐT"
    assert issued.pdf.is_file()


@pytest.fixture(scope="module")
def annexed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office's folder with a decision and two annexes that wait to be sealed."""
    folder = tmp_path_factory.mktemp("annexed")
    with Desks.write(folder / "office").open() as office:
        prepare(*ready(office, annexed_request(folder)))
        approval = approved(office)
        (line,) = approval.manifest.documents
        shown = write_previews(approval.manifest, office, folder / "look", "prepared")
        assert len([path for path in shown if path.suffix == ".pdf"]) == 3
        sign_prepared(line.request_id, approval, office)
    return folder / "office"


@pytest.fixture
def signed(annexed: Path, tmp_path: Path) -> Iterator[Office]:
    """A copy of it, open."""
    place = shutil.copytree(annexed, tmp_path / "annexed")
    with Desks(place / "esign.toml", FixedClock(), CountingPrompt()).open() as opened:
        yield opened


def issued_at(office: Office) -> str:
    """The id of the only document that waits for the seal."""
    (line,) = waiting_to_seal(office).manifest.documents
    return line.request_id


def elsewhere(office: Office) -> Office:
    """The same office with keys that are elsewhere."""
    return replace(office, keys=keys_elsewhere(office, PKI.director, PKI.seal))


def test_annexes_wait_with_their_document_and_are_sealed_with_it(signed: Office) -> None:
    issued = seal_signed(issued_at(signed), signed)
    assert len(issued.annexes) == 2


@pytest.mark.parametrize("whole", [False, True], ids=["values", "containers"])
def test_a_key_elsewhere_seals_the_annexes_in_the_same_file(signed: Office, *, whole: bool) -> None:
    far, request_id = elsewhere(signed), issued_at(signed)
    pending = begin_sealing(waiting_to_seal(far).manifest, far).pending
    entries = as_sent(pending)["signatures"]
    assert [(each["request_id"], each.get("annex")) for each in entries] == [
        (request_id, None),
        (request_id, 1),
        (request_id, 2),
    ]
    stages = ("signed", prepared_annex_stage(1), prepared_annex_stage(2))
    assert [each["sha256"] for each in entries] == [
        far.register.kept_digest(request_id, stage) for stage in stages
    ]
    back = take_back(Phone(PKI.seal).signed(pending, whole=whole), Role.AGENCY, far)
    issued = finish_sealing(request_id, back, far)
    assert issued.report.verdict is Verdict.PASSED
    for path in issued.annexes:
        report = inspect(path, trust=far.trust, at=far.clock.now(), policy="sealed")
        assert report.verdict is Verdict.PASSED
    assert far.register.audit_check() > 0


def exchanged(entries: list[dict[str, Any]]) -> None:
    entries[1]["signature"], entries[2]["signature"] = (
        entries[2]["signature"],
        entries[1]["signature"],
    )


def missing(entries: list[dict[str, Any]]) -> None:
    entries[2]["signature"] = None


def renamed(entries: list[dict[str, Any]]) -> None:
    entries[2]["annex"] = 3


def left_out(entries: list[dict[str, Any]]) -> None:
    del entries[2]


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (exchanged, "signing.value_wrong"),
        (missing, "desk.no_signature"),
        (renamed, "desk.not_begun_here"),
        (left_out, "desk.not_begun_here"),
    ],
)
def test_a_document_whose_annex_lacks_its_own_signature_is_not_issued(
    signed: Office, spoil: Callable[[list[dict[str, Any]]], None], code: str
) -> None:
    far, request_id = elsewhere(signed), issued_at(signed)
    pending = begin_sealing(waiting_to_seal(far).manifest, far).pending
    stated = as_sent(Phone(PKI.seal).signed(pending))
    spoil(stated["signatures"])
    with pytest.raises(InputError) as refused:
        finish_sealing(request_id, take_back(came_back(stated), Role.AGENCY, far), far)
    assert refused.value.code == code
    assert far.register.kept_digest(request_id, "pdf") is None
    assert not list(far.output.glob("*"))
