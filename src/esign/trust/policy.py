# SPDX-License-Identifier: Apache-2.0
"""The trust file `trust.toml`: which anchors are trusted for what, and how roles are recognised.

Reads text into values; knows neither files nor certificates.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from datetime import UTC, datetime
from difflib import get_close_matches
from typing import TYPE_CHECKING

from esign.errors import ConfigurationError, Detail
from esign.model import Role
from esign.trust.certificate import ATTRIBUTES

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

VERSION = 1
# What a holder's subject can show; that somebody stamps times is said by the certificate's purpose.
_OF_SUBJECTS = (Role.PERSON, Role.AGENCY)
_ANCHOR_KEYS = ("name", "file", "sha256", "trusted_from", "trusted_until", "roles", "hosts")
_HOST = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?")


@dataclass(frozen=True, slots=True)
class Anchor:
    """A trusted authority, or a single signer who is trusted without one.

    Attributes:
        name: how messages call it.
        file: name of its certificate file in the trust folder; empty when only the pin is known.
        sha256: the pin, lower-case SHA-256 over the certificate's DER.
        trusted_from, trusted_until: when it is trusted, aware.
        roles: in which capacities its subscribers may sign; `timestamp` for time-stamp authorities.
        is_signer: a certificate that is trusted for itself alone and vouches for no other.
        hosts: names of the hosts, lower case, at which it publishes certificates and their status.
    """

    name: str
    file: str
    sha256: str
    trusted_from: datetime
    trusted_until: datetime
    roles: frozenset[Role]
    is_signer: bool = False
    hosts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RoleRule:
    """A role is recognised by the subject attributes a certificate has and lacks."""

    role: Role
    subject_has: tuple[str, ...]
    subject_lacks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TrustPolicy:
    """The trust file, checked."""

    anchors: tuple[Anchor, ...]
    roles: tuple[RoleRule, ...]


def read_policy(text: str) -> TrustPolicy:
    """The trust file's values.

    Raises:
        ConfigurationError: not TOML, or entries are unknown, missing or of the wrong form; all
            faults are reported at once.
    """
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        raise ConfigurationError("trust.not_toml", reason=str(fault)) from fault
    reader = _Reader()
    reader.known(table, "", ("version", "anchor", "signer", "role"))
    if table.get("version") != VERSION:
        reader.fault("trust.version", "version", version=VERSION)
    anchors = tuple(
        reader.anchor(entry, path, is_signer=key == "signer")
        for key in ("anchor", "signer")
        for entry, path in reader.tables(table, key)
    )
    roles = tuple(reader.role(entry, path) for entry, path in reader.tables(table, "role"))
    if not anchors:
        reader.fault("trust.no_anchor", "anchor")
    if len({anchor.sha256 for anchor in anchors}) < len(anchors):
        reader.fault("trust.duplicate_anchor", "anchor")
    if len({anchor.name for anchor in anchors}) < len(anchors):
        reader.fault("trust.duplicate_name", "anchor")
    if reader.faults:
        raise ConfigurationError("trust.invalid", details=reader.faults)
    return TrustPolicy(anchors, roles)


class _Reader:
    """Takes entries out of tables and gathers what is wrong with them."""

    def __init__(self) -> None:
        self.faults: list[Detail] = []

    def fault(self, code: str, path: str, **facts: object) -> None:
        self.faults.append(Detail(code, path, facts))

    def known(self, table: Mapping[str, object], path: str, keys: Collection[str]) -> None:
        for key in table:
            if key not in keys:
                self._unknown(f"{path}.{key}".lstrip("."), key, keys)

    def _unknown(self, path: str, word: str, known: Collection[str]) -> None:
        close = get_close_matches(word, known, n=1)
        suggestion = close[0] if close else ", ".join(known)
        self.fault("trust.unknown_word", path, word=word, suggestion=suggestion)

    def tables(
        self, table: Mapping[str, object], key: str
    ) -> list[tuple[Mapping[str, object], str]]:
        entries = table.get(key, [])
        if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
            self.fault("trust.wrong_form", key, expected=f"[[{key}]]")
            return []
        return [(entry, f"{key}[{place}]") for place, entry in enumerate(entries)]

    def anchor(self, entry: Mapping[str, object], path: str, *, is_signer: bool) -> Anchor:
        self.known(entry, path, _ANCHOR_KEYS)
        pin = self.text(entry, path, "sha256").lower()
        if not re.fullmatch(r"[0-9a-f]{64}", pin):
            self.fault("trust.wrong_form", f"{path}.sha256", expected="64 × 0-9 a-f")
        file = self.text(entry, path, "file") if "file" in entry else ""
        if file and not re.fullmatch(r"[^/\\]+\.pem", file):
            self.fault("trust.wrong_form", f"{path}.file", expected="NAME.pem")
        roles = self.choices(entry, path, "roles", [role.value for role in Role])
        return Anchor(
            name=self.text(entry, path, "name"),
            file=file,
            sha256=pin,
            trusted_from=self.moment(entry, path, "trusted_from"),
            trusted_until=self.moment(entry, path, "trusted_until"),
            roles=frozenset(Role(role) for role in roles),
            is_signer=is_signer,
            hosts=self.hosts(entry, path),
        )

    def hosts(self, entry: Mapping[str, object], path: str) -> tuple[str, ...]:
        names = entry.get("hosts", [])
        if isinstance(names, list) and all(
            isinstance(name, str) and _HOST.fullmatch(name) for name in names
        ):
            return tuple(names)
        self.fault("trust.wrong_form", f"{path}.hosts", expected='["ca.example.vn"]')
        return ()

    def role(self, entry: Mapping[str, object], path: str) -> RoleRule:
        self.known(entry, path, ("name", "subject_has", "subject_lacks"))
        name = self.text(entry, path, "name")
        known = [role.value for role in _OF_SUBJECTS]
        if name not in known:
            self._unknown(f"{path}.name", name, known)
        return RoleRule(
            role=Role(name) if name in known else Role.PERSON,
            subject_has=self.choices(entry, path, "subject_has", ATTRIBUTES),
            subject_lacks=self.choices(entry, path, "subject_lacks", ATTRIBUTES, required=False),
        )

    def text(self, entry: Mapping[str, object], path: str, key: str) -> str:
        value = entry.get(key)
        if isinstance(value, str) and value:
            return value
        self.fault("trust.wrong_form", f"{path}.{key}", expected='"…"')
        return ""

    def moment(self, entry: Mapping[str, object], path: str, key: str) -> datetime:
        value = entry.get(key)
        if isinstance(value, datetime) and value.tzinfo is not None:
            return value
        self.fault("trust.wrong_form", f"{path}.{key}", expected="2026-01-01T00:00:00Z")
        return datetime.min.replace(tzinfo=UTC)

    def choices(
        self,
        entry: Mapping[str, object],
        path: str,
        key: str,
        known: Collection[str],
        *,
        required: bool = True,
    ) -> tuple[str, ...]:
        words = entry.get(key, [])
        if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
            words = []
            required = True
        if required and not words:
            self.fault("trust.wrong_form", f"{path}.{key}", expected='["…"]')
        for word in words:
            if word not in known:
                self._unknown(f"{path}.{key}", word, known)
        return tuple(word for word in words if word in known)
