# SPDX-License-Identifier: Apache-2.0
"""How the story is played: command lines that are shown and run, and run again where it takes it.

What goes wrong on the way is what `esign outbox` and `esign inbox` are there for: whoever looks
after them sends again, lets a stopped message go on, and receives until what he waits for is there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

from esign.errors import ConfigurationError, ExitStatus
from esign.register import MessageState, Standing

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from esign.axis import Axis
    from esign.demo.exchange.offices import Partner
    from esign.register import ArrivedMessage, Register

MOST_ROUNDS: Final = 60
"""How often something is tried before the story is given up."""

SHORTEST_WAIT, LONGEST_WAIT = 0.3, 5.0
"""Seconds between two rounds."""

_FETCHED: Final = frozenset({ExitStatus.DONE, ExitStatus.INPUT, ExitStatus.SERVICE})
"""How taking in may end without being at its wits' end: what failed is taken the next time."""


_SENT: Final = frozenset({ExitStatus.DONE, ExitStatus.SERVICE, ExitStatus.BATCH})
"""How sending may end; what is left after it is sent the next time."""


class Narrator(Protocol):
    """Says the text of a code to whoever watches."""

    def __call__(self, code: str, /, **facts: object) -> None:
        """Say it."""


@dataclass(frozen=True, slots=True)
class Stage:
    """Where the story is played.

    Attributes:
        run: runs a command line as `esign` does; returns its exit status.
        say: explains what happens.
        wait: waits so many seconds.
        axis: carries the messages.
    """

    run: Callable[[Sequence[str]], int]
    say: Narrator
    wait: Callable[[float], None]
    axis: Axis

    def do(
        self,
        partner: Partner,
        *words: str,
        allowed: frozenset[ExitStatus] = frozenset({ExitStatus.DONE}),
    ) -> None:
        """Show a command line and run it for an office.

        Raises:
            ConfigurationError: it ended in another way than allowed.
        """
        line = (*words, "--settings", str(partner.settings))
        self.say("cli.axis_demo.command", line=" ".join(map(_quoted, line)))
        status = self.run(line)
        if status not in allowed:
            raise ConfigurationError("demo.command_failed", command=" ".join(words), status=status)

    def send(self, partner: Partner) -> None:
        """Send until nothing is left to be sent.

        Raises:
            ConfigurationError: something is left all the same.
        """
        before, patience = 0, SHORTEST_WAIT
        for _ in range(MOST_ROUNDS):
            self.do(partner, "outbox", "send", allowed=_SENT)
            with partner.register() as register:
                left = register.outbox.all()
            if not left:
                return
            for message in left:
                if message.state is MessageState.STOPPED:
                    self.say("cli.axis_demo.stopped")
                    self.do(partner, "outbox", "retry", message.id[:8])
            patience = SHORTEST_WAIT if len(left) != before else min(2 * patience, LONGEST_WAIT)
            before = len(left)
            self.wait(patience)
        raise ConfigurationError("demo.nothing_moves", agency=partner.code)

    def receive(self, partner: Partner, is_there: Callable[[Register], object]) -> None:
        """Take in until what is waited for is there.

        Raises:
            ConfigurationError: it does not come.
        """
        for _ in range(MOST_ROUNDS):
            self.do(partner, "inbox", "receive", allowed=_FETCHED)
            with partner.register() as register:
                if is_there(register):
                    return
            self.wait(SHORTEST_WAIT)
        raise ConfigurationError("demo.nothing_moves", agency=partner.code)

    def settle(self, partners: Sequence[Partner]) -> None:
        """Send and take in what is still under way, such as what came twice.

        Raises:
            ConfigurationError: it has no end.
        """
        for _ in range(MOST_ROUNDS):
            busy = [partner for partner in partners if self._is_busy(partner)]
            if not busy:
                return
            self.say("cli.axis_demo.under_way")
            for partner in busy:
                self.do(partner, "inbox", "receive", allowed=_FETCHED)
                self.send(partner)
            self.wait(SHORTEST_WAIT)
        raise ConfigurationError("demo.nothing_moves", agency=partners[0].code)

    def _is_busy(self, partner: Partner) -> bool:
        """Whether the axis has something for an office, or the office something to send."""
        if any(self.axis.count(partner.system_id, kind) for kind in ("edoc", "status")):
            return True
        with partner.register() as register:
            kept = register.inbox.messages({Standing.KEPT})
            return bool(kept or register.outbox.all())


def arrived(register: Register, code: str, standing: Standing) -> ArrivedMessage | None:
    """The message of the inbox about the document of that number that stands like this."""
    found = register.inbox.messages({standing})
    return next((each for each in found if each.read.code == code), None)


def _quoted(text: str) -> str:
    """A word as it is typed: in quotation marks where it has blanks."""
    return f'"{text}"' if " " in text else text
