# SPDX-License-Identifier: Apache-2.0
"""From damaged bytes to a tree, if no word of the package is lost on the way."""

from __future__ import annotations

import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from html import unescape
from typing import TYPE_CHECKING, Final

from lxml import etree

from esign.errors import Detail, InputError
from esign.exchange.envelope import bounded, parse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

_XLINK: Final = b' xmlns:xlink="http://www.w3.org/1999/xlink"'
_ROOT = re.compile(rb"<(?:\w+:)?edXML(?=[\s>])")
_END = re.compile(rb"</(?:\w+:)?edXML\s*>\s*\Z")
_LOOSE_AMPERSAND = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9A-Fa-f]{1,6});)")
_DECLARED = re.compile(r"""(<\?xml[^>]*?encoding\s*=\s*["'])[^"']*(["'])""")
_MARKUP = re.compile(r"<[^<>]*>")
_SPACE = re.compile(r"\s+")


def readable(data: bytes) -> tuple[_Element, tuple[Detail, ...]]:
    """The root element of a package, and what had to be mended before it could be read.

    Raises:
        InputError: `edxml.A5`, `edxml.X1…` it is beyond repair, or not to be repaired;
            `edxml.repair.lost` something would be lost.
    """
    changes: list[Detail] = []
    for mend, code in (
        (_in_utf8, "edxml.repair.encoding"),
        (_without_mark, "edxml.repair.bom"),
        (_from_the_start, "edxml.repair.start"),
    ):
        mended = mend(data)
        if mended != data:
            changes.append(Detail(code))
            data = mended
    try:
        return parse(data), tuple(changes)
    except InputError as fault:
        if fault.code != "edxml.X1":
            raise
    return _well_formed(data, changes)


def _well_formed(data: bytes, changes: list[Detail]) -> tuple[_Element, tuple[Detail, ...]]:
    """Mend what can be told by name; let the parser recover the rest, and see what that cost."""
    for mend, code in (
        (_with_xlink, "edxml.repair.xlink"),
        (_with_entities, "edxml.repair.ampersand"),
    ):
        mended = mend(data)
        if mended == data:
            continue
        changes.append(Detail(code))
        data = mended
        try:
            return parse(data), tuple(changes)
        except InputError as fault:
            if fault.code != "edxml.X1":
                raise
    changes.append(Detail("edxml.repair.recovered"))
    return _recovered(data), tuple(changes)


def _recovered(data: bytes) -> _Element:
    """What the parser makes of malformed XML, where not a word differs from what was there."""
    if not _END.search(data[-200:]):  # cut short: nobody knows what is missing
        raise InputError("edxml.repair.cut")
    parser = etree.XMLParser(
        encoding="utf-8",
        recover=True,
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=True,
        remove_comments=True,
        remove_pis=True,
    )
    root = etree.fromstring(data, parser)
    if root is None or _words_of(root) != _words_in(data):
        raise InputError("edxml.repair.lost")
    return bounded(root)


def _words_of(root: _Element) -> str:
    return _SPACE.sub("", "".join(_texts(root)))


def _texts(root: _Element) -> Iterator[str]:
    for text in root.itertext():
        yield str(text)


def _words_in(data: bytes) -> str:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        raise InputError("edxml.X1.encoding") from None
    return _SPACE.sub("", unescape(_MARKUP.sub("", text)))


def _in_utf8(data: bytes) -> bytes:
    """UTF-16 as UTF-8; everything else as it is."""
    if not data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return data
    try:
        text = data.decode("utf-16")
    except UnicodeDecodeError:
        raise InputError("edxml.X1.encoding") from None
    return _DECLARED.sub(r"\1UTF-8\2", text[:200], count=1).encode() + text[200:].encode()


def _without_mark(data: bytes) -> bytes:
    return data.removeprefix(BOM_UTF8)


def _from_the_start(data: bytes) -> bytes:
    """Without blank lines before the declaration, where XML allows nothing."""
    return data.lstrip(b" \t\r\n")


def _with_xlink(data: bytes) -> bytes:
    """With the declaration of the prefix that some writers forget."""
    if b"xlink:" not in data or b"xmlns:xlink" in data:
        return data
    return _ROOT.sub(lambda found: found[0] + _XLINK, data, count=1)


def _with_entities(data: bytes) -> bytes:
    """With every `&` that begins no entity written as one."""
    return _LOOSE_AMPERSAND.sub(b"&amp;", data)
