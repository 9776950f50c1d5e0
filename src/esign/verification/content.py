# SPDX-License-Identifier: Apache-2.0
"""What in a file can act, or show itself differently from one reader to the next.

Nothing of the kind belongs into an official document; whether it was put in before or after
signing makes no difference to the reader. What an issued document consists of is known, so the
rest is not searched for dangers only: whatever is not expected is named as unusual.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyhanko.pdf_utils.generic import (
    BooleanObject,
    DictionaryObject,
    IndirectObject,
    Reference,
    StreamObject,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from esign.verification.source import Source

_MOST_NODES = 50_000
_SCHEMES = ("https://", "http://", "mailto:", "tel:")
_HARMLESS = frozenset(("/URI", "/GoTo"))
_ACTIONS = frozenset(  # ISO 32000-2 Table 201, but for the harmless ones
    (
        *("/GoToR", "/GoToE", "/GoToDp", "/Launch", "/Thread", "/Sound", "/Movie", "/Hide"),
        *("/Named", "/SubmitForm", "/ResetForm", "/ImportData", "/SetOCGState", "/Rendition"),
        *("/Trans", "/GoTo3DView", "/JavaScript", "/RichMediaExecute"),
    )
)
_ACTING = frozenset(("/AA", "/PA", "/XFA", "/JS"))
"""Entries that make whatever holds them act."""
_FOREIGN = frozenset(("/F", "/Ref", "/OPI", "/PS"))
"""Entries of a stream that fetch what it shows from elsewhere (Table 5, Table 93, §14.11.7)."""
_CATALOGUE_HARMFUL = frozenset(("/OCProperties", "/Requirements", "/Collection"))
_NAMES_HARMFUL = frozenset(("/JavaScript", "/Renditions", "/AlternatePresentations"))
_CATALOGUE = frozenset(
    (
        *("/Type", "/Version", "/Extensions", "/Pages", "/PageLabels", "/Names", "/Dests"),
        *("/ViewerPreferences", "/PageLayout", "/PageMode", "/Outlines", "/AcroForm", "/Metadata"),
        *("/StructTreeRoot", "/MarkInfo", "/Lang", "/OutputIntents", "/AF", "/DSS"),
    )
)
_ASIDE = frozenset(("/StructTreeRoot", "/SE", "/Font"))
"""Entries that lead to the tree of tags and to fonts; neither can act."""
_NAMES = frozenset(("/Dests", "/EmbeddedFiles"))
_FORM = frozenset(("/Fields", "/SigFlags", "/NeedAppearances"))
_PAGE = frozenset(
    (
        *("/Type", "/Parent", "/Resources", "/MediaBox", "/CropBox", "/BleedBox", "/TrimBox"),
        *("/ArtBox", "/Contents", "/Group", "/StructParents", "/Tabs", "/Annots"),
    )
)
_ANNOTATION = frozenset(
    ("/Type", "/Subtype", "/Rect", "/Border", "/F", "/P", "/StructParent", "/Contents")
)
_ANNOTATIONS = {
    "/Link": _ANNOTATION | {"/A", "/Dest", "/QuadPoints"},
    "/Widget": _ANNOTATION | {"/FT", "/T", "/TU", "/AP", "/V", "/Lock", "/Ff"},
}
_OPEN = (frozenset(("/Perms",)), frozenset(("/DR",)), frozenset(("/DA", "/Q")))
"""What catalogue, form and text fields have besides where number and date are filled in later."""


@dataclass(frozen=True, slots=True)
class Content:
    """Names of what does not belong into a document, sorted: `JavaScript`, `AA`, `FreeText`.

    `harmful` can act or show itself differently; `unusual` is merely not known here.
    """

    harmful: tuple[str, ...]
    unusual: tuple[str, ...]


def need_appearances(source: Source) -> bool:
    """Whether the form asks readers to draw its fields anew (ISO 32000-1 Table 218)."""
    form = source.dictionary(source.catalog, "/AcroForm")
    value = source.entry(form, "/NeedAppearances")
    return isinstance(value, BooleanObject) and bool(value)


def read_content(source: Source, opened: Collection[str] = ()) -> Content:
    """What the newest state of the file holds beside plain pages, links and signature fields.

    Args:
        source: the file.
        opened: names of the text fields of a sound form that was signed before it was filled.
    """
    catalog = source.catalog
    of_catalogue, of_form, of_field = _OPEN if opened else (frozenset(),) * 3
    names = source.dictionary(catalog, "/Names")
    form = source.dictionary(catalog, "/AcroForm")
    harmful = {
        *_among(catalog, _CATALOGUE_HARMFUL),
        *_among(names, _NAMES_HARMFUL),
        *_actions(source, source.entry(catalog, "/OpenAction")),
        *_fields(source, form, opened),
    }
    unusual = {
        *_beyond(catalog, _CATALOGUE | _CATALOGUE_HARMFUL | _ACTING | of_catalogue),
        *_beyond(names, _NAMES | _NAMES_HARMFUL),
        *_beyond(form, _FORM | _ACTING | of_form),
    }
    for node in _nodes(source, source.raw(catalog, "/Outlines"), ("/First", "/Next")):
        harmful.update(_actions(source, source.entry(node, "/A")))
    for page in pages(source):
        harmful.update(_of_page(source, page))
        unusual.update(_beyond(page, _PAGE | _ACTING | {"/Kids"}))
        for annotation in map(source.resolve, source.items(page, "/Annots")):
            known = _ANNOTATIONS.get(source.name(annotation, "/Subtype"))
            if known is not None and isinstance(annotation, DictionaryObject):
                own = of_field if source.entry(annotation, "/T") in opened else frozenset()
                unusual.update(_beyond(annotation, known | _ACTING | own))
    for item in _everything(source):
        harmful.update(_of_dictionary(source, item))
    return Content(tuple(sorted(harmful)), tuple(sorted(unusual)))


def stray_fields(source: Source, listed: set[Reference]) -> int:
    """Form fields on pages that are not among the form's signature fields."""
    return sum(
        source.name(source.resolve(item), "/Subtype") == "/Widget"
        and not (isinstance(item, IndirectObject) and item.reference in listed)
        for page in pages(source)
        for item in source.items(page, "/Annots")
    )


def pages(source: Source) -> Iterator[DictionaryObject]:
    """Whatever a reader may take for a page, each once: by its type, or for want of children."""
    for node in _nodes(source, source.raw(source.catalog, "/Pages"), ("/Kids",)):
        if source.name(node, "/Type") == "/Page" or "/Kids" not in node:
            yield node


def _among(container: DictionaryObject | None, keys: frozenset[str]) -> Iterator[str]:
    return (str(key)[1:] for key in (container or ()) if key in keys)


def _beyond(container: DictionaryObject | None, keys: Iterable[str]) -> Iterator[str]:
    known = frozenset(keys)
    return (str(key)[1:] for key in (container or ()) if key not in known)


def _fields(
    source: Source, form: DictionaryObject | None, opened: Collection[str]
) -> Iterator[str]:
    """Types of form fields other than signatures; a type holds for the fields below."""
    for node in _nodes(source, source.raw(form, "/Fields"), ("/Kids",)):
        if source.name(node, "/FT") == "/Tx" and source.entry(node, "/T") in opened:
            continue
        if source.name(node, "/FT") not in {"/Sig", ""}:
            yield source.name(node, "/FT")[1:]


def _of_page(source: Source, page: DictionaryObject) -> Iterator[str]:
    if "/Kids" in page:
        yield "Kids"
    for item in source.items(page, "/Annots"):
        annotation = source.resolve(item)
        subtype = source.name(annotation, "/Subtype")
        if subtype not in _ANNOTATIONS:
            yield subtype[1:] or "Annotation"
        yield from _actions(source, source.entry(annotation, "/A"))


def _actions(source: Source, action: object) -> Iterator[str]:
    """Kinds of a chain of actions that are not harmless; a destination array is no action."""
    if not isinstance(action, DictionaryObject):
        return
    kind = source.name(action, "/S")
    if kind not in _HARMLESS:
        yield kind[1:] or "Action"
    if "/Next" in action:
        yield "Next"
    if kind == "/URI" and not _is_address(source.entry(action, "/URI")):
        yield "URI"


def _is_address(value: object) -> bool:
    """Whether a link leads to the web, a mailbox or a telephone, and not to this machine."""
    text = value.decode("latin-1") if isinstance(value, bytes) else value
    return isinstance(text, str) and text.casefold().startswith(_SCHEMES)


def _of_dictionary(source: Source, item: DictionaryObject) -> Iterator[str]:
    """What makes a dictionary act or show what is not in the file, wherever it stands."""
    yield from _among(item, _ACTING)
    kind = source.name(item, "/S")
    if kind in _ACTIONS:
        yield kind[1:]
    if isinstance(item, StreamObject):
        yield from _among(item, _FOREIGN)


def _everything(source: Source) -> Iterator[DictionaryObject]:
    """Every dictionary that the catalogue leads to, each once.

    The tree of tags is left out: it has a dictionary for every cell and describes what is shown
    elsewhere. So are fonts, whose long tables would cost half the time.
    """
    catalog = source.catalog
    if catalog is not None:
        yield from _walk(source, [catalog], None)


def _nodes(source: Source, start: object, keys: tuple[str, ...]) -> Iterator[DictionaryObject]:
    """The dictionaries of a tree from a reference or an array of them, each once."""
    return _walk(source, [start], keys)


def _walk(
    source: Source, waiting: list[object], keys: tuple[str, ...] | None
) -> Iterator[DictionaryObject]:
    """The dictionaries that some values lead to; by certain entries only, or by all."""
    seen: set[Reference] = set()
    for _ in range(_MOST_NODES):
        if not waiting:
            return
        item = waiting.pop()
        if isinstance(item, IndirectObject):
            if item.reference in seen:
                continue
            seen.add(item.reference)
            item = source.resolve(item)
        if isinstance(item, DictionaryObject):
            yield item
            followed = dict.keys(item) - _ASIDE if keys is None else reversed(keys)
            waiting.extend(filter(_leads_on, (dict.get(item, key) for key in followed)))
        elif isinstance(item, list):
            waiting.extend(filter(_leads_on, list.__iter__(item)))
    source.broken = True


def _leads_on(value: object) -> bool:
    return isinstance(value, IndirectObject | DictionaryObject | list)
