# SPDX-License-Identifier: Apache-2.0
"""Faults on demand: which of them happens to which request, by chance or so many times."""

from __future__ import annotations

import re
import threading
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from esign.axis.refusals import Code
from esign.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from esign.ports import RandomSource


class Fault(StrEnum):
    """What goes wrong; the value is its name in a script."""

    TIMEOUT_BEFORE = "timeout-before"
    """No answer, and nothing was done."""
    TIMEOUT_AFTER = "timeout-after"
    """No answer, though everything was done."""
    ERROR_BEFORE = "500"
    ERROR_AFTER = "500-after"
    TRUNCATED = "truncated"
    """The second half of what was sent is lost on its way."""
    TRUNCATED_ANSWER = "truncated-answer"
    DUPLICATE = "duplicate"
    """The message is delivered twice, as two messages."""
    REORDER = "reorder"
    """A list comes with the latest first."""
    LATE = "late"
    """The message is left out of the next list, so that others overtake it."""
    CODE = "code"
    """A refusal for no reason; the argument says which."""
    UNAUTHORIZED = "unauthorized"
    NO_ID = "no-id"
    """Accepted, but the answer lacks the message's name."""
    GARBLED = "garbled"
    """A page instead of an answer, though everything was done."""
    SLOW = "slow"
    """The answer takes its time; the argument says how many seconds."""


_PART: Final = re.compile(
    r"(?P<fault>[a-z0-9-]+)(?::(?P<argument>[\w.]+))?(?:@(?P<operation>\w+))?"
    r"(?:=(?:(?P<count>\d{1,6})x|(?P<chance>0?\.\d+|[01](?:\.0*)?)))?"
)
_CHANCE_BITS: Final = 32
LONGEST_WAIT: Final = 600.0
"""Seconds."""
_WAITING: Final = frozenset({Fault.SLOW, Fault.TIMEOUT_BEFORE, Fault.TIMEOUT_AFTER})
_CODES: Final = frozenset(code.value for code in Code)


@dataclass(slots=True)
class Rule:
    """One line of a script.

    Attributes:
        fault: what happens.
        operation: to which requests, by the operation's name; empty for all.
        chance: how probable it is, 0 to 1.
        left: how many times it still happens; None without end.
        argument: seconds for what waits, the code of a refusal.
    """

    fault: Fault
    operation: str = ""
    chance: float = 1.0
    left: int | None = None
    argument: str = ""

    @property
    def seconds(self) -> float:
        """How long it waits."""
        return float(self.argument or 0)


def read_faults(script: str) -> tuple[Rule, ...]:
    """The rules of a script, `timeout-after@sendEdoc=0.1, 500=3x, slow:0.5=0.2, code:18=1x`.

    `NAME[:ARGUMENT][@OPERATION][=CHANCE or =COUNTx]`, apart by commas or blanks; without a number
    it happens once.

    Raises:
        InputError: names the part that cannot be read.
    """
    return tuple(_rule(part) for part in re.split(r"[\s,;]+", script) if part)


def _rule(part: str) -> Rule:
    found = _PART.fullmatch(part)
    if found is None or found["fault"] not in set(Fault):
        raise InputError("axis.faults_unreadable", part=part)
    fault, argument = Fault(found["fault"]), found["argument"] or ""
    if not _is_fit(fault, argument):
        raise InputError("axis.faults_unreadable", part=part)
    chance = float(found["chance"] or 1)
    left = int(found["count"] or 1) if found["chance"] is None else None
    return Rule(fault, found["operation"] or "", chance, left, argument)


def _is_fit(fault: Fault, argument: str) -> bool:
    """Whether an argument is one that the fault takes."""
    if fault is Fault.CODE:
        return argument in _CODES
    if fault not in _WAITING:
        return not argument
    if fault is Fault.SLOW and not argument:
        return False
    fit = re.fullmatch(r"\d{0,3}(\.\d+)?", argument) is not None
    return fit and float(argument or 0) <= LONGEST_WAIT


class Script:
    """The rules in force; may be used by many threads at once.

    Args:
        rules: at the beginning.
        random: decides what is left to chance.
    """

    def __init__(self, rules: Iterable[Rule], random: RandomSource) -> None:
        self._rules = list(rules)
        self._random = random
        self._lock = threading.Lock()

    def replace(self, rules: Iterable[Rule]) -> None:
        """Put other rules in force."""
        with self._lock:
            self._rules = list(rules)

    def draw(self, operation: str) -> dict[Fault, Rule]:
        """What happens to a request, decided now; of several rules for one fault the first."""
        with self._lock:
            drawn: dict[Fault, Rule] = {}
            for rule in self._rules:
                if rule.fault in drawn or rule.operation not in {"", operation} or rule.left == 0:
                    continue
                if self._happens(rule):
                    drawn[rule.fault] = rule
                    rule.left = None if rule.left is None else rule.left - 1
            return drawn

    def as_plain(self) -> list[dict[str, Any]]:
        """The rules as JSON can hold them."""
        with self._lock:
            return [{**asdict(rule), "fault": rule.fault.value} for rule in self._rules]

    def _happens(self, rule: Rule) -> bool:
        if rule.chance >= 1:
            return True
        return self._random.bits(_CHANCE_BITS) < int(rule.chance * (1 << _CHANCE_BITS))
