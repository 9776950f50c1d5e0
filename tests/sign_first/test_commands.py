# SPDX-License-Identifier: Apache-2.0
"""The other order from the command line, over the three desks and with keys that are elsewhere."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from esign.cli import esign
from esign.cli.boundary import run
from esign.errors import ExitStatus
from esign.issuance import (
    approve,
    begin_sealing,
    begin_signing,
    finish_sealing,
    finish_signing,
    load_request,
    prepare_in_order,
    take_back,
    waiting_to_seal,
    waiting_to_sign,
)
from esign.model import Role, Verdict
from support.elsewhere import Phone, keys_elsewhere
from support.office import DECISION, make_office
from support.pki import make_pki
from support.trial import trial_office

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def tell(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    """What a command says to a program."""
    capsys.readouterr()
    assert run(esign, [*arguments, "--json"]) == ExitStatus.DONE
    content: dict[str, Any] = json.loads(capsys.readouterr().out)
    return content


def test_prepare_sign_and_seal_on_the_command_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    office = trial_office(tmp_path / "demo")
    monkeypatch.setenv("ESIGN_SETTINGS", str(office / "esign.toml"))
    monkeypatch.chdir(tmp_path)
    text = DECISION.read_text("utf-8")
    for name in ("first-one", "second-one"):
        spoken = text.replace("vidu-quyet-dinh-2026-0001", name)
        (tmp_path / f"{name}.toml").write_text(spoken, "utf-8")
    paths = ("first-one.toml", "second-one.toml")
    prepared = tell(capsys, "prepare", *paths, "--order", "sign-first")
    assert [each["number"] for each in prepared["documents"]] == [None, None]
    tell(capsys, "sign", "first-one", "--preview", "look", "--manifest", "list.json")
    assert (tmp_path / "look" / "first-one.prepared.pdf").is_file()
    signed = tell(capsys, "sign", "--approve", "list.json")
    assert [each["number"] for each in signed["documents"]] == ["—/QĐ-SGDĐT"]
    dropped = tell(capsys, "void", "second-one", "--reason", "Thôi")
    assert dropped["number"] is None
    sealed = tell(capsys, "seal", "--yes")
    (document,) = sealed["documents"]
    assert (document["number"], document["verdict"]) == ("01/QĐ-SGDĐT", "passed")
    report = tell(capsys, "verify", document["pdf"], "--trust-dir", str(office / "trust"))
    assert "passed" in json.dumps(report)
    again = tell(capsys, "issue", "first-one.toml")
    assert again["documents"][0]["repeated"]


def test_both_signatures_may_be_made_elsewhere(tmp_path: Path) -> None:
    pki = make_pki()
    with make_office(tmp_path) as opened:
        keys = keys_elsewhere(opened, pki.director, pki.seal)
        office = replace(opened, keys=keys).in_order("sign-first")
        request = replace(load_request(DECISION, office.kinds), request_id="far-away")
        prepare_in_order(request, office)
        approval = approve(waiting_to_sign(office).manifest, office)
        pending = begin_signing(approval, office).pending
        back = take_back(Phone(pki.director).signed(pending), Role.PERSON, office)
        finish_signing("far-away", back, office)
        assert office.register.find("far-away") is None
        sealing = begin_sealing(waiting_to_seal(office).manifest, office)
        assert sealing.faults == ()
        entry = office.register.find("far-away")
        assert entry is not None
        assert entry.number.value == 1
        back = take_back(Phone(pki.seal).signed(sealing.pending), Role.AGENCY, office)
        issued = finish_sealing("far-away", back, office)
        assert issued.report.verdict is Verdict.PASSED
        assert issued.numbered.number.value == 1
