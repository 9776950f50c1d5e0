# SPDX-License-Identifier: Apache-2.0
"""`esign verify --expect-…`, `--at`: whom a reader expects to have signed, and for which moment."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, time
from functools import wraps
from typing import TYPE_CHECKING, Final

import click

from esign.cli.words import moment_text, word
from esign.errors import UsageError
from esign.model import VIETNAM
from esign.system import SystemClock
from esign.verification import Expectation, expectation

if TYPE_CHECKING:
    from collections.abc import Callable

_EXPECTED: Final = ("agency", "code", "signer", "title")
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_END_OF_DAY: Final = time(23, 59, 59)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the reader asks beside the policy.

    Attributes:
        expected: who should have signed.
        past: the past moment for which files are judged; None for the present.
    """

    expected: Expectation
    past: datetime | None


def past_moment(text: str, now: datetime) -> datetime | None:
    """The moment that a text names; a day means its end, and today the present, which is None.

    Args:
        text: `2027-03-01`, or `2027-03-01T08:30+07:00`.
        now: the present, aware.

    Raises:
        UsageError: it is no moment, has no time zone, or lies in the future.
    """
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as fault:
        raise UsageError("cli.verify.at_form", value=text) from fault
    if _DAY.fullmatch(text):
        moment = datetime.combine(moment.date(), _END_OF_DAY, VIETNAM)
        if moment.date() == now.astimezone(VIETNAM).date():
            return None
    if moment.tzinfo is None:
        raise UsageError("cli.verify.at_form", value=text)
    if moment > now:
        raise UsageError("verification.future_moment", moment=moment_text(moment))
    return moment


def judging_options(command: Callable[..., object]) -> Callable[..., object]:
    """The options, handed to the command as one `asked`."""

    @wraps(command)
    def with_asked(
        *,
        at: str | None,
        expect_agency: str | None,
        expect_code: str | None,
        expect_signer: str | None,
        expect_title: str | None,
        **others: object,
    ) -> object:
        expected = expectation(
            agency=expect_agency, code=expect_code, signer=expect_signer, title=expect_title
        )
        past = None if at is None else past_moment(at, SystemClock().now())
        return command(asked=Asked(expected, past), **others)

    decorated: Callable[..., object] = click.option("--at", help=word("cli.verify.at"))(with_asked)
    for name in reversed(_EXPECTED):
        text = word(f"cli.verify.expect.{name}")
        decorated = click.option(f"--expect-{name}", help=text)(decorated)
    return decorated
