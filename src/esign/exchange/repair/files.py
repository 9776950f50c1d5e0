# SPDX-License-Identifier: Apache-2.0
"""Mends what stands beside the attached files; the files themselves are never touched."""

from __future__ import annotations

import binascii
import re
from typing import TYPE_CHECKING, Final

from esign.errors import Detail
from esign.exchange.envelope import children, first, text
from esign.exchange.rules.known.file_types import ANY_TYPE, FILE_TYPES, begins_as, extension_of
from esign.exchange.rules.subject import cut

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

_PREFIX: Final = "cid:"
_PREFIXES = re.compile(r"\A(?:cid:)+")
_UNZIPPED: Final = frozenset({"pdf", "doc", "docx", "zip"})
"""Extensions whose files every writer leaves unwrapped."""
_START: Final = 4_096
"""Letters of base64 that show how a file begins."""


def content_ids(root: _Element) -> Iterator[Detail]:
    """One `cid:` before every ContentId, in the manifest as at the file."""
    for path, element in _entries(root):
        leaf = first(element, "ContentId")
        found = text(leaf)
        plain = _PREFIXES.sub("", found)
        if leaf is not None and plain and found != _PREFIX + plain:
            leaf.text = _PREFIX + plain
            facts = {"found": cut(found), "put": cut(leaf.text)}
            yield Detail("edxml.repair.content_id", f"{path}/ContentId", facts)


def content_types(root: _Element) -> Iterator[Detail]:
    """The registered content type, where the file's name and first bytes agree on it.

    `application/zip` stays: it says that the file travels zipped.
    """
    for ordinal, element in enumerate(_files(root), start=1):
        extension = extension_of(text(element, "AttachmentName"))
        leaf = first(element, "ContentType")
        found = text(leaf).lower()
        if leaf is None or extension not in _UNZIPPED or found in ANY_TYPE - {""}:
            continue
        own = FILE_TYPES[extension].content_types[0]
        if found != own and begins_as(extension, _start(element)):
            leaf.text = own
            path = f"AttachmentEncoded/Attachment[{ordinal}]/ContentType"
            yield Detail("edxml.repair.content_type", path, {"found": cut(found), "put": own})


def trimmed_contents(root: _Element) -> Iterator[Detail]:
    """Base64 in one line."""
    for ordinal, element in enumerate(_files(root), start=1):
        leaf = first(element, "ContentTransferEncoded")
        if leaf is None or leaf.text is None:
            continue
        plain = "".join(leaf.text.split())
        if plain != leaf.text:
            leaf.text = plain
            yield Detail("edxml.repair.blanks", f"AttachmentEncoded/Attachment[{ordinal}]")


def _start(element: _Element) -> bytes:
    letters = "".join(text(element, "ContentTransferEncoded")[:_START].split())
    try:
        return binascii.a2b_base64(letters[: len(letters) // 4 * 4])
    except ValueError:
        return b""


def _files(root: _Element) -> tuple[_Element, ...]:
    return children(first(root, "AttachmentEncoded"), "Attachment")


def _entries(root: _Element) -> Iterator[tuple[str, _Element]]:
    manifest = first(first(first(root, "edXMLEnvelope"), "edXMLBody"), "edXMLManifest", "Manifest")
    for ordinal, reference in enumerate(children(manifest, "Reference"), start=1):
        yield f"edXMLManifest/Reference[{ordinal}]", reference
    for ordinal, file in enumerate(_files(root), start=1):
        yield f"AttachmentEncoded/Attachment[{ordinal}]", file
