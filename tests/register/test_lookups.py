# SPDX-License-Identifier: Apache-2.0
"""What a clerk, a recipient or a verifier can find."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import TYPE_CHECKING

import pytest

from esign.errors import InputError
from esign.register import Entry, Register, State
from support.books import AGENCY, DECISION, a_request
from support.ports import FixedClock

if TYPE_CHECKING:
    from esign.model import Numbered
    from support.places import Place


@pytest.fixture
def numbered(register: Register) -> Numbered:
    return register.number(a_request(), DECISION, AGENCY)


def test_nothing_is_found_in_an_empty_register(register: Register) -> None:
    assert register.find("request-0001") is None
    assert register.by_sha256("0" * 64) is None
    assert register.by_lookup_code("") is None
    assert register.by_lookup_code("' OR 1=1 --") is None
    assert register.unfinished() == ()


def test_an_entry_tells_what_the_outgoing_register_lists(
    register: Register, numbered: Numbered
) -> None:
    assert register.find("request-0001") == Entry(
        id=1,
        request_id="request-0001",
        digest=numbered.request.digest,
        kind="decision",
        agency_code="H99.12",
        number=numbered.number,
        issued_on=numbered.issued_on,
        document_id=numbered.document_id,
        lookup_code=numbered.lookup_code,
        subject="Về việc khen thưởng",
        signer_title="GIÁM ĐỐC",
        signer_name="Nguyễn Văn A",
        recipients=("Như Điều 3", "Lưu: VT, VP"),
        medium="electronic",
        type_name="Quyết định",
        copies=1,
        note="",
        retain_until=None,
        numbered_at=FixedClock().moment,
        numbered_by="esign",
        state=State.NUMBERED,
        state_at=FixedClock().moment,
        reason="",
    )


def test_a_released_pdf_is_found_by_its_digest_and_a_package_is_not(
    register: Register, numbered: Numbered
) -> None:
    register.keep("request-0001", {"signed": b"%PDF", "pdf": b"%PDF sealed"})
    register.keep("request-0001", {"package": b"<edXML/>"})
    found = register.by_sha256(sha256(b"%PDF sealed").hexdigest().upper())
    assert found is not None
    assert found.number == numbered.number
    assert register.by_sha256(sha256(b"<edXML/>").hexdigest()) is None


def test_a_released_pdf_leads_to_the_document_as_it_was_numbered(
    register: Register, numbered: Numbered
) -> None:
    register.keep("request-0001", {"signed": b"%PDF", "pdf": b"%PDF sealed"})
    assert register.numbered_of(sha256(b"%PDF sealed").hexdigest()) == numbered
    with pytest.raises(InputError) as refusal:
        register.numbered_of(sha256(b"%PDF of another office").hexdigest())
    assert refusal.value.code == "register.unknown_pdf"


def test_a_look_up_code_is_found_however_it_is_typed(
    register: Register, numbered: Numbered
) -> None:
    code = numbered.lookup_code
    assert [len(group) for group in code.split("-")] == [4, 4, 4]
    sloppy = code.replace("-", " ").replace("1", "l").replace("0", "o").lower()
    for typed in (code, code.replace("-", ""), sloppy):
        found = register.by_lookup_code(typed)
        assert found is not None
        assert found.request_id == "request-0001"


def test_unfinished_documents_come_oldest_first(register: Register) -> None:
    for name in ("zzzz", "mmmm", "aaaa", "bbbb"):
        register.number(a_request(f"request-{name}"), DECISION, AGENCY)
    register.keep("request-mmmm", {"signed": b"%PDF", "pdf": b"%PDF sealed"})
    register.release("request-mmmm")
    register.lifecycle.void("request-bbbb", "Trình nhầm", "clerk")
    assert [entry.request_id for entry in register.unfinished()] == ["request-zzzz", "request-aaaa"]


def test_the_whole_request_is_kept_with_its_internal_fields(
    place: Place, numbered: Numbered
) -> None:
    ((text,),) = place.rows("SELECT request FROM register")
    assert json.loads(text) == {
        "kind": "decision",
        "request_id": "request-0001",
        "content": numbered.request.content,
    }
