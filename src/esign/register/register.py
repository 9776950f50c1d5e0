# SPDX-License-Identifier: Apache-2.0
"""The register of issued documents: numbers, states, kept files and the record of every act.

Each method is one transaction, and each may be repeated: the first call decides, later ones find
what it did.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from esign.kinds import Books
from esign.register import lifecycle, numbering, reservations
from esign.register.acts import LifeCycle
from esign.register.backup import Backups
from esign.register.bookkeeping import Bookkeeping
from esign.register.configuration import note_configuration
from esign.register.dealings import Dealings
from esign.register.directory import Directory
from esign.register.dossiers import Dossiers
from esign.register.doubt import Doubt
from esign.register.holdings import Holdings
from esign.register.inbox import Inbox
from esign.register.keeping import Files
from esign.register.object_folder import FolderStore
from esign.register.opening import open_database
from esign.register.outbox import Outbox
from esign.register.outbox_sending import Sending
from esign.register.places import fresh_code
from esign.register.receipts import Receipts
from esign.register.record import Record
from esign.register.registry import Registry
from esign.register.roles import ITSELF, Roles
from esign.register.signing_days import DAYS_TO_SIGN
from esign.register.transitions import Step
from esign.register.unnumbered import UnnumberedDocuments
from esign.register.versions import Versions

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from contextlib import AbstractContextManager
    from pathlib import Path
    from types import TracebackType

    from esign.model import Agency, DocumentKind, Numbered, Request
    from esign.ports import Clock, RandomSource
    from esign.register.entries import Entry
    from esign.register.store import ObjectStore

PATIENCE = 10.0
"""Seconds to wait for another writer to finish."""


class Register(Files):
    """A database and a store of issued files; see `open` for where they are.

    May be used by many threads and processes at once. Close it, or use it as a context manager.
    """

    def __init__(self, registry: Registry) -> None:
        super().__init__(registry)
        self.doubt = Doubt(registry)
        self.lifecycle = LifeCycle(registry)
        self.bookkeeping = Bookkeeping(registry)
        self.record = Record(registry)
        self.store = Holdings(registry)
        self.backups = Backups(registry)
        self.dossiers = Dossiers(registry)
        self.unnumbered = UnnumberedDocuments(registry)
        self.versions = Versions(registry)
        self.outbox = Outbox(registry)
        self.sending = Sending(registry)
        self.receipts = Receipts(registry)
        self.inbox = Inbox(registry)
        self.directory = Directory(registry)
        self.dealings = Dealings(registry)

    @classmethod
    def open(  # noqa: PLR0913 - all but the folder are named
        cls,
        folder: Path,
        *,
        clock: Clock,
        random: RandomSource,
        database: str = "",
        writable: bool = True,
        patience: float = PATIENCE,
        books: Books | None = None,
        roles: Roles | None = None,
        objects: ObjectStore | None = None,
        days_to_sign: int = DAYS_TO_SIGN,
        vouched: bool = False,
        exchanges: bool = False,
    ) -> Self:
        """The register in `folder`; folder and tables are made when there are none.

        Args:
            folder: readable by its owner alone when it is made here; with a database file in it
                a disk of this machine.
            clock: says on which day, Vietnamese time, a number is taken.
            random: draws the look-up codes.
            database: address of the PostgreSQL database, `postgresql://…`; without one it is the
                file `register.sqlite3` in the folder.
            writable: without it nothing is made, migrated or written.
            patience: seconds to wait while another process writes.
            books: which book each kind is entered in; by default the kind's own.
            roles: who may do what; by default everybody may do everything.
            objects: where issued files are kept; by default `objects/` in the folder.
            days_to_sign: how many days after its date a paper document may still be signed.
            vouched: as `Registry` says; without it a restored register refuses what may be out.
            exchanges: what is released is queued for its electronic receivers.

        Raises:
            ConfigurationError: the database is none, not a register's, damaged, of a newer
                program, or a file on a network share; unless writable, also when it is not there
                yet or of an older program.
            OutputError: the folder or the database cannot be written, or stays locked.
            ServiceError: the database's server cannot be reached.
        """
        opened = open_database(folder, database, patience, writable=writable)
        kept = objects or FolderStore(folder / "objects")
        own = books or Books(), roles or Roles()
        return cls(Registry(opened, kept, clock, random, *own, days_to_sign, vouched, exchanges))

    def close(self) -> None:
        """Let go of the files."""
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def together(self) -> AbstractContextManager[None]:
        """One transaction, and one wait for the disk, for all that this thread does within.

        What one call within refuses is undone alone. Nothing within may wait for others: meanwhile
        nobody else writes.

        Raises:
            OutputError, ConfigurationError, ServiceError: the database cannot be written; nothing
                of what was done within is kept.
        """
        return self._database.together()

    def entry_to_issue(self, request: Request, actor: str = ITSELF) -> Entry | None:
        """The entry of a request that this account may issue, go on issuing or hand out again.

        Returns:
            As `entry_of`.

        Raises:
            InputError: as `entry_of`; or the document is no longer in force, or may have been
                finished after the backup that the register came from.
            ConfigurationError: the account may not take one of the steps that are left, or not
                all of them.
        """
        entry = self.entry_of(request)
        if entry is not None:
            self.doubt.refuse_begun(entry, actor)
        steps = lifecycle.steps_to_release(entry, sealed_alone=request.sealed_alone)
        self._registry.roles.require(actor, *steps)
        if Step.SIGN in steps:
            self._registry.roles.require_other(actor, actor)
        elif entry is not None and Step.SEAL in steps:
            self._registry.roles.require_other(actor, self._signed_by(entry))
        return entry

    def require(self, actor: str, *steps: Step) -> None:
        """Refuse an account that may not take these steps, before anything is asked of it.

        Raises:
            ConfigurationError: names the account, the first step it may not take, and who may.
        """
        self._registry.roles.require(actor, *steps)

    def _signed_by(self, entry: Entry) -> str:
        with self._database.reading() as connection:
            return lifecycle.done_by(connection, entry.id, Step.SIGN)

    def number(  # noqa: PLR0913 - the last two are named
        self,
        request: Request,
        kind: DocumentKind,
        agency: Agency,
        lookup_base: str = "",
        *,
        reserved: str = "",
        actor: str = ITSELF,
    ) -> Numbered:
        """Number and date for a request; the same request gets the same result every time.

        A result given again shows the agency and the look-up address of the first time, so that
        the page laid out from it is the same page.

        Args:
            request: what is to be issued; `request_id` is the key.
            kind: the request's kind; says book and symbol.
            agency: who issues.
            lookup_base: address before the look-up code; empty for none.
            reserved: a number kept free, as `Bookkeeping.reservation` says, whose date stays the
                day of reservation; empty for the next number.
            actor: who asks.

        Raises:
            InputError: the request id stands for another content, its number is voided, the
                reservation is not its to fill, or it may have been issued after the backup that
                the register came from.
            ConfigurationError: the clock is behind the last number of the series, or another book
                gave the same number and symbol this year.
            OutputError: the database cannot be written. In each case no number is taken.
        """
        self._registry.roles.require(actor, Step.NUMBER)
        asked = numbering.ask(request, kind, agency, lookup_base, actor)
        with self._database.writing() as connection:
            self.doubt.refuse(connection, request, kind, (agency, actor))
            if reserved:
                now = self._clock.now()
                return reservations.use(connection, self._registry, asked, reserved, now)
            random = self._registry.random
            code, earlier = fresh_code(connection, request.request_id, random)
            if earlier is not None:
                return numbering.resumed(earlier, request)
            return numbering.take(connection, self._registry, asked, self._clock.now(), code)

    def note_configuration(
        self, digests: Mapping[str, str], *, actor: str = ITSELF, unseen: Collection[str] = ()
    ) -> None:
        """Record what changed of the configuration and the certificates since the last time.

        Args:
            digests: by the name of each part; parts that are missing are gone.
            actor: under which account the office was opened.
            unseen: names of parts that nobody has looked at this time.
        """
        note_configuration(self._registry, digests, actor, unseen)

    def audit_check(self) -> int:
        """Recompute the chain of recorded acts; returns how many there are.

        Raises:
            ConfigurationError: names the first one that was changed, removed or moved.
        """
        return self.record.check().rows
