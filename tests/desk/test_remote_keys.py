# SPDX-License-Identifier: Apache-2.0
"""A remote key at the desks: its holder allows a list at once, and what fails loses nothing."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from esign.errors import EsignError, InputError, KeyFaultError, ServiceError
from esign.issuance import (
    prepare_in_order,
    sealing_together,
    signing_together,
    waiting_to_seal,
    waiting_to_sign,
)
from esign.issuance.together import ForeseenKey
from esign.model import Role, Verdict
from esign.register import State
from esign.signing import KeyOptions, Mark, RemoteProfile, Signatory, open_key
from support.desk import a_decision, an_id, approved, prepared, signed
from support.pki import make_pki
from support.signing_service import CREDENTIAL, PIN, TOKEN, SigningService, serving

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from esign.errors import Detail
    from esign.issuance import Office

PKI = make_pki()
MARKS = {Role.PERSON: ("director", 45, 20), Role.AGENCY: ("seal", 36, 36)}


class Holder:
    """Who holds the credential, and types one PIN."""

    def __init__(self, pin: str = PIN) -> None:
        self.asked: list[str] = []
        self._pin = pin

    def passphrase(self, label: str) -> str:
        del label
        return TOKEN

    def pin(self, label: str, about: Sequence[Detail], *, in_person: bool) -> str:
        del about, in_person
        self.asked.append(label)
        return self._pin

    def tell(self, about: Sequence[Detail]) -> None:
        del about


@contextmanager
def remote(
    service: SigningService, role: Role, office: Office, holder: Holder | None = None
) -> Iterator[Office]:
    """The office with a key of that service in one role."""
    name, width, height = MARKS[role]
    mark = Mark.load(office.output.parent / "images" / f"{name}.png", width, height)
    with serving(service) as url:
        options = KeyOptions(remote=RemoteProfile("ca", url, CREDENTIAL))
        key = open_key("csc:ca", holder or Holder(), options)
        signatory = Signatory(key, mark, role, office.trust, office.clock)
        yield replace(office, keys=office.keys.exchanged(signatory))


def asked(service: SigningService) -> tuple[int, int]:
    """How often the holder was asked, and how many calls made the signatures."""
    names = ("credentials/authorize", "signatures/signHash")
    authorizations, calls = (service.calls.count(name) for name in names)
    return authorizations, calls


def states(office: Office, count: int) -> list[State]:
    found = [office.register.find(an_id(turn)) for turn in range(1, count + 1)]
    return [entry.state for entry in found if entry is not None]


@pytest.mark.parametrize("bound", [False, True], ids=["any digests", "these digests only"])
def test_the_director_allows_twenty_documents_once(office: Office, *, bound: bool) -> None:
    ids = prepared(office, 20)
    service, holder = SigningService(PKI.director, multisign=100, bound=bound), Holder()
    with remote(service, Role.PERSON, office, holder) as far:
        sign = signing_together(ids, approved(far), far)
        done = [sign(each) for each in ids]
    assert asked(service) == (1, 1)
    assert holder.asked == ["ca PIN"]
    assert [each.line.request_id for each in done] == ids
    assert not any(each.repeated for each in done)
    assert states(office, 20) == [State.SIGNED] * 20
    assert office.register.audit_check() > 0


def test_a_smaller_allowance_is_asked_for_as_often_as_needed(office: Office) -> None:
    ids = prepared(office, 5)
    service = SigningService(PKI.director, multisign=2)
    with remote(service, Role.PERSON, office) as far:
        sign = signing_together(ids, approved(far), far)
        for each in ids:
            sign(each)
    assert asked(service) == (3, 3)
    assert states(office, 5) == [State.SIGNED] * 5


def test_what_one_allowance_covered_is_kept_when_the_next_is_refused(office: Office) -> None:
    ids = prepared(office, 4)
    service = SigningService(PKI.director, multisign=2)
    with remote(service, Role.PERSON, office) as far:
        sign = signing_together(ids, approved(far), far)
        assert [sign(each).line.request_id for each in ids[:2]] == ids[:2]
        service.spoil["credentials/authorize"] = {}
        with pytest.raises(ServiceError):
            sign(ids[2])
    assert states(office, 4) == [State.SIGNED] * 2 + [State.NUMBERED] * 2
    with remote(SigningService(PKI.director), Role.PERSON, office) as far:
        sign = signing_together(ids, approved(far, ids), far)
        assert [sign(each).repeated for each in ids] == [True, True, False, False]


def test_a_wrong_pin_is_sent_once_for_the_whole_list(office: Office) -> None:
    ids = prepared(office, 3)
    service, holder = SigningService(PKI.director), Holder("1111")
    with remote(service, Role.PERSON, office, holder) as far:
        sign = signing_together(ids, approved(far), far)
        for each in ids:
            with pytest.raises(KeyFaultError):
                sign(each)
    assert (service.wrong, holder.asked) == (["PIN"], ["ca PIN"])
    assert states(office, 3) == [State.NUMBERED] * 3


def test_a_document_that_is_not_in_the_list_is_not_sent_to_the_service(office: Office) -> None:
    ids = prepared(office, 2)
    service = SigningService(PKI.director)
    with remote(service, Role.PERSON, office) as far:
        sign = signing_together(ids, approved(far, ids[:1]), far)
        sign(ids[0])
        with pytest.raises(InputError) as refused:
            sign(ids[1])
    assert refused.value.code == "desk.not_approved"
    (allowance,) = service.allowed.values()
    assert allowance[0] == service.multisign - 1


def test_a_fault_of_one_document_does_not_hold_up_the_others(office: Office) -> None:
    ids = prepared(office, 3)
    service = SigningService(PKI.director)
    with remote(service, Role.PERSON, office) as far:
        sign = signing_together(ids, approved(far), far)
        office.register.lifecycle.void(ids[1], "Sai")
        faults = []
        for each in ids:
            try:
                sign(each)
            except EsignError as fault:
                faults.append(fault.code)
    assert faults == ["register.voided"]
    assert states(office, 3) == [State.SIGNED, State.VOIDED, State.SIGNED]


class Swapping(SigningService):
    """Gives each document the signature of another one."""

    def _sign(self, body: dict[str, Any]) -> object:
        said: Any = super()._sign(body)
        return {"signatures": said["signatures"][::-1]}


def test_signatures_that_come_back_for_each_other_are_not_taken(office: Office) -> None:
    ids = prepared(office, 2)
    with remote(Swapping(PKI.director), Role.PERSON, office) as far:
        sign = signing_together(ids, approved(far), far)
        for each in ids:
            with pytest.raises(InputError) as refused:
                sign(each)
            assert refused.value.code == "signing.value_wrong"
    assert states(office, 2) == [State.NUMBERED] * 2


def test_what_was_signed_beforehand_signs_nothing_else(office: Office) -> None:
    key = office.signer.key
    foreseen = ForeseenKey(key.certificate, key.chain, key.scheme, {b"this": b"value"})
    assert foreseen.sign(b"this", "sha256") == b"value"
    with pytest.raises(KeyFaultError) as refused:
        foreseen.sign(b"that", "sha256")
    assert refused.value.code == "desk.changed_meanwhile"
    assert "value" not in repr(foreseen)


def test_the_agencys_remote_key_seals_a_list_once_in_both_orders(office: Office) -> None:
    ids = signed(office, 2)
    open_office = office.in_order("sign-first")
    late = prepare_in_order(a_decision(office, 3), open_office)
    assert late.data
    (line,) = waiting_to_sign(open_office).manifest.documents
    signing_together([line.request_id], approved(open_office), open_office)(line.request_id)
    service = SigningService(PKI.seal, multisign=50, bound=True)
    with remote(service, Role.AGENCY, office) as far:
        names = [each.request_id for each in waiting_to_seal(far).manifest.documents]
        assert names == [*ids, an_id(3)]
        seal = sealing_together(names, far)
        issued = [seal(each) for each in names]
    assert asked(service) == (1, 1)
    assert [each.report.verdict for each in issued] == [Verdict.PASSED] * 3
    assert [each.numbered.number.digits for each in issued] == ["01", "02", "03"]
