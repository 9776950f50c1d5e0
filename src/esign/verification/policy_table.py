# SPDX-License-Identifier: Apache-2.0
"""Reading the table of a policy; all that is wrong with it is told at once."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import UTC, datetime
from difflib import get_close_matches
from typing import TYPE_CHECKING, Final

from esign.errors import ConfigurationError, Detail
from esign.model import Level, Role
from esign.verification.expectation import (
    EXPECTED_TEXTS,
    Expectation,
    expectation_of,
    expected_text,
)
from esign.verification.rule_book import NEEDED, RULE_BOOK, Origin

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

LAST_OF_SHA1: Final = datetime(2017, 1, 1, tzinfo=UTC)
"""Soon after, two documents of one SHA-1 digest were published; no policy may trust it longer."""
WALKS: Final = ((Role.PERSON, Role.AGENCY), (Role.AGENCY,))
"""Who signs an issued document, in this order (NĐ 30/2020 Annex I §II.7-8, Đ16, Đ25)."""

_TEXTS: Final[Mapping[Origin, tuple[str, ...]]] = {
    Origin.OWN: ("subfilters", "signed_attributes", "optional_attributes", "rules"),
    Origin.ANY: ("subfilters", "rules"),
}
_OTHERS: Final[Mapping[Origin, tuple[str, ...]]] = {
    Origin.OWN: ("origin", "roles", "level", "expect"),
    Origin.ANY: ("origin", "level", "sha1_until", "expect"),
}
_SUBFILTERS: Final[Mapping[Origin, tuple[str, ...]]] = {
    Origin.OWN: ("ETSI.CAdES.detached",),
    Origin.ANY: (
        *("ETSI.CAdES.detached", "adbe.pkcs7.detached"),
        *("adbe.pkcs7.sha1", "adbe.x509.rsa_sha1"),
    ),
}
_ATTRIBUTES: Final = ("content_type", "message_digest", "signing_certificate_v2")
_OPTIONAL: Final = ("commitment_type",)


@dataclass(frozen=True, slots=True)
class PolicyTable:
    """The table, checked; `texts` has its lists of texts by key."""

    origin: Origin
    roles: tuple[Role, ...]
    level: Level
    sha1_until: datetime | None
    texts: Mapping[str, tuple[str, ...]]
    expected: Expectation


def read_table(name: str, text: str) -> PolicyTable:
    """The values of a policy file.

    Raises:
        ConfigurationError: not TOML, or entries are unknown, missing or of the wrong form.
    """
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        raise ConfigurationError(
            "verification.policy_not_toml", policy=name, reason=str(fault)
        ) from fault
    if not table:
        raise ConfigurationError("verification.policy_empty", policy=name)
    reader = _Reader(table)
    found = reader.read()
    if reader.faults or found is None:
        raise ConfigurationError(
            "verification.policy_invalid", policy=name, details=tuple(reader.faults)
        )
    return found


class _Reader:
    """Takes entries out of a table and gathers what is wrong with them."""

    def __init__(self, table: Mapping[str, object]) -> None:
        self._table = table
        self.faults: list[Detail] = []

    def read(self) -> PolicyTable | None:
        origin = self._choice("origin", [entry.value for entry in Origin])
        if not origin:
            return None
        of = Origin(origin)
        known = (*_OTHERS[of], *_TEXTS[of])
        for key in self._table:
            if key not in known:
                self._unknown(key, key, known)
        texts = dict.fromkeys(("signed_attributes", "optional_attributes"), ())
        level = self._choice("level", [entry.value for entry in Level])
        return PolicyTable(
            origin=of,
            roles=self._roles() if of is Origin.OWN else (),
            level=Level(level or Level.B_B),
            sha1_until=self._moment("sha1_until"),
            texts=texts | {key: self._texts(key, of) for key in _TEXTS[of]},
            expected=self._expected(of),
        )

    def _texts(self, key: str, origin: Origin) -> tuple[str, ...]:
        words = self._words(key)
        known: Mapping[str, Collection[str]] = {
            "subfilters": _SUBFILTERS[origin],
            "signed_attributes": _ATTRIBUTES,
            "optional_attributes": _OPTIONAL,
            "rules": [name for name, entry in RULE_BOOK.items() if origin in entry.origins],
        }
        for word in words:
            if word not in known[key]:
                self._unknown(key, word, known[key])
        needed = {"rules": NEEDED[origin], "signed_attributes": frozenset(_ATTRIBUTES)}
        lacking = [word for word in known[key] if word in needed.get(key, ()) and word not in words]
        if lacking:
            self._fault("verification.policy_lacks", key, words=", ".join(lacking))
        if len(set(words)) < len(words):
            self._fault("verification.policy_twice", key)
        return words

    def _words(self, key: str) -> tuple[str, ...]:
        words = self._table.get(key)
        sound = isinstance(words, list) and all(isinstance(word, str) for word in words)
        if not sound or (not words and key != "optional_attributes"):
            self._fault("verification.policy_form", key, expected='["…"]')
            return ()
        return tuple(words) if isinstance(words, list) else ()

    def _roles(self) -> tuple[Role, ...]:
        words = self._words("roles")
        for walk in WALKS:
            if words == tuple(walk):
                return walk
        if words:
            expected = " | ".join(str([role.value for role in walk]) for walk in WALKS)
            self._fault("verification.policy_form", "roles", expected=expected)
        return WALKS[0]

    def _expected(self, origin: Origin) -> Expectation:
        """Who should have signed; the roles of issued documents are told elsewhere."""
        table = self._table.get("expect", {})
        if not isinstance(table, dict) or ("expect" in self._table and not table):
            self._fault("verification.policy_form", "expect", expected='[expect] agency = "…"')
            return Expectation()
        known = EXPECTED_TEXTS if origin is Origin.OWN else (*EXPECTED_TEXTS, "roles")
        for key in table:
            if key not in known:
                self._unknown(f"expect.{key}", key, known)
        stated = [key for key in EXPECTED_TEXTS if key in table]
        texts = {key: self._expected_text(key, table[key]) for key in stated}
        return expectation_of(texts, self._expected_roles(table.get("roles")))

    def _expected_text(self, key: str, value: object) -> str:
        text = expected_text(value) if isinstance(value, str) else ""
        if not text:
            self._fault("verification.policy_form", f"expect.{key}", expected='"…"')
        return text

    def _expected_roles(self, words: object) -> tuple[Role, ...]:
        if words is None:
            return ()
        known = (Role.PERSON.value, Role.AGENCY.value)
        if isinstance(words, list) and words and all(word in known for word in words):
            return tuple(map(Role, words))
        self._fault("verification.policy_form", "expect.roles", expected=str(list(known)))
        return ()

    def _choice(self, key: str, known: Collection[str]) -> str:
        value = self._table.get(key)
        if isinstance(value, str) and value in known:
            return value
        self._fault("verification.policy_form", key, expected=" | ".join(known))
        return ""

    def _moment(self, key: str) -> datetime | None:
        value = self._table.get(key)
        if value is None:
            return None
        if isinstance(value, datetime) and value.tzinfo is not None and value <= LAST_OF_SHA1:
            return value
        self._fault(
            "verification.policy_form", key, expected=f"≤ {LAST_OF_SHA1:%Y-%m-%dT%H:%M:%SZ}"
        )
        return None

    def _fault(self, code: str, path: str, **facts: object) -> None:
        self.faults.append(Detail(code, path, facts))

    def _unknown(self, path: str, word: str, known: Collection[str]) -> None:
        close = get_close_matches(word, known, n=1)
        suggestion = close[0] if close else ", ".join(known)
        self._fault("verification.policy_unknown", path, word=word, suggestion=suggestion)
