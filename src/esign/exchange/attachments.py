# SPDX-License-Identifier: Apache-2.0
"""The files of a package: how they are wrapped, joined with the manifest, and safely unwrapped."""

from __future__ import annotations

import binascii
import re
from base64 import b64encode
from dataclasses import replace
from io import BytesIO
from itertools import count
from typing import TYPE_CHECKING, Final
from unicodedata import normalize
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from esign.errors import Detail, InputError
from esign.exchange.envelope import SIZE_LIMIT, text
from esign.exchange.zips import Budget, FlatZip
from esign.model import Attachment

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from lxml.etree import _Element

    from esign.exchange.envelope import Envelope

ZIP_TYPE: Final = "application/zip"
_AS_THEY_ARE: Final = frozenset({"pdf", "doc", "docx", "zip"})
"""Extensions whose bytes travel unwrapped; VNPT's writer zips all others."""

_INFLATED_LIMIT: Final = 4 * SIZE_LIMIT
"""Bytes of all files of one package together, unwrapped."""

_NAME_LIMIT: Final = 240
"""Bytes of a file name in UTF-8; file systems stop at 255."""

_UNSEEN: Final = (
    "\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180e\u2060-\u2065\u206a-\u206f\u3164"
    "\ufe00-\ufe0f\uffa0\ufff0-\ufffb\U000e0000-\U000e0fff"
)
"""Characters that show as nothing: two names that differ in them look alike."""
_CONTROLS: Final = (
    "\\x00-\\x1f\\x7f-\\x9f\u061c\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff"
)
_UNSAFE_NAME = re.compile(
    rf"""[{_CONTROLS}{_UNSEEN}/\\:*?"<>|]
    | \.\Z
    | \A(?:con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(?:\.|\Z)""",
    re.IGNORECASE | re.VERBOSE,
)
_ELSEWHERE = re.compile(
    rf"""[{_CONTROLS}\\]
    | \A(?:/|[A-Za-z]:)
    | (?:\A|/)\.+(?:/|\Z)""",
    re.VERBOSE,
)
"""What leads into another folder or drive, steers a terminal or deceives whoever reads it."""
_UNSEEN_PIECE = re.compile(f"[{_UNSEEN}]")
_LABELLING: Final = str.maketrans(dict.fromkeys('/:*?"<>|', "-"))
"""What some systems write in names that are labels, and no file's name may have."""
_LABEL_LIMIT: Final = 1000
"""Characters of a name that is repaired; whatever is longer is none."""
_SPACES: Final = dict.fromkeys(map(ord, " \t\r\n"))


def wrapped(attachment: Attachment, stem: str) -> tuple[str, str]:
    """Content type and base64 of a file as it travels; `stem` names the entry when it is zipped.

    Raises:
        InputError: `edxml.A2.name`.
    """
    extension = _extension(safe_name(attachment.name))
    if extension in _AS_THEY_ARE:
        return attachment.content_type, b64encode(attachment.data).decode()
    archive = BytesIO()
    with ZipFile(archive, "w") as target:
        entry = ZipInfo(f"{stem}.{extension}")  # dated 1980: the same file, the same bytes
        target.writestr(entry, attachment.data, ZIP_DEFLATED)
    return ZIP_TYPE, b64encode(archive.getvalue()).decode()


def open_files(envelope: Envelope) -> tuple[tuple[Attachment, ...], tuple[Detail, ...]]:
    """Unwrap every file; rule A2 for each that cannot be.

    A file that its sender zipped takes its name from the package and its type from the manifest.
    No file is unwrapped behind one that is too large, and what is inflated in vain counts as well:
    the work is bounded, whatever a package holds.
    """
    files: list[Attachment] = []
    faults: list[Detail] = []
    budget = Budget(_INFLATED_LIMIT)
    for ordinal, (reference, element) in enumerate(joined(envelope)[0], start=1):
        try:
            file = _open(element, reference, budget)
        except InputError as fault:
            path = f"AttachmentEncoded/Attachment[{ordinal}]"
            faults.append(Detail(fault.code, path, fault.facts))
            if fault.code == "edxml.A2.size":
                break
        else:
            files.append(file)
    return distinctly_named(files), tuple(faults)


def joined(envelope: Envelope) -> tuple[list[tuple[_Element | None, _Element]], list[int]]:
    """Each attached file with the manifest's reference to it; positions of references left over.

    Joined by ContentId without its leading `cid:` (vendors write it never, once or twice), then by
    name, then by position where neither side has a ContentId.
    """
    keys: tuple[Callable[[int, _Element], str], ...] = (
        lambda _, element: _content_id(element),
        lambda _, element: text(element, "AttachmentName"),
        lambda position, element: "" if _content_id(element) else str(position),
    )
    found: dict[int, _Element] = {}
    rest = dict(enumerate(envelope.references))
    for key in keys:
        open_places = _places(envelope.files, found, key)
        for position, reference in list(rest.items()):
            place = open_places.pop(key(position, reference), None)
            if place is not None:
                found[place] = rest.pop(position)
    return [(found.get(n), file) for n, file in enumerate(envelope.files)], list(rest)


def called(element: _Element) -> str:
    """What a file goes by in the manifest, or where it lies: its name, else its ContentId."""
    return text(element, "AttachmentName") or _content_id(element)


def _places(
    files: Sequence[_Element], taken: dict[int, _Element], key: Callable[[int, _Element], str]
) -> dict[str, int]:
    places: dict[str, int] = {}
    for place, file in enumerate(files):
        if place not in taken and (value := key(place, file)):
            places.setdefault(value, place)
    return places


def _content_id(element: _Element) -> str:
    identifier = text(element, "ContentId")
    start = 0
    while identifier.startswith("cid:", start):  # not one copy per prefix: there may be millions
        start += len("cid:")
    return identifier[start:]


def _extension(name: str) -> str:
    return name.rpartition(".")[2].lower() if "." in name else ""


def safe_name(name: str) -> str:
    """A name that can be given to a file in a folder, on Windows too."""
    if not name or _UNSAFE_NAME.search(name) or not _fits(name):
        raise InputError("edxml.A2.name")
    return name


def repaired_name(name: str) -> str:
    """A safe name made of what a package calls a file, where that is harmless but no file's name.

    Vendors put labels there, `Công văn 12/STN: về việc gì?.pdf`. A safe name stays as it is.

    Raises:
        InputError: `edxml.A2.name` it is missing, leads into another folder, or would deceive.
    """
    if _ELSEWHERE.search(name) or len(name) > _LABEL_LIMIT:
        raise InputError("edxml.A2.name")
    plain = _UNSEEN_PIECE.sub("", name).translate(_LABELLING).rstrip(". ")
    if plain.lstrip().startswith("."):  # which many systems do not show
        plain = f"-{plain.lstrip()}"
    return safe_name(name if name == plain and _fits(name) else _shortened(plain))


def _shortened(name: str, ending: str = "") -> str:
    """As much of a name's stem as there is room for, with an ending of its own."""
    stem, dot, extension = name.rpartition(".") if "." in name else (name, "", "")
    last = f"{ending}{dot}{extension}"
    room = max(_NAME_LIMIT - len(last.encode()), 0)
    return (stem.encode()[:room].decode(errors="ignore").rstrip() or "-") + last


def distinctly_named(files: Sequence[Attachment]) -> tuple[Attachment, ...]:
    """The files, those numbered whose repaired name is that of another.

    Names that packages themselves give twice stay as they are: whoever judges them says so.
    """
    taken = {_compared(file.name) for file in files if not file.said_name}
    named: list[Attachment] = []
    numbers = count(2)  # one for all files: no number is tried twice, however many there are
    for file in files:
        name = file.name
        while file.said_name and _compared(name) in taken:
            name = _shortened(file.name, f"-{next(numbers)}")
        taken.add(_compared(name))
        named.append(file if name == file.name else replace(file, name=name))
    return tuple(named)


def _compared(name: str) -> str:
    """What file systems that fold letters take a name for."""
    return normalize("NFC", normalize("NFC", name).casefold())


def attachment_of(name: str, content_type: str, data: bytes, description: str) -> Attachment:
    """A file under a name that it can be given, with the one that the package gives it.

    Raises:
        InputError: `edxml.A2.name`.
    """
    safe = repaired_name(name)
    return Attachment(safe, content_type, data, description, "" if safe == name else name)


def _fits(name: str) -> bool:
    return len(name.encode()) <= _NAME_LIMIT


def _open(element: _Element, reference: _Element | None, budget: Budget) -> Attachment:
    said = text(element, "AttachmentName") or text(reference, "AttachmentName")
    name = repaired_name(said)
    data = base64_decoded(text(element, "ContentTransferEncoded"))
    content_type = text(element, "ContentType")
    if content_type.lower() == ZIP_TYPE and _extension(name) != "zip":
        data = _only_entry(data, budget)
        content_type = text(reference, "ContentType")
    else:
        budget.spend(len(data))
    if not data:
        raise InputError("edxml.A2.empty")
    description = text(element, "Description") or text(reference, "Description")
    return attachment_of(said, content_type, data, description)


def base64_decoded(encoded: str) -> bytes:
    """What base64 holds; on one line as it should be, or in several."""
    for remove_spaces in (False, True):
        try:
            packed = encoded.translate(_SPACES) if remove_spaces else encoded
            return binascii.a2b_base64(packed, strict_mode=True)
        except ValueError:
            continue
    raise InputError("edxml.A2.base64")


def _only_entry(data: bytes, budget: Budget) -> bytes:
    """The content of the one entry of a ZIP."""
    archive = FlatZip(data, most=1)
    return archive.read(archive.names[0], budget)
