# SPDX-License-Identifier: Apache-2.0
"""Whole offices that sign first: in one run, over three desks, with keys elsewhere, cut off."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from esign.errors import ConfigurationError, EsignError, InputError
from esign.issuance import (
    approve,
    issue,
    load_request,
    prepare_in_order,
    seal_signed,
    sign_prepared,
    waiting_to_seal,
    waiting_to_sign,
)
from esign.model import PreparedOpen, Verdict
from esign.register import State, Waits
from support.office import DECISION, make_office
from support.ports import FIXED_NOW, FixedClock
from support.sealed import trust_store, verdict_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from esign.issuance import Office
    from esign.model import Request


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with make_office(tmp_path, extra_settings='[signing]\norder = "sign-first"\n') as opened:
        yield opened


def request_of(office: Office, request_id: str = "") -> Request:
    found = load_request(DECISION, office.kinds)
    return replace(found, request_id=request_id) if request_id else found


def desk_run(office: Office, *requests: Request) -> list[str]:
    """Laid out, approved and signed; returns the request ids."""
    for request in requests:
        prepare_in_order(request, office)
    approval = approve(waiting_to_sign(office).manifest, office)
    names = [line.request_id for line in approval.manifest.documents]
    for name in names:
        assert not sign_prepared(name, approval, office).repeated
        assert sign_prepared(name, approval, office).repeated
    return names


def test_one_run_signs_then_numbers_then_seals(office: Office, tmp_path: Path) -> None:
    issued = issue(request_of(office), office)
    assert issued.report.verdict is Verdict.PASSED
    assert issued.report.document["number"] == issued.numbered.number.text
    assert issued.report.document["document_id"] == issued.numbered.document_id
    entry = office.register.find(issued.numbered.request.request_id)
    assert entry is not None
    assert entry.state is State.RELEASED
    assert verdict_of(issued.pdf.read_bytes(), trust_store(tmp_path / "theirs")) is Verdict.PASSED
    again = issue(request_of(office), office)
    assert again.repeated
    assert again.pdf.read_bytes() == issued.pdf.read_bytes()
    assert office.register.record.check().entries == 1


def test_the_register_knows_the_file_by_what_its_fields_say(office: Office) -> None:
    issued = issue(request_of(office), office)
    standing = office.register.standing("0" * 64, issued.report.document)
    assert standing.number == issued.numbered.number.text


def test_over_three_desks_the_number_comes_last(office: Office) -> None:
    requests = [request_of(office, f"r-{turn}") for turn in range(3)]
    page = prepare_in_order(requests[0], office)
    assert isinstance(page, PreparedOpen)
    again = prepare_in_order(requests[0], office)
    assert isinstance(again, PreparedOpen)
    assert again.data == page.data
    names = desk_run(office, *requests)
    assert names == ["r-0", "r-1", "r-2"]
    assert [office.register.find(name) for name in names] == [None] * 3
    waiting = waiting_to_seal(office).manifest
    assert [line.number for line in waiting.documents] == ["—/QĐ-SGDĐT"] * 3
    issued = [seal_signed(name, office) for name in ("r-2", "r-0", "r-1")]
    assert [each.numbered.number.value for each in issued] == [1, 2, 3]
    assert all(each.report.verdict is Verdict.PASSED for each in issued)
    assert waiting_to_seal(office).manifest.documents == ()
    assert office.register.record.check().entries == 3


def test_what_cannot_be_sealed_takes_no_number(office: Office) -> None:
    (name,) = desk_run(office, request_of(office, "r-1"))
    later = replace(office, clock=FixedClock(FIXED_NOW - timedelta(days=1)))
    office.seal._clock = later.clock
    with pytest.raises(EsignError):
        seal_signed(name, office)
    assert office.register.find(name) is None
    assert office.register.unnumbered.waiting(Waits.NUMBER)[0].request_id == name


def test_a_run_that_ends_after_numbering_goes_on_with_the_same_number(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    (name,) = desk_run(office, request_of(office, "r-1"))
    signed = office.register.unnumbered.waiting(Waits.NUMBER)[0].signed

    def cut(*_: object, **__: object) -> None:
        raise ConfigurationError("demo.not_refused")

    monkeypatch.setattr("esign.issuance.sign_first.completed", cut)
    with pytest.raises(ConfigurationError):
        seal_signed(name, office)
    entry = office.register.find(name)
    assert entry is not None
    assert (entry.number.value, entry.state) == (1, State.SIGNED)
    monkeypatch.undo()
    issued = seal_signed(name, office)
    assert issued.numbered.number.value == 1
    assert office.register.kept_digest(name, "signed") == signed
    assert issue(request_of(office, "r-2"), office).numbered.number.value == 2


def test_what_is_dropped_before_its_number_leaves_no_gap(office: Office) -> None:
    desk_run(office, request_of(office, "r-1"))
    office.register.unnumbered.drop("r-1", "Không ban hành nữa")
    with pytest.raises(InputError, match="dropped"):
        seal_signed("r-1", office)
    with pytest.raises(InputError, match="dropped"):
        issue(request_of(office, "r-1"), office)
    assert issue(request_of(office, "r-2"), office).numbered.number.value == 1


def test_a_page_exchanged_in_the_store_is_not_signed(office: Office) -> None:
    prepare_in_order(request_of(office, "r-1"), office)
    prepare_in_order(request_of(office, "r-2"), office)
    manifest = waiting_to_sign(office).manifest
    first, second = manifest.documents
    swapped = replace(manifest, documents=(replace(first, sha256=second.sha256), second))
    approval = approve(swapped, office)
    with pytest.raises(InputError, match="page_changed"):
        sign_prepared("r-1", approval, office)


def test_both_orders_work_beside_each_other(office: Office) -> None:
    number_first = replace(office, sign_first=False)
    values = [
        issue(request_of(office, f"r-{turn}"), office if turn % 2 else number_first)
        for turn in range(4)
    ]
    assert [each.numbered.number.value for each in values] == [1, 2, 3, 4]
    assert {each.report.verdict for each in values} == {Verdict.PASSED}


def test_a_document_goes_on_in_the_order_in_which_it_was_begun(office: Office) -> None:
    desk_run(office, request_of(office, "r-1"))
    issued = issue(request_of(office, "r-1"), replace(office, sign_first=False))
    assert issued.report.document["numbering"] == "after-signature"
    begun = replace(office, sign_first=False)
    prepare_in_order(request_of(office, "r-2"), begun)
    assert "numbering" not in issue(request_of(office, "r-2"), office).report.document


def test_what_needs_its_number_beforehand_is_refused_at_once(office: Office) -> None:
    with pytest.raises(InputError, match="reserved"):
        issue(request_of(office, "r-1"), office, reserved="7")
    assert office.register.unnumbered.find("r-1") is None
