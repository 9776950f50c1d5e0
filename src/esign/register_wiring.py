# SPDX-License-Identifier: Apache-2.0
"""The register opened as the settings say; apart, since looking something up needs nothing more."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from esign.errors import ConfigurationError, Detail
from esign.kinds import Books
from esign.model import Book, in_vietnam
from esign.register import Duty, Register, Roles, open_bucket
from esign.system import SystemRandom

if TYPE_CHECKING:
    from esign.ports import Clock
    from esign.register import ObjectStore
    from esign.settings import Settings

CLOCKS_DIFFER: Final = timedelta(minutes=5)
"""By how much the clocks of an office's machines may differ."""


def clock_behind(register: Register, clock: Clock) -> tuple[Detail, ...]:
    """A warning where this clock is behind the record's last act: one of the two was wrong."""
    now, last = clock.now(), register.record.last_act_at()
    if last is None or last <= now + CLOCKS_DIFFER:
        return ()
    facts = {
        name: f"{in_vietnam(moment):%d/%m/%Y %H:%M}"
        for name, moment in (("now", now), ("last", last))
    }
    return (Detail("register.clock_behind_record", facts=facts),)


def books_of(settings: Settings) -> Books:
    """The register books as the settings assign kinds to them."""
    of_kinds: dict[str, Book] = {}
    of_families: dict[str, Book] = {}
    for each in settings.book:
        book = Book(each.name, each.title, each.abbreviation)
        of_kinds |= dict.fromkeys(each.kinds, book)
        of_families |= dict.fromkeys((each.name, *each.families), book)
    return Books(of_kinds, of_families)


def objects_of(settings: Settings) -> ObjectStore | None:
    """The configured bucket; None where issued files stay in the register's folder.

    Raises:
        ConfigurationError: it is described wrongly, or the extra it needs is not installed.
    """
    store = settings.store
    if not store.location:
        return None
    return open_bucket(store.location, endpoint=store.endpoint, profile=store.profile)


def roles_of(settings: Settings) -> Roles:
    """Who may do what, as the settings say; everybody everything where they do not say."""
    if settings.roles is None:
        return Roles()
    stated = settings.roles.model_dump()
    accounts = {duty: frozenset(stated[duty]) for duty in Duty}
    return Roles(accounts, apart=not settings.roles.same_person_may_seal)


def open_register(
    settings: Settings, clock: Clock, *, writable: bool = True, vouched: bool = False
) -> Register:
    """The register of the configured folder; without `writable` nothing in it can be changed.

    `vouched` is as `Register.open` says.

    Raises:
        ConfigurationError: none is configured, or it cannot be used.
    """
    if settings.books is None:
        raise settings.lacking("register")
    return Register.open(
        settings.books.folder,
        clock=clock,
        random=SystemRandom(),
        database=settings.books.database,
        writable=writable,
        books=books_of(settings),
        roles=roles_of(settings),
        objects=objects_of(settings),
        days_to_sign=settings.books.days_to_sign,
        vouched=vouched,
        exchanges=settings.exchange is not None and settings.exchange.automatic,
    )


def find_register(settings: Settings, clock: Clock, *, writable: bool = True) -> Register | None:
    """The register of the configured folder if there is one yet; none is made there.

    Raises:
        ConfigurationError: none is configured, it cannot be used, or not without bringing it up to
            date, which needs `writable`.
    """
    books = settings.books
    if (
        books is not None
        and not books.database
        and not (books.folder / "register.sqlite3").is_file()
    ):
        return None
    try:
        return open_register(settings, clock, writable=writable)
    except ConfigurationError as error:
        if error.code == "register.absent":  # on a server only asking tells
            return None
        raise
