# SPDX-License-Identifier: Apache-2.0
"""Where a document stands with one receiver, worked out from what that receiver reported.

The order in which reports come in, and how often each does, makes no difference: a state only ever
rises, and answers are dealt out by the times they bear (statuses of QCVN 102:2016/BTTTT).
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final, NamedTuple

from esign.model.request_names import named_in

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import datetime


class DeliveryState(StrEnum):
    """Where a message stands with one receiver; the value is also what the database holds."""

    WAITING = "waiting"
    SENT = "sent"
    ARRIVED = "arrived"
    ACCEPTED = "accepted"
    ASSIGNED = "assigned"
    PROCESSING = "processing"
    DONE = "done"
    REFUSED = "refused"
    TAKEN_BACK = "taken_back"
    KEPT = "kept"


class StatusReport(NamedTuple):
    """What a receiver reported.

    Attributes:
        code: as it came.
        at: the time it bears, aware.
        digest: of the status package, to tell reports of the same time apart.
        note: its description.
        place: in the order in which asks were queued and reports noted.
    """

    code: str
    at: datetime
    digest: str
    note: str = ""
    place: int = 0


class Standing(NamedTuple):
    """A delivery's state; `at` and `note` are of the report that it rests on, if there is one."""

    state: DeliveryState
    at: datetime | None = None
    note: str = ""


class Ask(NamedTuple):
    """What a receiver is to answer, when it was queued, and its place in the order of reports.

    `name` is what an answer calls it that names its request; empty where none could.
    """

    message_id: str
    at: datetime
    place: int = 0
    name: str = ""


_RISING: Final = (
    *(DeliveryState.WAITING, DeliveryState.SENT, DeliveryState.ARRIVED, DeliveryState.ACCEPTED),
    *(DeliveryState.ASSIGNED, DeliveryState.PROCESSING, DeliveryState.DONE, DeliveryState.REFUSED),
)
_RANK: Final = {state: rank for rank, state in enumerate(_RISING)}

REPORTED: Final[Mapping[str, DeliveryState]] = {
    "01": DeliveryState.ARRIVED,
    "02": DeliveryState.REFUSED,
    "03": DeliveryState.ACCEPTED,
    "04": DeliveryState.ASSIGNED,
    "05": DeliveryState.PROCESSING,
    "06": DeliveryState.DONE,
}
"""What a document's receiver reports of it, by status code."""

ANSWERED: Final[Mapping[str, DeliveryState]] = {
    "15": DeliveryState.TAKEN_BACK,
    "16": DeliveryState.KEPT,
}
"""What it answers to a recall, an update, a taking back or a replacement."""

_RETURNED: Final = "02"
"""A receiver may also return a request, as it does documents; then its words name the request."""


def standing(*, sent: bool, reports: Iterable[StatusReport]) -> Standing:
    """Where a document stands with a receiver.

    A refusal is above everything else, so that it is never overlooked.

    Args:
        sent: whether the axis has taken it.
        reports: all of this receiver's, in any order; codes of other kinds do not matter.
    """
    found = Standing(DeliveryState.SENT if sent else DeliveryState.WAITING)
    for report in sorted(reports, key=_in_time):
        state = REPORTED.get(report.code)
        if state is not None and _RANK[state] > _RANK[found.state]:
            found = Standing(state, report.at, report.note)
    return found


def standing_in_place(
    *,
    sent: bool,
    reports: Iterable[StatusReport],
    place: int,
    beside: bool,
    answer: Standing | None,
) -> Standing:
    """Where a document stands with a receiver that was sent it in the place of another.

    It is a question too, whether the other one is given up: what was noted before it was queued
    tells nothing of it. Where the document went there by itself as well, its arrival and progress
    are told of that: both speak of it by the same id. Then only an answer says more than that it
    was sent, and a refusal, which might be meant for either.

    Args:
        sent: whether the axis has taken it.
        reports: all of this receiver's about the new document, in any order.
        place: of the message in the order of reports.
        beside: whether the new document went to this receiver before, by another message.
        answer: what the receiver answered to the replacement; None where it has not.
    """
    later = [each for each in reports if each.place >= place]
    if beside:
        later = [e for e in later if REPORTED.get(e.code) is DeliveryState.REFUSED]
    found = standing(sent=sent, reports=later)
    if answer is None or found.state is DeliveryState.REFUSED:
        return found
    agreed = answer.state is DeliveryState.TAKEN_BACK
    accepted = _RANK[found.state] >= _RANK[DeliveryState.ACCEPTED]
    # Of what was brought by nothing else, that it was registered says more than the agreement.
    return found if agreed and accepted else answer


def answers(asks: Sequence[Ask], reports: Iterable[StatusReport]) -> dict[str, Standing]:
    """What a receiver answered, by the message that asked.

    An answer that names a request belongs to that one, and to no other; so does the word that it
    was returned. Each of the rest belongs to
    the newest question that was open at the time it bears; where clocks differ so much that there
    was none, to the newest one that is left. What was noted before a question was queued does not
    answer it, whatever time it bears.

    Args:
        asks: in the order in which they were queued.
        reports: all of this receiver's, in any order; codes of other kinds do not matter.
    """
    names = {each.name for each in asks} - {""}
    given: dict[tuple[str, datetime, str], StatusReport] = {}
    for report in sorted(reports, key=_in_time, reverse=True):
        name = named_in(report.note)
        if report.code in ANSWERED or (report.code == _RETURNED and name in names):
            given[report.code, report.at, name if name in names else ""] = report
    left, found = list(asks), dict[str, Standing]()
    # Those that name their request come first, so that no other takes it.
    for (*_, name), report in sorted(given.items(), key=lambda each: _by_name(*each)):
        known = [each for each in left if each.place <= report.place and name in {"", each.name}]
        if not known:
            continue
        asked = [each for each in known if each.at <= report.at] or known
        newest = asked[-1]
        left.remove(newest)
        state = ANSWERED.get(report.code, DeliveryState.REFUSED)
        found[newest.message_id] = Standing(state, report.at, report.note)
    return found


def of_document(names: Collection[str], reports: Iterable[StatusReport]) -> list[StatusReport]:
    """The reports that speak of a document, and not of a request that was returned.

    Args:
        names: of this receiver's requests, as `Ask` has them.
        reports: all of this receiver's.
    """
    return [e for e in reports if e.code != _RETURNED or named_in(e.note) not in names]


def _by_name(
    given: tuple[str, datetime, str], report: StatusReport
) -> tuple[bool, tuple[datetime, str, str]]:
    return not given[-1], _in_time(report)


def _in_time(report: StatusReport) -> tuple[datetime, str, str]:
    return report.at, report.code, report.digest
