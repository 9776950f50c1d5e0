# SPDX-License-Identifier: Apache-2.0
"""Writes a trust folder: `trust.toml`, certificates as PEM, revocation lists as DER."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from esign.demo.pki import Identity, Validity

ROLES = ("person", "agency")

_ROLE_TABLES = """
[[role]]
name = "person"
subject_has = ["title"]
subject_lacks = ["organizationIdentifier"]

[[role]]
name = "agency"
subject_has = ["organizationIdentifier"]
subject_lacks = ["title"]
"""


@dataclass(frozen=True, slots=True)
class Anchor:
    """A root that a trust folder names, for which roles and how long."""

    name: str
    file: str
    identity: Identity
    trusted: Validity
    roles: tuple[str, ...] = ROLES

    def table(self) -> str:
        """Its table of `trust.toml`."""
        roles = ", ".join(f'"{role}"' for role in self.roles)
        return f"""
[[anchor]]
name = "{self.name}"
file = "{self.file}"
sha256 = "{sha256(self.identity.der).hexdigest()}"
trusted_from = {self.trusted.start:%Y-%m-%dT%H:%M:%SZ}
trusted_until = {self.trusted.end:%Y-%m-%dT%H:%M:%SZ}
roles = [{roles}]
"""


def trust_toml(anchors: tuple[Anchor, ...]) -> str:
    """The text of `trust.toml`; times in the anchors are UTC."""
    return "version = 1\n" + "".join(anchor.table() for anchor in anchors) + _ROLE_TABLES
