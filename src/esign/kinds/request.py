# SPDX-License-Identifier: Apache-2.0
"""From the bytes of a request to a checked `Request`, and what of it may go where."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Final, cast

from esign.errors import Detail, InputError
from esign.kinds.annex_files import with_digests
from esign.kinds.checking import arranged, faults, normalised_content
from esign.kinds.page_file import refuse_without_file
from esign.kinds.parsing import parse
from esign.kinds.places import joined
from esign.kinds.relations import future_faults
from esign.kinds.schema import CARRIED, PRINTED, has_use, items, properties, selected
from esign.kinds.secrecy import refuse_secret
from esign.model import Content, Request, canonical_json

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from esign.kinds.parsing import Media
    from esign.model import DocumentKind
    from esign.ports import KindCatalogue

# Safe in a file name on every system and in a log line; UUIDs and ULIDs fit.
REQUEST_ID: Final = re.compile(r"[0-9A-Za-z][0-9A-Za-z_-]{6,62}[0-9A-Za-z]")
REQUEST_ID_TITLE: Final = "Mã yêu cầu"


def read_request(
    data: bytes,
    media: Media,
    kinds: KindCatalogue,
    annex_digest: Callable[[str], str] | None = None,
) -> Request:
    """The request in a file, checked against the schema of its kind.

    Args:
        data: the file, UTF-8.
        media: its notation.
        kinds: the kinds this office can issue.
        annex_digest: SHA-256 (hex) of the annex file of that name; None where the request has to
            state the digests itself.

    Raises:
        InputError: the file is unreadable, the request is marked secret (NĐ 30/2020 Đ15 k2), its
            kind takes a file and it names none, or it is incomplete or unsound; all faults
            together, each with its path.
        ConfigurationError: the template of the kind is unsound.
    """
    fields = parse(data, media)
    refuse_secret(fields)
    if annex_digest is not None:
        fields = with_digests(fields, annex_digest)
    kind = kind_of(fields, kinds)
    refuse_without_file(kind, fields)
    request_id = fields.get("request_id")
    given = {name: each for name, each in fields.items() if name not in {"kind", "request_id"}}
    content = cast("dict[str, object]", normalised_content(kind.schema, given))
    details = (*_request_id_faults(request_id), *faults(kind.schema, content))
    if details:
        raise InputError("request.invalid", details=details, count=len(details))
    fixed = Content(content)
    return Request(kind.name, str(request_id), fixed, digest(kind.name, fixed))


def request_from(fields: Mapping[str, object], kinds: KindCatalogue) -> Request:
    """The request that a program has put together, checked like one from a file.

    Args:
        fields: as a request file holds them, `kind` and `request_id` included; dates may be
            `datetime.date`, and None stands for a field left out.
        kinds: the kinds this office can issue.

    Raises:
        InputError, ConfigurationError: as `read_request`; or a value is no text, number, truth
            value, date, list or table.
    """
    try:
        text = json.dumps(_without_none(fields), default=_date_text)
    except (TypeError, ValueError) as error:
        raise InputError("request.not_data") from error
    return read_request(text.encode(), "json", kinds)


def _without_none(value: object) -> object:
    if isinstance(value, Mapping):
        return {name: _without_none(each) for name, each in value.items() if each is not None}
    if isinstance(value, list | tuple):
        return [_without_none(each) for each in value]
    return value


def _date_text(value: object) -> str:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(type(value).__name__)


def refuse_future(kind: DocumentKind, request: Request, today: date) -> None:
    """Refuse facts that lie after the day of issue and by their nature cannot.

    Which they are says the schema (`x-esign-not-in-future`); to be asked before a number is taken.

    Raises:
        InputError: names each field.
    """
    details = arranged(kind.schema, future_faults(kind.schema, request.content, today))
    if details:
        raise InputError("request.invalid", details=details, count=len(details))


def carried(kind: DocumentKind, content: Mapping[str, object]) -> dict[str, object]:
    """The content that the attached data and the package hold: all but internal fields."""
    return _selected(kind, content, frozenset({PRINTED, CARRIED}))


def printed(kind: DocumentKind, content: Mapping[str, object]) -> dict[str, object]:
    """The content that the page may show; optional fields that the request leaves out are None."""
    return cast("dict[str, object]", _filled(kind.schema, content))


def printed_texts(kind: DocumentKind, content: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """Path and text of every text that the page may show."""
    return _texts(_selected(kind, content, frozenset({PRINTED})), "")


def subject(kind: DocumentKind, request: Request) -> str:
    """The document's title line (trích yếu) as plain text."""
    # A kind's pattern names nothing but texts that its schema requires (`folder.pattern_faults`).
    return kind.subject.format_map(request.content)


def carried_digest(kind: DocumentKind, request: Request) -> str:
    """Lower-case hexadecimal SHA-256 over kind and carried content: what may be published.

    The digest of the whole request would let internal fields of few digits be guessed.
    """
    return digest(kind.name, carried(kind, request.content))


def digest(kind: str, content: Mapping[str, object]) -> str:
    """Lower-case hexadecimal SHA-256 of the canonical JSON of kind and content."""
    said = content.text if isinstance(content, Content) else canonical_json(content)
    whole = f'{{"content":{said},"kind":{canonical_json(kind)}}}'
    return hashlib.sha256(whole.encode()).hexdigest()


def _selected(
    kind: DocumentKind, content: Mapping[str, object], uses: frozenset[str]
) -> dict[str, object]:
    return cast("dict[str, object]", selected(kind.schema, dict(content), uses) or {})


def _filled(schema: Mapping[str, object], value: object) -> object:
    if isinstance(value, dict):
        known = properties(schema).items()
        return {name: _filled(node, value.get(name)) for name, node in known if _shows(node)}
    if isinstance(value, list):
        return [_filled(items(schema), each) for each in value]
    return value


def _shows(schema: Mapping[str, object]) -> bool:
    return has_use(schema, frozenset({PRINTED}))


def _texts(value: object, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for name, each in value.items():
            yield from _texts(each, joined(path, name))
    elif isinstance(value, list):
        for ordinal, each in enumerate(value, start=1):
            yield from _texts(each, f"{path}[{ordinal}]")
    elif isinstance(value, str):
        yield path, value


def kind_of(fields: Mapping[str, object], kinds: KindCatalogue) -> DocumentKind:
    """The kind that a request names.

    Raises:
        InputError: it names none, or none that is known.
        ConfigurationError: the template of the kind is unsound.
    """
    name = fields.get("kind")
    if name is None:
        known = ", ".join(kinds.kinds())
        raise InputError("request.no_kind", known=known)
    if not isinstance(name, str):
        raise InputError("request.kind_not_text")
    return kinds.kind(name)


def _request_id_faults(request_id: object) -> tuple[Detail, ...]:
    if request_id is None:
        return (Detail("request.no_request_id", "request_id", title=REQUEST_ID_TITLE),)
    if not isinstance(request_id, str) or not REQUEST_ID.fullmatch(request_id):
        return (Detail("request.request_id", "request_id", title=REQUEST_ID_TITLE),)
    return ()
