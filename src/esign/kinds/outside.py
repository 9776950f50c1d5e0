# SPDX-License-Identifier: Apache-2.0
"""Kinds whose pages somebody else laid out: the request names the file and its digest.

Such a kind has a required field `file` with the texts `name` and `sha256`. The digest is part of
the content, so that the request stands for this very file and for no other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from esign.errors import Detail, InputError
from esign.kinds.annex_files import with_digests
from esign.kinds.parsing import parse
from esign.kinds.places import title
from esign.kinds.request import request_from
from esign.kinds.schema import properties, required

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from esign.kinds.parsing import Media
    from esign.model import DocumentKind, Request
    from esign.ports import KindCatalogue

FILE: Final = "file"
_PARTS: Final = frozenset({"name", "sha256"})


def takes_file(kind: DocumentKind) -> bool:
    """Whether documents of this kind are made from a file that comes with the request."""
    known = properties(kind.schema)
    return FILE in required(kind.schema) and set(properties(known[FILE])) >= _PARTS


def file_digest(request: Request) -> str:
    """SHA-256 (hex) of the file that a request stands for; empty when it stands for none."""
    stated = request.content.get(FILE)
    return str(stated.get("sha256", "")) if isinstance(stated, dict) else ""


def read_file_request(  # noqa: PLR0913 - the last three are named
    data: bytes,
    media: Media,
    kinds: KindCatalogue,
    *,
    name: str,
    sha256: str,
    annex_digest: Callable[[str], str],
) -> Request:
    """The request for a file at hand; where it does not name the file yet, it is taken to.

    Args:
        data: the request file, UTF-8.
        media: its notation.
        kinds: the kinds this office can issue.
        name: of the file at hand.
        sha256: of the file at hand, lower-case hexadecimal.
        annex_digest: as `read_request` says.

    Raises:
        InputError: as `read_request`; or its kind takes no file, or it was made for another one.
        ConfigurationError: as `read_request`.
    """
    fields = with_digests(parse(data, media), annex_digest)
    stated = fields.setdefault(FILE, {"name": name, "sha256": sha256})
    kind = kinds.kind(str(fields["kind"])) if isinstance(fields.get("kind"), str) else None
    if kind is not None and not takes_file(kind):
        raise InputError("adopt.kind_takes_no_file", kind=kind.name, known=_names(kinds))
    if isinstance(stated, dict):
        for key, value in (("name", name), ("sha256", sha256)):
            stated[key] = stated.get(key) or value  # an empty form states nothing
    request = request_from(fields, kinds)
    if file_digest(request) != sha256:
        where = title(kinds.kind(request.kind).schema, FILE)
        detail = Detail("adopt.other_file", FILE, {"name": name, "sha256": sha256}, title=where)
        raise InputError("request.invalid", details=(detail,), count=1)
    return request


def _names(kinds: KindCatalogue) -> str:
    every: Mapping[str, DocumentKind] = kinds.kinds()
    return ", ".join(name for name, kind in every.items() if takes_file(kind))
