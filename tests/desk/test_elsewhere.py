# SPDX-License-Identifier: Apache-2.0
"""Keys that are elsewhere: what comes back fits the very document it was made for, or nothing."""

from __future__ import annotations

import json
from base64 import b64encode
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

import esign
from esign.errors import InputError, KeyFaultError
from esign.issuance import (
    Pending,
    begin_sealing,
    begin_signing,
    finish_sealing,
    finish_signing,
    issue,
    sign_prepared,
    take_back,
    waiting_to_seal,
)
from esign.model import Role
from esign.register import State
from esign.signing import Mark
from support.desk import Desks, a_decision, an_id, approved, prepared, signed
from support.elsewhere import Phone, as_sent, came_back, keys_elsewhere, signatory_elsewhere
from support.pki import make_pki
from support.places import Place
from support.ports import FIXED_NOW

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from esign.issuance import Office

FIRST, SECOND = an_id(1), an_id(2)
PKI = make_pki()


@pytest.fixture
def far(desks: Desks) -> Iterator[Office]:
    """An office whose keys are both elsewhere."""
    with desks.open() as opened:
        yield elsewhere(opened)


def elsewhere(office: Office) -> Office:
    return replace(office, keys=keys_elsewhere(office, PKI.director, PKI.seal))


def begun(office: Office, count: int = 1) -> Pending:
    prepared(office, count)
    return begin_signing(approved(office), office).pending


def complete(pending: Pending, office: Office, request_id: str = FIRST) -> esign.SignedPdf:
    finish_signing(request_id, take_back(pending, Role.PERSON, office), office)
    data = office.register.kept(request_id, "signed") or b""
    return esign.SignedPdf(office.register.numbered(request_id), data, "", 1)


def refused(act: Callable[[], object]) -> str:
    with pytest.raises((InputError, KeyFaultError)) as refusal:
        act()
    return refusal.value.code


def unsigned(office: Office, request_id: str = FIRST) -> bool:
    entry = office.register.find(request_id)
    return entry is not None and entry.state is State.NUMBERED


@pytest.mark.parametrize("whole", [False, True], ids=["values", "containers"])
def test_hours_later_on_another_machine_both_signatures_come_back(
    desks: Desks, *, whole: bool
) -> None:
    with desks.open() as here:
        sent = begun(elsewhere(here), 2)
    desks.clock.moment += timedelta(hours=5)
    with desks.open() as there:
        returned = Phone(PKI.director).signed(sent, whole=whole)
        back = take_back(returned, Role.PERSON, there)
        far = elsewhere(there)
        for request_id in (FIRST, SECOND):
            assert not finish_signing(request_id, back, far).repeated
        to_seal = begin_sealing(waiting_to_seal(far).manifest, far)
        assert to_seal.faults == ()
    desks.clock.moment += timedelta(hours=1)
    with desks.open() as there:
        far = elsewhere(there)
        back = take_back(Phone(PKI.seal).signed(to_seal.pending, whole=whole), Role.AGENCY, far)
        issued = [finish_sealing(request_id, back, far) for request_id in (FIRST, SECOND)]
        at = desks.clock.now()
        for each in issued:
            report = esign.verify(each.pdf, trust=far.trust, at=at, register=far.register)
            assert [signature.claimed_at for signature in report.signatures] == [
                FIXED_NOW,
                FIXED_NOW + timedelta(hours=5),
            ]
        far.register.record.check()
    assert desks.prompt.labels == []


def test_what_comes_back_makes_the_same_file_as_a_key_at_hand(desks: Desks) -> None:
    with desks.open() as office:
        sent = begun(elsewhere(office))
        made = complete(Phone(PKI.director).signed(sent), elsewhere(office)).data
    with desks.open() as office:
        page = office.register.kept(FIRST, "prepared") or b""
        numbered = office.register.numbered(FIRST)
        at_once = esign.sign(esign.PreparedPdf(numbered, page, "", 1), office.signer)
    assert made == at_once.data


def test_the_file_that_goes_out_names_no_secret_and_says_what_is_signed(far: Office) -> None:
    sent = begun(far)
    content = as_sent(sent)
    (entry,) = content["signatures"]
    assert content["schema"] == "esign.pending/1"
    assert content["manifest"]["documents"][0]["request_id"] == FIRST
    assert entry["sha256"] == content["manifest"]["documents"][0]["sha256"]
    assert (entry["signature"], entry["cms"]) == (None, None)
    assert len(json.dumps(content)) < 12_000
    assert Pending.read(json.dumps(content).encode()) == sent


def test_a_swapped_digest_signs_nothing(far: Office) -> None:
    """Somebody on the way lets the director sign another document's attributes."""
    sent = begun(far, 2)
    first, second = sent.signatures
    swapped = replace(sent, signatures=(replace(first, attributes=second.attributes),))
    returned = Phone(PKI.director).signed(swapped)
    assert refused(lambda: take_back(returned, Role.PERSON, far)) == "desk.not_begun_here"
    restored = as_sent(sent)  # and puts the true ones back before the file returns
    value = b64encode(Phone(PKI.director).value(second.attributes)).decode()
    restored["signatures"][0]["signature"] = value
    assert refused(lambda: complete(came_back(restored), far)) == "signing.value_wrong"
    assert unsigned(far)


def test_the_completed_signature_of_another_document_signs_nothing(far: Office) -> None:
    sent = begun(far, 2)
    content = as_sent(Phone(PKI.director).signed(sent, whole=True))
    one, other = content["signatures"]
    one["cms"], other["cms"] = other["cms"], one["cms"]
    returned = came_back(content)
    for request_id in (FIRST, SECOND):
        code = refused(lambda each=request_id: complete(returned, far, each))  # type: ignore[misc]
        assert code == "signing.container_other_document"
        assert unsigned(far, request_id)


def test_another_keys_signature_signs_nothing(far: Office) -> None:
    returned = Phone(PKI.second_director).signed(begun(far))
    assert refused(lambda: complete(returned, far)) == "signing.value_wrong"
    assert unsigned(far)


def test_another_certificate_put_into_the_file_signs_nothing(far: Office) -> None:
    sent = begun(far)
    other = PKI.second_director
    stolen = replace(sent, certificates=(other.der, *sent.certificates[1:]))
    returned = Phone(other).signed(stolen)
    assert refused(lambda: take_back(returned, Role.PERSON, far)) == "desk.not_begun_here"


def test_another_certificate_at_the_desk_signs_nothing(far: Office) -> None:
    returned = Phone(PKI.director).signed(begun(far))
    back = take_back(returned, Role.PERSON, far)
    other = replace(far, keys=keys_elsewhere(far, PKI.second_director, PKI.seal))
    assert refused(lambda: finish_signing(FIRST, back, other)) == "key.other_name"
    assert unsigned(far)


@pytest.mark.parametrize(
    "change",
    [
        {"signing_time": "2026-11-20T09:00:00+07:00"},
        {"scheme": "rsassa-pss"},
        {"role": "agency"},
        {"digest_algorithm": "sha512"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_changed_half_is_refused(change: dict[str, str], far: Office) -> None:
    content = as_sent(Phone(PKI.director).signed(begun(far)))
    content.update(change)
    codes = {"desk.not_begun_here", "desk.pending_changed", "desk.pending_of_other_desk"}
    assert refused(lambda: take_back(came_back(content), Role.PERSON, far)) in codes
    assert unsigned(far)


def test_a_document_smuggled_into_the_file_is_not_signed(far: Office) -> None:
    sent = begun(far)
    alien = replace(sent.signatures[0], request_id=SECOND)
    with pytest.raises(InputError) as refusal:
        replace(sent, signatures=(*sent.signatures, alien)).as_json()
    assert refusal.value.code == "desk.not_approved"
    content = as_sent(sent)
    content["signatures"].append({**content["signatures"][0], "request_id": SECOND})
    assert refused(lambda: came_back(content)) == "desk.not_approved"


def test_a_file_of_another_register_is_refused(far: Office, tmp_path: Any) -> None:
    returned = Phone(PKI.director).signed(begun(far))
    other = Desks.write(tmp_path / "other")
    with other.open() as opened:
        prepared(opened)
        code = refused(lambda: take_back(returned, Role.PERSON, elsewhere(opened)))
    assert code == "desk.not_begun_here"


def test_a_certificate_that_expired_since_signs_nothing(far: Office, desks: Desks) -> None:
    returned = Phone(PKI.director).signed(begun(far))
    back = take_back(returned, Role.PERSON, far)
    late = replace(far, days_to_sign=10_000)
    desks.clock.moment += timedelta(days=6 * 365)
    assert refused(lambda: finish_signing(FIRST, back, late)) == "key.expired"
    assert unsigned(far)


def test_a_page_exchanged_since_is_not_signed(far: Office) -> None:
    returned = Phone(PKI.director).signed(begun(far, 2))
    back = take_back(returned, Role.PERSON, far)
    digest = far.register.kept_digest(SECOND, "prepared")
    entry = far.register.find(FIRST)
    assert entry is not None
    change = f"UPDATE artefact SET sha256 = '{digest}' WHERE entry_id = {entry.id}"  # noqa: S608
    Place(far.output.parent / "register").change(change)
    assert refused(lambda: finish_signing(FIRST, back, far)) == "desk.page_changed"


def test_another_mark_by_now_is_noticed_and_nothing_signed(far: Office) -> None:
    returned = Phone(PKI.director).signed(begun(far))
    signatory = signatory_elsewhere(PKI.director, Role.PERSON, far)
    image = far.output.parent / "images" / "director.png"
    smaller = signatory.showing(Mark.load(image, 40, 18))
    other = replace(far, keys=_one(smaller))
    assert refused(lambda: complete(returned, other)) == "desk.cannot_remake"
    assert unsigned(far)


def _one(signatory: Any) -> Any:
    from esign.issuance import Keys  # noqa: PLC0415

    return Keys(lambda: signatory, lambda: signatory)


def test_signatures_may_come_back_one_by_one(far: Office) -> None:
    sent = begun(far, 2)
    content = as_sent(Phone(PKI.director).signed(sent))
    content["signatures"][1]["signature"] = None
    complete(came_back(content), far)
    assert refused(lambda: complete(came_back(content), far, SECOND)) == "desk.no_signature"
    assert unsigned(far, SECOND)
    back = take_back(Phone(PKI.director).signed(sent), Role.PERSON, far)
    assert finish_signing(FIRST, back, far).repeated
    assert not finish_signing(SECOND, back, far).repeated


def test_what_was_signed_meanwhile_by_a_key_at_hand_stays_as_it_is(
    far: Office, desks: Desks
) -> None:
    returned = Phone(PKI.director).signed(begun(far))
    with desks.open() as office:
        kept = sign_prepared(FIRST, approved(office), office).sha256
    back = take_back(returned, Role.PERSON, far)
    done = finish_signing(FIRST, back, far)
    assert (done.repeated, done.sha256) == (True, kept)


def test_a_key_that_is_elsewhere_signs_nothing_here(far: Office) -> None:
    prepared(far)
    approval = approved(far)
    assert refused(lambda: sign_prepared(FIRST, approval, far)) == "key.signs_elsewhere"
    assert unsigned(far)


def test_seals_do_not_pass_for_signatures(far: Office, desks: Desks) -> None:
    with desks.open() as office:
        signed(office)
    sent = begin_sealing(waiting_to_seal(far).manifest, far).pending
    returned = Phone(PKI.seal).signed(sent)
    assert refused(lambda: take_back(returned, Role.PERSON, far)) == "desk.pending_of_other_desk"
    wrong = Phone(PKI.director).signed(sent)
    back = take_back(wrong, Role.AGENCY, far)
    assert refused(lambda: finish_sealing(FIRST, back, far)) == "signing.value_wrong"
    assert not far.output.exists()


@pytest.mark.parametrize(
    "data",
    [b"", b"[]", b'{"schema": "esign.pending/1"}', b'{"schema": "esign.pending/2"}', b"\xff"],
)
def test_what_holds_no_pending_signatures_is_said_to_hold_none(data: bytes) -> None:
    assert refused(lambda: Pending.read(data)) == "desk.not_pending"


@pytest.mark.parametrize("order", ["number-first", "sign-first"])
def test_one_run_for_both_signatures_is_refused_before_a_number_is_taken(
    far: Office, order: str
) -> None:
    office = far.in_order(order)
    request = a_decision(office)
    assert refused(lambda: issue(request, office)) == "key.signs_elsewhere"
    assert office.register.find(FIRST) is None
    assert office.register.unnumbered.find(FIRST) is None
