# SPDX-License-Identifier: Apache-2.0
"""The office's own register, for a file that may be its own; recipients elsewhere have none."""

from __future__ import annotations

import os
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn

import esign
from esign.errors import EsignError
from esign.system import SystemClock

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from esign.ports import IssueRecord
    from esign.register import Register

_NAMING = ("ESIGN_SETTINGS", "ESIGN_REGISTER__FOLDER", "ESIGN_REGISTER__DATABASE")
"""Variables without which, and without a settings file, no register is named."""


@dataclass(frozen=True, slots=True)
class _Silent:
    """A register that is named and cannot be asked."""

    fault: EsignError

    def standing(self, *_: object) -> NoReturn:
        raise self.fault


@contextmanager
def issue_record(settings: Path | None, *, wanted: bool = True) -> Iterator[IssueRecord | None]:
    """The register that the settings name, opened for reading; None where none is, or is wanted.

    As with the trust folder, an `esign.toml` of the current folder does not count.
    """
    try:
        register = _register(settings) if wanted else None
    except EsignError as fault:
        yield _Silent(fault)
        return
    if register is None:
        yield None
        return
    with register:
        yield register


def _register(settings: Path | None) -> Register | None:
    if settings is None and not any(name in os.environ for name in _NAMING):
        return None
    values = esign.load_settings(settings, discover=False).values
    if values.books is None:
        return None
    from esign.register_wiring import find_register  # noqa: PLC0415 - few have one

    return find_register(values, SystemClock(), writable=False)
