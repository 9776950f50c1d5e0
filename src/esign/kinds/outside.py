# SPDX-License-Identifier: Apache-2.0
"""Requests whose pages somebody else laid out, read together with the file at hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from esign.errors import Detail, InputError
from esign.kinds.annex_files import with_digests
from esign.kinds.page_file import DIGEST, FILE, file_digest, takes_file
from esign.kinds.parsing import parse
from esign.kinds.places import title
from esign.kinds.request import kind_of, request_from

if TYPE_CHECKING:
    from collections.abc import Callable

    from esign.kinds.parsing import Media
    from esign.model import DocumentKind, Request
    from esign.ports import KindCatalogue


def stated_kind(data: bytes, media: Media, kinds: KindCatalogue) -> DocumentKind:
    """The kind that a request file names; nothing else in it is looked at.

    Raises:
        InputError: the file is unreadable, or names no kind that is known.
    """
    return kind_of(parse(data, media), kinds)


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
    stated = fields.setdefault(FILE, {"name": name, DIGEST: sha256})
    kind = kinds.kind(str(fields["kind"])) if isinstance(fields.get("kind"), str) else None
    if kind is not None and not takes_file(kind):
        raise _takes_no_file(kind, kinds)
    if isinstance(stated, dict):
        for key, value in (("name", name), (DIGEST, sha256)):
            stated[key] = stated.get(key) or value  # an empty form states nothing
    request = request_from(fields, kinds)
    if file_digest(request) != sha256:
        where = title(kinds.kind(request.kind).schema, FILE)
        detail = Detail("adopt.other_file", FILE, {"name": name, "sha256": sha256}, title=where)
        raise InputError("request.invalid", details=(detail,), count=1)
    return request


def _takes_no_file(kind: DocumentKind, kinds: KindCatalogue) -> InputError:
    if kind.sealed_alone:
        return InputError("copy.takes_no_file", kind=kind.name)
    every = kinds.kinds().values()
    known = ", ".join(each.name for each in every if takes_file(each) and not each.sealed_alone)
    return InputError("adopt.kind_takes_no_file", kind=kind.name, known=known)
