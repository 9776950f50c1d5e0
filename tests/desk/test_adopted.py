# SPDX-License-Identifier: Apache-2.0
"""A file from Word, and annexes in files of their own, go over the desks as well."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from esign.cli import esign
from esign.cli.boundary import run
from esign.cli.queues import write_previews
from esign.errors import ExitStatus, InputError
from esign.issuance import (
    Office,
    begin_sealing,
    prepare,
    seal_signed,
    sign_prepared,
    waiting_to_seal,
    waiting_to_sign,
)
from support.annexed import annexed_request, ready
from support.desk import Desks, approved
from support.documents import TEMPLATES
from support.ports import FixedClock
from support.word_files import word_pdf

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


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


def test_annexes_wait_with_their_document_and_are_sealed_with_it(
    office: Office, tmp_path: Path
) -> None:
    prepare(*ready(office, annexed_request(tmp_path)))
    approval = approved(office)
    (line,) = approval.manifest.documents
    shown = write_previews(approval.manifest, office, tmp_path / "look", "prepared")
    assert len([path for path in shown if path.suffix == ".pdf"]) == 3
    sign_prepared(line.request_id, approval, office)
    with pytest.raises(InputError) as refused:  # by a key that is elsewhere
        begin_sealing(waiting_to_seal(office).manifest, office)
    assert refused.value.code == "desk.annexes_elsewhere"
    issued = seal_signed(line.request_id, office)
    assert len(issued.annexes) == 2
