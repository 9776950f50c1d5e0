# SPDX-License-Identifier: Apache-2.0
"""What is slipped onto the leader's desk is not signed."""

from __future__ import annotations

import json
from dataclasses import replace
from hashlib import sha256
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from esign.errors import ConfigurationError, InputError
from esign.issuance import (
    Approval,
    Line,
    Manifest,
    approve,
    prepare,
    seal_signed,
    sign_prepared,
    waiting_to_sign,
)
from esign.register import State
from support.desk import a_decision, an_id, approved, prepared, signed
from support.places import Place

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from esign.issuance import Office
    from esign.register import Stage

FIRST, SECOND = an_id(1), an_id(2)


def stored(office: Office, request_id: str, stage: Stage = "prepared") -> Path:
    """Where the store keeps a document's file."""
    digest = office.register.kept_digest(request_id, stage)
    assert digest is not None
    return office.output.parent / "register" / "objects" / digest[:2] / digest


def exchange(office: Office, request_id: str, data: bytes) -> None:
    """Put another file in the place of the prepared one, digest and all."""
    digest = sha256(data).hexdigest()
    folder = office.output.parent / "register"
    place = folder / "objects" / digest[:2] / digest
    place.parent.mkdir(exist_ok=True)
    if not place.exists():
        place.write_bytes(data)
    entry = office.register.find(request_id)
    assert entry is not None
    point_to(office, digest, f"entry_id = {entry.id}")


def point_to(office: Office, digest: str, rows: str) -> None:
    """Let the register believe that other rows of files have this digest."""
    change = f"UPDATE artefact SET sha256 = '{digest}' WHERE {rows}"  # noqa: S608
    Place(office.output.parent / "register").change(change)


def untouched(office: Office, request_id: str) -> bool:
    entry = office.register.find(request_id)
    assert entry is not None
    return entry.state is State.NUMBERED and office.register.kept(request_id, "signed") is None


def test_a_page_exchanged_after_the_approval_is_not_signed(office: Office) -> None:
    prepared(office)
    page = office.register.kept(FIRST, "prepared") or b""
    approval = approved(office)
    exchange(office, FIRST, page + b"\n% one word more\n")
    with pytest.raises(InputError) as refused:
        sign_prepared(FIRST, approval, office)
    assert refused.value.code == "desk.page_changed"
    assert untouched(office, FIRST)


def test_a_page_overwritten_in_the_store_is_not_signed(office: Office) -> None:
    prepared(office)
    approval = approved(office)
    place = stored(office, FIRST)
    place.chmod(0o600)
    place.write_bytes(place.read_bytes().replace(b"A", b"B", 1))
    with pytest.raises(ConfigurationError) as refused:
        sign_prepared(FIRST, approval, office)
    assert refused.value.code == "register.object_damaged"
    assert untouched(office, FIRST)


def test_the_page_of_another_document_does_not_come_onto_the_list(office: Office) -> None:
    prepared(office, 2)
    exchange(office, FIRST, office.register.kept(SECOND, "prepared") or b"")
    queue = waiting_to_sign(office)
    assert [line.request_id for line in queue.manifest.documents] == [SECOND]
    ((entry, fault),) = queue.faults
    assert (entry.request_id, fault.code) == (FIRST, "desk.other_page")


def test_a_page_with_a_program_in_it_does_not_come_onto_the_list(office: Office) -> None:
    prepared(office)
    writer = PdfWriter(clone_from=BytesIO(office.register.kept(FIRST, "prepared") or b""))
    script = {"/S": NameObject("/JavaScript"), "/JS": TextStringObject("app.alert(1)")}
    action = DictionaryObject({NameObject(key): value for key, value in script.items()})
    writer.root_object[NameObject("/OpenAction")] = action
    changed = BytesIO()
    writer.write(changed)
    exchange(office, FIRST, changed.getvalue())
    queue = waiting_to_sign(office)
    assert queue.manifest.documents == ()
    assert queue.faults[0][1].code == "desk.page_unsound"


def test_a_swapped_digest_in_the_list_is_noticed(office: Office) -> None:
    prepared(office, 2)
    manifest = waiting_to_sign(office).manifest
    first, second = manifest.documents
    swapped = Manifest((replace(first, sha256=second.sha256), second))
    assert swapped.digest != manifest.digest
    with pytest.raises(InputError) as refused:
        sign_prepared(FIRST, approve(swapped, office), office)
    assert refused.value.code == "desk.page_changed"
    assert untouched(office, FIRST)


def test_a_second_document_smuggled_into_the_batch_is_not_signed(office: Office) -> None:
    prepared(office)
    approval = approved(office)
    prepare(a_decision(office, 2), office)
    with pytest.raises(InputError) as refused:
        sign_prepared(SECOND, approval, office)
    assert refused.value.code == "desk.not_approved"
    assert untouched(office, SECOND)


LIES: dict[str, dict[str, Any]] = {
    "subject": {"subject": "Về việc khen thưởng"},
    "number": {"number": "99/QĐ-SGDĐT"},
    "signer": {"signer": "Trần Văn Khác"},
    "kind": {"kind": "notice"},
    "type": {"type_name": "Thông báo"},
    "pages": {"pages": 2},
    "date": {"issued_on": "2026-11-19"},
}


def test_a_line_that_says_something_else_of_the_page_signs_nothing(office: Office) -> None:
    prepared(office)
    (line,) = waiting_to_sign(office).manifest.documents
    for lie in LIES.values():
        manifest = Manifest((replace(line, **lie),))
        with pytest.raises(InputError) as refused:
            sign_prepared(FIRST, approve(manifest, office), office)
        assert refused.value.code == "desk.line_differs"
    assert untouched(office, FIRST)


def test_what_was_voided_after_the_approval_is_not_signed(office: Office) -> None:
    prepared(office)
    approval = approved(office)
    office.register.lifecycle.void(FIRST, "Không ban hành")
    with pytest.raises(InputError) as refused:
        sign_prepared(FIRST, approval, office)
    assert refused.value.code == "register.voided"
    assert office.register.kept(FIRST, "signed") is None


def test_a_signed_file_of_another_document_is_not_sealed(office: Office) -> None:
    signed(office, 2)
    digest = office.register.kept_digest(SECOND, "signed")
    entry = office.register.find(FIRST)
    assert entry is not None
    point_to(office, digest or "", f"entry_id = {entry.id} AND stage = 'signed'")
    with pytest.raises(InputError) as refused:
        seal_signed(FIRST, office)
    assert refused.value.code == "signing.other_document"
    assert not office.output.exists()


def test_a_prepared_page_put_in_the_place_of_the_signed_one_is_not_sealed(office: Office) -> None:
    signed(office)
    digest = office.register.kept_digest(FIRST, "prepared")
    point_to(office, digest or "", "stage = 'signed'")
    with pytest.raises(InputError) as refused:
        seal_signed(FIRST, office)
    assert refused.value.code == "signing.unsigned"


def test_an_exchanged_page_is_found_by_the_check_of_the_record(office: Office) -> None:
    prepared(office)
    office.register.audit_check()
    exchange(office, FIRST, b"another page")
    with pytest.raises(ConfigurationError) as found:
        office.register.audit_check()
    assert found.value.code == "register.artefact_differs"


def test_a_page_nobody_prepared_is_found_by_the_check_of_the_record(office: Office) -> None:
    kind = office.kinds.kind("decision")
    office.register.number(a_decision(office), kind, office.agency)
    Place(office.output.parent / "register").change(
        "INSERT INTO artefact (entry_id, stage, sha256, size, kept_at) "
        "SELECT id, 'prepared', '00', 1, '2026-11-20T03:00:00Z' FROM register"
    )
    with pytest.raises(ConfigurationError) as refused:
        office.register.audit_check()
    assert refused.value.code == "register.artefact_inserted"


LISTED = Manifest(
    (Line(FIRST, "01/QĐ-SGDĐT", "2026-11-20", "decision", "Quyết định", "Về", "Châu", 1, "0" * 64),)
)
SPOILS: dict[str, Callable[[dict[str, Any]], object]] = {
    "a count": lambda stated: stated.update(count=2),
    "the digest": lambda stated: stated.update(sha256="0" * 64),
    "the kinds": lambda stated: stated.update(kinds={}),
    "the subject": lambda stated: stated["documents"][0].update(subject="Khác"),
    "twice": lambda stated: stated["documents"].append(stated["documents"][0]),
    "something more": lambda stated: stated.update(more=1),
}


@pytest.mark.parametrize("spoil", SPOILS)
def test_a_manifest_that_was_edited_is_not_read(spoil: str) -> None:
    stated = {"schema": "esign.manifest/1", **LISTED.as_json()}
    assert Manifest.read(json.dumps(stated).encode()) == LISTED
    SPOILS[spoil](stated)
    with pytest.raises(InputError) as refused:
        Manifest.read(json.dumps(stated).encode())
    assert refused.value.code == "desk.manifest_changed"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b"null",
        b'{"schema": "esign.manifest/1"}',
        b'{"schema": "esign.manifest/1", "documents": [1]}',
        b'{"schema": "esign.manifest/2", "documents": []}',
        b'{"documents": [], "documents": []}',
        b"[" * 100_000,
        b"\xff\xfe",
    ],
)
def test_what_is_no_manifest_is_said_to_be_none(data: bytes) -> None:
    with pytest.raises(InputError) as refused:
        Manifest.read(data)
    assert refused.value.code == "desk.not_a_manifest"


def test_an_approval_of_nothing_is_none(office: Office) -> None:
    with pytest.raises(InputError) as refused:
        approve(Manifest(()), office)
    assert refused.value.code == "desk.nothing_waits"
    with pytest.raises(InputError):
        sign_prepared(FIRST, Approval(Manifest(())), office)
