# SPDX-License-Identifier: Apache-2.0
"""What waits at the two desks, as lists that are read from the files themselves."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from esign import acceptance
from esign.errors import EsignError, InputError
from esign.issuance.manifest import Line, Manifest
from esign.issuance.sign_first import laid_out, open_line, waits_for_number
from esign.model import same_name
from esign.register import State, Step, UnnumberedDocument, Waits
from esign.rendering import page_count

if TYPE_CHECKING:
    from collections.abc import Iterable

    from esign.issuance.office import Office
    from esign.register import Entry, Stage

UNSIGNED: Final = frozenset({State.RESERVED, State.NUMBERED})


@dataclass(frozen=True, slots=True)
class Queue:
    """What waits at a desk.

    Attributes:
        manifest: the list, oldest first.
        faults: documents that wait and cannot be read, each with why.
    """

    manifest: Manifest
    faults: tuple[tuple[Entry | UnnumberedDocument, EsignError], ...] = ()


def waiting_to_sign(office: Office, chosen: Iterable[str] = ()) -> Queue:
    """The documents that are prepared and wait for the competent person's signature.

    Args:
        office: whose register is asked; no key is opened.
        chosen: request ids; without any, all that wait for this signer. A chosen document that is
            signed by now stays in the list, so that this stays the list that was approved.

    Raises:
        InputError: a chosen document was not prepared, or its number is voided.
        ConfigurationError: the account may not sign.
    """
    office.register.require(office.actor, Step.SIGN)
    entries = [laid_out(each, office) or _prepared(each, office) for each in chosen]
    if not entries:
        numbered = office.register.waiting("prepared", State.NUMBERED)
        waiting = (entry for entry, _ in numbered if not entry.sealed_alone)
        blank = office.register.unnumbered.waiting(Waits.SIGNATURE)
        everything: list[Entry | UnnumberedDocument] = [*waiting, *blank]
        entries = [entry for entry in everything if _is_for(entry, office)]
    return _queue(entries, "prepared", office)


def waiting_to_seal(office: Office, chosen: Iterable[str] = ()) -> Queue:
    """The documents that are signed and wait for the seal, or are sealed and not handed out.

    So do certified copies that are prepared, which nobody signs.

    Args:
        office: whose register is asked; no key is opened.
        chosen: request ids; without any, all that wait.

    Raises:
        InputError: a chosen document is not signed yet, or its number is voided.
        ConfigurationError: the account may not seal and release.
    """
    office.register.require(office.actor, Step.SEAL, Step.RELEASE)
    entries = [waits_for_number(each, office) or _signed(each, office) for each in chosen]
    if not entries:
        for state in (State.SIGNED, State.SEALED):
            entries += [entry for entry, _ in office.register.waiting("signed", state)]
        for state in (State.NUMBERED, State.SEALED):
            kept = office.register.waiting("prepared", state)
            entries += [entry for entry, _ in kept if entry.sealed_alone]
        entries += office.register.unnumbered.waiting(Waits.NUMBER)
        entries.sort(key=lambda entry: entry.id)
    return _queue(entries, "signed", office)


def line_of(entry: Entry, data: bytes, office: Office) -> Line:
    """The line of a prepared page, which must be that of this very document.

    Raises:
        InputError: the page calls itself another document, or has something in it that a recipient
            would object to.
    """
    report = acceptance.inspect(data, trust=office.trust, at=office.clock.now())
    said = {name: report.document.get(name) for name in ("document_id", "lookup_code")}
    if said != {"document_id": entry.document_id, "lookup_code": entry.lookup_code}:
        raise InputError("desk.other_page", number=entry.number.text)
    if details := acceptance.unusual(report):
        raise InputError("desk.page_unsound", details=details, number=entry.number.text)
    return _line(entry, data)


def kept_file(entry: Entry, stage: Stage, office: Office) -> bytes:
    """The kept file of that stage.

    Raises:
        InputError: there is none, since the document was not prepared, or not signed.
        ConfigurationError: it is lost or damaged.
    """
    data = office.register.kept(entry.request_id, stage)
    if data is None:
        code = "desk.not_prepared" if stage == "prepared" else "desk.not_signed"
        code = "desk.copy_not_prepared" if entry.sealed_alone else code
        raise InputError(code, number=entry.number.text)
    return data


def _is_for(entry: Entry | UnnumberedDocument, office: Office) -> bool:
    """Whether a document waits for this person; for anybody where no name is known yet."""
    own, printed = office.signer_name, entry.signer_name
    return not own or same_name(printed, own) or office.spellings.allow(own, printed)


def _queue(entries: Iterable[Entry | UnnumberedDocument], stage: Stage, office: Office) -> Queue:
    lines: list[Line] = []
    faults: list[tuple[Entry | UnnumberedDocument, EsignError]] = []
    for entry in {entry.id: entry for entry in entries}.values():
        try:
            lines.append(_listed(entry, stage, office))
        except EsignError as fault:
            faults.append((entry, fault))
    return Queue(Manifest(tuple(lines)), tuple(faults))


def _listed(entry: Entry | UnnumberedDocument, stage: Stage, office: Office) -> Line:
    """The line of a document, read from its file."""
    signed = stage == "signed"
    if isinstance(entry, UnnumberedDocument):
        return open_line(entry, office, signed=signed)
    if signed and not entry.sealed_alone:
        return _line(entry, kept_file(entry, stage, office))
    return line_of(entry, kept_file(entry, "prepared", office), office)


def _line(entry: Entry, data: bytes) -> Line:
    return Line(
        request_id=entry.request_id,
        number=entry.number.text,
        issued_on=entry.issued_on.isoformat(),
        kind=entry.kind,
        type_name=entry.type_name,
        subject=entry.subject,
        signer=entry.signer_name,
        pages=page_count(data),
        sha256=sha256(data).hexdigest(),
    )


def entry_of(request_id: str, office: Office) -> Entry:
    """What the register knows of a document.

    Raises:
        InputError: nothing, or its number is voided.
    """
    entry = office.register.find(request_id)
    if entry is None:
        raise InputError("register.unknown_request", request_id=request_id)
    entry.refuse_if_voided()
    return entry


def refuse_copy(entry: Entry) -> None:
    """Refuse a certified copy at the leader's desk: nobody but the agency signs it.

    Raises:
        InputError: it is one.
    """
    if entry.sealed_alone:
        raise InputError("desk.copy_not_signed", number=entry.number.text)


def _prepared(request_id: str, office: Office) -> Entry:
    entry = entry_of(request_id, office)
    refuse_copy(entry)
    if office.register.kept_digest(request_id, "prepared") is None:
        raise InputError("desk.not_prepared", number=entry.number.text)
    return entry


def _signed(request_id: str, office: Office) -> Entry:
    entry = entry_of(request_id, office)
    if entry.state in UNSIGNED and not entry.sealed_alone:
        raise InputError("desk.not_signed", number=entry.number.text)
    return entry
