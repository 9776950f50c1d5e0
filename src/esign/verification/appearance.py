# SPDX-License-Identifier: Apache-2.0
"""What the visible mark of a signature may be made of: images placed on the field, nothing else.

A mark that could show text or draw over its surroundings could change what the page says.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pyhanko.pdf_utils.generic import (
    DictionaryObject,
    IndirectObject,
    StreamObject,
)

from esign.verification.source import references, stream_bytes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyhanko.pdf_utils.generic import PdfObject

_NUMBER = rb"-?\d*\.?\d+"
_PLACED = rb"q\s+(?:" + _NUMBER + rb"\s+){6}cm\s+/(\w+)\s+Do\s+Q\s*"
_CONTENT = re.compile(rb"\s*(?:" + _PLACED + rb")*")
_IMAGE_NAME = re.compile(rb"/(\w+)\s+Do\b")
_MOST_CONTENT = 4096
_FORM_KEYS = frozenset(
    ("/Type", "/Subtype", "/FormType", "/BBox", "/Matrix", "/Resources", "/Length", "/Filter")
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
    if number is None:
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
    if not isinstance(form, StreamObject) or not _FORM_KEYS.issuperset(form):
        return None
    resources = dict.get(form, "/Resources")
    plain = (
        dict.get(form, "/Subtype") == "/Form"
        and isinstance(resources, DictionaryObject)
        and {"/XObject", "/ProcSet"}.issuperset(resources)
        and not any(references(dict.get(form, "/BBox")))
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
    plain = (
        dict.get(image, "/Subtype") == "/Image"
        and dict.get(image, "/ColorSpace") in _DEVICES
        and not any(found for value in direct for found in references(value))
    )
    return image if plain else None
