# SPDX-License-Identifier: Apache-2.0
"""What taking in needs, put together as the settings say."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from esign.errors import ConfigurationError
from esign.exchange_wiring import most_bytes_of, open_transports
from esign.intake import Intake, Readers
from esign.receiving import Judges
from esign.register_wiring import open_register
from esign.settings import agency_of
from esign.system import SystemClock, account
from esign.verification import DEFAULT_POLICY

if TYPE_CHECKING:
    from collections.abc import Iterator

    from esign.ports import SecretPrompt
    from esign.settings import Settings


@contextmanager
def open_intake(
    settings: Settings, prompt: SecretPrompt | None = None, *, policy: str = DEFAULT_POLICY
) -> Iterator[Intake]:
    """The office's register, its ways to the axis, and limited processes for what strangers send.

    Args:
        settings: the office's.
        prompt: asked for the secrets of the ways; without it none is opened, as nothing is fetched
            to read anew what was kept.
        policy: by which the files inside are judged.

    Raises:
        ConfigurationError: no way to the axis, or no register, is set up, or one is unfit.
        KeyFaultError: a secret cannot be had.
    """
    if prompt is not None and not settings.transport:
        raise ConfigurationError("inbox.no_transport")
    clock, agency = SystemClock(), agency_of(settings)
    transports = {} if prompt is None else open_transports(settings, clock, prompt)
    with (
        open_register(settings, clock) as register,
        Readers() as readers,
        Judges(settings.trust.folder, clock=clock, policy=policy, processes=1) as judges,
    ):
        size_limit = most_bytes_of(settings)
        yield Intake(register, transports, readers, judges, agency.code, account(), size_limit)
