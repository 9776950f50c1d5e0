# SPDX-License-Identifier: Apache-2.0
"""A number kept free for a document that is signed before it is numbered: given at the seal."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from esign.cli import esign
from esign.cli.boundary import run
from esign.errors import ExitStatus, InputError
from esign.issuance import (
    approve,
    issue,
    load_request,
    prepare_in_order,
    seal_signed,
    signing_together,
    take_reserved,
    waiting_to_sign,
)
from esign.model import Verdict
from esign.register import State, Waits
from esign.wiring import open_office
from support.office import DECISION, write_office
from support.ports import FIXED_NOW, CountingPrompt, FixedClock

if TYPE_CHECKING:
    from collections.abc import Iterator

    from esign.issuance import Office
    from esign.model import Request

SIGN_FIRST = '[signing]\norder = "sign-first"\n'


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """An office that signs first; each test has a document of its own."""
    settings = write_office(tmp_path_factory.mktemp("office") / "o", extra_settings=SIGN_FIRST)
    with open_office(settings, prompt=CountingPrompt(), clock=FixedClock()) as opened:
        yield opened


def request_of(office: Office, name: str) -> Request:
    return replace(load_request(DECISION, office.kinds), request_id=name)


def signed(office: Office, name: str) -> str:
    """A document that waits for its number."""
    prepare_in_order(request_of(office, name), office)
    approval = approve(waiting_to_sign(office, [name]).manifest, office)
    signing_together([name], approval, office)(name)
    return name


def reserve(office: Office, kind: str = "decision") -> int:
    """The number that was kept free today."""
    (entry,) = office.register.bookkeeping.reserve(
        office.kinds.kind(kind), office.agency, "giữ", actor="lan"
    )
    return entry.number.value


def refused(office: Office, name: str, number: str) -> str:
    with pytest.raises(InputError) as refusal:
        take_reserved(name, number, office)
    return refusal.value.code


def test_the_seal_fills_in_the_number_that_was_kept_free(office: Office) -> None:
    name, number = signed(office, "kept-free"), reserve(office)
    reserve(office)
    before = office.register.unnumbered.find(name)
    assert before is not None
    numbered = take_reserved(name, str(number), office)
    assert take_reserved(name, str(number), office) == numbered
    issued = seal_signed(name, office)
    assert issued.report.verdict is Verdict.PASSED
    assert issued.report.document["number"] == f"{number:02d}/QĐ-SGDĐT"
    assert issued.report.document["document_id"] == issued.numbered.document_id
    found = office.register.by_lookup_code(before.document.lookup_code)
    assert found is not None
    assert (found.number.value, found.state) == (number, State.RELEASED)
    office.register.record.check()


def test_a_number_of_a_day_before_the_signature_is_not_given(office: Office) -> None:
    number = reserve(office)
    later = FixedClock(FIXED_NOW + timedelta(days=1))
    with open_office(
        office.output.parent / "esign.toml", prompt=CountingPrompt(), clock=later
    ) as tomorrow:
        name = signed(tomorrow, "signed-later")
        assert refused(tomorrow, name, str(number)) == "sign_first.reserved_earlier"
        assert tomorrow.register.find(name) is None
        found = tomorrow.register.unnumbered.find(name)
        assert found is not None
        assert found.waits is Waits.NUMBER
        tomorrow.register.record.check()


def test_another_documents_number_is_not_given(office: Office) -> None:
    name = signed(office, "others-number")
    kind = office.kinds.kind("notice")
    (notice,) = office.register.bookkeeping.reserve(kind, office.agency, "giữ", actor="lan")
    assert refused(office, name, notice.request_id) == "register.reserved_for_other_kind"
    assert refused(office, name, "999") == "register.not_reserved"
    assert office.register.find(name) is None


def test_a_document_that_has_its_number_keeps_it(office: Office) -> None:
    name = signed(office, "numbered-already")
    issued = seal_signed(name, office)
    other = str(reserve(office))
    assert refused(office, name, other) == "register.numbered_otherwise"
    own = str(issued.numbered.number.value)
    assert take_reserved(name, own, office) == issued.numbered
    first = office.in_order("number-first")
    issue(request_of(office, "number-first"), first)
    assert refused(office, "number-first", other) == "sign_first.numbered_already"


def test_what_is_not_signed_yet_gets_no_number(office: Office) -> None:
    prepare_in_order(request_of(office, "not-signed"), office)
    number = str(reserve(office))
    assert refused(office, "not-signed", number) == "sign_first.not_signed"
    with pytest.raises(InputError) as refusal:
        prepare_in_order(request_of(office, "at-the-layout"), office, reserved=number)
    assert refusal.value.code == "sign_first.reserved"
    assert "--number" in refusal.value.remedy("vi")


def test_the_clerk_gives_it_by_command(
    office: Office, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("esign.wiring.SystemClock", FixedClock)
    monkeypatch.setattr("esign.cli.seal.secret_prompt", lambda *_: CountingPrompt())
    name, number = signed(office, "by-command"), reserve(office)
    where = ["--settings", str(office.output.parent / "esign.toml")]
    capsys.readouterr()
    assert run(esign, ["seal", "--number", "7", *where]) == ExitStatus.USAGE
    assert "--number" in capsys.readouterr().err
    assert run(esign, ["seal", name, "--number", str(number), "--json", *where]) == ExitStatus.DONE
    (told,) = json.loads(capsys.readouterr().out)["documents"]
    assert (told["outcome"], told["number"]) == ("issued", f"{number:02d}/QĐ-SGDĐT")
