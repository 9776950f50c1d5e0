# SPDX-License-Identifier: Apache-2.0
"""A signature in two phases: begun here, its value made anywhere, finished here.

Between the phases lies whatever makes the value: a key in this process, a token, a phone, another
machine hours later. Finishing trusts nothing of it: the file is hashed again, the attributes are
written again, and a value that does not verify against certificate and attributes is refused, so
that neither half can be exchanged for another.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from esign.errors import InputError
from esign.model import Role, SignatureField
from esign.signing.container import ContainerForm, container_form

if TYPE_CHECKING:
    from datetime import datetime

    from esign.model import Commitment, SignatureScheme

LARGEST_FILE = 100 << 20
"""Bytes; larger files are not signed."""


@dataclass(frozen=True, slots=True)
class OpenSignature:
    """A signature that lacks its value.

    Attributes:
        field: name of the field that is filled; empty for a statement, which has none.
        data: the whole future file, zeros where the container goes; or the statement.
        gap: where the container goes, angle brackets included; (0, 0) beside a statement.
        claimed_at: the time of signing that the file states.
        path: the signer's certificate and its issuers below the root, DER, the signer's first.
        scheme: how the value is to be made.
        commitment: what the signature is said to be meant as.
        digest_algorithm: of document and attributes: `sha256`, `sha384` or `sha512`.
        digest: the document's, the gap left out.
        attributes: what the key has to sign, DER, not yet hashed.
    """

    field: str
    data: bytes
    gap: tuple[int, int]
    claimed_at: datetime
    path: tuple[bytes, ...]
    scheme: SignatureScheme
    commitment: Commitment | None
    digest_algorithm: str
    digest: bytes
    attributes: bytes

    @property
    def role(self) -> Role:
        """In which capacity is signed."""
        return Role.PERSON if self.field == SignatureField.SIGNER else Role.AGENCY

    @property
    def form(self) -> ContainerForm:
        """The containers of this signer."""
        return container_form(self.path, self.scheme, self.commitment)


def open_signature(
    form: ContainerForm, data: bytes, gap: tuple[int, int], field: str, claimed_at: datetime
) -> OpenSignature:
    """The signature of `form` over everything in `data` but the gap."""
    digest = _digest(data, gap, form.digest_algorithm)
    return OpenSignature(
        field=field,
        data=data,
        gap=gap,
        claimed_at=claimed_at,
        path=form.path,
        scheme=form.scheme,
        commitment=form.commitment,
        digest_algorithm=form.digest_algorithm,
        digest=digest,
        attributes=form.attributes(digest),
    )


def finish(opened: OpenSignature, signature: bytes) -> bytes:
    """The signed file, or the container beside a statement.

    Args:
        opened: the signature as it was begun.
        signature: the value over `opened.attributes` by `opened.scheme`; ECDSA as DER.

    Raises:
        InputError: the value is not this signer's over these attributes, or the open signature is
            not as it was begun.
    """
    form = opened.form
    _require_unchanged(opened)
    try:
        value = form.canonical(signature)
    except ValueError as fault:
        raise InputError("signing.value_wrong") from fault
    if not form.fits(opened.attributes, value):
        raise InputError("signing.value_wrong")
    container = form.container(opened.attributes, value)
    return _filled(opened, container) if opened.field else container


def _require_unchanged(opened: OpenSignature) -> None:
    """Require that every part of an open signature follows from its file and its signer.

    Raises:
        InputError: one does not.
    """
    form, (start, end) = opened.form, opened.gap
    digest = _digest(opened.data, opened.gap, form.digest_algorithm)
    same = (opened.digest_algorithm, opened.digest, opened.attributes) == (
        form.digest_algorithm,
        digest,
        form.attributes(digest),
    )
    if opened.field:
        covered = b"\n/ByteRange [0 %d %d %d]" % (start, end, len(opened.data) - end)
        empty = b"<" + bytes(2 * form.largest).replace(b"\0", b"0") + b">"
        same = same and opened.data[start:end] == empty and opened.data.startswith(covered, end)
    if not same:
        raise InputError("signing.open_signature_changed")


def _digest(data: bytes, gap: tuple[int, int], algorithm: str) -> bytes:
    view, (start, end) = memoryview(data), gap
    digest = hashlib.new(algorithm, view[:start])
    digest.update(view[end:])
    return digest.digest()


def _filled(opened: OpenSignature, container: bytes) -> bytes:
    start, end = opened.gap
    digits = container.hex().upper().encode("ascii").ljust(end - start - 2, b"0")
    return b"".join((opened.data[: start + 1], digits, opened.data[end - 1 :]))
