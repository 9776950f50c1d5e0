# SPDX-License-Identifier: Apache-2.0
"""The file that pages come from, in kinds that are not laid out from their request.

Such a kind has a required field `file` with the texts `name` and `sha256`. The digest is part of
the content, so that the request stands for this very file and for no other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from esign.errors import InputError
from esign.kinds.schema import properties, required

if TYPE_CHECKING:
    from collections.abc import Mapping

    from esign.model import DocumentKind, Request

FILE: Final = "file"
DIGEST: Final = "sha256"
_PARTS: Final = frozenset({"name", DIGEST})


def takes_file(kind: DocumentKind) -> bool:
    """Whether documents of this kind are made from a file that comes with the request."""
    known = properties(kind.schema)
    return FILE in required(kind.schema) and set(properties(known[FILE])) >= _PARTS


def file_digest(request: Request) -> str:
    """SHA-256 (hex) of the file that a request stands for; empty when it stands for none."""
    return _stated_digest(request.content)


def refuse_without_file(kind: DocumentKind, fields: Mapping[str, object]) -> None:
    """Refuse a request that names no file where its kind takes one, whatever else it lacks.

    Nobody shall work out a digest by hand: the command that takes the file does.

    Raises:
        InputError: it names none; the error says which command takes the file.
    """
    if takes_file(kind) and not _stated_digest(fields):
        raise needs_file(kind)


def needs_file(kind: DocumentKind) -> InputError:
    """That a request of this kind came without its own file; says which command takes it."""
    code = "copy.needs_file" if kind.sealed_alone else "adopt.needs_file"
    return InputError(code, kind=kind.name)


def _stated_digest(fields: Mapping[str, object]) -> str:
    stated = fields.get(FILE)
    return str(stated.get(DIGEST, "")) if isinstance(stated, dict) else ""
