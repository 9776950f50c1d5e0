# SPDX-License-Identifier: Apache-2.0
"""Documents that are signed before they are numbered: laid out, signed, then numbered at sealing.

Until its number is taken such a document is in no series, and giving it up leaves no gap. The
number is taken in one transaction together with the entry of the signed file in the register; from
then on the document is like any other that was signed.
"""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

import sqlalchemy as sa

from esign.errors import InputError
from esign.kinds import subject, symbol
from esign.model import Unnumbered
from esign.register import audit, numbering, reservations
from esign.register.doubt import Doubt
from esign.register.entries import numbered_from
from esign.register.fingerprint import KEY
from esign.register.form import SUBJECT, Field, filled
from esign.register.lifecycle import Keeping, StoredFile, keep_first, required
from esign.register.lookup import draw_code, lookup_url
from esign.register.moments import utc_text, vietnamese_day
from esign.register.places import agency_text
from esign.register.roles import ITSELF
from esign.register.transitions import Step
from esign.register.unnumbered_rows import (
    DROP,
    LAY_OUT,
    SIGN,
    Waiting,
    change,
    entered,
    find,
    refuse_earlier,
    refuse_late,
    refuse_numbered,
    require,
    waiting_of,
)
from esign.register.unnumbered_search import matching
from esign.register.unnumbered_table import LAID_OUT, Waits, unnumbered

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from esign.model import Agency, DocumentKind, Numbered, PreparedOpen, Request, SignedOpen
    from esign.register.registry import Registry
    from esign.register.search import Query


class UnnumberedDocuments:
    """The documents of an opened register that wait for their numbers: `register.unnumbered`."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self._doubt = Doubt(registry)

    def find(self, request_id: str) -> Waiting | None:
        """What was laid out for a request; None where nothing was, in this order."""
        with self._registry.database.reading() as connection:
            return find(connection, request_id)

    def with_file(self, digest: str) -> Waiting | None:
        """The document whose page, or signed file, has this SHA-256 (hex)."""
        either = sa.or_(
            unnumbered.c.prepared_sha256 == digest, unnumbered.c.signed_sha256 == digest
        )
        with self._registry.database.reading() as connection:
            row = connection.execute(sa.select(unnumbered).where(either)).first()
        return None if row is None else waiting_of(row)

    def waiting(self, waits: Waits) -> tuple[Waiting, ...]:
        """The documents that wait for that, oldest first."""
        wanted = sa.select(unnumbered).where(unnumbered.c.state == waits.value)
        with self._registry.database.reading() as connection:
            found = connection.execute(wanted.order_by(unnumbered.c.id)).all()
        return tuple(map(waiting_of, found))

    def search(self, query: Query) -> tuple[Waiting, ...]:
        """The documents without number that have all that is asked for, newest first."""
        both = (*self.waiting(Waits.SIGNATURE), *self.waiting(Waits.NUMBER))
        return matching(both, query)

    def file(self, digest: str) -> bytes:
        """A kept page or signed file, compared with its digest.

        Raises:
            ConfigurationError: it is lost or damaged.
        """
        return self._registry.objects.get(digest)

    def drawn(
        self, request: Request, kind: DocumentKind, agency: Agency, lookup_base: str
    ) -> Unnumbered:
        """A request as it can be laid out without number: with a look-up code, on this day.

        Nothing is written; the code is nobody's until the page is kept.
        """
        books, code = self._registry.books, draw_code(self._registry.random)
        issuer = books.issuer(kind, agency)
        return Unnumbered(
            request=request,
            agency=issuer,
            symbol=symbol(kind, issuer),
            book=books.of(kind).name,
            drawn_on=vietnamese_day(self._registry.clock.now()),
            lookup_code=code,
            lookup_url=lookup_url(lookup_base, code),
        )

    def keep_page(self, page: PreparedOpen, kind: DocumentKind, *, actor: str = ITSELF) -> Waiting:
        """Keep a page that waits to be signed; of several runs the first one's.

        Raises:
            InputError: the request id stands for another content, or has a number already.
            ConfigurationError: the account may not do this.
            OutputError: the disk is full or not writable.
        """
        self._registry.roles.require(actor, Step.NUMBER)
        document = page.unnumbered
        request = document.request
        row: dict[str, object] = {
            "request_id": request.request_id,
            "digest": request.digest,
            "request": request.text,
            "agency": agency_text(document.agency),
            "kind": kind.name,
            "type_name": kind.type_name,
            "template_digest": kind.template_digest,
            "book": document.book,
            "symbol": document.symbol,
            "subject": subject(kind, request),
            "signer_name": request.signer.name,
            "lookup_code": document.lookup_code,
            "lookup_url": document.lookup_url,
            "drawn_on": document.drawn_on,
            "prepared_sha256": self._registry.objects.put(page.data),
            "prepared_size": len(page.data),
        }
        with self._registry.database.writing() as connection:
            earlier = find(connection, request.request_id)
            if earlier is not None:
                earlier.refuse_other(request)
                return earlier
            refuse_numbered(connection, document)
            self._doubt.refuse(connection, request, kind, (document.agency, actor))
            now = self._registry.clock.now()
            facts = {"sha256": row["prepared_sha256"], KEY: LAID_OUT.digest(row)}
            seq = self._append(connection, (LAY_OUT, request.request_id, actor), now, facts)
            fresh = {"state": Waits.SIGNATURE.value, "state_at": utc_text(now), "reason": ""}
            connection.execute(sa.insert(unnumbered), {"id": seq, **row, **fresh})
            self._put_again(page.data, str(row["prepared_sha256"]))
            return require(connection, request.request_id)

    def keep_signed(
        self, signed: SignedOpen, *, actor: str = ITSELF, facts: Mapping[str, str] | None = None
    ) -> Waiting:
        """Keep what the competent person has signed; of several runs the first one's file.

        Raises:
            InputError: the document was never laid out, or was dropped.
            ConfigurationError, OutputError: as `keep_page`.
        """
        self._registry.roles.require(actor, Step.SIGN)
        request_id = signed.unnumbered.request.request_id
        digest = self._registry.objects.put(signed.data)
        with self._registry.database.writing() as connection:
            found = require(connection, request_id)
            found.refuse_other(signed.unnumbered.request)
            if found.waits is not Waits.SIGNATURE:
                return found
            now = self._registry.clock.now()
            said = {**(facts or {}), "unnumbered": found.id, "sha256": digest}
            self._append(connection, (SIGN, request_id, actor), now, said)
            at = utc_text(now)
            values = {"signed_sha256": digest, "signed_size": len(signed.data), "signed_at": at}
            change(connection, found, Waits.NUMBER, at, {**values, "signed_by": actor})
            self._put_again(signed.data, digest)
            return require(connection, request_id)

    def drop(self, request_id: str, reason: str, *, actor: str = ITSELF) -> Waiting:
        """Give a document up before it took a number; no series has a gap of it.

        Raises:
            InputError: there is no reason, no such document, or it has its number already.
            ConfigurationError: the account may not do this.
        """
        self._registry.roles.require(actor, Step.VOID)
        if not reason.strip():
            raise InputError("register.no_reason", request_id=request_id)
        reason = filled({"reason": Field("Lý do", reason, SUBJECT)})["reason"]
        with self._registry.database.writing() as connection:
            found = require(connection, request_id)
            found.refuse_other(found.document.request)
            if found.waits is Waits.NOTHING:
                raise InputError("sign_first.numbered_already", request_id=request_id)
            now = self._registry.clock.now()
            digest = sha256(reason.encode()).hexdigest()
            facts = {"unnumbered": found.id, "reason_sha256": digest}
            self._append(connection, (DROP, request_id, actor), now, facts)
            change(connection, found, Waits.DROPPED, utc_text(now), {"reason": reason})
            return require(connection, request_id)

    def number(
        self, request_id: str, kind: DocumentKind, *, reserved: str = "", actor: str = ITSELF
    ) -> Numbered:
        """Take the number of a signed document, and enter it in the register as signed.

        One transaction: what fails takes no number. The same document gets the same result again.

        Args:
            request_id: which.
            kind: its kind, settled.
            reserved: a number kept free since it was signed, as `Bookkeeping.reservation` says;
                empty for the next number.
            actor: who seals it.

        Raises:
            InputError: the reservation is not its to fill, or of a day before it was signed; or it
                is not signed, was dropped, was signed too long ago, or in another year.
            ConfigurationError: the account may not number and seal, or has signed itself; or as
                `Register.number`.
        """
        registry = self._registry
        registry.roles.require(actor, Step.NUMBER, Step.SEAL)
        with registry.database.writing() as connection:
            found = require(connection, request_id)
            found.refuse_other(found.document.request)
            earlier = entered(connection, request_id)
            if earlier is not None:
                if reserved:
                    reservations.refuse_other_number(earlier, reserved)
                return numbered_from(earlier)
            document = found.document
            self._doubt.refuse(connection, document.request, kind, (document.agency, actor))
            registry.roles.require_other(actor, found.signed_by)
            now = registry.clock.now()
            refuse_late(found, vietnamese_day(now), registry.days_to_sign)
            return self._numbered(connection, found, kind, (actor, now, reserved))

    def _numbered(
        self,
        connection: sa.Connection,
        found: Waiting,
        kind: DocumentKind,
        by: tuple[str, datetime, str],
    ) -> Numbered:
        """Number, entry and signed file of a document, all in the caller's transaction."""
        (actor, now, reserved), document = by, found.document
        base = document.lookup_url.removesuffix(f"/{document.lookup_code}")
        asked = numbering.ask(document.request, kind, document.agency, base, actor)
        if reserved:
            own = asked._replace(code=document.lookup_code)
            numbered = reservations.use(connection, self._registry, own, reserved, now)
            refuse_earlier(found, numbered)
        else:
            code = document.lookup_code
            numbered = numbering.take(connection, self._registry, asked, now, code)
        same = (document.agency, document.symbol, document.book, document.lookup_url) == (
            numbered.agency,
            numbered.number.symbol,
            numbered.number.book,
            numbered.lookup_url,
        )
        if not same:
            raise InputError("sign_first.settings_changed", symbol=document.symbol)
        row = connection.execute(sa.select(unnumbered).where(unnumbered.c.id == found.id)).one()
        facts = {"unnumbered": found.id, "numbered_by": actor, "signed_at": row.signed_at}
        keeping = Keeping(now, found.signed_by, self._registry.random, facts)
        file = StoredFile("signed", row.signed_sha256, row.signed_size)
        request_id = document.request.request_id
        keep_first(connection, required(connection, request_id), file, keeping)
        change(connection, found, Waits.NOTHING, utc_text(now), {})
        return numbered

    def _append(
        self,
        connection: sa.Connection,
        what: tuple[str, str, str],
        at: datetime,
        facts: Mapping[str, object],
    ) -> int:
        action, request_id, actor = what
        act = audit.Act(at, actor, action, request_id, facts)
        return audit.append(connection, act, self._registry.random)

    def _put_again(self, data: bytes, digest: str) -> None:
        """Whoever collects forgotten objects is not at it while we write; he may have been."""
        if self._registry.objects.size(digest) is None:
            self._registry.objects.put(data)
