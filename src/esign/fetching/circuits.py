# SPDX-License-Identifier: Apache-2.0
"""Which services have failed of late; remembered in a file, so that the next run knows as well."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

from esign.errors import EsignError, InputError
from esign.files import make_folder, read_bounded, write_whole

if TYPE_CHECKING:
    from pathlib import Path

    from esign.ports import Clock

FAILURES = 2
"""How often in a row a service fails before it is left alone."""
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=1)
"""For how long; each failure after a pause doubles the next one."""
MOST_BYTES = 1 << 16


class _Circuit(NamedTuple):
    """Failures in a row, and until when the service is left alone."""

    failures: int
    until: datetime


class CircuitBreaker:
    """Leaves services alone that have failed, for longer and longer until one works again.

    What it remembers saves time and decides nothing else: a file that is missing, damaged or cannot
    be written only means that services are asked. Of two processes that note something at once, one
    may be forgotten.

    Args:
        file: where it remembers.
        clock: tells the time.
        pause: for how long a service is left alone at first.
    """

    def __init__(self, file: Path, clock: Clock, pause: timedelta = FIRST_PAUSE) -> None:
        self._file = file
        self._clock = clock
        self._pause = pause

    def is_open(self, url: str) -> bool:
        """Whether the service is not to be asked for now."""
        return self.open_until(url) is not None

    def open_until(self, url: str) -> datetime | None:
        """Until when the service is not to be asked; None where it may be."""
        circuit = self._circuits().get(_name(url))
        if circuit is None or circuit.failures < FAILURES:
            return None
        now = self._clock.now()
        return circuit.until if now < circuit.until <= now + LONGEST_PAUSE else None

    def failed(self, url: str) -> None:
        """Note that it gave no good answer."""
        circuits = self._circuits()
        before = circuits.get(_name(url))
        failures = before.failures + 1 if before else 1
        pause = self._pause * 2 ** min(max(failures - FAILURES, 0), 10)
        until = self._clock.now() + min(pause, LONGEST_PAUSE)
        self._keep({**circuits, _name(url): _Circuit(failures, until)})

    def worked(self, url: str) -> None:
        """Note that it gave one."""
        circuits = self._circuits()
        if circuits.pop(_name(url), None) is not None:
            self._keep(circuits)

    def _circuits(self) -> dict[str, _Circuit]:
        try:
            read = json.loads(read_bounded(self._file, MOST_BYTES))
            return {
                str(name): _Circuit(int(failures), datetime.fromisoformat(until))
                for name, (failures, until) in read.items()
            }
        except (InputError, ValueError, TypeError, AttributeError):
            return {}

    def _keep(self, circuits: dict[str, _Circuit]) -> None:
        told = {name: (entry.failures, entry.until.isoformat()) for name, entry in circuits.items()}
        try:
            make_folder(self._file.parent, 0o700)
            write_whole(self._file, json.dumps(told).encode(), overwrite=True)
        except EsignError:
            return


def _name(url: str) -> str:
    """A name for the service that tells nothing secret of its address."""
    return sha256(url.encode()).hexdigest()
