# SPDX-License-Identifier: Apache-2.0
"""Why something is done with a message: reasons, and who vouches for what nothing proves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from esign.errors import InputError
from esign.messages import Term
from esign.model import Verdict
from esign.register.form import SUBJECT, Field, filled
from esign.register.inbox_tables import Standing

if TYPE_CHECKING:
    from esign.register.inbox_rows import ArrivedMessage

LONGEST_REASON: Final = 1000
"""Characters of the reason that a sender is given."""

_LABEL: Final = "Lý do"


def reason_given(text: str) -> str:
    """The reason that a sender is given.

    Raises:
        InputError: there is none, or it is unfit.
    """
    return _filled(text, LONGEST_REASON)


def vouched(message: ArrivedMessage, reason: str, *, despite: bool) -> str:
    """Why a document is registered whose files were not found good; empty where they were.

    Raises:
        InputError: nobody vouches for it, or without a reason.
    """
    if message.read.verdict == Verdict.PASSED and message.state is Standing.WAITING:
        return ""
    if not despite:
        verdict = Term(f"inbox.verdict.{message.read.verdict or 'none'}")
        raise InputError("inbox.not_passed", id=message.id, verdict=verdict)
    return _filled(reason, SUBJECT)


def vouched_sender(message: ArrivedMessage, reason: str, *, despite: bool) -> str:
    """Why a request is agreed to whose sender nothing proves, or whose files were not found good.

    Empty where something proves it and all files are good, or there are none.

    Raises:
        InputError: nobody vouches for it, or without a reason.
    """
    read = message.read
    if read.verdict in {"", Verdict.PASSED} and not read.is_unproven:
        return ""
    if despite:
        return _filled(reason, SUBJECT)
    if read.is_unproven:
        raise InputError("inbox.unproven_request", id=message.id)
    verdict = Term(f"inbox.verdict.{read.verdict}")
    raise InputError("inbox.request_not_passed", id=message.id, verdict=verdict)


def refuse_reflected(message: ArrivedMessage, *, despite: bool) -> None:
    """Return nothing to an agency that may never have sent it: a stranger would have us write.

    Raises:
        InputError: another has sent it than it names, or nothing proves who has and nobody vouches.
    """
    if message.read.is_in_anothers_name:
        raise InputError("inbox.return_to_another", id=message.id)
    if message.read.is_unproven and not despite:
        raise InputError("inbox.unproven_return", id=message.id)


def _filled(text: str, limit: int) -> str:
    return filled({"reason": Field(_LABEL, text, limit)})["reason"]
