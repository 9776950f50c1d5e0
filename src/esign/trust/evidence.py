# SPDX-License-Identifier: Apache-2.0
"""What proves that certificates were valid: more certificates, revocation lists, responses."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Evidence:
    """Everything DER, each once: certificates, CRLs (RFC 5280), OCSP responses (RFC 6960)."""

    certificates: frozenset[bytes] = frozenset()
    lists: frozenset[bytes] = frozenset()
    responses: frozenset[bytes] = frozenset()

    def __or__(self, other: Evidence) -> Evidence:
        return Evidence(
            self.certificates | other.certificates,
            self.lists | other.lists,
            self.responses | other.responses,
        )

    def __sub__(self, other: Evidence) -> Evidence:
        return Evidence(
            self.certificates - other.certificates,
            self.lists - other.lists,
            self.responses - other.responses,
        )

    def __bool__(self) -> bool:
        return bool(self.certificates or self.lists or self.responses)
