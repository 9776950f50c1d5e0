# SPDX-License-Identifier: Apache-2.0
"""What came after a signature, and whether the one who signed permitted it.

The library's difference analysis decides what a revision did; it knows what proof, signatures and
filled forms look like, and honours DocMDP and FieldMDP (ISO 32000-2 §12.8.2). What it cannot
explain is forbidden where the signer forbade it or where a page shows something else than before,
and unknown otherwise: other programs write more than one library knows.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pyhanko.pdf_utils.generic import BooleanObject, DictionaryObject, NumberObject
from pyhanko.sign.diff_analysis import ModificationLevel, SuspiciousModification
from pyhanko.sign.fields import FieldMDPSpec, MDPPerm

from esign.model import Changes
from esign.verification.difference_policy import comparison
from esign.verification.effort import affords_base, affords_comparison
from esign.verification.general.coverage import blank_tail, has_unlisted_objects
from esign.verification.general.filling import entry_of, shows_its_value
from esign.verification.general.pages import gaps_of, pages_changed
from esign.verification.general.remarks import NOTES, RemarkRule
from esign.verification.general.table_numbers import SignedState
from esign.verification.source import FAULTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pyhanko.pdf_utils.reader import HistoricalResolver
    from pyhanko.sign.diff_analysis import DiffResult

    from esign.verification.form import SignedField
    from esign.verification.source import Source

MOST_REVISIONS: Final = 24
"""Revisions that are looked at after one signature; each costs a walk through the file."""


@dataclass(frozen=True, slots=True)
class Later:
    """What came after a signature: whether it was permitted, and what it was, sorted.

    `what` has words of the catalogue: `proof`, `time_stamp`, `signature`, `properties`, `filled`,
    `filled_unclear`, `filled_otherwise`, `note`, `remark`, `page`, `gap`, `locked`, `tail`,
    `unlisted`, `redrawn`, `costly`, `other`.
    """

    changes: Changes
    what: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Permission:
    """What a signature permits to change, by its transforms and its field's lock."""

    document: MDPPerm | None
    fields: FieldMDPSpec | None


_ORDER = (Changes.NONE, Changes.PERMITTED, Changes.UNKNOWN, Changes.FORBIDDEN)


def read_later(source: Source, field: SignedField, signed: Sequence[SignedField]) -> Later:
    """What came after a signature that covers a whole version of the file.

    Args:
        source: the file.
        field: the signature's.
        signed: all signed fields.
    """
    covered = sum(field.byte_range[2:])
    if covered >= source.end:
        if blank_tail(source):
            return Later(Changes.NONE)
        return Later(Changes.FORBIDDEN, ("tail",))
    try:
        return _read(source, field, signed)
    except FAULTS:
        return Later(Changes.UNKNOWN, ("other",))


def _read(source: Source, field: SignedField, signed: Sequence[SignedField]) -> Later:
    count = source.reader.total_revisions
    if not blank_tail(source) or has_unlisted_objects(
        source, sum(field.byte_range[2:]), field.revision
    ):
        return Later(Changes.FORBIDDEN, ("unlisted",))
    if not field.revision < count - 1 <= field.revision + MOST_REVISIONS:
        return Later(Changes.UNKNOWN, ("other",))
    if not affords_base(source, source.reader.get_historical_resolver(field.revision)):
        return Later(Changes.UNKNOWN, ("costly",))
    analysis = _Analysis(source, field, signed)
    found = [analysis.of_revision(number) for number in range(field.revision + 1, count)]
    worst = max((changes for changes, _ in found), key=_ORDER.index)
    return Later(worst, tuple(sorted({what for _, several in found for what in several})))


class _Analysis:
    """The revisions after one signature, each beside the signed state."""

    def __init__(self, source: Source, field: SignedField, signed: Sequence[SignedField]) -> None:
        self._source = source
        self._signed = signed
        self._base = SignedState(source.reader, field.revision)
        self._permission = _permission(source, field)
        self._gaps = gaps_of(self._base)

    def of_revision(self, number: int) -> tuple[Changes, tuple[str, ...]]:
        new = self._source.reader.get_historical_resolver(number)
        if self._gaps is None:
            return Changes.UNKNOWN, ("other",)
        if self._gaps & new.explicit_refs_in_revision():
            return Changes.FORBIDDEN, ("gap",)
        if _redrawn(new) and not _redrawn(self._base):
            return Changes.UNKNOWN, ("redrawn",)
        if not affords_comparison(self._source, self._base):
            return Changes.UNKNOWN, ("costly",)
        return self._told(new)

    def _told(self, new: HistoricalResolver) -> tuple[Changes, tuple[str, ...]]:
        try:
            result = self._apply(new, self._permission)
        except SuspiciousModification:
            return self._unexplained(new)
        what = set(self._what(new, result))
        if "filled_otherwise" in what:
            return Changes.FORBIDDEN, tuple(what)
        level, permitted = result.modification_level, self._permission.document
        if permitted is not None and level.value > permitted.value:
            return Changes.FORBIDDEN, (*what, "locked")
        return (
            (Changes.UNKNOWN if "filled_unclear" in what else Changes.PERMITTED),
            tuple(what),
        )

    def _apply(self, new: HistoricalResolver, permission: _Permission) -> DiffResult:
        document = permission.document
        # The library knows no rules for remarks and would warn of that; up to them both are alike.
        document = MDPPerm.FILL_FORMS if document is MDPPerm.ANNOTATE else document
        return comparison(self._base, new).apply(
            self._base, new, field_mdp_spec=permission.fields, doc_mdp=document
        )

    def _what(self, new: HistoricalResolver, result: DiffResult) -> Iterable[str]:
        """What a revision did that the library's rules explain."""
        own = [field for field in self._signed if field.revision == new.revision]
        yield from ("time_stamp" if field.timestamp else "signature" for field in own)
        previous = self._source.reader.get_historical_resolver(new.revision - 1)
        if "/DSS" in new.root and _entry_changed("/DSS", previous, new):
            yield "proof"
        named = {field.name for field in self._signed}
        filled = set(result.changed_form_fields) - named
        if result.modification_level is ModificationLevel.FORM_FILLING and filled:
            yield from shows_its_value(self._source, self._base, new, filled)
        elif not own and "/DSS" not in new.root:
            yield "properties"

    def _unexplained(self, new: HistoricalResolver) -> tuple[Changes, tuple[str, ...]]:
        """What is to be said of a revision that the rules of the library do not explain."""
        changed = pages_changed(self._base, new)
        if changed:
            return Changes.FORBIDDEN, ("page",)
        if self._explained(new):
            return Changes.FORBIDDEN, ("locked",)
        if changed is not None and (subtypes := self._remarks(new)):
            what = "note" if subtypes <= NOTES else "remark"
            return self._of_remarks(), (what,)
        return Changes.UNKNOWN, ("other",)

    def _explained(self, new: HistoricalResolver) -> bool:
        """Whether it would be explained, had the signature not forbidden it."""
        try:
            self._apply(new, _Permission(None, None))
        except SuspiciousModification:
            return False
        return True

    def _remarks(self, new: HistoricalResolver) -> set[str]:
        rule = RemarkRule()
        try:
            comparison(self._base, new, [rule]).apply(
                self._base, new, field_mdp_spec=self._permission.fields
            )
        except SuspiciousModification:
            return set()
        return rule.subtypes

    def _of_remarks(self) -> Changes:
        permitted = self._permission.document
        if permitted is None:
            return Changes.UNKNOWN
        return Changes.PERMITTED if permitted is MDPPerm.ANNOTATE else Changes.FORBIDDEN


def _redrawn(state: HistoricalResolver) -> bool:
    """Whether readers are told to draw the form anew (ISO 32000-1 Table 218)."""
    form = entry_of(state.root, "/AcroForm")
    value = entry_of(form, "/NeedAppearances") if isinstance(form, DictionaryObject) else None
    return isinstance(value, BooleanObject) and bool(value)


def _entry_changed(key: str, old: HistoricalResolver, new: HistoricalResolver) -> bool:
    """Whether anything that a catalogue's entry leads to was written by the newer revision."""
    if key not in old.root:
        return True
    written = new.explicit_refs_in_revision()
    return bool(written & new.collect_dependencies(new.root.raw_get(key)))


def _permission(source: Source, field: SignedField) -> _Permission:
    """What the signature permits; where its own word is missing, what its field's lock says."""
    document: MDPPerm | None = None
    fields: FieldMDPSpec | None = None
    for item in source.items(field.signature, "/Reference"):
        transform = source.resolve(item)
        stated = source.dictionary(transform, "/TransformParams")
        kind = source.name(transform, "/TransformMethod")
        if kind == "/DocMDP":
            document = _level(source.entry(stated, "/P")) or MDPPerm.FILL_FORMS
        elif kind == "/FieldMDP" and stated is not None:
            fields = FieldMDPSpec.from_pdf_object(stated)
            document = document or _level(source.entry(stated, "/P"))
    lock = source.dictionary(field.widget, "/Lock")
    if lock is not None:
        document = document or _level(source.entry(lock, "/P"))
        fields = fields or FieldMDPSpec.from_pdf_object(lock)
    return _Permission(document, fields)


def _level(value: object) -> MDPPerm | None:
    known = isinstance(value, NumberObject) and int(value) in {entry.value for entry in MDPPerm}
    return MDPPerm(int(value)) if known and isinstance(value, NumberObject) else None
