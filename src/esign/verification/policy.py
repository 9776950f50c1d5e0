# SPDX-License-Identifier: Apache-2.0
"""Policies: which rules a file is judged by, held as data and chosen by the reader, never by it."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from esign.errors import UsageError
from esign.model import Level, Role

DEFAULT_POLICY = "issued"


@dataclass(frozen=True, slots=True)
class Policy:
    """What a file must satisfy.

    Attributes:
        name: its name in reports.
        roles: who must have signed, in this order.
        subfilters: accepted encodings of a signature.
        signed_attributes: what a signature must sign beside the content.
        optional_attributes: what it may sign as well, and nothing else.
        level: the lowest level that is enough.
        rules: ids of the rules, in the order of the walk.
    """

    name: str
    roles: tuple[Role, ...]
    subfilters: frozenset[str]
    signed_attributes: frozenset[str]
    optional_attributes: frozenset[str]
    level: Level
    rules: tuple[str, ...]

    @property
    def signers(self) -> str:
        """Who must have signed, as the codes of messages spell it: `person_agency`."""
        return "_".join(self.roles)


def shipped_policies() -> tuple[str, ...]:
    """Names of the policies that come with the tool."""
    folder = files(__package__) / "policies"
    return tuple(sorted(entry.name.removesuffix(".toml") for entry in folder.iterdir()))


@cache
def load_policy(name: str) -> Policy:
    """The shipped policy of that name.

    Raises:
        UsageError: there is none.
    """
    known = shipped_policies()
    if name not in known:
        raise UsageError("verification.unknown_policy", policy=name, known=", ".join(known))
    source = files(__package__) / "policies" / f"{name}.toml"
    table = tomllib.loads(source.read_text(encoding="utf-8"))
    return Policy(
        name=name,
        roles=tuple(Role(role) for role in table["roles"]),
        subfilters=frozenset(table["subfilters"]),
        signed_attributes=frozenset(table["signed_attributes"]),
        optional_attributes=frozenset(table["optional_attributes"]),
        level=Level(table["level"]),
        rules=tuple(table["rules"]),
    )
