# SPDX-License-Identifier: Apache-2.0
"""The library's rules for what may follow a signature, with what other programs add honestly.

Apache PDFBox, and the EU's DSS which rests on it, give every time-stamp an empty picture in an area
of no size; who fills a form by it finds the usual fonts named beside the form's own. DSS says with
each picture that colours are those of screens. OpenPDF frees the number of its table of references,
which no object ever had.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from pyhanko.pdf_utils.generic import (
    DictionaryObject,
    IndirectObject,
    NameObject,
    StreamObject,
)
from pyhanko.pdf_utils.reader import RawPdfPath
from pyhanko.sign.diff_analysis import (
    DEFAULT_DIFF_POLICY,
    CatalogModificationRule,
    FieldMDPRule,
    FormUpdatingRule,
    ModificationLevel,
    QualifiedWhitelistRule,
    ReferenceUpdate,
    SigFieldCreationRule,
    StandardDiffPolicy,
)
from pyhanko.sign.diff_analysis.rules.form_field_rules import is_field_visible
from pyhanko.sign.diff_analysis.rules_api import Context

from esign.verification.colour_rule import ColourRule
from esign.verification.source import attempt

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pyhanko.pdf_utils.reader import HistoricalResolver
    from pyhanko.sign.diff_analysis import (
        FieldComparisonContext,
        FormUpdate,
    )

_STAMP: Final = "/DocTimeStamp"
_FONTS: Final = RawPdfPath("/Root", "/AcroForm", "/DR", "/Font")
_USUAL_FONT: Final = frozenset(("/Type", "/Subtype", "/BaseFont", "/Encoding", "/Name"))
_USUAL_NAMES: Final = frozenset(("/Helvetica", "/ZapfDingbats"))


class _NewFieldRule(FieldMDPRule):
    """As the library's rule; a time-stamp's picture counts as proof where there is none to see.

    Adding a time-stamp is no change of the document, whatever its signer forbade (ISO 32000-2
    Table 257).
    """

    def __init__(self, stock: FieldMDPRule) -> None:
        self._stock = stock

    def apply(
        self, context: FieldComparisonContext
    ) -> Iterator[tuple[ModificationLevel, FormUpdate]]:
        unseen = {
            name
            for name, spec in context.field_specs.items()
            if spec.new_field_ref is not None
            and not spec.old_field_ref
            and _is_unseen_stamp(context.new, context.new(spec.new_field_ref))
        }
        for level, update in self._stock.apply(context):
            if update.field_name in unseen:
                yield ModificationLevel.LTA_UPDATES, replace(update, valid_when_locked=True)
            else:
                yield level, update


class _MoreFontsRule(QualifiedWhitelistRule):
    """A form's own fonts may be joined by some that every reader has (ISO 32000-1 §9.6.2.2)."""

    def apply_qualified(
        self, old: HistoricalResolver, new: HistoricalResolver
    ) -> Iterator[tuple[ModificationLevel, ReferenceUpdate]]:
        """The updates that are explained so."""
        listed = attempt(lambda: (_fonts_of(old), _fonts_of(new)))
        if listed is None or listed[0] != listed[1] or not isinstance(listed[0], IndirectObject):
            return
        reference = listed[0].reference
        was, now = old(reference), new(reference)
        if not isinstance(was, DictionaryObject) or not isinstance(now, DictionaryObject):
            return
        kept = all(dict.get(now, key) == value for key, value in dict.items(was))
        more = [value for key, value in dict.items(now) if key not in was]
        if kept and more and all(_is_usual_font(old, new, value) for value in more):
            level = ModificationLevel.FORM_FILLING
            yield level, ReferenceUpdate(reference, Context.from_absolute(old, _FONTS))
            for value in more:
                yield level, ReferenceUpdate(value.reference)


def _fonts_of(state: HistoricalResolver) -> object:
    return state.root["/AcroForm"]["/DR"].raw_get("/Font")


def _is_usual_font(old: HistoricalResolver, new: HistoricalResolver, value: object) -> bool:
    """Whether it is a new font without anything of its own."""
    if not isinstance(value, IndirectObject) or not old.is_ref_unassignable(value.reference):
        return False
    font = new(value.reference)
    return (
        isinstance(font, DictionaryObject)
        and _USUAL_FONT.issuperset(font)
        and all(isinstance(entry, NameObject) for entry in dict.values(font))
        and dict.get(font, "/Subtype") == "/Type1"
        and dict.get(font, "/BaseFont") in _USUAL_NAMES
    )


def _is_unseen_stamp(state: HistoricalResolver, field: object) -> bool:
    """Whether a field holds a time-stamp and has neither an area nor anything to show there."""
    if not isinstance(field, DictionaryObject) or "/V" not in field:
        return False
    value = field["/V"]
    is_stamp = isinstance(value, DictionaryObject) and dict.get(value, "/Type") == _STAMP
    if not is_stamp or is_field_visible(field) or {"/Kids", "/Lock", "/SV"} & field.keys():
        return False
    reached = () if "/AP" not in field else state.collect_dependencies(field.raw_get("/AP"))
    shown = [state(reference) for reference in reached]
    return all(each.data == b"" for each in shown if isinstance(each, StreamObject))


def comparison(
    old: HistoricalResolver,
    new: HistoricalResolver,
    more: Iterable[QualifiedWhitelistRule] = (),
) -> StandardDiffPolicy:
    """The rules by which two states are compared.

    Args:
        old: the signed one.
        new: the later one.
        more: rules beside the library's.
    """
    freed = attempt(lambda: all(map(old.is_ref_unassignable, new.refs_freed_in_revision())))
    return StandardDiffPolicy(
        [*_global_rules(), _MoreFontsRule(), *more],
        FormUpdatingRule(field_rules=list(_field_rules())),
        reject_object_freeing=not freed,
    )


def _global_rules() -> Iterator[QualifiedWhitelistRule]:
    for rule in DEFAULT_DIFF_POLICY.global_rules:
        yield ColourRule() if isinstance(rule, CatalogModificationRule) else rule


def _field_rules() -> Iterator[FieldMDPRule]:
    stock = DEFAULT_DIFF_POLICY.form_rule
    for rule in stock.field_rules if stock else ():
        yield _NewFieldRule(rule) if isinstance(rule, SigFieldCreationRule) else rule
