# SPDX-License-Identifier: Apache-2.0
"""Is this installation fit to issue and verify? Looks at every part and makes nothing."""

from __future__ import annotations

import os
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from esign.checks import Check, Health
from esign.errors import Detail, EsignError
from esign.exchange_wiring import directory_days_of
from esign.files import open_to_others
from esign.key_trying import counts_wrong_pin
from esign.kinds import misfits
from esign.lapses import SOON, lapses
from esign.model import VIETNAM
from esign.outbox_checks import outbox_checks
from esign.register import State, Waits
from esign.register_wiring import books_of, find_register
from esign.settings import agency_of
from esign.signing import KeySort, Mark
from esign.system import SystemClock
from esign.transport_trying import inbox_checks, transport_checks
from esign.trust import TrustStore
from esign.wiring import open_kinds, open_renderer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import datetime

    from esign.kinds import Books
    from esign.model import DocumentKind
    from esign.ports import SecretPrompt
    from esign.register import (
        BookSummary,
        DirectoryList,
        Entry,
        UnnumberedDocument,
    )
    from esign.settings import KeySettings, LoadedSettings, Settings

OLDEST_BACKUP = 7
"""Days after which a backup is called old."""

_AWAITED: Final = {
    Waits.SIGNATURE: "doctor.awaits.unnumbered_signature",
    Waits.NUMBER: "doctor.awaits.unnumbered_seal",
}
"""What is said of documents that wait for this, in the order of their way."""


def diagnose(loaded: LoadedSettings, prompt: SecretPrompt | None = None) -> tuple[Check, ...]:
    """Look at the templates, fonts, trust folder, register, keys, output folder and transports.

    Transports are asked only with a prompt for their secrets.
    """
    values = loaded.values
    parts: dict[str, Callable[[], Iterator[Check]]] = {
        "templates": lambda: _templates(loaded),
        "fonts": lambda: _fonts(loaded),
        "trust": lambda: _trust(values),
        "register": lambda: _register(values),
        "signer": lambda: _key("signer", values.signer),
        "seal": lambda: _key("seal", values.seal),
        "credentials": lambda: _credentials(values),
        "output": lambda: _output(values),
        "proof": lambda: _proof(values),
        "transport": lambda: transport_checks(values, prompt),
    }
    return tuple(check for part, look in parts.items() for check in _looked(part, look))


def _looked(part: str, look: Callable[[], Iterator[Check]]) -> Iterator[Check]:
    """What `look` finds; an error of the tool's own family is a finding too."""
    try:
        yield from look()
    except EsignError as error:
        yield Check(part, Health.BAD, error.code, error.facts, error.details)
    except OSError as error:
        facts = {"name": error.filename or part, "reason": error.strerror}
        yield Check(part, Health.BAD, "input.unreadable", facts)


def _templates(loaded: LoadedSettings) -> Iterator[Check]:
    kinds = open_kinds(loaded).kinds()
    names = ", ".join(sorted(kinds))
    yield Check("templates", Health.GOOD, "doctor.templates", {"names": names})
    yield _books(books_of(loaded.values), kinds)


def _books(books: Books, kinds: Mapping[str, DocumentKind]) -> Check:
    if details := tuple(misfits(books, kinds)):
        return Check("books", Health.BAD, "doctor.books_unsound", details=details)
    titles = ", ".join(book.title for book in books.all())
    return Check("books", Health.GOOD, "doctor.books", {"titles": titles})


def _fonts(loaded: LoadedSettings) -> Iterator[Check]:
    renderer = open_renderer(loaded)
    if not renderer.reservations:
        yield Check("fonts", Health.GOOD, "doctor.font", {"font": renderer.font.name})
    for reservation in renderer.reservations:
        yield Check("fonts", Health.WARNING, reservation.code, reservation.facts)


def _trust(values: Settings) -> Iterator[Check]:
    folder = values.trust.folder
    store = TrustStore.load(folder)
    facts = {"folder": folder, "anchors": ", ".join(store.anchor_names)}
    yield Check("trust", Health.GOOD, "doctor.trust", facts)
    if pinned := store.pinned_names:
        facts = {"folder": folder, "anchors": ", ".join(pinned)}
        yield Check("trust", Health.WARNING, "doctor.trust_pins_only", facts)
    if not store.has_lists:
        yield Check("trust", Health.WARNING, "doctor.trust_no_list", {"folder": folder})
    if stale := store.stale_lists(SystemClock().now()):
        facts = {"folder": folder, "issuers": ", ".join(stale)}
        yield Check("trust", Health.WARNING, "doctor.trust_stale", facts)


def _register(values: Settings) -> Iterator[Check]:
    if values.books is None:
        yield Check("register", Health.WARNING, "doctor.no_register")
        return
    facts: dict[str, object] = {"folder": values.books.folder}
    register = find_register(values, SystemClock(), writable=False)
    if register is None:
        yield Check("register", Health.GOOD, "doctor.register_new", facts)
        return
    with register:
        acts = register.audit_check()
        yield Check("register", Health.GOOD, "doctor.register", facts | {"acts": acts})
        unfinished = register.unfinished()
        open_ones = {waits: register.unnumbered.waiting(waits) for waits in _AWAITED}
        faults = register.bookkeeping.check_series()
        backed_up = register.backups.last()
        sending = tuple(outbox_checks(register.outbox))
        arrived = tuple(inbox_checks(register.inbox))
        listed = register.directory.latest()
        unconfirmed = register.bookkeeping.unconfirmed(agency_of(values)) if values.agency else ()
    if acts:
        yield _backup(backed_up)
    if faults:
        yield Check("register", Health.BAD, "doctor.series", details=faults)
    yield from _unconfirmed(unconfirmed)
    yield from _open_numbers(unfinished)
    yield from _unnumbered(open_ones)
    yield from (*sending, *arrived)
    if values.exchange is not None:
        yield _directory(listed, directory_days_of(values))


def _directory(listed: DirectoryList | None, days: int) -> Check:
    """From when the list of agencies is."""
    if listed is None:
        return Check("directory", Health.WARNING, "doctor.no_directory")
    at = f"{listed.at.astimezone(VIETNAM):%d/%m/%Y}"
    facts = {"at": at, "count": listed.count, "days": days}
    if SystemClock().now() - listed.at > timedelta(days=days):
        return Check("directory", Health.WARNING, "doctor.directory_old", facts)
    return Check("directory", Health.GOOD, "doctor.directory", facts)


def _unconfirmed(waiting: tuple[BookSummary, ...]) -> Iterator[Check]:
    """Books that give no number after a restore."""
    if waiting:
        books = "; ".join(
            f"{each.book.title} [{each.book.name}] {each.year} ({each.last})" for each in waiting
        )
        at = max(each.awaits for each in waiting if each.awaits).astimezone(VIETNAM)
        facts = {"books": books, "at": f"{at:%d/%m/%Y %H:%M}"}
        yield Check("register", Health.BAD, "doctor.unconfirmed", facts)


def _open_numbers(unfinished: tuple[Entry, ...]) -> Iterator[Check]:
    """Numbers whose documents are still to come."""
    lost = [entry for entry in unfinished if entry.lost]
    reserved = [entry for entry in unfinished if entry.state is State.RESERVED and not entry.lost]
    begun = [entry for entry in unfinished if entry.state is not State.RESERVED]
    if begun:
        requests = ", ".join(f"{entry.number.text} ({entry.request_id})" for entry in begun)
        facts, awaited = {"requests": requests}, tuple(_awaited(begun))
        yield Check("register", Health.WARNING, "doctor.unfinished", facts, awaited)
    if lost:
        numbers = ", ".join(entry.number.text for entry in lost)
        yield Check("register", Health.WARNING, "doctor.lost", {"numbers": numbers})
    if reserved:
        numbers = ", ".join(
            f"{entry.number.text} ({entry.issued_on:%d/%m/%Y}: {entry.note})" for entry in reserved
        )
        yield Check("register", Health.WARNING, "doctor.reserved", {"numbers": numbers})


def _awaited(begun: list[Entry]) -> Iterator[Detail]:
    """Whose turn it is, by what the documents wait for; copies need no person's signature."""
    waiting: dict[str, list[str]] = {}
    for entry in begun:
        copy = entry.sealed_alone and entry.state is State.NUMBERED
        waiting.setdefault("copy" if copy else entry.state.value, []).append(entry.number.text)
    for what, numbers in waiting.items():
        yield Detail(f"doctor.awaits.{what}", facts={"numbers": ", ".join(numbers)})


def _unnumbered(waiting: Mapping[Waits, tuple[UnnumberedDocument, ...]]) -> Iterator[Check]:
    """Documents of the other order, which have no number yet."""
    requests = [each.request_id for found in waiting.values() for each in found]
    if requests:
        details = tuple(
            Detail(_AWAITED[waits], facts={"numbers": ", ".join(each.request_id for each in found)})
            for waits, found in waiting.items()
            if found
        )
        facts = {"requests": ", ".join(requests)}
        yield Check("register", Health.WARNING, "doctor.unnumbered", facts, details)


def _backup(last: datetime | None) -> Check:
    if last is None:
        return Check("register", Health.WARNING, "doctor.no_backup")
    facts = {"days": (SystemClock().now() - last).days}
    if facts["days"] > OLDEST_BACKUP:
        return Check("register", Health.WARNING, "doctor.backup_old", facts)
    return Check("register", Health.GOOD, "doctor.backup", facts)


def _key(table: str, key: KeySettings | None) -> Iterator[Check]:
    if key is None:
        yield Check(table, Health.WARNING, "doctor.no_key", {"table": table})
        return
    try:
        yield _opened(table, key)
    except EsignError as error:
        yield Check(table, Health.BAD, error.code, error.facts)
    Mark.load(key.mark, key.mark_width_mm, key.mark_height_mm)
    yield Check(table, Health.GOOD, "doctor.mark", {"table": table, "file": key.mark})


def _opened(table: str, key: KeySettings) -> Check:
    sort, _, place = key.key.partition(":")
    facts = {"table": table, "file": place}
    if counts_wrong_pin(key):
        return Check(table, Health.WARNING, "doctor.token_pin_wrong", facts)
    code = "doctor.token" if sort == KeySort.PKCS11 else "doctor.key"
    return Check(table, Health.GOOD, code, facts)


def _credentials(values: Settings) -> Iterator[Check]:
    if values.credentials is None:
        return
    folder = values.credentials.folder
    if not folder.is_dir():
        yield Check("credentials", Health.WARNING, "doctor.no_credentials", {"folder": folder})
        return
    exposed = [path for path in (folder, *sorted(folder.iterdir())) if open_to_others(path)]
    for path in exposed:
        mode = 700 if path.is_dir() else 600
        facts = {"path": path, "mode": mode}
        yield Check("credentials", Health.WARNING, "doctor.credentials_exposed", facts)
    if not exposed:
        yield Check("credentials", Health.GOOD, "doctor.credentials", {"folder": folder})


def _output(values: Settings) -> Iterator[Check]:
    if values.output is None:
        yield Check("output", Health.WARNING, "doctor.no_output")
        return
    folder = values.output.folder
    nearest = next(path for path in (folder, *folder.parents) if path.exists())
    fit = nearest.is_dir() and os.access(nearest, os.W_OK | os.X_OK)
    code = "doctor.output" if fit else "doctor.output_not_writable"
    yield Check("output", Health.GOOD if fit else Health.BAD, code, {"folder": folder})


def _proof(values: Settings) -> Iterator[Check]:
    """What of the issued files must be renewed soon."""
    if values.output is None or not values.output.folder.is_dir():
        return
    found = lapses(values.output.folder, SystemClock().now())
    facts = {"days": SOON.days, "count": len(found)}
    if found:
        yield Check("proof", Health.WARNING, "doctor.lapses", facts, found)
    else:
        yield Check("proof", Health.GOOD, "doctor.no_lapse", facts)
