# SPDX-License-Identifier: Apache-2.0
"""The rule: number, date and signer are printed as the metadata state them."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final

from esign.model import Finding, same_name
from esign.verification.outcome import failed, passed, undecided

if TYPE_CHECKING:
    from collections.abc import Iterator

    from esign.verification.facts import Facts
    from esign.verification.outcome import Outcome
    from esign.verification.policy import Policy
    from esign.verification.printed.seen import Printed

RULE: Final = "printed-agrees"
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_DASHES: Final = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2212", "-"))
_OPEN: Final = ("number", "issued_on")


def printed_agrees(facts: Facts, _: Policy) -> Iterator[Finding]:
    """Says nothing where no page was read: another rule says why, or the agency sealed alone."""
    if facts.printed is not None:
        for outcome in _outcomes(facts, facts.printed):
            yield Finding(RULE, *outcome)


def _outcomes(facts: Facts, printed: Printed) -> Iterator[Outcome]:
    if not printed.readable:
        yield undecided("verification.printed.unreadable")
        return
    said = {name: facts.document.get(name, "") for name in (*_OPEN, "signer")}
    if facts.numbering is not None:
        said = {"signer": said["signer"]}
    found = {name: str(getattr(printed, name)) for name in said}
    differ = [name for name in said if found[name] and not _same(name, found[name], said[name])]
    for name in differ:
        yield failed(
            f"verification.printed.{name}", printed=_shown(found[name]), stated=_shown(said[name])
        )
    missing = [name for name in said if not found[name]]
    for name in missing if printed.headed else ():
        yield undecided(f"verification.printed.missing.{name}", stated=_shown(said[name]))
    if missing and not printed.headed:
        yield passed("verification.printed.no_text")
    elif not missing and not differ:
        yield passed("verification.printed.agrees")


def _same(name: str, found: str, stated: str) -> bool:
    if name == "number":
        return _number(found) == _number(stated)
    return same_name(found, stated) if name == "signer" else found == stated


def _shown(text: str) -> str:
    """Days as documents print them."""
    year, *others = text.split("-")
    return f"{others[1]}/{others[0]}/{year}" if _DAY.fullmatch(text) else text or "—"


def _number(text: str) -> str:
    """The number as it is compared: composed, one sort of dash, without leading zeros."""
    plain = unicodedata.normalize("NFC", "".join(text.split())).translate(_DASHES)
    return plain.lstrip("0")
