# SPDX-License-Identifier: Apache-2.0
"""What each revision after the first signature changed.

First a closed world: the revision signed one prepared field, or after the last signature added a
document time-stamp or validation data, and did nothing else, to the last byte. What does not fit is
described by pyHanko's general difference analysis, which accepts more than an issued document may
bear and is therefore never a reason to pass a change.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from pyhanko.pdf_utils.generic import (
    ArrayObject,
    DictionaryObject,
    IndirectObject,
    NullObject,
    NumberObject,
    Reference,
)

from esign.verification.appearance import appearance_objects
from esign.verification.dangling import dangles, defined, refers_beyond
from esign.verification.facts import Change, Revision
from esign.verification.filled import filled_objects
from esign.verification.sections import is_plainly_written, read_section_objects
from esign.verification.source import references, stream_bytes, written

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pyhanko.pdf_utils.generic import PdfObject

    from esign.verification.form import SignedField
    from esign.verification.links import Links
    from esign.verification.open_form import OpenForm
    from esign.verification.sections import Section
    from esign.verification.source import Source

_TRAILER_KEYS = {"/Size", "/Root", "/Info", "/ID", "/Prev"}
_SIGNATURE_KEYS = {
    *("/Type", "/Filter", "/SubFilter", "/Contents", "/ByteRange", "/M", "/Reference"),
    *("/Name", "/Reason", "/Location", "/ContactInfo", "/Prop_Build"),
}
_MOST_DESCRIBED = 32


def analyse(
    source: Source,
    sections: Sequence[Section | None],
    fields: Sequence[SignedField],
    links: Links,
    opened: OpenForm | None = None,
) -> tuple[Revision, ...]:
    """Every revision of the file with what it changed, in order.

    Args:
        source: the file.
        sections: its sections by revision.
        fields: its signed fields in the order they were signed.
        links: what its objects refer to.
        opened: fields for number and date that the last may have filled as well.
    """
    human = [field for field in fields if not field.timestamp]
    signed = {field.revision: field for field in human}
    finished = max(signed, default=len(sections))
    stamped = {field.revision: field for field in fields if field.timestamp}
    first = min(signed, default=len(sections))
    shown = {field.revision for field in fields if field.timestamp and _visible(source, field)}
    open_question = not (loose := first < len(sections) and dangles(links, sections, first))
    revisions: list[Revision] = []
    for number in range(len(sections)):
        if number in shown:
            revisions.append(Revision(number, Change.OTHER, "visible time-stamp"))
            continue
        if number <= first:
            revisions.append(Revision(number, Change.FIRST))
            continue
        expected, reason = Change.SIGNATURE, "dangling"
        if not loose and number > finished:
            expected = Change.EXTENDED
            reason = _unproven(source, sections, number, stamped.get(number))
        elif not loose:
            open_now = opened if number == finished else None
            reason = _unexpected(source, sections, number, signed.get(number), open_now)
        change = Change.OTHER if reason else expected
        if reason and open_question:  # the general analysis is dear; one answer settles the file
            change = _described(source, sections, human, number)
            open_question = change is Change.UNCONFIRMED and number < first + _MOST_DESCRIBED
        revisions.append(Revision(number, change, reason))
    return tuple(revisions)


def _visible(source: Source, field: SignedField) -> bool:
    """Whether a field shows anything, or might; a time-stamp that nobody checks must not."""
    box = source.items(field.widget, "/Rect")
    empty = not box or all(source.resolve(entry) == 0 for entry in box)
    return not empty or "/Kids" in field.widget or not _draws_nothing(source, field.widget)


def _draws_nothing(source: Source, widget: DictionaryObject) -> bool:
    """Whether a field has no picture, or a single one without content."""
    if "/AP" not in widget:
        return True
    pictures = source.dictionary(widget, "/AP")
    if pictures is None or pictures.keys() != {"/N"}:
        return False
    return stream_bytes(source.entry(pictures, "/N"), 0) == b""


def _unexpected(
    source: Source,
    sections: Sequence[Section | None],
    number: int,
    field: SignedField | None,
    opened: OpenForm | None,
) -> str:
    """What keeps a revision from being the signing of one prepared field; empty if it is."""
    if field is None:
        return "unsigned"
    added = _added(source, sections, number)
    if added is None:
        return "bytes"
    if refers_beyond(added.values(), defined(sections, number)):
        return "dangling"
    filled = _filled(source, added, number, opened)
    return (
        "open fields" if filled is None else _beyond_signing(source, added, number, field, filled)
    )


def _unproven(
    source: Source, sections: Sequence[Section | None], number: int, stamp: SignedField | None
) -> str:
    """What keeps a revision from being nothing but added proof; empty if it is just that."""
    added, section = _added(source, sections, number), sections[number]
    if added is None or section is None or not is_plainly_written(source.data, section):
        return "bytes"
    if refers_beyond(added.values(), defined(sections, number)):
        return "dangling"
    # Loaded here, as a document as it was issued may have none.
    found: str = import_module("esign.verification.additions").beyond_proof(
        source, added, number, stamp
    )
    return found


def _added(
    source: Source, sections: Sequence[Section | None], number: int
) -> dict[int, PdfObject] | None:
    """The objects of a plain section that continues the one before; None if it is not such."""
    section, before = sections[number], sections[number - 1]
    if section is None or before is None or section.start <= before.end:
        return None
    added = read_section_objects(source, section, before.end)
    plain = added is not None and _trailer_continues(section, before, added)
    return added if plain else None


def _trailer_continues(section: Section, before: Section, added: Mapping[int, PdfObject]) -> bool:
    new, old = section.trailer, before.trailer
    return (
        _TRAILER_KEYS.issuperset(new)
        and dict.get(new, "/Prev") == before.start
        and dict.get(new, "/Size") == max(_size(old), max(added, default=0) + 1)
        and dict.get(new, "/Root") == dict.get(old, "/Root")
        and dict.get(new, "/Info") == dict.get(old, "/Info")
        and _permanent(new) == _permanent(old)
    )


def _permanent(trailer: DictionaryObject) -> bytes | None:
    """The half of the file's identifier that stays (ISO 32000-1 §14.4)."""
    halves = dict.get(trailer, "/ID")
    first = next(iter(list.__iter__(halves)), None) if isinstance(halves, ArrayObject) else None
    return None if first is None else written(first)


def _size(trailer: DictionaryObject) -> int:
    size = dict.get(trailer, "/Size")
    return int(size) if isinstance(size, NumberObject) else 0


def _filled(
    source: Source, added: Mapping[int, PdfObject], number: int, opened: OpenForm | None
) -> tuple[set[int], set[int]] | None:
    """The open fields that a revision fills, and what they show; None if it does more to them."""
    if opened is None:
        return set(), set()
    found = filled_objects(added, opened)
    for reference in opened.fields.values() if found and found[0] else ():
        widget, before = added[reference.idnum], source.at_revision(reference, number - 1)
        if not isinstance(widget, DictionaryObject) or not _only_filled(before, widget):
            return None
    return found


def _beyond_signing(
    source: Source,
    added: Mapping[int, PdfObject],
    number: int,
    field: SignedField,
    filled: tuple[set[int], set[int]],
) -> str:
    """What the objects of a revision are besides a signed field, its signature and its mark.

    Open fields that were filled with it, and what these show, are left aside.
    """
    own = field.reference.idnum
    widget, before = added.get(own), source.at_revision(field.reference, number - 1)
    if not isinstance(widget, DictionaryObject) or not _only_filled(before, widget):
        return "field"
    signature = _signature_number(widget, added)
    if signature is None:
        return "signature"
    mark = appearance_objects(widget, added)
    if mark is None:
        return "appearance"
    new = mark | {signature} | filled[1]
    apart = len(new) == len(mark) + 1 + len(filled[1])
    if not apart or new | {own} | filled[0] != set(added) or not _all_new(source, new, number):
        return "objects"
    return ""


def _signature_number(widget: DictionaryObject, added: Mapping[int, PdfObject]) -> int | None:
    """Number of a new signature dictionary of known entries that refers to nothing else.

    The transforms it names (`/Reference`) may refer to the catalogue they apply to.
    """
    value = dict.get(widget, "/V")
    if not isinstance(value, IndirectObject):
        return None
    signature = added.get(value.idnum)
    if not isinstance(signature, DictionaryObject) or not _SIGNATURE_KEYS.issuperset(signature):
        return None
    entries = [entry for key, entry in dict.items(signature) if key != "/Reference"]
    return None if any(found for entry in entries for found in references(entry)) else value.idnum


def _only_filled(before: PdfObject | None, after: DictionaryObject) -> bool:
    """Whether `/V` was empty and nothing but `/V` and `/AP` differs."""
    if not isinstance(before, DictionaryObject):
        return False
    if not isinstance(dict.get(before, "/V", NullObject()), NullObject):
        return False
    return all(
        key in before
        and key in after
        and written(before.raw_get(key)) == written(after.raw_get(key))
        for key in {*before, *after} - {"/V", "/AP"}
    )


def _all_new(source: Source, numbers: set[int], revision: int) -> bool:
    return all(
        source.reader.xrefs.get_historical_ref(Reference(number, 0, source.reader), revision - 1)
        is None
        for number in numbers
    )


def _described(
    source: Source,
    sections: Sequence[Section | None],
    human: Sequence[SignedField],
    number: int,
) -> Change:
    """The change in general terms; the milder words only where own analysis agrees."""
    before = [field for field in human if field.revision < number]
    if not before:
        return Change.OTHER
    # Loaded here: the library behind it takes as long to load as everything else together, and a
    # document as it was issued never needs it.
    general = import_module("esign.verification.difference")
    change: Change = general.difference(source, before[-1], number)
    forged = change is Change.UNCONFIRMED and not _orderly(source, sections, number)
    return Change.OTHER if forged else change


def _orderly(source: Source, sections: Sequence[Section | None], number: int) -> bool:
    """Whether a revision is of plain objects that known ones lead to, and the file ends there."""
    added, last = _added(source, sections, number), sections[-1]
    if added is None or last is None or last.end != len(source.data):
        return False
    overridden = {entry for entry in added if not _all_new(source, {entry}, number)}
    return _reached(added, overridden) == set(added)


def _reached(added: Mapping[int, PdfObject], start: set[int]) -> set[int]:
    """The objects of a revision that some of them lead to."""
    waiting, reached = list(start), set[int]()
    while waiting:
        number = waiting.pop()
        if number in added and number not in reached:
            reached.add(number)
            waiting.extend(found.idnum for found in references(added[number]))
    return reached
