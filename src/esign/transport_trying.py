# SPDX-License-Identifier: Apache-2.0
"""The ways to the document axis, looked at; asked only where that is wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from esign.checks import Check, Health
from esign.errors import EsignError
from esign.exchange_wiring import address_of, open_transport
from esign.system import SystemClock

if TYPE_CHECKING:
    from collections.abc import Iterator

    from esign.ports import SecretPrompt
    from esign.settings import Settings


def transport_checks(settings: Settings, prompt: SecretPrompt | None) -> Iterator[Check]:
    """What there is to say of every way.

    Args:
        settings: whose tables `[transport.NAME]` count.
        prompt: asked for each way's secret; the other side is then asked for the list of what
            waits, which changes nothing. None asks nobody.
    """
    for name, table in settings.transport.items():
        facts: dict[str, object] = {"name": name, "address": address_of(table)}
        if prompt is None:
            yield Check("transport", Health.GOOD, "doctor.transport", facts)
            continue
        try:
            waiting = open_transport(settings, name, SystemClock(), prompt).offered()
        except EsignError as error:
            yield Check("transport", Health.BAD, error.code, error.facts)
        else:
            facts["count"] = len(waiting)
            yield Check("transport", Health.GOOD, "doctor.transport_answers", facts)
