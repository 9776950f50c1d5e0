# SPDX-License-Identifier: Apache-2.0
"""The issued files of the output folder that a restored register does not know."""

from __future__ import annotations

from typing import TYPE_CHECKING

from esign.errors import InputError
from esign.recovery import Records, readable, unknown_files
from esign.register_wiring import find_register
from esign.settings import agency_of
from esign.system import SystemClock
from esign.trust import TrustStore
from esign.wiring import open_kinds

if TYPE_CHECKING:
    from pathlib import Path

    from esign.register import IssuedFile, Register
    from esign.settings import LoadedSettings


def records_of(loaded: LoadedSettings) -> Records:
    """What the office needs to read back what it has issued."""
    values = loaded.values
    return Records(
        agency=agency_of(values),
        kinds=open_kinds(loaded),
        trust=TrustStore.load(values.trust.folder),
        clock=SystemClock(),
        lookup_address=values.lookup.address if values.lookup else "",
    )


def files_in_output(loaded: LoadedSettings, register: Register) -> tuple[Path, ...]:
    """The PDFs there that the register does not know."""
    output = loaded.values.output
    return () if output is None else tuple(unknown_files(output.folder, register))


def refuse_left_behind(loaded: LoadedSettings, *, vouched: bool) -> None:
    """Refuse to vouch that all is new while issued files lie there that were not brought back.

    Args:
        loaded: name register and output folder.
        vouched: whether anybody does.

    Raises:
        InputError: names the first, and its number.
    """
    register = find_register(loaded.values, SystemClock(), writable=False) if vouched else None
    if register is None:
        return
    with register:
        for path, file in issued_since(loaded, register):
            raise InputError("recovery.left_behind", path=path, number=file.number)


def issued_since(loaded: LoadedSettings, register: Register) -> tuple[tuple[Path, IssuedFile], ...]:
    """Those of them that are documents issued here."""
    paths = files_in_output(loaded, register)
    return tuple(readable(paths, records_of(loaded))) if paths else ()
