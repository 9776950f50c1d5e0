# SPDX-License-Identifier: Apache-2.0
"""An office whose keys are on a token that is pulled out in the middle of its work."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from esign.errors import KeyFaultError
from esign.issuance import Office, issue, load_request
from esign.model import Verdict
from esign.wiring import open_office
from support.faulty_tokens import FaultyLibrary, faulty_library
from support.office import DECISION, write_office
from support.pki import make_pki
from support.ports import CountingPrompt, FixedClock
from support.tokens import PIN, soft_token

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from esign.model import Request

PKI = make_pki()


@pytest.fixture
def library() -> Iterator[FaultyLibrary]:
    library = faulty_library()
    library.ask()
    yield library
    library.ask()


@pytest.fixture
def prompt() -> CountingPrompt:
    return CountingPrompt(PIN)


@pytest.fixture
def office(library: FaultyLibrary, prompt: CountingPrompt, tmp_path: Path) -> Iterator[Office]:
    token = soft_token(director=PKI.director, seal=PKI.seal)
    settings = write_office(tmp_path)
    text = settings.read_text(encoding="utf-8")
    for name in ("director", "seal"):
        reference = token.reference(f"object={name}", library.path)
        text = text.replace(f"pkcs12:keys/{name}.p12", reference)
    settings.write_text(text, encoding="utf-8")
    with open_office(settings, prompt=prompt, clock=FixedClock()) as opened:
        yield opened


def requests(office: Office) -> list[Request]:
    sample = load_request(DECISION, office.kinds)
    return [replace(sample, request_id=f"TOKEN-{ordinal}") for ordinal in range(1, 4)]


@pytest.mark.parametrize("fault", ["removed", "session-lost"])
def test_a_token_pulled_out_loses_nothing_and_the_run_goes_on_when_it_is_back(
    office: Office, library: FaultyLibrary, prompt: CountingPrompt, fault: str
) -> None:
    first, second, third = requests(office)
    issued = [issue(first, office)]
    asked = len(prompt.labels)
    library.ask(fault)
    with pytest.raises(KeyFaultError) as caught:
        issue(second, office)
    assert caught.value.code == "token.removed"
    left = office.register.find(second.request_id)
    assert left is not None
    assert list(office.output.glob("*.pdf")) == [issued[0].pdf]
    library.ask()
    issued += [issue(second, office), issue(third, office)]
    assert [entry.numbered.number.value for entry in issued] == [1, 2, 3]
    assert issued[1].numbered.number == left.number
    assert {entry.report.verdict for entry in issued} == {Verdict.PASSED}
    assert len(prompt.labels) == asked + 1
