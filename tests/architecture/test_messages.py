# SPDX-License-Identifier: Apache-2.0
"""Whatever the tool can say, it can say in both languages, with the facts it was given."""

from __future__ import annotations

from typing import TYPE_CHECKING

from esign.messages import catalogue
from support.catalogue import FILE_NAME, literals, needed, patterns, placeholders, uses
from support.source import Module, assert_none, module, project_modules

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    Catalogue = Mapping[str, Mapping[str, str]]

TEXTS = {"vi", "en"}
REMEDIES = {"vi_remedy", "en_remedy"}


def entry_faults(entries: Catalogue) -> Iterator[str]:
    """Entries that lack a language, or whose languages need different facts."""
    for code, entry in entries.items():
        if set(entry) not in (TEXTS, TEXTS | REMEDIES):
            yield f"{code} has {sorted(entry)}"
            continue
        for first, second in (("vi", "en"), ("vi_remedy", "en_remedy")):
            if placeholders(entry.get(first, "")) != placeholders(entry.get(second, "")):
                yield f"{code}: {first} and {second} need different facts"
        if not all(text.strip() for text in entry.values()):
            yield f"{code} has an empty text"


def unknown_codes(modules: Sequence[Module], entries: Catalogue) -> Iterator[str]:
    """Codes that the source names and the catalogue does not hold."""
    namespaces = frozenset(code.partition(".")[0] for code in entries)
    written = literals(modules, namespaces)
    named = {entry for entry in written if not FILE_NAME.search(entry[0])}
    for code, place in sorted(named | {(use.code, use.place) for use in uses(modules)}):
        if code not in entries:
            yield f"{place} names {code}"


def missing_facts(modules: Sequence[Module], entries: Catalogue) -> Iterator[str]:
    """Calls that do not hand over what the texts need."""
    for use in uses(modules):
        if use.facts is not None and use.code in entries:
            lacking = needed(entries[use.code]) - use.facts - _own_facts(use.code)
            if lacking:
                yield f"{use.place}: {use.code} lacks {sorted(lacking)}"


def _own_facts(code: str) -> frozenset[str]:
    """Verification errors take the file's name from their report."""
    return frozenset({"name"} if code.startswith(("verification.", "self_check.")) else ())


def unused_entries(modules: Sequence[Module], entries: Catalogue) -> Iterator[str]:
    """Entries that nothing in the source can ask for."""
    namespaces = frozenset(code.partition(".")[0] for code in entries)
    named = {code for code, _ in literals(modules, namespaces)}
    spelled = list(patterns(modules))
    for code in entries:
        if code not in named and not any(pattern.fullmatch(code) for pattern in spelled):
            yield code


def test_every_entry_speaks_both_languages_alike() -> None:
    assert_none(entry_faults(catalogue()))


def test_every_code_that_is_used_has_its_entry() -> None:
    assert_none(unknown_codes(project_modules(), catalogue()))


def test_every_text_gets_the_facts_it_needs() -> None:
    assert_none(missing_facts(project_modules(), catalogue()))


def test_no_entry_is_left_over() -> None:
    assert_none(unused_entries(project_modules(), catalogue()))


ENTRIES = {"request.bad": {"vi": "Sai {name}.", "en": "Bad {name}."}}


def test_an_entry_without_a_language_is_noticed() -> None:
    assert list(entry_faults(ENTRIES)) == []
    assert list(entry_faults({"a.b": {"en": "Text."}})) == ["a.b has ['en']"]


def test_languages_that_need_different_facts_are_noticed() -> None:
    entry = {"vi": "Sai {name}.", "en": "Bad {kind}."}
    assert list(entry_faults({"a.b": entry})) == ["a.b: vi and en need different facts"]


def test_a_code_without_an_entry_is_noticed_wherever_it_stands() -> None:
    text = 'raise InputError("request.other")\nCODES = {1: "request.third"}\nDetail("new.x", "")\n'
    assert list(unknown_codes([module("esign.kinds.x", text)], ENTRIES)) == [
        "esign.kinds.x:3 names new.x",
        "esign.kinds.x:1 names request.other",
        "esign.kinds.x:2 names request.third",
    ]


def test_a_missing_fact_is_noticed() -> None:
    text = 'InputError("request.bad", kind=1)\nDetail("request.bad", "a", {"name": 1})\n'
    text += (
        'Finding("rule", v, "request.bad", {"names": "x"})\nInputError("request.bad", **facts)\n'
    )
    assert list(missing_facts([module("esign.kinds.x", text)], ENTRIES)) == [
        "esign.kinds.x:1: request.bad lacks ['name']",
        "esign.kinds.x:3: request.bad lacks ['name']",
    ]


def test_an_entry_left_over_is_noticed() -> None:
    assert list(unused_entries([module("esign.a", "x = 1")], ENTRIES)) == ["request.bad"]
    assert list(unused_entries([module("esign.a", 'x = f"{area}.bad"')], ENTRIES)) == []
