# SPDX-License-Identifier: Apache-2.0
"""“The version that was signed”: the bytes that a signature covers, without what came later.

A PDF grows by appending (ISO 32000-2 §7.5.6), so what was signed is how the file begins.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from esign.errors import InputError

if TYPE_CHECKING:
    from esign.model import Report, SignatureReport


@dataclass(frozen=True, slots=True)
class SignedVersion:
    """What a signature covers.

    Attributes:
        ordinal: of the signature, as the report counts.
        data: a whole PDF: the file's first bytes up to the end of the revision that was signed.
    """

    ordinal: int
    data: bytes


def signed_version(report: Report, data: bytes, ordinal: int | None = None) -> SignedVersion:
    """The version that a signature covers.

    Args:
        report: the judgement of the file.
        data: the file.
        ordinal: which signature; by default the last one whose bytes are intact.

    Raises:
        InputError: there is no such signature, or its bytes are not found intact.
    """
    if ordinal is None:
        chosen = _last_intact(report, data)
        if chosen is None:
            raise InputError("signed_version.none", name=report.name)
        return _cut(chosen, data)
    found = {each.ordinal: each for each in report.signatures}
    if ordinal not in found:
        known = ", ".join(map(str, found)) or "–"
        raise InputError("signed_version.unknown", name=report.name, ordinal=ordinal, known=known)
    if not _has_version(found[ordinal], data):
        raise InputError("signed_version.not_intact", name=report.name, ordinal=ordinal)
    return _cut(found[ordinal], data)


def came_later(report: Report, data: bytes) -> SignedVersion | None:
    """The last version that was signed, if something came after it; else None."""
    chosen = _last_intact(report, data)
    if chosen is None or chosen.signed_bytes == len(data):
        return None
    return _cut(chosen, data)


def _last_intact(report: Report, data: bytes) -> SignatureReport | None:
    intact = [each for each in report.signatures if _has_version(each, data)]
    return max(intact, key=lambda each: (each.signed_bytes, each.ordinal), default=None)


def _has_version(signature: SignatureReport, data: bytes) -> bool:
    return signature.intact is True and 0 < signature.signed_bytes <= len(data)


def _cut(signature: SignatureReport, data: bytes) -> SignedVersion:
    return SignedVersion(signature.ordinal, data[: signature.signed_bytes])
