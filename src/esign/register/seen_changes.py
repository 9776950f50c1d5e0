# SPDX-License-Identifier: Apache-2.0
"""One pass over history, which shows whether any change of state is other than its act."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import sqlalchemy as sa

from esign.errors import ConfigurationError
from esign.register.change_comparison import (
    CHANGE,
    FILE,
    HAS_MORE,
    KEEPING,
    LEADS,
    TELLS_OF_FILE,
    WHOLE,
)
from esign.register.dialects import ends, place_in, with_fixed_values
from esign.register.outbox_queue import KEY as NOTICES
from esign.register.row_comparison import within
from esign.register.schema import artefact, audit, history, register
from esign.register.statements import Statement
from esign.register.transitions import Step

if TYPE_CHECKING:
    from esign.register.chain import Range

_ENDS: Final = ends(history.c.audit_seq)
_STAGE_OF_CHANGE: Final = sa.case(
    (history.c.act == Step.SIGN.value, "signed"),
    *((history.c.act == act.value, "pdf") for act in (Step.SEAL, Step.CERTIFY, Step.ENTER)),
)
_SEEN: Final = Statement(
    with_fixed_values(
        sa.select(
            sa.func.count(),
            *(
                sa.func.count(sa.case((history.c.act == act.value, 1)))
                for act in (Step.NUMBER, Step.ENTER)
            ),
            sa.func.count(sa.case((sa.and_(artefact.c.sha256.is_not(None), TELLS_OF_FILE), 1))),
            sa.func.count(sa.case((HAS_MORE, 1))),
            sa.func.count(
                sa.case(
                    (
                        sa.and_(
                            history.c.act == Step.RELEASE.value,
                            place_in(audit.c.payload, f'"{NOTICES}":') > 0,
                        ),
                        1,
                    )
                )
            ),
            sa.func.min(
                sa.case(
                    (
                        sa.or_(
                            sa.not_(LEADS),
                            CHANGE,
                            sa.and_(
                                sa.or_(*(history.c.act == act for act in KEEPING)),
                                FILE,
                                TELLS_OF_FILE,
                            ),
                        ),
                        history.c.audit_seq,
                    ),
                    (WHOLE, sa.null()),
                    else_=history.c.audit_seq,
                )
            ),
        )
        .select_from(history)
        .join(audit, audit.c.seq == history.c.audit_seq, isouter=True)
        .join(register, register.c.id == history.c.entry_id, isouter=True)
        .join(
            artefact,
            sa.and_(
                artefact.c.entry_id == history.c.entry_id, artefact.c.stage == _STAGE_OF_CHANGE
            ),
            isouter=True,
        )
        .where(*within(history.c.audit_seq))
    )
)
_FILLED: Final = sa.select(sa.func.count()).where(
    history.c.act.in_((Step.NUMBER.value, Step.ENTER.value)),
    history.c.audit_seq != history.c.entry_id,
)
_TAKEN_AGAIN: Final = sa.select(sa.func.min(history.c.audit_seq)).where(
    history.c.act == Step.NUMBER.value, history.c.audit_seq == history.c.entry_id
)
"""An electronic document that takes a new number has none before, and so no change of state."""


@dataclass(slots=True)
class Changes:
    """What was seen in going over history.

    Attributes:
        rows: how many changes there are.
        numbered: how many of them give a number that was kept free to a document.
        entered: how many of them enter a paper document.
        files: how many brought a file of their own, by their acts.
        more: how many have a reason, or another document, or may be told of as having one.
        notices: how many are releases that tell of a message.
        wrong: the first that is other than its act; None where none is.
    """

    rows: int = 0
    numbered: int = 0
    entered: int = 0
    files: int = 0
    more: int = 0
    notices: int = 0
    wrong: int | None = None

    def extend(self, others: Changes) -> None:
        """Go on with what comes behind."""
        self.rows += others.rows
        self.numbered += others.numbered
        self.entered += others.entered
        self.files += others.files
        self.more += others.more
        self.notices += others.notices
        self.wrong = _first(self.wrong, others.wrong)


def _first(*places: int | None) -> int | None:
    return min((each for each in places if each is not None), default=None)


def seen_changes(connection: sa.Connection, rows: Range) -> Changes:
    """Hold changes of state, and the files that came with them, against their acts.

    Args:
        connection: sees the register and its record.
        rows: the acts.
    """
    return Changes(*(_SEEN.first(connection, {"after": rows[0], "upto": rows[1]}) or ()))


def stray_changes(connection: sa.Connection, last: int) -> Changes:
    """Changes in places that no act has; see `block_comparison.stray_entry`."""
    changes = Changes()
    for each in connection.execute(_ENDS).one():
        if each is not None and not 1 <= each <= last:
            changes.wrong = _first(changes.wrong, each)
    return changes


def filling(connection: sa.Connection, changes: Changes) -> int:
    """How many changes give a number that was kept free to a document.

    Raises:
        ConfigurationError: there is a change that takes a number, as no act writes one.
    """
    if changes.numbered:
        again = connection.scalar(_TAKEN_AGAIN)
        if again is not None:
            raise ConfigurationError("register.history_differs", seq=again)
    given = changes.numbered + changes.entered
    return (connection.scalar(_FILLED) or 0) if given else 0
