# SPDX-License-Identifier: Apache-2.0
"""A statement that colours are meant as on every screen, added to a file that had none.

The EU's DSS adds it with each picture of a signature (ISO 32000-2 §14.11.5). Another profile could
show black as white; only one whose bytes are known is explained, and nothing may stand beside it.
"""

from __future__ import annotations

import hashlib
import zlib
from typing import TYPE_CHECKING, Final

from pyhanko.pdf_utils.generic import (
    ArrayObject,
    ByteStringObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    StreamObject,
    TextStringObject,
)
from pyhanko.sign.diff_analysis import (
    CatalogModificationRule,
    ModificationLevel,
    QualifiedWhitelistRule,
    ReferenceUpdate,
)
from pyhanko.sign.diff_analysis.constants import ROOT_EXEMPT_STRICT_COMPARISON

from esign.verification.source import attempt

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyhanko.pdf_utils.generic import Reference
    from pyhanko.pdf_utils.reader import HistoricalResolver

PROFILES: Final = {"4064240d928fddcc777915e2be0c81871c5ea9b6e08327ddbe6be9908fc22525"}
"""SHA-256 of profiles that map to sRGB (IEC 61966-2-1) as it is: the one that comes with Java."""
_ENTRY: Final = "/OutputIntents"
_PROFILE: Final = "/DestOutputProfile"
_NAMES: Final = {"/Type": "/OutputIntent", "/S": "/GTS_PDFA1"}
_WORDS: Final = frozenset(("/OutputCondition", "/OutputConditionIdentifier", "/RegistryName"))
_OF_PROFILE: Final = frozenset(("/Length", "/Filter", "/N"))
_COMPONENTS: Final = 3
_LARGEST: Final = 1 << 16
"""Bytes of a profile, packed and unpacked; the known one has some 7,000. Whoever appends it has
chosen how far it swells."""
_UNCHANGED, _WITH_INTENT = (
    CatalogModificationRule(),
    CatalogModificationRule(ROOT_EXEMPT_STRICT_COMPARISON | {_ENTRY}),
)


class ColourRule(QualifiedWhitelistRule):
    """As the library's rule for the catalogue; which may get such a statement besides."""

    def apply_qualified(
        self, old: HistoricalResolver, new: HistoricalResolver
    ) -> Iterator[tuple[ModificationLevel, ReferenceUpdate]]:
        """The updates that are explained so."""
        added = attempt(lambda: _added(old, new))
        yield from (_WITH_INTENT if added else _UNCHANGED).apply_qualified(old, new)
        for reference in added or ():
            yield ModificationLevel.FORM_FILLING, ReferenceUpdate(reference)


def _added(old: HistoricalResolver, new: HistoricalResolver) -> tuple[Reference, ...]:
    """The new objects of such a statement; empty if there is none, or it is of another form."""
    if _ENTRY in old.root or _ENTRY not in new.root:
        return ()
    listed = new.root.raw_get(_ENTRY)
    if not isinstance(listed, ArrayObject) or len(listed) != 1:
        return ()
    intent = _fresh(old, listed.raw_get(0))
    stated = intent and new(intent)
    if not isinstance(stated, DictionaryObject) or not _is_plain(stated):
        return ()
    profile = _fresh(old, dict.get(stated, _PROFILE))
    if intent is None or profile is None or not _is_known(new(profile)):
        return ()
    return intent, profile


def _fresh(old: HistoricalResolver, value: object) -> Reference | None:
    """A reference, if no object had its number when the file was signed."""
    if not isinstance(value, IndirectObject):
        return None
    found: Reference = value.reference
    return found if old.is_ref_unassignable(found) else None


def _is_plain(intent: DictionaryObject) -> bool:
    """Whether it says what it is, names a profile of the file's own, and words for people."""
    named = all(dict.get(intent, key) == value for key, value in _NAMES.items())
    more = {key: value for key, value in dict.items(intent) if key not in {*_NAMES, _PROFILE}}
    texts = all(isinstance(value, TextStringObject | ByteStringObject) for value in more.values())
    return named and texts and more.keys() <= _WORDS


def _is_known(profile: object) -> bool:
    if not isinstance(profile, StreamObject) or not profile.keys() <= _OF_PROFILE:
        return False
    if dict.get(profile, "/N") != _COMPONENTS or len(profile.encoded_data) > _LARGEST:
        return False
    found = _unpacked(profile.encoded_data, dict.get(profile, "/Filter"))
    return found is not None and hashlib.sha256(found).hexdigest() in PROFILES


def _unpacked(packed: bytes, by: object) -> bytes | None:
    """What a stream holds; None where it is more than any profile, or packed otherwise."""
    if by is None:
        return packed
    if by != NameObject("/FlateDecode"):
        return None
    unpacking = zlib.decompressobj()
    try:
        found = unpacking.decompress(packed, _LARGEST)
    except zlib.error:
        return None
    return found if unpacking.eof else None
