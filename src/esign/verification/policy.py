# SPDX-License-Identifier: Apache-2.0
"""Policies: which rules a file is judged by, held as data and chosen by the reader, never by it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Final

from esign.errors import ConfigurationError, UsageError
from esign.verification.expectation import NOBODY, RULE, Expectation
from esign.verification.policy_table import read_table
from esign.verification.rule_book import Origin

if TYPE_CHECKING:
    from datetime import datetime

    from esign.model import Level, Role

DEFAULT_POLICY = "issued"
LARGEST: Final = 1 << 16
"""Bytes of a policy file."""


@dataclass(frozen=True, slots=True)
class Policy:
    """What a file must satisfy.

    Attributes:
        name: its name in reports.
        origin: which files it is for.
        roles: who must have signed, in this order; empty for files of every origin.
        subfilters: accepted encodings of a signature.
        signed_attributes: what a signature must sign beside the content.
        optional_attributes: what it may sign as well, and nothing else.
        level: the lowest level that is enough.
        rules: ids of the rules, in the order of the walk.
        sha1_until: signatures over a SHA-1 digest count if they are proven to be older; None where
            they never count.
        expected: who should have signed.
    """

    name: str
    roles: tuple[Role, ...]
    subfilters: frozenset[str]
    signed_attributes: frozenset[str]
    optional_attributes: frozenset[str]
    level: Level
    rules: tuple[str, ...]
    origin: Origin = Origin.OWN
    sha1_until: datetime | None = None
    expected: Expectation = NOBODY

    @property
    def signers(self) -> str:
        """Who must have signed, as the codes of messages spell it: `person_agency`."""
        return "_".join(self.roles)

    def expecting(self, expected: Expectation) -> Policy:
        """The policy with somebody expected as well; its walk then asks for that.

        Raises:
            UsageError: the policy expects somebody else.
        """
        both = self.expected.joined(expected)
        rules = self.rules if RULE in self.rules or not both.stated else (*self.rules, RULE)
        return replace(self, expected=both, rules=rules)


def shipped_policies() -> tuple[str, ...]:
    """Names of the policies that come with the tool."""
    folder = files(__package__) / "policies"
    return tuple(sorted(entry.name.removesuffix(".toml") for entry in folder.iterdir()))


def policy_text(name: str) -> str:
    """A shipped policy as it stands in its file, to start an own one from.

    Raises:
        UsageError: there is none of that name.
    """
    known = shipped_policies()
    if name not in known:
        raise UsageError("verification.unknown_policy", policy=name, known=", ".join(known))
    return (files(__package__) / "policies" / f"{name}.toml").read_text(encoding="utf-8")


def load_policy(name: str) -> Policy:
    """The shipped policy of that name, or the policy that a TOML file holds.

    Args:
        name: a shipped policy's, or a path that ends in `.toml`.

    Raises:
        UsageError: there is none.
        ConfigurationError: the file is no sound policy; all its faults are reported at once.
    """
    if name.endswith(".toml"):
        return _of_file(Path(name))
    return _shipped(name)


@cache
def _shipped(name: str) -> Policy:
    return _policy(name, policy_text(name))


def _of_file(path: Path) -> Policy:
    if not path.is_file():
        known = ", ".join(shipped_policies())
        raise UsageError("verification.no_policy_file", policy=str(path), known=known)
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
        text = content.decode("utf-8")
    except (OSError, UnicodeDecodeError) as fault:
        raise ConfigurationError("verification.policy_unreadable", policy=path.name) from fault
    if len(content) > LARGEST:
        raise ConfigurationError("verification.policy_unreadable", policy=path.name)
    return _policy(path.name, text).expecting(NOBODY)


def _policy(name: str, text: str) -> Policy:
    table = read_table(name, text)
    return Policy(
        name=name,
        origin=table.origin,
        roles=table.roles,
        subfilters=frozenset(table.texts["subfilters"]),
        signed_attributes=frozenset(table.texts["signed_attributes"]),
        optional_attributes=frozenset(table.texts["optional_attributes"]),
        level=table.level,
        rules=table.texts["rules"],
        sha1_until=table.sha1_until,
        expected=table.expected,
    )
