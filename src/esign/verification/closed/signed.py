# SPDX-License-Identifier: Apache-2.0
"""A later revision: one field filled with its mark and its signature, in that order."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Final, NamedTuple

from esign.model import Place
from esign.verification.closed.grammar import NotOwnError
from esign.verification.closed.values import Name, Reference, dictionary

if TYPE_CHECKING:
    from collections.abc import Mapping

    from esign.verification.closed.grammar import OwnObject, OwnRevision
    from esign.verification.closed.page import OwnPage
    from esign.verification.closed.values import Value

_SIGNATURE: Final = re.compile(
    rb"<<\n/Contents <(?P<contents>[0-9A-F]+)>\n"
    rb"/ByteRange \[0 (?P<first>\d{1,10}) (?P<second>\d{1,10}) (?P<rest>\d{1,10})\] *\n"
    rb"/Type /Sig\n/Filter /Adobe\.PPKLite\n/SubFilter /ETSI\.CAdES\.detached\n"
    rb"/M \(D(?::|\\072)(?P<at>\d{14})"
    rb"(?P<zone>Z|(?:[+-]|\\053|\\055)\d\d(?:'|\\047)\d\d(?:'|\\047)?)\)\n"
    rb"(?P<lock>/Reference \[ <<\n/Type /SigRef\n/TransformMethod /FieldMDP\n"
    rb"/Data (?P<data>\d{1,7}) 0 R\n/TransformParams <<\n/Action /All\n/Type /TransformParams\n"
    rb"/V /1\.2\n/P 1\n>>\n>> \]\n)?>>"
)
_CONTENTS: Final = b"<<\n/Contents "
_LOCK: Final = {b"Type": Name(b"SigFieldLock"), b"Action": Name(b"All"), b"P": 1.0}
_NUMBER: Final = rb"-?\d{1,5}\.\d{4}"
_DRAWN: Final = re.compile(
    rb"q (?P<width>"
    + _NUMBER
    + rb") 0 0 (?P<height>"
    + _NUMBER
    + rb") (?:"
    + _NUMBER
    + rb") (?:"
    + _NUMBER
    + rb") cm /Mark Do Q"
)
_FORM: Final = {b"Type", b"Subtype", b"BBox", b"Resources", b"Length"}
_IMAGE: Final = {
    *(b"Type", b"Subtype", b"Width", b"Height", b"ColorSpace", b"BitsPerComponent"),
    *(b"Length", b"Filter"),
}
_COLOURS: Final = (Name(b"DeviceRGB"), Name(b"DeviceGray"))
_ROUNDED: Final = 0.001  # points
_CORNERS: Final = 4


class OwnSignature(NamedTuple):
    """A filled field.

    Attributes:
        field: its name.
        place: where it is seen.
        gap: where the container stands, brackets included.
        contents: the container with its padding.
        claimed_at: the signer's word about the time, aware.
        locks: it forbids every later change.
    """

    field: str
    place: Place
    gap: tuple[int, int]
    contents: bytes
    claimed_at: datetime
    locks: bool


def read_signature(
    data: bytes, revision: OwnRevision, page: OwnPage, objects: Mapping[int, OwnObject]
) -> OwnSignature:
    """What a revision signs.

    Args:
        data: the file.
        revision: the revision.
        page: the first revision.
        objects: those of the first revision, by number.

    Raises:
        NotOwnError: it does anything else.
    """
    own, *drawn, last = revision.objects
    field = page.fields.get(own)
    if field is None or [*drawn, last] != [*range(last - len(drawn), last + 1)]:
        raise NotOwnError("objects")
    if objects.keys() & {*drawn, last} or revision.objects[last].stream is not None:
        raise NotOwnError("objects")
    widget = dictionary(revision.objects[own].head)
    filled = {**field, b"AP": {b"N": Reference(last - 1)}, b"V": Reference(last)}
    name, box = field.get(b"T"), field.get(b"Rect")
    if widget != filled or b"V" in field or not isinstance(name, bytes):
        raise NotOwnError("field")
    _refuse_other_mark(revision.objects, drawn, box)
    said = _SIGNATURE.fullmatch(revision.objects[last].head)
    if said is None or (said["lock"] is not None) != (b"Lock" in field):
        raise NotOwnError("signature")
    if said["lock"] and (said["data"] != revision.skeleton[0] or not _locked(field, objects)):
        raise NotOwnError("lock")
    gap = _gap(data, revision, last, said)
    contents = _octets(said["contents"])
    left, bottom, right, top = _corners(box)
    place = Place(page.shown_on[own], (left, bottom, right, top))
    return OwnSignature(
        name.decode("latin-1"), place, gap, contents, _moment(said), said["lock"] is not None
    )


def _octets(digits: bytes) -> bytes:
    try:
        return bytes.fromhex(digits.decode("ascii"))
    except ValueError as fault:
        raise NotOwnError("contents") from fault


def _gap(data: bytes, revision: OwnRevision, number: int, said: re.Match[bytes]) -> tuple[int, int]:
    """Where the container stands: between the two ranges, which end where the revision does."""
    first, second, rest = int(said["first"]), int(said["second"]), int(said["rest"])
    head = b"\n%d 0 obj\n" % number + _CONTENTS
    whole = (
        second == first + len(said["contents"]) + 2
        and second + rest == revision.end
        and revision.start < first
        and data[first - len(head) : first] == head
        and data[first + 1 : second - 1] == said["contents"]
    )
    if not whole:
        raise NotOwnError("range")
    return first, second


def _locked(field: Mapping[bytes, Value], objects: Mapping[int, OwnObject]) -> bool:
    lock = field.get(b"Lock")
    found = objects.get(lock.number) if isinstance(lock, Reference) else None
    return found is not None and found.stream is None and dictionary(found.head) == _LOCK


def _refuse_other_mark(objects: Mapping[int, OwnObject], drawn: list[int], box: Value) -> None:
    """Refuse a mark that is anything but one picture, as large as the field."""
    *pictures, form = drawn or (0,)
    found = objects.get(form)
    if found is None or found.stream is None or not pictures:
        raise NotOwnError("mark")
    head, content = dictionary(found.head), _DRAWN.fullmatch(found.stream)
    resources = {b"XObject": {b"Mark": Reference(pictures[-1])}}
    sides = _sides(box)
    known = (
        head.keys() == _FORM
        and head[b"Subtype"] == Name(b"Form")
        and head[b"Resources"] == resources
        and content is not None
        and _about(head[b"BBox"], sides)
    )
    if not known:
        raise NotOwnError("mark")
    mask: Reference | None = None
    for number in pictures:
        mask = _picture(objects[number], number, mask, last=number == pictures[-1])


def _picture(found: OwnObject, number: int, mask: Reference | None, *, last: bool) -> Reference:
    """Refuse what is no plain picture; each but the last is the mask of the next one."""
    head = {} if found.stream is None else dictionary(found.head)
    known = (
        head.get(b"Subtype") == Name(b"Image")
        and head.get(b"ColorSpace") in _COLOURS
        and head.keys() - {b"SMask"} == _IMAGE
        and head.get(b"SMask") == mask
        and (last or mask is None)
    )
    if not known:
        raise NotOwnError("picture")
    return Reference(number)


def _corners(box: Value) -> list[float]:
    """Left, bottom, right and top of a rectangle."""
    corners = [each for each in box if isinstance(each, float)] if isinstance(box, list) else []
    if len(corners) != _CORNERS or not isinstance(box, list) or len(box) != _CORNERS:
        raise NotOwnError("box")
    return corners


def _sides(box: Value) -> tuple[float, float]:
    """Width and height of a rectangle."""
    left, bottom, right, top = _corners(box)
    return right - left, top - bottom


def _about(area: Value, sides: tuple[float, float]) -> bool:
    """Whether an area starts at the origin and is as large as the field."""
    if not isinstance(area, list) or area[:2] != [0, 0]:
        return False
    found = _sides(area)
    return all(
        abs(own - side) <= _ROUNDED and side > 0 for own, side in zip(found, sides, strict=True)
    )


def _moment(said: re.Match[bytes]) -> datetime:
    """The claimed moment (ISO 32000-1 §7.9.4)."""
    zone = said["zone"].replace(b"\\053", b"+").replace(b"\\055", b"-").replace(b"\\047", b"'")
    try:
        at = datetime.strptime(said["at"].decode("ascii"), "%Y%m%d%H%M%S")  # noqa: DTZ007
        if zone == b"Z":
            return at.replace(tzinfo=UTC)
        ahead = timedelta(hours=int(zone[1:3]), minutes=int(zone[4:6]))
        return at.replace(tzinfo=timezone(-ahead if zone[:1] == b"-" else ahead))
    except ValueError as fault:
        raise NotOwnError("time") from fault
