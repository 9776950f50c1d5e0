# SPDX-License-Identifier: Apache-2.0
"""Whom the network may be asked for, what that may cost, and who did not answer."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from esign.fetching import FetchError, fetch
from esign.trust.gathering.addresses import host_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from esign.fetching import CircuitBreaker, Question


@dataclass(frozen=True, slots=True)
class Reach:
    """Whom the supply may ask, and how much that may cost.

    Attributes:
        hosts: names of the hosts that may be asked, lower case.
        seconds: for which one answer is waited for.
        largest: bytes of the largest answer.
        fresh: how old a list may be before a newer one is asked for, though it has not run out.
        private: whether hosts within this machine's own networks may be asked as well.
        vouched: whether a host may also be asked that is named by a certificate on a path whose
            signatures lead to an anchor: its address is an authority's own word.
        budget: seconds for all answers of a run together.
    """

    hosts: frozenset[str]
    seconds: float = 10
    largest: int = 2 << 20
    fresh: timedelta = timedelta(hours=24)
    private: bool = False
    vouched: bool = False
    budget: float = 60


@dataclass(frozen=True, slots=True)
class Miss:
    """A host that could not be used.

    Attributes:
        host: its name.
        reason: `not_allowed`, `resting` (it failed of late), `no_time`, `unfit` (an answer that
            proves nothing), or a kind of `FetchError`.
    """

    host: str
    reason: str


class Questioner:
    """Asks within a reach, and remembers who could not be used."""

    def __init__(self, reach: Reach, circuits: CircuitBreaker) -> None:
        self._reach = reach
        self._circuits = circuits
        self._spent = 0.0
        self._asked: dict[str, bytes | None] = {}
        self._misses: dict[Miss, None] = {}

    @property
    def misses(self) -> tuple[Miss, ...]:
        """Who could not be used in this run, in the order of asking."""
        return tuple(self._misses)

    def got(
        self, question: Question, is_good: Callable[[bytes], bool], *, vouched: bool = True
    ) -> bytes | None:
        """The good answer of an address; None where there is none or it must not be asked.

        What is asked for without a body is fetched once a run.

        Args:
            question: the address and what is sent there.
            is_good: whether an answer is of use.
            vouched: whether an authority that leads to an anchor has named the address.
        """
        address = question.url
        if question.body is None and address in self._asked:
            return self._asked[address]
        answer, reason = None, self._hindrance(address, vouched=vouched)
        if not reason:
            answer, reason = self._answer(question, is_good)
        if reason:
            self._misses[Miss(host_of(address), reason)] = None
        if question.body is None:
            self._asked[address] = answer
        return answer

    def _hindrance(self, address: str, *, vouched: bool) -> str:
        """Why an address is not asked; empty if it is."""
        allowed = host_of(address) in self._reach.hosts or (vouched and self._reach.vouched)
        if not allowed:
            return "not_allowed"
        if self._spent >= self._reach.budget:
            return "no_time"
        return "resting" if self._circuits.is_open(address) else ""

    def _answer(
        self, asked: Question, is_good: Callable[[bytes], bool]
    ) -> tuple[bytes | None, str]:
        """A good answer, or why there is none."""
        reach = self._reach
        bounded = replace(asked, most_bytes=reach.largest, public=not reach.private)
        begun = time.monotonic()
        try:
            answer = fetch(bounded, min(reach.seconds, reach.budget - self._spent))
        except FetchError as fault:
            answer, reason = b"", fault.kind
        else:
            reason = "" if is_good(answer) else "unfit"
        self._spent += time.monotonic() - begun
        if reason:
            self._circuits.failed(asked.url)
            return None, reason
        self._circuits.worked(asked.url)
        return answer, ""
