# SPDX-License-Identifier: Apache-2.0
"""What the agency's seal will vouch for besides the person's signature.

The signed bytes must be the document that bears this number, and must be complete: a reference to
an object that does not exist yet would let the seal's own objects appear on the page.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from esign.errors import InputError
from esign.model import AFTER_SIGNATURE, CERTIFIED_NAME, same_name
from esign.trust import holder

if TYPE_CHECKING:
    from collections.abc import Mapping

    from esign.model import Numbered, Spellings, Unnumbered
    from esign.signing.prepared import PreparedFile


def require_complete(file: PreparedFile, place: int) -> None:
    """Require that everything the document refers to was there when it was referred to.

    Args:
        file: the signed document.
        place: where the object of the person's signature starts; that one refers to nothing.

    Raises:
        InputError: something is missing, or cannot be read.
    """
    if not file.complete(place):
        raise InputError("signing.incomplete")


def require_numbered(file: PreparedFile, numbered: Numbered) -> None:
    """Require that the document calls itself by the identifier and lookup code it was given.

    Raises:
        InputError: it is another document, or does not say which one it is.
    """
    said = {"DocumentId": [numbered.document_id], "LookupCode": [numbered.lookup_code]}
    _require_said(file, said)


def require_unnumbered(file: PreparedFile, unnumbered: Unnumbered) -> None:
    """Require that the document says of itself that it waits for its number, and which one it is.

    Raises:
        InputError: it is another document, or does not say so.
    """
    said = {
        "DocumentId": [],
        "CodeNumber": [],
        "IssuedDate": [],
        "Numbering": [AFTER_SIGNATURE],
        "IssuedYear": [str(unnumbered.drawn_on.year)],
        "CodeNotation": [unnumbered.symbol],
        "LookupCode": [unnumbered.lookup_code],
    }
    _require_said(file, said)


def _require_said(file: PreparedFile, said: Mapping[str, list[str]]) -> None:
    if any(file.said(name) != expected for name, expected in said.items()):
        raise InputError("signing.other_document")


def require_spelling(
    file: PreparedFile, certificate: bytes, printed: str, spellings: Spellings
) -> None:
    """Require that the document says how the signer's certificate spells his name, if otherwise.

    It must not say so of what is not known here: the seal vouches for it.

    Raises:
        InputError: it says nothing of the kind, or what is not so.
    """
    said = file.said(CERTIFIED_NAME)
    if said and [spellings.allow(each or "", printed) for each in said] != [True]:
        raise InputError("signing.other_spelling", printed=printed)
    certified = holder(certificate).name
    if not any(same_name(certified, each or "") for each in (printed, *said)):
        raise InputError("signing.spelling_not_said", certified=certified, printed=printed)
