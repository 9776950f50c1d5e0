# SPDX-License-Identifier: Apache-2.0
"""Whom a certificate names, with every value it gives; whether that is true is judged elsewhere."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from asn1crypto import x509

from esign.verification.facts import Bearer
from esign.verification.source import attempt

if TYPE_CHECKING:
    from collections.abc import Mapping


@lru_cache(maxsize=256)
def read_bearer(certificate: bytes) -> Bearer | None:
    """The holder a certificate (DER) names, or None when it cannot be read."""
    parsed = attempt(lambda: x509.Certificate.load(certificate, strict=True))
    if parsed is None:
        return None
    said = attempt(lambda: parsed.subject.native)
    since, until = attempt(lambda: parsed.not_valid_before), attempt(lambda: parsed.not_valid_after)
    if said is None or since is None or until is None:
        return None
    return Bearer(
        names=_values(said, "common_name"),
        titles=_values(said, "title"),
        organisations=_values(said, "organization_name"),
        codes=_values(said, "organization_identifier"),
        since=since,
        until=until,
    )


def _values(said: Mapping[str, object], attribute: str) -> tuple[str, ...]:
    """An attribute's values; the library makes a list only of several."""
    value = said.get(attribute, [])
    return tuple(map(str, value)) if isinstance(value, list) else (str(value),)
