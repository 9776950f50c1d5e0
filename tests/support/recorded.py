# SPDX-License-Identifier: Apache-2.0
"""A record with acts of every kind that issuing leaves, and somebody who rewrites it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from esign.errors import ConfigurationError
from esign.messages import Language
from esign.model.proof import SealedHead
from esign.model.record import RecordRow, TreeHead
from esign.register import Occasion
from support.books import AGENCY, DECISION, a_request

if TYPE_CHECKING:
    from esign.register import Register
    from support.places import Place

COLUMNS = "prev_hash, seq, at, actor, action, subject, payload, salt"


def work(register: Register) -> None:
    """Three documents: released with its files, voided, numbered; and an act of no document."""
    for turn in (1, 2, 3):
        register.number(a_request(f"request-{turn:04d}", f'Về "việc"\t{turn}'), DECISION, AGENCY)
    for stage in ("signed", "pdf", "package"):
        register.keep("request-0001", {stage: stage.encode()}, actor='a "clerk"\t')
    register.release("request-0001")
    register.lifecycle.void("request-0002", "Trình nhầm", "clerk")
    register.record.append("tried", "Đ\\o\x7f\x01", {"của": "ai"}, actor="clerk")


def record_rows(place: Place) -> list[RecordRow]:
    return [RecordRow(*row) for row in place.rows(f"SELECT {COLUMNS} FROM audit ORDER BY seq")]  # noqa: S608


def rehash(place: Place, after: int) -> None:
    """Make the chain fit again from a row on, as somebody who knows how it is made would."""
    rows = record_rows(place)
    previous = rows[after - 1].entry_hash if after else "0" * 64
    statements = []
    for row in rows[after:]:
        fitting = RecordRow(previous, *[getattr(row, name) for name in RecordRow._fields[1:]])
        statements.append(
            f"UPDATE audit SET prev_hash = '{previous}', entry_hash = '{fitting.entry_hash}' "  # noqa: S608
            f"WHERE seq = {row.seq}"
        )
        previous = fitting.entry_hash
    place.change(*statements, f"UPDATE audit_head SET entry_hash = '{previous}'")  # noqa: S608


def refused(register: Register) -> ConfigurationError:
    with pytest.raises(ConfigurationError) as caught:
        register.record.check()
    assert caught.value.message(Language.VIETNAMESE)
    assert caught.value.remedy(Language.VIETNAMESE)
    return caught.value


def sealed(register: Register, occasion: Occasion = Occasion.ASKED) -> TreeHead:
    """A head kept with some seal."""
    pending = register.record.next_head(occasion, AGENCY)
    assert pending is not None
    head = SealedHead(pending.head.statement, b"seal")
    assert register.record.store_head(pending, head)
    return pending.head
