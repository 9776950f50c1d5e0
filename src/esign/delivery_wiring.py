# SPDX-License-Identifier: Apache-2.0
"""What sending needs, put together as the settings say."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

from esign.delivery import Dispatcher, composers
from esign.exchange_wiring import directory_days_of, exchange_of, open_transports
from esign.fetching import CircuitBreaker
from esign.intake import composer
from esign.key_wiring import open_configured_key
from esign.register import MessageAct
from esign.register_wiring import open_register
from esign.settings import agency_of
from esign.system import SystemClock, SystemRandom, account

if TYPE_CHECKING:
    from collections.abc import Iterator

    from esign.ports import SecretPrompt, SigningKey
    from esign.settings import Settings


@contextmanager
def open_dispatcher(settings: Settings, prompt: SecretPrompt) -> Iterator[Dispatcher]:
    """The office's register, its ways to the axis, and what makes its messages.

    Args:
        settings: the office's.
        prompt: asked for the secrets of the ways and, with `sign_packages`, of the seal's key.

    Raises:
        ConfigurationError: the exchange, the register or the seal is not set up, or unfit.
        KeyFaultError: a secret or the key cannot be had.
    """
    exchange, clock = exchange_of(settings), SystemClock()
    if exchange is None:
        raise settings.lacking("exchange", "settings.no_exchange")
    if settings.books is None:
        raise settings.lacking("register")
    transports = open_transports(settings, clock, prompt)
    key = _key_of(settings, prompt) if exchange.sign_packages else None
    own = dict(composers(clock.now, key))
    own[MessageAct.STATUS] = composer(agency_of(settings))
    with open_register(settings, clock) as register:
        yield Dispatcher(
            register=register,
            transports=transports,
            usual=exchange.transport,
            composers=own,
            clock=clock,
            random=SystemRandom(),
            circuits=CircuitBreaker(
                settings.books.folder / "transports.json",
                clock,
                timedelta(seconds=exchange.rest_seconds),
            ),
            actor=account(),
            first_pause=timedelta(seconds=exchange.pause_seconds),
            directory_days=directory_days_of(settings),
        )


def _key_of(settings: Settings, prompt: SecretPrompt) -> SigningKey:
    if settings.seal is None:
        raise settings.lacking("seal")
    return open_configured_key(settings.seal, prompt)
