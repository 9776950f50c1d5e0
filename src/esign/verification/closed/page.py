# SPDX-License-Identifier: Apache-2.0
"""The first revision: pages, tags, fonts and data as this program lays them out, nothing that acts.

Of trees of tags, fonts and pictures only the words are looked at, not the shape: nothing they could
say acts or is fetched from elsewhere.
"""

from __future__ import annotations

import re
import zlib
from typing import TYPE_CHECKING, Final, NamedTuple

from esign.verification.carried_data import MOST_BYTES
from esign.verification.closed.grammar import NotOwnError
from esign.verification.closed.references import refuse_loose_ends
from esign.verification.closed.values import Name, Reference, dictionary

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from esign.verification.closed.grammar import OwnObject, OwnRevision
    from esign.verification.closed.values import Value

_ACTING: Final = re.compile(
    rb"/(?:"
    + b"|".join(
        name.encode()
        for name in (
            *("AA", "PA", "XFA", "JS", "OpenAction", "OCProperties", "OCG", "Requirements"),
            *("Collection", "JavaScript", "Renditions", "AlternatePresentations", "GoToR", "GoToE"),
            *("GoToDp", "Launch", "Thread", "Sound", "Movie", "Hide", "SubmitForm", "ResetForm"),
            *(
                "ImportData",
                "SetOCGState",
                "Rendition",
                "GoTo3DView",
                "RichMedia",
                "NeedAppearances",
            ),
            *("Encrypt", "ObjStm", "XRef", "Perms", "DSS", "OPI", "Ref ", "PS "),
        )
    )
    + rb")"
)
"""Words that no document of ours has outside its streams; parts of words count as well."""
_CATALOGUE: Final = frozenset(
    (
        *(b"Type", b"Pages", b"Metadata", b"PageLabels", b"OutputIntents", b"Lang", b"Outlines"),
        *(b"StructTreeRoot", b"MarkInfo", b"ViewerPreferences", b"Names", b"AF", b"AcroForm"),
    )
)
_PAGE: Final = frozenset(
    (
        *(b"Type", b"Parent", b"Resources", b"MediaBox", b"Contents", b"Group"),
        *(b"StructParents", b"Tabs", b"Annots"),
    )
)
_ANNOTATION: Final = frozenset(
    (b"Type", b"Subtype", b"Rect", b"Border", b"F", b"P", b"StructParent", b"Contents")
)
_LINK: Final = _ANNOTATION | {b"A", b"Dest", b"QuadPoints"}
_WIDGET: Final = _ANNOTATION | {b"FT", b"T", b"TU", b"AP", b"Lock"}
_ADDRESSES: Final = (b"https://", b"http://", b"mailto:", b"tel:")
_REGULAR: Final = rb"[!-$&'*-.0-;=?-Z^-z|~\\]"
_WORDS: Final = re.compile(
    rb"(?:/" + _REGULAR + rb"++|[ \n]++|-?\d[\d.]*+|<<|>>|[\[\]R]|\((?:[^()\\]++|\\.)*+\)"
    rb"|<[0-9A-Fa-f]*+>|true|false|null)*+",
    re.DOTALL,
)
_STREAM_ELSEWHERE: Final = re.compile(rb"/F(?!" + _REGULAR + rb")")
_DEFLATED: Final = re.compile(rb"/Filter ?/FlateDecode(?=[/\n>])")
_HEX_SIGN: Final = re.compile(rb"#([0-9A-Fa-f]{2})")
_MOST_PAGES: Final = 2000
_APPEND_ONLY: Final = 3  # /SigFlags (ISO 32000-1 Table 219)


class OwnPage(NamedTuple):
    """What the first revision says of itself.

    Attributes:
        fields: the empty signature fields by number, in the form's order.
        shown_on: the 1-based page that each field is on.
        packet: the metadata packet (XMP).
        attached: the contents of the attached files.
    """

    fields: Mapping[int, Mapping[bytes, Value]]
    shown_on: Mapping[int, int]
    packet: bytes
    attached: tuple[bytes, ...]


def read_page(revision: OwnRevision) -> OwnPage:
    """The first revision, found to be of the known kind.

    Raises:
        NotOwnError: it is not.
    """
    _refuse_words(revision)
    objects = revision.objects
    catalogue = _of(objects, Reference(int(revision.skeleton[0])))
    form = _of(objects, catalogue.get(b"AcroForm"))
    if not catalogue.keys() <= _CATALOGUE or form.keys() != {b"Fields", b"SigFlags"}:
        raise NotOwnError("catalogue")
    names = catalogue.get(b"Names", {})
    if not isinstance(names, dict) or not names.keys() <= {b"Dests", b"EmbeddedFiles"}:
        raise NotOwnError("names")
    listed = form[b"Fields"]
    if form[b"SigFlags"] != _APPEND_ONLY or not isinstance(listed, list):
        raise NotOwnError("form")
    fields = {_number(entry): _of(objects, entry) for entry in listed}
    shown = [
        (field, number)
        for number, page in enumerate(_pages(objects, catalogue), 1)
        for field in _widgets(objects, page, fields)
    ]
    if sorted(field for field, _ in shown) != sorted(fields) or len(fields) != len(listed):
        raise NotOwnError("fields")
    packet = _stream(objects, catalogue.get(b"Metadata"))
    return OwnPage(fields, dict(shown), packet, _attached(objects, catalogue.get(b"AF", [])))


def _attached(objects: Mapping[int, OwnObject], listed: Value) -> tuple[bytes, ...]:
    """What the files are that belong to the document (ISO 32000-2 §14.13)."""
    if not isinstance(listed, list):
        raise NotOwnError("attached files")
    contents = []
    for entry in listed:
        embedded = _of(objects, entry).get(b"EF")
        if not isinstance(embedded, dict):
            raise NotOwnError("attached file")
        contents.append(_decoded(objects, embedded.get(b"F")))
    return tuple(contents)


def _decoded(objects: Mapping[int, OwnObject], value: Value) -> bytes:
    """A stream's content, deflated as the layout engine writes it or plain."""
    found = objects.get(_number(value))
    if found is None or found.stream is None or b"/DecodeParms" in found.head:
        raise NotOwnError("attached file")
    if b"/Filter" not in found.head:
        return found.stream
    if _DEFLATED.search(found.head) is None or found.head.count(b"/Filter") != 1:
        raise NotOwnError("attached file")
    inflating = zlib.decompressobj()
    try:
        content = inflating.decompress(found.stream, MOST_BYTES)
    except zlib.error as fault:
        raise NotOwnError("attached file") from fault
    if not inflating.eof:
        raise NotOwnError("attached file")
    return content


def _refuse_words(revision: OwnRevision) -> None:
    """Refuse what acts, comes from elsewhere, or refers to what is not there."""
    heads = [each.head for each in revision.objects.values()]
    if not all(map(_is_worded, heads)):
        raise NotOwnError("words")
    text = b"\n".join(heads)
    plain = _HEX_SIGN.sub(lambda found: bytes.fromhex(found[1].decode("ascii")), text)
    if _ACTING.search(text) or (plain != text and _ACTING.search(plain)) or b"%" in text:
        raise NotOwnError("words")
    streams = b"\n".join(each.head for each in revision.objects.values() if each.stream is not None)
    if _STREAM_ELSEWHERE.search(streams):
        raise NotOwnError("a stream from elsewhere")
    refuse_loose_ends(revision)


def _is_worded(head: bytes) -> bool:
    """Whether an object is made of whole words, with as many brackets closed as opened."""
    count = head.count
    return (
        _WORDS.fullmatch(head) is not None
        and count(b"<<") == count(b">>")
        and count(b"[") == count(b"]")
    )


def _pages(
    objects: Mapping[int, OwnObject], catalogue: Mapping[bytes, Value]
) -> Iterator[Mapping[bytes, Value]]:
    waiting = [catalogue.get(b"Pages")]
    for _ in range(_MOST_PAGES):
        if not waiting:
            return
        node = _of(objects, waiting.pop())
        if node.get(b"Type") == Name(b"Pages"):
            kids = node.get(b"Kids")
            if not isinstance(kids, list):
                raise NotOwnError("pages")
            waiting.extend(reversed(kids))
        elif _is_page(node):
            yield node
        else:
            raise NotOwnError("page")
    raise NotOwnError("pages")


def _is_page(node: Mapping[bytes, Value]) -> bool:
    """Whether it is a page that is shown as it lies, from its lower left corner on."""
    area = node.get(b"MediaBox")
    upright = isinstance(area, list) and area[:2] == [0, 0]
    return node.get(b"Type") == Name(b"Page") and node.keys() <= _PAGE and upright


def _widgets(
    objects: Mapping[int, OwnObject],
    page: Mapping[bytes, Value],
    fields: Mapping[int, Mapping[bytes, Value]],
) -> Iterator[int]:
    """The numbers of a page's fields; its other annotations are links to addresses or places."""
    annotations = page.get(b"Annots", [])
    if isinstance(annotations, Reference):
        raise NotOwnError("annotations")
    for item in annotations if isinstance(annotations, list) else ():
        annotation = fields.get(_number(item)) or _of(objects, item)
        kind = annotation.get(b"Subtype")
        if kind == Name(b"Widget"):
            if not annotation.keys() <= _WIDGET or annotation.get(b"FT") != Name(b"Sig"):
                raise NotOwnError("field")
            yield _number(item)
        elif kind != Name(b"Link") or not annotation.keys() <= _LINK:
            raise NotOwnError("annotation")
        else:
            _refuse_action(annotation.get(b"A"))


def _refuse_action(action: Value) -> None:
    if action is None:
        return
    if not isinstance(action, dict):
        raise NotOwnError("action")
    kind, address = action.get(b"S"), action.get(b"URI")
    leads_out = isinstance(address, bytes) and address.lower().startswith(_ADDRESSES)
    if b"Next" in action or not (kind == Name(b"GoTo") or (kind == Name(b"URI") and leads_out)):
        raise NotOwnError("action")


def _of(objects: Mapping[int, OwnObject], value: Value) -> dict[bytes, Value]:
    found = objects.get(_number(value))
    if found is None or found.stream is not None:
        raise NotOwnError("object")
    return dictionary(found.head)


def _stream(objects: Mapping[int, OwnObject], value: Value) -> bytes:
    found = objects.get(_number(value))
    if found is None or found.stream is None or b"/Filter" in found.head:
        raise NotOwnError("metadata")
    return found.stream


def _number(value: Value) -> int:
    if not isinstance(value, Reference):
        raise NotOwnError("reference")
    return value.number
