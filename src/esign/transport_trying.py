# SPDX-License-Identifier: Apache-2.0
"""The document axis: its ways, asked only where that is wanted, and what it has brought."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

from esign.checks import Check, Health
from esign.errors import EsignError
from esign.exchange.transports import BoxTransport
from esign.exchange.transports.boxes import IN, OUT
from esign.exchange_wiring import address_of, needs_secret, open_transport
from esign.register import Standing
from esign.settings import WatchedFolderSettings
from esign.system import SystemClock
from esign.verification import shown

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from esign.ports import SecretPrompt
    from esign.register import Inbox
    from esign.settings import Settings


_UNSETTLED: Final = {
    Standing.TASK: "doctor.inbox_tasks",
    Standing.QUARANTINED: "doctor.inbox_quarantined",
}
_MOST_NAMED: Final = 10


def transport_checks(settings: Settings, prompt: SecretPrompt | None) -> Iterator[Check]:
    """What there is to say of every way.

    Args:
        settings: whose tables `[transport.NAME]` count.
        prompt: asked for each way's secret; the other side is then asked for the list of what
            waits, which changes nothing. None asks nobody.
    """
    if prompt is not None and not settings.transport:
        yield Check("transport", Health.WARNING, "doctor.no_transport")
    for name in settings.transport:
        yield _unasked(settings, name) if prompt is None else _asked(settings, name, prompt)


def inbox_checks(inbox: Inbox) -> Iterator[Check]:
    """What has arrived and nobody has dealt with: requests, and what is held back."""
    for standing, code in _UNSETTLED.items():
        if found := inbox.messages((standing,)):
            named = ", ".join(str(each.id) for each in found[:_MOST_NAMED])
            named += ", …" if len(found) > _MOST_NAMED else ""
            facts: dict[str, object] = {"count": len(found), "messages": named}
            yield Check("inbox", Health.WARNING, code, facts)


def _unasked(settings: Settings, name: str) -> Check:
    """What can be said of a way without asking anybody."""
    table = settings.transport[name]
    facts: dict[str, object] = {"name": name, "address": address_of(table)}
    if settings.credentials is not None and needs_secret(table):
        file = settings.credentials.folder / name
        if not file.is_file() or not file.stat().st_size:
            facts["file"] = file
            return Check("transport", Health.BAD, "doctor.transport_no_secret", facts)
    return Check("transport", Health.GOOD, "doctor.transport", facts)


def _asked(settings: Settings, name: str, prompt: SecretPrompt) -> Check:
    table = settings.transport[name]
    facts: dict[str, object] = {"name": name, "address": address_of(table)}
    folder = table.folder if isinstance(table, WatchedFolderSettings) else None
    if folder is not None and (fault := _unfit(name, folder)):
        return fault
    try:
        transport = open_transport(settings, name, SystemClock(), prompt)
        waiting = transport.offered()
    except EsignError as error:
        return Check("transport", Health.BAD, error.code, error.facts)
    facts["count"] = len(waiting)
    if isinstance(transport, BoxTransport) and transport.passed_over:
        facts["names"] = ", ".join(map(shown, list(transport.passed_over)[:_MOST_NAMED]))
        return Check("transport", Health.WARNING, "doctor.passed_over", facts)
    code = "doctor.transport_answers" if folder is None else "doctor.folder_answers"
    return Check("transport", Health.GOOD, code, facts)


def _unfit(name: str, folder: Path) -> Check | None:
    """What is missing of a watched folder: each of its boxes is read, and files move within it."""
    for box in (folder / IN, folder / OUT):
        facts: dict[str, object] = {"name": name, "folder": box}
        if not box.is_dir():
            return Check("transport", Health.BAD, "doctor.folder_missing", facts)
        if not os.access(box, os.R_OK | os.W_OK | os.X_OK):
            return Check("transport", Health.BAD, "doctor.folder_not_writable", facts)
    return None
