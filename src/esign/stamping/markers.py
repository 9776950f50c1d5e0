# SPDX-License-Identifier: Apache-2.0
"""Finding the boxes that a template has marked.

A template lays `link("esign:signer", box(…))` and `link("esign:seal", box(…))` where the two images
shall stand, and likewise boxes for what is filled in after signing; the layout engine writes each
as a tagged Link annotation (ISO 32000-1 §12.5.6.5) with the exact rectangle. Markers are read from
parsed annotations only, so no printed text can pose as one.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, TypeVar

from pyhanko.pdf_utils import generic

from esign.errors import ConfigurationError
from esign.model import SignatureField

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from esign.stamping.rewriting import Rewriting

Name = TypeVar("Name", bound=StrEnum)

SCHEME = "esign:"
TOLERANCE = 0.01  # points; the engine rounds coordinates to less


@dataclass(frozen=True)
class Marker:
    """A marked box: its Link annotation, the page it lies on and its structure element."""

    page: generic.IndirectObject
    annotation: generic.IndirectObject
    link: generic.DictionaryObject
    element: generic.IndirectObject


def find_markers(
    rewriting: Rewriting, wanted: Collection[SignatureField] = tuple(SignatureField)
) -> Mapping[SignatureField, Marker]:
    """The markers of the wanted signatures, of both unless said otherwise, and no other marker.

    Raises:
        ConfigurationError: see `find_certain_markers`.
    """
    return find_certain_markers(rewriting, wanted)


def find_certain_markers(
    rewriting: Rewriting, wanted: Collection[Name], beside: Collection[str] = ()
) -> Mapping[Name, Marker]:
    """The markers of the wanted fields.

    Args:
        rewriting: the page.
        wanted: the fields.
        beside: names of other fields whose markers may stand there, too.

    Raises:
        ConfigurationError: one is unknown, unwanted, missing, doubled, off its page or not a plain
            tagged box, or two are on different pages.
    """
    found: dict[Name, Marker] = {}
    for page, annotation in _annotations(rewriting.catalog["/Pages"]):
        link = annotation.get_object()
        name = _marked_name(link)
        if name is None or name in beside:
            continue
        field = _field(name, wanted)
        if field in found:
            raise ConfigurationError("stamping.marker_doubled", marker=SCHEME + field)
        _require_on_page(link, page.get_object(), field)
        element = _structure_element(rewriting, annotation, link, field)
        found[field] = Marker(page, annotation, link, element)
    for field in wanted:
        if field not in found:
            raise ConfigurationError("stamping.marker_missing", marker=SCHEME + field)
    if len({marker.page.reference for marker in found.values()}) > 1:
        raise ConfigurationError("stamping.markers_apart")
    return found


def _annotations(
    pages: generic.DictionaryObject,
) -> Iterator[tuple[generic.IndirectObject, generic.IndirectObject]]:
    for page in pages["/Kids"]:
        node = page.get_object()
        if "/Kids" in node:
            yield from _annotations(node)
            continue
        if "/Annots" in node:
            yield from ((page, annotation) for annotation in node["/Annots"])


def _marked_name(link: generic.DictionaryObject) -> str | None:
    if link["/Subtype"] != "/Link" or "/A" not in link or "/URI" not in link["/A"]:
        return None
    target = link["/A"]["/URI"]
    text = target if isinstance(target, str) else bytes(target).decode("latin-1")
    return text.removeprefix(SCHEME) if text.startswith(SCHEME) else None


def _field(name: str, wanted: Collection[Name]) -> Name:
    for field in wanted:
        if field == name:
            return field
    raise ConfigurationError("stamping.unknown_marker", marker=SCHEME + name)


def _require_on_page(
    link: generic.DictionaryObject, page: generic.DictionaryObject, field: StrEnum
) -> None:
    left, bottom, right, top = (float(value) for value in link["/Rect"])
    x_min, y_min, x_max, y_max = (float(value) for value in page["/MediaBox"])
    inside = (
        x_min - TOLERANCE <= left < right <= x_max + TOLERANCE
        and y_min - TOLERANCE <= bottom < top <= y_max + TOLERANCE
    )
    if not inside:
        raise ConfigurationError("stamping.marker_off_page", marker=SCHEME + field)


def _structure_element(
    rewriting: Rewriting,
    annotation: generic.IndirectObject,
    link: generic.DictionaryObject,
    field: StrEnum,
) -> generic.IndirectObject:
    """The Link element that holds this annotation and nothing else (ISO 32000-1 §14.7.4.4)."""
    untagged = ConfigurationError("stamping.marker_untagged", marker=SCHEME + field)
    try:
        numbers = rewriting.catalog["/StructTreeRoot"]["/ParentTree"]["/Nums"]
        keys = [numbers.raw_get(index) for index in range(0, len(numbers), 2)]
        element = numbers.raw_get(2 * keys.index(link["/StructParent"]) + 1)
        (child,) = element.get_object()["/K"]
        tagged = element.get_object()["/S"] == "/Link" and child.raw_get("/Obj") == annotation
    except (AttributeError, KeyError, TypeError, ValueError) as fault:
        raise untagged from fault
    if not (tagged and isinstance(element, generic.IndirectObject)):
        raise untagged
    return element
