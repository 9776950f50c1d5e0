# SPDX-License-Identifier: Apache-2.0
"""Signatures that a page shows and the form does not list, so that nobody would check them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pyhanko.pdf_utils.generic import IndirectObject

from esign.verification.content import pages

if TYPE_CHECKING:
    from collections.abc import Collection

    from pyhanko.pdf_utils.generic import Reference

    from esign.verification.source import Source

MOST: Final = 100_000


def stray_signatures(source: Source, listed: Collection[Reference]) -> int:
    """How many filled signature fields stand on pages only."""
    found = looked = 0
    for page in pages(source):
        for item in source.items(page, "/Annots"):
            looked += 1
            widget = source.resolve(item)
            own = isinstance(item, IndirectObject) and item.reference in listed
            if not own and source.name(widget, "/FT") == "/Sig" and source.raw(widget, "/V"):
                found += 1
            if looked > MOST:
                return found
    return found
