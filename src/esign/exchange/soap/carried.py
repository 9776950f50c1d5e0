# SPDX-License-Identifier: Apache-2.0
"""The files of such a package: listed in the manifest, and lying in the XML or beside it."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Final

from esign.errors import Detail, InputError
from esign.exchange.attachments import attachment_of, base64_decoded, distinctly_named
from esign.exchange.envelope import children, first, text
from esign.exchange.soap.mime import bare_identifier

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from lxml.etree import _Element

    from esign.exchange.soap.parts import Part, Parts
    from esign.model import Attachment

_HREF: Final = "{http://www.w3.org/1999/xlink}href"
_STARTS: Final = {b"%PDF": "pdf", b"PK\3\4": "zip", b"<": "xml"}
"""What a file without a name is taken for, by its first bytes."""


@dataclass(slots=True)
class Carried:
    """What a package carries.

    Attributes:
        files: each file that can be opened, with its place and the type that the package states.
        missing: the place of each reference without a file, and how it calls the file.
        unlisted: the place of each file that no reference names, and its own name.
        faults: why a file cannot be opened.
    """

    files: list[tuple[str, str, Attachment]] = field(default_factory=list)
    missing: list[tuple[str, str]] = field(default_factory=list)
    unlisted: list[tuple[str, str]] = field(default_factory=list)
    faults: list[Detail] = field(default_factory=list)

    @property
    def attachments(self) -> tuple[Attachment, ...]:
        """The files that can be opened."""
        return tuple(file for _, _, file in self.files)

    def take(self, place: str, build: Callable[[], Attachment]) -> None:
        """Open a file."""
        try:
            file = build()
        except InputError as fault:
            self.faults.append(Detail(fault.code, place, fault.facts))
        else:
            self.files.append((place, file.content_type, file))


def carried_files(root: _Element, beside: Parts) -> Carried:
    """The files that the manifest lists, then those that it does not, named or not.

    Args:
        root: of the package's XML.
        beside: what lies beside that.
    """
    carried = Carried()
    parts = {part.identifier: part for part in beside.files if part.identifier}
    inside = list(_inside(first(root, "Body"), beside))
    manifest = first(first(root, "Body"), "Manifest", "edXMLManifest")
    for ordinal, reference in enumerate(children(manifest, "Reference"), start=1):
        place, name = f"Manifest/Reference[{ordinal}]", text(reference, "AttachmentName")
        identifier = bare_identifier(reference.get(_HREF) or text(reference, "ContentId"))
        if identifier and (part := parts.pop(identifier, None)):
            carried.take(place, partial(_referred_beside, reference, name, part))
        elif found := next((each for each in inside if text(each[1], "name") == name), None):
            inside.remove(found)
            carried.take(place, partial(_referred_inside, reference, name, found[1]))
        else:
            carried.missing.append((place, name or identifier))
    _take_unlisted(carried, inside, beside, set(parts))
    files = distinctly_named([file for _, _, file in carried.files])
    carried.files = [(*found[:2], file) for found, file in zip(carried.files, files, strict=True)]
    return carried


def _take_unlisted(
    carried: Carried, inside: list[tuple[str, _Element]], beside: Parts, left: set[str]
) -> None:
    for place, element in inside:
        carried.unlisted.append((place, text(element, "name")))
        carried.take(place, partial(_unlisted, element))
    for ordinal, part in enumerate(beside.files, start=1):
        if part.identifier and part.identifier not in left:
            continue
        if part.greets:
            continue
        place, name = f"MIME[{ordinal}]", part.name or _made_name(ordinal, part.data)
        carried.unlisted.append((place, name))
        if part.name or part.data or part.is_damaged:
            carried.take(place, partial(_unlisted_beside, name, part))


def _made_name(ordinal: int, data: bytes) -> str:
    """A name for a part that brings none; how it ends tells what it is, so that it is judged."""
    extension = next((each for start, each in _STARTS.items() if data.startswith(start)), "bin")
    return f"MIME-{ordinal}.{extension}"


def _inside(body: _Element | None, beside: Parts) -> Iterator[tuple[str, _Element]]:
    """Files in XML, `document/attach/attachment` with a name and a value, each with its place."""
    for holder in (body, *beside.documents):
        if holder is not None:
            for ordinal, element in enumerate(holder.iter("{*}attachment"), start=1):
                yield f"attach/attachment[{ordinal}]", element


def _referred(reference: _Element, name: str, data: bytes) -> Attachment:
    """The file that a reference of the manifest describes."""
    return _file(name, text(reference, "ContentType"), data, text(reference, "Description"))


def _referred_inside(reference: _Element, name: str, element: _Element) -> Attachment:
    """The same, of one that lies in XML."""
    return _referred(reference, name, base64_decoded(text(element, "value")))


def _referred_beside(reference: _Element, name: str, part: Part) -> Attachment:
    """The same, of one that lies beside the XML."""
    return _referred(reference, name or part.name, _sound(part))


def _unlisted_beside(name: str, part: Part) -> Attachment:
    """A file beside the XML that stands in no manifest."""
    return _file(name, part.kind, _sound(part))


def _sound(part: Part) -> bytes:
    if part.is_damaged:
        raise InputError("edxml.A2.base64")
    return part.data


def _unlisted(element: _Element) -> Attachment:
    """A file that describes itself and stands in no manifest."""
    data = base64_decoded(text(element, "value"))
    return _file(text(element, "name"), element.get("Content-Type", ""), data)


def _file(name: str, kind: str, data: bytes, said: str = "") -> Attachment:
    if not data:
        raise InputError("edxml.A2.empty")
    return attachment_of(name, kind, data, said)
