# SPDX-License-Identifier: Apache-2.0
"""Is this installation fit to issue and verify? Looks at every part and changes nothing."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from esign.errors import EsignError
from esign.signing import Mark
from esign.system import SystemClock
from esign.trust import TrustStore
from esign.wiring import open_kinds, open_register, open_renderer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from esign.settings import KeySettings, LoadedSettings, Settings


class Health(StrEnum):
    """How a part is: fit, usable with a reservation, or unfit."""

    GOOD = "good"
    WARNING = "warning"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Check:
    """What was found of one part; `code` and `facts` name the message in the catalogue."""

    part: str
    health: Health
    code: str
    facts: Mapping[str, object] = field(default_factory=dict)


def diagnose(loaded: LoadedSettings) -> tuple[Check, ...]:
    """Look at the templates, fonts, trust folder, register, keys and output folder."""
    parts: dict[str, Callable[[LoadedSettings], Iterator[Check]]] = {
        "templates": _templates,
        "fonts": _fonts,
        "trust": _trust,
        "register": _register,
        "keys": _keys,
        "output": _output,
    }
    return tuple(check for part, look in parts.items() for check in _looked(part, look, loaded))


def _looked(
    part: str, look: Callable[[LoadedSettings], Iterator[Check]], loaded: LoadedSettings
) -> Iterator[Check]:
    """What `look` finds; an error of the tool's own family is a finding too."""
    try:
        yield from look(loaded)
    except EsignError as error:
        yield Check(part, Health.BAD, error.code, error.facts)


def _templates(loaded: LoadedSettings) -> Iterator[Check]:
    names = ", ".join(sorted(open_kinds(loaded).kinds()))
    yield Check("templates", Health.GOOD, "doctor.templates", {"names": names})


def _fonts(loaded: LoadedSettings) -> Iterator[Check]:
    font = open_renderer(loaded).font
    health = Health.GOOD if font.is_times else Health.WARNING
    code = "doctor.font" if font.is_times else "doctor.font_not_times"
    yield Check("fonts", health, code, {"font": font.name})


def _trust(loaded: LoadedSettings) -> Iterator[Check]:
    store = TrustStore.load(loaded.values.trust.folder)
    facts = {"folder": loaded.values.trust.folder, "anchors": ", ".join(store.anchor_names)}
    yield Check("trust", Health.GOOD, "doctor.trust", facts)
    stale = store.stale_lists(SystemClock().now())
    if stale:
        yield Check("trust", Health.WARNING, "doctor.trust_stale", {"issuers": ", ".join(stale)})


def _register(loaded: LoadedSettings) -> Iterator[Check]:
    books = loaded.values.books
    if books is None:
        yield Check("register", Health.WARNING, "doctor.no_register")
    elif not books.folder.exists():
        yield Check("register", Health.GOOD, "doctor.register_new", {"folder": books.folder})
    else:
        with open_register(loaded.values, SystemClock()) as register:
            unfinished = register.unfinished()
        yield Check("register", Health.GOOD, "doctor.register", {"folder": books.folder})
        if unfinished:
            requests = ", ".join(entry.request_id for entry in unfinished)
            yield Check("register", Health.WARNING, "doctor.unfinished", {"requests": requests})


def _keys(loaded: LoadedSettings) -> Iterator[Check]:
    values: Settings = loaded.values
    for table, key in (("signer", values.signer), ("seal", values.seal)):
        yield _key(table, key)


def _key(table: str, key: KeySettings | None) -> Check:
    if key is None:
        return Check("keys", Health.WARNING, "doctor.no_key", {"table": table})
    file = key.key.partition(":")[2]
    if not os.access(file, os.R_OK):
        return Check("keys", Health.BAD, "doctor.key_missing", {"table": table, "file": file})
    Mark.load(key.mark, key.mark_width_mm, key.mark_height_mm)
    return Check("keys", Health.GOOD, "doctor.key", {"table": table, "file": file})


def _output(loaded: LoadedSettings) -> Iterator[Check]:
    output = loaded.values.output
    if output is None:
        yield Check("output", Health.WARNING, "doctor.no_output")
        return
    folder = next(path for path in (output.folder, *output.folder.parents) if path.exists())
    fit = os.access(folder, os.W_OK)
    code = "doctor.output" if fit else "doctor.output_not_writable"
    yield Check("output", Health.GOOD if fit else Health.BAD, code, {"folder": output.folder})
