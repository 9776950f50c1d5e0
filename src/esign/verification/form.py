# SPDX-License-Identifier: Apache-2.0
"""The signature fields of a file, found through its form (ISO 32000-1 §12.7)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyhanko.pdf_utils.generic import (
    DictionaryObject,
    IndirectObject,
    NullObject,
    NumberObject,
    Reference,
)

from esign.verification.source import attempt

if TYPE_CHECKING:
    from esign.verification.source import Source

_MOST_FIELDS = 10_000
_MOST_SIGNATURES = 32
_TIMESTAMP = "/ETSI.RFC3161"
_NO_CHANGES = 1  # /P, ISO 32000-2 Table 236


@dataclass(frozen=True, slots=True)
class Field:
    """A signature field; `value` refers to its signature, or is None while it is empty."""

    name: str
    reference: Reference
    widget: DictionaryObject
    value: IndirectObject | None


@dataclass(frozen=True, slots=True)
class SignedField:
    """A filled signature field.

    Attributes:
        name: full name.
        reference: the field's object.
        widget: the field.
        signature: the signature dictionary.
        place: where that dictionary stands in the file.
        revision: the revision that wrote it last.
        timestamp: it holds a document time-stamp.
        byte_range: the covered ranges as they stand; empty if they are not four numbers.
        shared: another field has the same value.
    """

    name: str
    reference: Reference
    widget: DictionaryObject
    signature: DictionaryObject
    place: int
    revision: int
    timestamp: bool
    byte_range: tuple[int, ...]
    shared: bool


def signature_fields(source: Source) -> tuple[Field, ...]:
    """All signature fields that the form lists, each once."""
    form = source.dictionary(source.catalog, "/AcroForm")
    found: dict[Reference, Field] = {}
    waiting = [(item, "", "") for item in reversed(source.items(form, "/Fields"))]
    for _ in range(_MOST_FIELDS):
        if not waiting:
            return tuple(found.values())
        item, path, kind = waiting.pop()
        node = source.resolve(item)
        if not isinstance(item, IndirectObject) or not isinstance(node, DictionaryObject):
            source.broken = True
            continue
        if item.reference in found:
            continue
        path = ".".join(filter(None, (path, _text(source.entry(node, "/T")))))
        kind = source.name(node, "/FT") or kind
        if kind == "/Sig" and "/T" in node:
            found[item.reference] = Field(path, item.reference, node, _value(source, node))
        waiting.extend((kid, path, kind) for kid in reversed(source.items(node, "/Kids")))
    source.broken = True
    return tuple(found.values())


def _text(value: object) -> str:
    return str(value) if isinstance(value, str) else ""


def _value(source: Source, node: DictionaryObject) -> IndirectObject | None:
    value = source.raw(node, "/V")
    if isinstance(value, IndirectObject):
        return value
    if value is not None and not isinstance(value, NullObject):
        source.broken = True  # a signature must be an object of its own
    return None


def signed_fields(source: Source, fields: tuple[Field, ...]) -> tuple[SignedField, ...]:
    """The filled fields in the order in which their signatures cover the file.

    Each signature costs a digest of the file, so no more are read than any document can need.
    """
    filled = [(field, field.value) for field in fields if field.value is not None]
    if len(filled) > _MOST_SIGNATURES:
        source.broken = True
        filled = filled[:_MOST_SIGNATURES]
    values = [value for _, value in filled]
    found = []
    for field, value in filled:
        signed = _signed(source, field, value, shared=values.count(value) > 1)
        if signed is None:
            source.broken = True
        else:
            found.append(signed)
    return tuple(sorted(found, key=lambda entry: (sum(entry.byte_range[2:]), entry.revision)))


def _signed(
    source: Source, field: Field, value: IndirectObject, *, shared: bool
) -> SignedField | None:
    signature = source.resolve(value)
    if not isinstance(signature, DictionaryObject):
        return None
    place = attempt(lambda: source.reader.xrefs[value.reference])
    revision = attempt(lambda: source.reader.xrefs.get_last_change(value.reference))
    if revision is None:
        return None
    numbers = source.items(signature, "/ByteRange")
    return SignedField(
        name=field.name,
        reference=field.reference,
        widget=field.widget,
        signature=signature,
        place=place if isinstance(place, int) else -1,
        revision=revision,
        timestamp=source.name(signature, "/SubFilter") == _TIMESTAMP,
        byte_range=tuple(entry for entry in numbers if isinstance(entry, int)),
        shared=shared,
    )


def locks_document(source: Source, field: SignedField) -> bool:
    """Whether a signature forbids every later change (FieldMDP, ISO 32000-2 §12.8.2.4).

    It says so in its own reference, which it covers; where its field had announced a lock, that
    must say the same. Without `/P` 1 only the filling of fields is forbidden, not other changes.
    """
    references = (source.resolve(item) for item in source.items(field.signature, "/Reference"))
    locks = [
        source.entry(item, "/TransformParams")
        for item in references
        if source.name(item, "/TransformMethod") == "/FieldMDP"
    ]
    announced = [source.entry(field.widget, "/Lock")] if "/Lock" in field.widget else []
    return bool(locks) and all(_locks_everything(source, entry) for entry in locks + announced)


def _locks_everything(source: Source, lock: object) -> bool:
    permitted = source.entry(lock, "/P")
    return (
        source.name(lock, "/Action") == "/All"
        and isinstance(permitted, NumberObject)
        and permitted == _NO_CHANGES
    )
