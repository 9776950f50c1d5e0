# SPDX-License-Identifier: Apache-2.0
"""What a revision changed in general terms, by pyHanko's difference analysis.

It explains files that our own analysis has not let pass, and lets none pass itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation import EmbeddedPdfSignature

from esign.verification.difference_policy import comparison
from esign.verification.effort import affords_comparison
from esign.verification.facts import Change
from esign.verification.source import attempt

if TYPE_CHECKING:
    from esign.verification.form import SignedField
    from esign.verification.source import Source

_LEVELS = {
    ModificationLevel.NONE: Change.OTHER,  # bytes were appended all the same
    ModificationLevel.LTA_UPDATES: Change.UNCONFIRMED,
    ModificationLevel.FORM_FILLING: Change.FILLED,
    ModificationLevel.ANNOTATIONS: Change.ANNOTATED,
    ModificationLevel.OTHER: Change.OTHER,
}


def difference(source: Source, field: SignedField, number: int) -> Change:
    """How a revision differs from the state that the field's signature covers.

    What would cost too much to be told counts as any other change.
    """
    level = attempt(lambda: _level(source, field, number))
    return Change.OTHER if level is None else _LEVELS[level]


def _level(source: Source, field: SignedField, number: int) -> ModificationLevel | None:
    embedded = EmbeddedPdfSignature(source.reader, field.widget, field.name)
    base = source.reader.get_historical_resolver(embedded.signed_revision)
    if not affords_comparison(source, base):
        return None
    later = source.reader.get_historical_resolver(number)
    result = comparison(base, later).apply(
        base,
        later,
        field_mdp_spec=embedded.fieldmdp,
        doc_mdp=embedded.docmdp_level,
    )
    return result.modification_level
