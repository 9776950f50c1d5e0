# SPDX-License-Identifier: Apache-2.0
"""What the visible mark of a signature may be made of: images placed on the field, nothing else.

A mark that could show text or draw over its surroundings could change what the page says.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from pyhanko.pdf_utils.generic import (
    ArrayObject,
    DictionaryObject,
    FloatObject,
    IndirectObject,
    NameObject,
    NumberObject,
    StreamObject,
)

from esign.verification.source import references, stream_bytes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyhanko.pdf_utils.generic import PdfObject

_NUMBER = rb"-?(?:\d{1,9}(?:\.\d{0,9})?|\.\d{1,9})"
_PLACED = rb"q\s+(?:" + _NUMBER + rb"\s+){6}cm\s+/(\w+)\s+Do\s+Q\s*"
_CONTENT = re.compile(rb"\s*(?:" + _PLACED + rb")*")
_IMAGE_NAME = re.compile(rb"/(\w+)\s+Do\b")
_MOST_CONTENT = 1024
_TOLERANCE = Decimal("0.001")  # points; writers round
_CORNERS = 4
FORM_KEYS = frozenset(
    ("/Type", "/Subtype", "/FormType", "/BBox", "/Resources", "/Length", "/Filter")
)
_IMAGE_KEYS = frozenset(
    (
        *("/Type", "/Subtype", "/Width", "/Height", "/ColorSpace", "/BitsPerComponent"),
        *("/Length", "/Filter", "/DecodeParms", "/SMask", "/Interpolate"),
    )
)
_DEVICES = frozenset(("/DeviceRGB", "/DeviceGray"))


def appearance_objects(widget: DictionaryObject, added: Mapping[int, PdfObject]) -> set[int] | None:
    """Numbers of the objects that make up a field's appearance; None if it is not a plain mark.

    Args:
        widget: the signed field.
        added: the objects of its revision by number; the appearance may use no others.
    """
    states = dict.get(widget, "/AP")
    if not isinstance(states, DictionaryObject) or set(states) != {"/N"}:
        return None
    number = _number(states.raw_get("/N"), added)
    if number is None or not fits(added[number], widget):
        return None
    images = _form_images(added[number])
    if images is None:
        return None
    used = {number}
    for image in images:
        parts = _image_parts(image, added)
        if parts is None:
            return None
        used |= parts
    return used


def _number(value: object, added: Mapping[int, PdfObject]) -> int | None:
    if isinstance(value, IndirectObject) and value.generation == 0 and value.idnum in added:
        return int(value.idnum)
    return None


def box_width(widget: DictionaryObject) -> float:
    """How wide a field is, in points; 0 where it has no box."""
    corners = _corners(dict.get(widget, "/Rect"))
    return 0.0 if corners is None else float(corners[2] - corners[0])


def fits(form: PdfObject, widget: DictionaryObject) -> bool:
    """Whether a form's own area is that of the field, so that it is shown as large as it is."""
    area = _corners(dict.get(form, "/BBox")) if isinstance(form, DictionaryObject) else None
    field = _corners(dict.get(widget, "/Rect"))
    if area is None or field is None or area[:2] != [0, 0]:
        return False
    sides = (field[2] - field[0], field[3] - field[1])
    return all(
        side > 0 and abs(side - found) <= _TOLERANCE
        for side, found in zip(sides, area[2:], strict=True)
    )


def _corners(value: object) -> list[Decimal] | None:
    """A rectangle of four numbers (ISO 32000-1 §7.9.5)."""
    entries = list(list.__iter__(value)) if isinstance(value, ArrayObject) else []
    numbers = [Decimal(entry) for entry in entries if isinstance(entry, NumberObject | FloatObject)]
    return numbers if len(numbers) == len(entries) == _CORNERS else None


def _form_images(form: PdfObject) -> list[object] | None:
    """The images that a form XObject places, as they stand in its resources."""
    resources = _plain_resources(form)
    content = stream_bytes(form, _MOST_CONTENT)
    if resources is None or content is None or _CONTENT.fullmatch(content) is None:
        return None
    images = dict.get(resources, "/XObject")
    listed = dict(dict.items(images)) if isinstance(images, DictionaryObject) else {}
    placed = {f"/{name.decode()}" for name in _IMAGE_NAME.findall(content)}
    return list(listed.values()) if placed == set(listed) else None


def _plain_resources(form: PdfObject) -> DictionaryObject | None:
    """The resources of a form XObject that has nothing out of the way."""
    if not isinstance(form, StreamObject) or not FORM_KEYS.issuperset(form):
        return None
    resources = dict.get(form, "/Resources")
    plain = (
        dict.get(form, "/Subtype") == "/Form"
        and isinstance(resources, DictionaryObject)
        and {"/XObject", "/ProcSet"}.issuperset(resources)
    )
    return resources if plain and isinstance(resources, DictionaryObject) else None


def _image_parts(value: object, added: Mapping[int, PdfObject]) -> set[int] | None:
    """The image's object and that of its soft mask."""
    number = _number(value, added)
    image = _plain_image(added, number)
    if number is None or image is None:
        return None
    if "/SMask" not in image:
        return {number}
    below = _number(dict.get(image, "/SMask"), added)
    mask = _plain_image(added, below)
    if below is None or mask is None or "/SMask" in mask:
        return None
    return {number, below}


def _plain_image(added: Mapping[int, PdfObject], number: int | None) -> StreamObject | None:
    image = None if number is None else added[number]
    if not isinstance(image, StreamObject) or not _IMAGE_KEYS.issuperset(image):
        return None
    direct = [value for key, value in dict.items(image) if key != "/SMask"]
    colours = dict.get(image, "/ColorSpace")
    plain = (
        dict.get(image, "/Subtype") == "/Image"
        and isinstance(colours, NameObject)
        and colours in _DEVICES
        and not any(found for value in direct for found in references(value))
    )
    return image if plain else None
