# SPDX-License-Identifier: Apache-2.0
"""The office's own register, for a file that may be its own; recipients elsewhere have none."""

from __future__ import annotations

import os
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, NoReturn

import esign
from esign.cli.output import say_remarks
from esign.errors import Detail, EsignError
from esign.system import SystemClock

if TYPE_CHECKING:
    from collections.abc import Iterator

    from esign.ports import IssueRecord
    from esign.register import Register

_NAMING = ("ESIGN_SETTINGS", "ESIGN_REGISTER__FOLDER", "ESIGN_REGISTER__DATABASE")
"""Variables without which, and without a settings file, no register is named."""

_UNREAD: Final = "esign.toml"
"""What an official may think is read here, as other commands do."""


@dataclass(frozen=True, slots=True)
class _Silent:
    """A register that is named and cannot be asked."""

    fault: EsignError

    def standing(self, *_: object) -> NoReturn:
        raise self.fault


@contextmanager
def issue_record(settings: Path | None, *, wanted: bool = True) -> Iterator[IssueRecord | None]:
    """The register that the settings name, opened for reading; None where none is, or is wanted.

    As with the trust folder, an `esign.toml` of the current folder does not count; whoever stands
    in his office's folder is told so.
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
        if Path(_UNREAD).is_file():
            say_remarks([Detail("register.not_asked", facts={"file": _UNREAD})])
        return None
    values = esign.load_settings(settings, discover=False).values
    if values.books is None:
        return None
    from esign.register_wiring import find_register  # noqa: PLC0415 - few have one

    return find_register(values, SystemClock(), writable=False)
