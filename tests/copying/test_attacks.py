# SPDX-License-Identifier: Apache-2.0
"""The way of copies is closed to every document that a person has to sign."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from esign.copying import certify_copy, rehearse_copy
from esign.errors import ConfigurationError, InputError, KeyFaultError
from esign.issuance import issue, load_request, prepare
from esign.kinds import digest, settled
from esign.model import CERTIFIED_COPIES, Role
from esign.register import State
from esign.rehearsal import rehearse
from esign.signing import seal_alone
from esign.stamping import stamp, stamp_copy
from support.copies import EXTRACT
from support.documents import KINDS, fields, kind_of, numbered_of, request_of
from support.elsewhere import keys_elsewhere
from support.office import DECISION
from support.pki import make_pki

if TYPE_CHECKING:
    from esign.issuance import Office
    from support.copies import Shelf

EVERY_OTHER = [name for name, kind in KINDS.kinds().items() if not kind.sealed_alone]


def test_only_the_kinds_of_copies_go_without_a_signer() -> None:
    alone = {name for name, kind in KINDS.kinds().items() if kind.sealed_alone}
    assert alone == {"certified-copy", "certified-extract"}


@pytest.mark.parametrize("name", EVERY_OTHER)
def test_no_other_kind_is_certified(name: str, shelf: Shelf) -> None:
    office = shelf.office
    request = request_of(fields(name))
    with pytest.raises(InputError, match=r"copy\.other_kind"):
        certify_copy(request, office)
    with pytest.raises(InputError, match=r"copy\.other_kind"):
        rehearse_copy(request, office.desk, office.trust)
    assert office.register.entry_of(request) is None


def test_a_decision_is_not_sealed_before_its_signer_has_signed(office: Office) -> None:
    prepared = prepare(load_request(DECISION, office.kinds), office)
    request_id = prepared.numbered.request.request_id
    with pytest.raises(InputError, match="not_prepared"):
        seal_alone(prepared.data, office.agency.name, office.seal)
    with pytest.raises(InputError, match="step_not_allowed") as refused:
        office.register.keep(request_id, {"pdf": prepared.data})
    assert "ký số của cơ quan trên bản sao" not in refused.value.remedy("vi")
    entry = office.register.find(request_id)
    assert entry is not None
    assert entry.state is State.NUMBERED


def test_a_decision_whose_signer_was_left_out_takes_no_number(office: Office) -> None:
    request = load_request(DECISION, office.kinds)
    content = {name: each for name, each in request.content.items() if name != "signer"}
    forged = replace(request, content=content, digest=digest(request.kind, content))
    kind = settled(kind_of("decision"), content)
    with pytest.raises(InputError, match="signer_and_kind"):
        office.register.number(forged, kind, office.agency)
    assert office.register.find(forged.request_id) is None


def test_a_decision_cannot_be_stamped_as_a_copy(shelf: Shelf) -> None:
    kind = kind_of("decision")
    page = shelf.office.renderer.render(numbered_of(request_of(fields("decision"))), kind)
    with pytest.raises(ConfigurationError, match="not_a_copy"):
        stamp_copy(page, kind)
    with pytest.raises(ConfigurationError, match="unknown_marker"):
        stamp_copy(page, replace(kind, book=CERTIFIED_COPIES))


def test_a_copy_cannot_be_stamped_as_a_document_that_is_signed(shelf: Shelf) -> None:
    request = load_request(EXTRACT, shelf.office.kinds)
    kind = settled(kind_of(request.kind), request.content)
    page = shelf.office.renderer.render(numbered_of(request), kind)
    with pytest.raises(ConfigurationError, match="marker_missing"):
        stamp(page, kind)


def test_a_copy_is_not_issued_like_a_document(office: Office) -> None:
    request = load_request(EXTRACT, office.kinds)
    with pytest.raises(InputError, match=r"copy\.not_issued"):
        rehearse(request, office.desk)
    with pytest.raises(InputError, match=r"copy\.not_issued"):
        issue(request, office)
    with pytest.raises(InputError, match=r"copy\.not_issued"):
        prepare(request, office)
    assert office.register.entry_of(request) is None


def test_the_persons_key_does_not_certify(shelf: Shelf) -> None:
    assert [each.role for each in shelf.extract.report.signatures] == [Role.AGENCY]


def test_a_copy_that_was_certified_is_not_signed_afterwards(shelf: Shelf) -> None:
    issued = shelf.extract
    with pytest.raises(InputError, match="step_not_allowed"):
        shelf.office.register.keep(issued.numbered.request.request_id, {"signed": b"x"})


def test_a_key_elsewhere_is_refused_before_a_number_is_taken(shelf: Shelf) -> None:
    pki = make_pki()
    far = replace(shelf.office, keys=keys_elsewhere(shelf.office, pki.director, pki.seal))
    request = replace(load_request(EXTRACT, far.kinds), request_id="trich-sao-elsewhere")
    with pytest.raises(KeyFaultError, match=r"key\.signs_elsewhere"):
        certify_copy(request, far)
    assert far.register.entry_of(request) is None
