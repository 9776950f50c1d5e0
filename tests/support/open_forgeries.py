# SPDX-License-Identifier: Apache-2.0
"""Documents numbered after signing, forged: signed and sealed by the right keys, filled wrongly."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from pyhanko.pdf_utils.generic import pdf_name

from esign.kinds import filled_values
from esign.model import OpenField, SignatureField
from esign.signing.filling import fill
from esign.signing.opening import open_signature
from esign.signing.revision import Revision, reserve
from support.open_pages import certified_page, numbered, prepared_open
from support.sealed import forge

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pyhanko.pdf_utils import generic

    from esign.signing import Signatory

GOOD = filled_values(numbered().number, numbered().issued_on)


def field_of(revision: Revision, name: str) -> generic.DictionaryObject:
    """A field of the form."""
    listed = [entry.get_object() for entry in list.__iter__(revision.root["/AcroForm"]["/Fields"])]
    return next(field for field in listed if field["/T"] == name)


def set_entry(revision: Revision, name: str, key: str, value: generic.PdfObject) -> None:
    """Another entry in a field."""
    field = field_of(revision, name)
    field[pdf_name(key)] = value
    revision.update_container(field)


def signed(
    revision: Revision, field: SignatureField, signatory: Signatory, *, certifying: bool = False
) -> bytes:
    """The revision with a signature; nothing is checked before."""
    form, showing = signatory.form, signatory.shown()
    data, gap = reserve(revision, field, form, showing, certifying=certifying)
    return signatory.finish(open_signature(form, data, gap, field, showing.at))


def filled(
    alter: Callable[[Revision], None] | None = None,
    values: Mapping[OpenField, str] = GOOD,
    data: bytes | None = None,
) -> bytes:
    """A signed page, filled, altered and sealed in one revision."""
    revision = Revision(data or certified_page().data)
    fill(revision, values)
    if alter is not None:
        alter(revision)
    return signed(revision, SignatureField.SEAL, forge().bench.seal)


def certified(
    alter: Callable[[Revision], None] | None = None,
    data: bytes | None = None,
    *,
    certifying: bool = True,
) -> bytes:
    """A prepared page, altered and signed by its person in one revision."""
    revision = Revision(data or prepared_open().data)
    if alter is not None:
        alter(revision)
    director = forge().bench.director
    return signed(revision, SignatureField.SIGNER, director, certifying=certifying)


def written(revision: Revision) -> bytes:
    """The revision as it is, unsigned."""
    out = BytesIO()
    revision.write(out)
    return out.getvalue()
