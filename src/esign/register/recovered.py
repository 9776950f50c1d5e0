# SPDX-License-Identifier: Apache-2.0
"""Documents that were issued after the backup the register came from, and whose files are at hand.

A document's own file says which number, date and look-up code it has, and what was asked for. It
takes the place that is its own: one that is lost, one that was reserved, or one that was begun when
the backup was made. From then on the register knows the file, and what was asked for is not issued
again. Works within the caller's transaction.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa

from esign.errors import InputError
from esign.kinds import carried_digest
from esign.model import Numbered, Request
from esign.register import audit, numbering, reservations
from esign.register.entries import Entry, entry_of
from esign.register.lifecycle import Deed, StoredFile, kept_digest, take_step
from esign.register.lookup import lookup_url
from esign.register.lost_places import KIND, Found, entered_again, fill_lost, place_again
from esign.register.moments import utc_text, vietnamese_day
from esign.register.places import agency_text
from esign.register.reservations import Wanted
from esign.register.schema import artefact, register
from esign.register.transitions import State, Step
from esign.register.typed_number import read_number
from esign.register.unnumbered_rows import waiting_of
from esign.register.unnumbered_table import unnumbered

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from esign.model import Agency, DocumentKind
    from esign.register.lifecycle import Stage
    from esign.register.places import Place
    from esign.register.registry import Registry

MEDIUM: Final = "electronic"
_PDF: Final = "pdf"
_KEPT: Final = "kept"
"""The act that tells of a file which changes no state."""
_STEPS: Final = {
    State.NUMBERED: (Step.SIGN, Step.SEAL, Step.RELEASE),
    State.SIGNED: (Step.SEAL, Step.RELEASE),
    State.SEALED: (Step.RELEASE,),
}
"""What was done to a begun document after the backup."""

_REASON: Final = "Nhập lại từ tệp đã phát hành sau khi khôi phục sổ"


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedFile:
    """An issued file, found good, as it speaks of itself.

    Attributes:
        data: the file.
        request: what it was made from: the request itself where it is at hand, else the carried
            content under `own_id`.
        kind: its kind, settled.
        number: number and symbol.
        issued_on: its date.
        lookup_code: as `model.Numbered` says.
        lookup_base: the address before the look-up code; empty for none.
        beside: its annexes in files of their own and its package, as far as they are at hand.
    """

    data: bytes
    request: Request
    kind: DocumentKind
    number: str
    issued_on: date
    lookup_code: str
    lookup_base: str = ""
    beside: Mapping[Stage, bytes] = field(default_factory=dict)


def own_id(digest: str) -> str:
    """What a document is called whose request id nobody knows; no request can bear such an id.

    Args:
        digest: that of the carried content, see `kinds.carried_digest`.
    """
    return f"recovered:{digest}"


def known_by_content(
    connection: sa.Connection, request: Request, kind: DocumentKind
) -> Entry | None:
    """The document that was brought back without its request, made from the same content."""
    wanted = register.c.request_id == own_id(carried_digest(kind, request))
    row = connection.execute(sa.select(register).where(wanted)).first()
    return None if row is None else entry_of(row)


def bring_back(
    connection: sa.Connection,
    registry: Registry,
    file: IssuedFile,
    by: tuple[Agency, str, str],
    beside: Sequence[StoredFile] = (),
) -> Entry:
    """Enter an issued file under its own number; the same file again adds what is new beside it.

    Args:
        connection: in a writing transaction.
        registry: the register.
        file: what was issued.
        by: the agency, who enters it, and the SHA-256 (hex) under which the file is stored.
        beside: what lies beside it, stored as well.

    Raises:
        InputError: the number is none that a document was lost of, or of another document; or the
            date does not lie between those of its neighbours.
    """
    agency, actor, sha256 = by
    row = _place_of(connection, registry, file, agency)
    entry = entry_of(row)
    kept = kept_digest(connection, row.id, _PDF)
    now = registry.clock.now()
    if kept == sha256 and entry.state not in _STEPS:
        _keep_beside(connection, registry, entry, beside, (now, actor, sha256))
        return entry
    if entry.state in _STEPS and kept in {None, sha256}:
        _refuse_other(file, entry)
        _go_on(connection, registry, entry, (now, actor, sha256))
    elif entry.state is State.RESERVED:
        facts = {"digest": file.request.digest, "medium": MEDIUM, "sha256": sha256}
        deed = Deed(Step.ENTER, now, actor, facts=facts)
        _fill(connection, registry, row, _with_request(connection, file), (agency, deed))
    else:
        raise InputError("register.not_lost", number=file.number)
    if kept is None:
        _keep(connection, row.id, StoredFile(_PDF, sha256, len(file.data)), now)
    done = entry_of(connection.execute(sa.select(register).where(register.c.id == row.id)).one())
    _keep_beside(connection, registry, done, beside, (now, actor, sha256))
    return done


def _with_request(connection: sa.Connection, file: IssuedFile) -> IssuedFile:
    """The file with the request that was laid out for it before its number, if there is one."""
    laid_out = sa.select(unnumbered).where(unnumbered.c.lookup_code == file.lookup_code)
    row = connection.execute(laid_out).first()
    if row is not None:
        return replace(file, request=waiting_of(row).document.request)
    taken = sa.select(register.c.id).where(register.c.request_id == file.request.request_id)
    if connection.execute(taken).first() is None:
        return file
    request = file.request  # the same content was issued twice, as two documents
    name = f"{request.request_id}:{file.number}"
    return replace(file, request=Request(request.kind, name, request.content, request.digest))


def _place_of(
    connection: sa.Connection, registry: Registry, file: IssuedFile, agency: Agency
) -> sa.Row[Any]:
    typed = read_number(file.number)
    book = registry.books.of(file.kind)
    wanted = sa.select(register).where(
        register.c.agency_code == agency.code,
        register.c.book == book.name,
        register.c.year == file.issued_on.year,
        register.c.value == (typed[0] if typed else 0),
    )
    row = connection.execute(wanted).first()
    if row is None:
        facts: dict[str, Any] = {
            "book": book.name,
            "title": book.title,
            "year": file.issued_on.year,
        }
        raise InputError("register.recovered_beyond", number=file.number, **facts)
    return row


def _fill(
    connection: sa.Connection,
    registry: Registry,
    row: sa.Row[Any],
    file: IssuedFile,
    by: tuple[Agency, Deed],
) -> None:
    """Take the place that is lost, or that was kept free when the backup was made."""
    agency, deed = by
    wanted = Wanted(file.number, file.kind, agency)
    if row.kind == KIND:
        found = Found(file.issued_on, vietnamese_day(deed.at))
        place = place_again(connection, registry, row, wanted, found)
        place = place._replace(lookup_code=file.lookup_code)
        if place.number.text != file.number:
            raise InputError("register.not_lost", number=file.number)
        columns = _columns(file, place, deed.actor)
        fill_lost(connection, registry, (row, place), columns, deed)
        return
    _refuse_other(file, entry_of(row))
    reservations.open_reservation(connection, registry, wanted)
    place = place_again(connection, registry, row, wanted, Found(file.issued_on, row.issued_on))
    columns = _columns(file, place, deed.actor)
    columns |= {"agency": agency_text(place.issuer), "note": entered_again("", MEDIUM)}
    reservations.fill(connection, registry, row, columns, deed)


def _columns(file: IssuedFile, place: Place, actor: str) -> dict[str, object]:
    asked = numbering.ask(file.request, file.kind, place.issuer, file.lookup_base, actor)
    numbered = Numbered(
        request=file.request,
        agency=place.issuer,
        number=place.number,
        issued_on=place.day,
        document_id=place.document_id,
        lookup_code=place.lookup_code,
        lookup_url=lookup_url(file.lookup_base, place.lookup_code),
    )
    return numbering.columns_of(numbered, asked)


def _refuse_other(file: IssuedFile, entry: Entry) -> None:
    """Number and date alone do not make it the same document; its look-up code does."""
    own = (entry.number.text, entry.lookup_code, entry.issued_on)
    if own != (file.number, file.lookup_code, file.issued_on):
        raise InputError("register.not_lost", number=file.number)


def _go_on(
    connection: sa.Connection, registry: Registry, entry: Entry, by: tuple[datetime, str, str]
) -> None:
    """Note what was done to a begun document after the backup was made."""
    now, actor, sha256 = by
    steps = _STEPS[entry.state]
    if entry.sealed_alone:
        steps = (Step.CERTIFY, Step.RELEASE)
    for step in steps:
        facts: dict[str, object] = {"recovered": sha256}
        if step in {Step.SEAL, Step.CERTIFY}:
            facts |= {"stage": _PDF, "sha256": sha256}
        current = sa.select(register).where(register.c.id == entry.id)
        standing = entry_of(connection.execute(current).one())
        take_step(
            connection, standing, Deed(step, now, actor, _REASON, facts=facts), registry.random
        )


def _keep_beside(
    connection: sa.Connection,
    registry: Registry,
    entry: Entry,
    beside: Sequence[StoredFile],
    by: tuple[datetime, str, str],
) -> None:
    """Keep annexes and package of a document that is out; what is kept already stays."""
    now, actor, sha256 = by
    for each in beside:
        if kept_digest(connection, entry.id, each.stage) is None:
            facts = {"stage": each.stage, "sha256": each.sha256, "size": each.size}
            facts |= {"recovered": sha256}
            act = audit.Act(now, actor, _KEPT, entry.request_id, facts)
            audit.append(connection, act, registry.random)
            _keep(connection, entry.id, each, now)


def _keep(connection: sa.Connection, entry_id: int, file: StoredFile, now: datetime) -> None:
    row = {"entry_id": entry_id, "stage": file.stage, "sha256": file.sha256, "size": file.size}
    connection.execute(sa.insert(artefact), {**row, "kept_at": utc_text(now)})
