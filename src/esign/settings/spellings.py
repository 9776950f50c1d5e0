# SPDX-License-Identifier: Apache-2.0
"""Names that certificates spell otherwise than documents print them: `also_printed_as`.

Recipients believe such a pair because the agency's seal covers it; so it serves persons alone, and
nothing but spellings of one name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from esign.errors import Detail
from esign.model import Spellings, same_name, same_person_spelt

if TYPE_CHECKING:
    from collections.abc import Iterator

    from esign.settings.tables import KeySettings, Settings


def spellings_of(values: Settings) -> Spellings:
    """What the keys of persons say of their names."""
    return Spellings(
        tuple(
            (key.name, printed)
            for _, key in _keys(values)
            if key.name is not None
            for printed in key.also_printed_as
        )
    )


def faulty_spellings(values: Settings) -> Iterator[Detail]:
    """Spellings of nobody's name, of an agency's, of another person's, and of two persons'."""
    known = spellings_of(values)
    for table, key in _keys(values):
        path = f"{table}.also_printed_as"
        if key.also_printed_as and key.name is None:
            yield Detail("settings.spelling_without_name", path)
        elif key.also_printed_as and (table == "seal" or key.role == "agency"):
            yield Detail("settings.spelling_of_agency", path)
        else:
            yield from _misspelt(key, path, known)


def _misspelt(key: KeySettings, path: str, known: Spellings) -> Iterator[Detail]:
    certified = key.name or ""
    for printed in key.also_printed_as:
        facts = {"certified": certified, "printed": printed}
        if not same_person_spelt(certified, printed):
            yield Detail("settings.spelling_of_another", path, facts)
        elif not same_name(known.certified(printed), certified):
            yield Detail("settings.spelling_of_two", path, facts)


def _keys(values: Settings) -> Iterator[tuple[str, KeySettings]]:
    """The tables that describe keys, `[signer]` first: what is said there goes first."""
    for table, key in (("signer", values.signer), ("seal", values.seal)):
        if key is not None:
            yield table, key
    for name, key in values.key.items():
        yield f"key.{name}", key
