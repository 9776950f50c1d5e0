# SPDX-License-Identifier: Apache-2.0
"""Copies whose seal is made elsewhere: they wait with their number, and nothing else is sealed."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from esign import acceptance
from esign.copying import certify_copy, prepare_copy, waits_for_key
from esign.errors import ConfigurationError, InputError, KeyFaultError
from esign.issuance import (
    Pending,
    approve,
    begin_sealing,
    finish_sealing,
    load_request,
    seal_signed,
    sign_prepared,
    take_back,
    waiting_to_seal,
    waiting_to_sign,
)
from esign.model import Role, Verdict
from esign.register import State
from support.copies import EXTRACT, copy_request, examined
from support.elsewhere import Phone, as_sent, came_back, keys_elsewhere
from support.pki import make_pki
from support.ports import FixedClock

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from esign.issuance import Office
    from esign.model import PreparedCopy

PKI = make_pki()


@pytest.fixture
def far(office: Office) -> Office:
    """An office whose keys are both elsewhere."""
    return replace(office, keys=keys_elsewhere(office, PKI.director, PKI.seal))


def prepared(office: Office) -> PreparedCopy:
    return prepare_copy(load_request(EXTRACT, office.kinds), office)


def name_of(page: PreparedCopy) -> str:
    return page.numbered.request.request_id


def begun(office: Office) -> Pending:
    return begin_sealing(waiting_to_seal(office).manifest, office).pending


def refused(act: Callable[[], object]) -> str:
    with pytest.raises((InputError, KeyFaultError)) as refusal:
        act()
    return refusal.value.code


@pytest.mark.parametrize("whole", [False, True], ids=["values", "containers"])
def test_hours_later_the_seal_of_a_copy_comes_back(far: Office, *, whole: bool) -> None:
    request = load_request(EXTRACT, far.kinds)
    assert waits_for_key(request, far)
    page = prepared(far)
    assert prepared(far) == page  # again, it is the same page under the same number
    entry = far.register.find(name_of(page))
    assert entry is not None
    assert (entry.state, entry.number.text) == (State.NUMBERED, page.numbered.number.text)
    assert [line.request_id for line in waiting_to_seal(far).manifest.documents] == [name_of(page)]
    sent = begun(far)
    clock = far.clock
    assert isinstance(clock, FixedClock)
    clock.moment += timedelta(hours=5)
    returned = Phone(PKI.seal).signed(sent, whole=whole)
    issued = finish_sealing(name_of(page), take_back(returned, Role.AGENCY, far), far)
    assert (issued.repeated, issued.numbered) == (False, page.numbered)
    assert issued.pdf.read_bytes().startswith(page.data)
    report = acceptance.inspect(
        issued.pdf.read_bytes(), trust=far.trust, at=clock.now(), policy="sealed"
    )
    assert report.verdict is Verdict.PASSED
    assert [(each.role, each.claimed_at) for each in report.signatures] == [
        (Role.AGENCY, sent.claimed_at)
    ]
    assert not waits_for_key(request, far)
    assert certify_copy(request, far).repeated  # what is sealed is handed out without the key
    assert waiting_to_seal(far).manifest.documents == ()
    assert [each.act for each in far.register.lifecycle.history(name_of(page))] == [
        "numbered",
        "certified",
        "released",
    ]
    assert refused(lambda: prepared(far)) == "desk.not_to_prepare"
    far.register.record.check()


def test_a_scan_waits_as_well_and_is_sealed_by_a_key_that_is_here_by_now(
    far: Office, office: Office, tmp_path: Path
) -> None:
    request, pages = examined(far, copy_request(tmp_path))
    page = prepare_copy(request, far, pages)
    issued = seal_signed(request.request_id, office)
    assert issued.pdf.read_bytes().startswith(page.data)
    assert issued.report.verdict is Verdict.PASSED


def test_a_copy_is_no_document_for_the_leaders_desk(far: Office, office: Office) -> None:
    page = prepared(far)
    assert waiting_to_sign(far).manifest.documents == ()
    assert refused(lambda: waiting_to_sign(far, [name_of(page)])) == "desk.copy_not_signed"
    listed = waiting_to_seal(far).manifest
    approval = approve(listed, far)
    assert refused(lambda: sign_prepared(name_of(page), approval, office)) == "desk.copy_not_signed"


def test_neither_half_of_a_copys_seal_can_be_exchanged(far: Office) -> None:
    page = prepared(far)
    sent = begun(far)
    phone = Phone(PKI.seal)
    stated = as_sent(sent)
    stated["manifest"]["documents"][0]["sha256"] = "0" * 64
    assert refused(lambda: came_back(stated)).startswith("desk.")
    other = replace(sent, claimed_at=sent.claimed_at + timedelta(seconds=1))
    for changed in (other, phone.signed(other)):
        assert refused(lambda c=changed: take_back(c, Role.AGENCY, far)) == "desk.not_begun_here"
    back = take_back(sent, Role.AGENCY, far)
    assert refused(lambda: finish_sealing(name_of(page), back, far)) == "desk.no_signature"
    stated = as_sent(sent)  # another key's value
    forged = Phone(PKI.director).value(sent.signatures[0].attributes)
    stated["signatures"][0]["signature"] = b64encode(forged).decode()
    back = take_back(came_back(stated), Role.AGENCY, far)
    with pytest.raises((InputError, KeyFaultError)):
        finish_sealing(name_of(page), back, far)
    entry = far.register.find(name_of(page))
    assert entry is not None
    assert entry.state is State.NUMBERED
    assert not list(far.output.glob("*"))


def test_a_page_exchanged_in_the_register_is_not_sealed(far: Office) -> None:
    page = prepared(far)
    sent = begun(far)
    returned = take_back(Phone(PKI.seal).signed(sent), Role.AGENCY, far)
    digest = far.register.kept_digest(name_of(page), "prepared") or ""
    (kept,) = [each for each in far.output.parent.rglob("*") if each.name.startswith(digest)]
    kept.chmod(0o600)
    kept.write_bytes(page.data.replace(b"SAO", b"XAO") + b" ")
    with pytest.raises(ConfigurationError):
        finish_sealing(name_of(page), returned, far)


def test_what_waits_for_too_long_is_not_sealed_under_its_old_day(far: Office) -> None:
    prepared(far)
    clock = far.clock
    assert isinstance(clock, FixedClock)
    clock.moment += timedelta(days=10)
    assert refused(lambda: begun(far)) == "register.too_late_to_sign"
    assert far.register.audit_check() > 0
