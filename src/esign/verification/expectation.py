# SPDX-License-Identifier: Apache-2.0
"""Whom the reader of a file expects to have signed it.

A trusted authority vouches for many; which of them should have signed this file only its reader
knows.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Final

from esign.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from esign.model import Role

RULE: Final = "signers-are-those-expected"
EXPECTED_TEXTS: Final = ("agency", "code", "signer", "title")
MOST_TEXT: Final = 500
"""Characters of an expected name."""
_UNSEEN: Final = frozenset(("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"))


@dataclass(frozen=True, slots=True)
class Expectation:
    """Who should have signed; what is empty is not expected.

    Attributes:
        agency: the sealing agency's name, or of a file of any origin the body a signer belongs to.
        code: its electronic identifier, `H99.12`.
        signer: the name of the person who signed.
        title: that person's title.
        roles: who signed, in this order; for files of any origin only, others have it anyway.
    """

    agency: str = ""
    code: str = ""
    signer: str = ""
    title: str = ""
    roles: tuple[Role, ...] = ()

    @property
    def stated(self) -> bool:
        """Whether anything is expected."""
        return any(getattr(self, each.name) for each in fields(self))

    @property
    def of_agency(self) -> Expectation:
        """What is expected of the agency alone."""
        return replace(self, signer="", title="", roles=())

    @property
    def texts(self) -> dict[str, str]:
        """What `expectation` takes to make it."""
        return {name: text for name in EXPECTED_TEXTS if (text := getattr(self, name))}

    def joined(self, other: Expectation) -> Expectation:
        """Both at once.

        Raises:
            UsageError: they contradict each other.
        """
        values = {}
        for each in fields(self):
            one, two = getattr(self, each.name), getattr(other, each.name)
            if one and two and one != two:
                raise UsageError("verification.expected_twice", one=str(one), two=str(two))
            values[each.name] = one or two
        return Expectation(**values)


NOBODY: Final = Expectation()


def expected_text(text: str) -> str:
    """An expected name in Unicode normal form C; empty if no certificate could honestly have it."""
    normal = unicodedata.normalize("NFC", text).strip()
    hidden = any(unicodedata.category(char) in _UNSEEN for char in normal)
    return "" if hidden or len(normal) > MOST_TEXT else normal


def expectation_of(texts: Mapping[str, str], roles: tuple[Role, ...] = ()) -> Expectation:
    """The expectation of texts by name, those that are missing being empty."""
    agency, code, signer, title = (texts.get(name, "") for name in EXPECTED_TEXTS)
    return Expectation(agency, code, signer, title, roles)


def expectation(**texts: str | None) -> Expectation:
    """What a command expects, by `agency`, `code`, `signer`, `title`; None where nothing is said.

    Raises:
        UsageError: a text is empty, too long or holds what cannot be seen.
    """
    stated = {name: text for name, text in texts.items() if text is not None}
    sound = {name: expected_text(text) for name, text in stated.items()}
    if not all(sound.values()):
        wrong = next(name for name, text in sound.items() if not text)
        raise UsageError("verification.expected_text", name=wrong)
    return expectation_of(sound)
