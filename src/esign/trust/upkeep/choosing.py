# SPDX-License-Identifier: Apache-2.0
"""What of a published list comes into a trust folder, and as what."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from esign.errors import InputError
from esign.trust.certificate import is_authority, sha256_of, subject_text
from esign.trust.imports.listed import Listed, Passed
from esign.trust.upkeep.admission import Wish, admitted

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from cryptography import x509

    from esign.model import Role
    from esign.trust.policy import Anchor


class Choice(NamedTuple):
    """Entries for the trust file, further certificates, and what was left out."""

    entries: tuple[tuple[Anchor, x509.Certificate], ...]
    intermediates: tuple[x509.Certificate, ...]
    passed: tuple[Passed, ...]


def chosen(listed: Iterable[Listed], purposes: frozenset[Role], now: datetime) -> Choice:
    """Which certificates of a list are trusted.

    Where the list says what a certificate is for, an authority becomes an anchor and a
    time-stamping unit is trusted for itself. Where it does not, roots become anchors for the
    purposes given, authorities below them come along untrusted, and nobody else comes in.

    Args:
        listed: what the list vouches for.
        purposes: what it is to be trusted for; empty for what the list says.
        now: the moment, aware.

    Raises:
        InputError: nothing of the list can be taken over.
    """
    entries: dict[str, tuple[Anchor, x509.Certificate]] = {}
    below: list[x509.Certificate] = []
    passed: list[Passed] = []
    for entry in _merged(listed):
        certificate = entry.certificate
        authority = is_authority(certificate)
        wanted = entry.purposes & purposes if entry.purposes and purposes else entry.purposes
        if not entry.purposes and authority and certificate.issuer != certificate.subject:
            below.append(certificate)
            continue
        if (entry.purposes and not wanted) or not (entry.purposes or authority):
            passed.append(Passed(entry.name, "other_service"))
            continue
        name = _free_name(entry, {anchor.name for anchor, _ in entries.values()})
        wish = Wish(name, wanted or purposes, entry.since, is_signer=not authority)
        try:
            entries[sha256_of(certificate)] = (admitted(certificate, wish, now), certificate)
        except InputError:
            passed.append(Passed(entry.name, "unfit"))
    if not entries:
        raise InputError("trust_import.nothing")
    return Choice(tuple(entries.values()), tuple(below), tuple(passed))


def _merged(listed: Iterable[Listed]) -> Iterable[Listed]:
    """Each certificate once, for all that the list says of it, since the earliest moment."""
    found: dict[str, Listed] = {}
    for entry in listed:
        digest = sha256_of(entry.certificate)
        before = found.get(digest)
        if before is None:
            found[digest] = entry
        else:
            moments = [moment for moment in (before.since, entry.since) if moment]
            together = before.purposes | entry.purposes
            since = min(moments, default=None)
            found[digest] = Listed(before.name, entry.certificate, together, since)
    return found.values()


def _free_name(entry: Listed, taken: set[str]) -> str:
    """The list's name for it, told apart from others of that name."""
    name = entry.name or subject_text(entry.certificate)
    if name not in taken:
        return name
    return f"{name} ({sha256_of(entry.certificate)[:8]})"
