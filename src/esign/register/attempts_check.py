# SPDX-License-Identifier: Apache-2.0
"""Whether the attempts on each message count from 1 to as many as the message says it had."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import sqlalchemy as sa

from esign.errors import ConfigurationError
from esign.messages import Term
from esign.register.exchange_tables import attempt, message

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

_TURNS: Final = sa.func.count(attempt.c.n)
_OTHERWISE: Final = (
    sa.select(message.c.id, sa.func.max(message.c.audit_seq).label("seq"))
    .select_from(attempt)
    .join(message, message.c.id == attempt.c.message_id, isouter=True)
    .group_by(attempt.c.message_id, message.c.id)
    .having(
        sa.or_(
            message.c.id.is_(None),
            sa.func.min(attempt.c.n) != 1,
            sa.func.max(attempt.c.n) != _TURNS,
            sa.func.max(message.c.attempts) != _TURNS,
        )
    )
    .limit(1)
)


def compare_attempts(connection: Connection) -> None:
    """Hold the attempts against their messages; the record tells nothing else of them.

    Raises:
        ConfigurationError: names the act of the message, if there is that message at all.
    """
    wrong = connection.execute(_OTHERWISE).first()
    if wrong is not None:
        code = "register.row_inserted" if wrong.id is None else "register.row_changed"
        raise ConfigurationError(code, table=Term(f"table.{attempt.name}"), seq=wrong.seq)
