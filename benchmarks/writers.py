# SPDX-License-Identifier: Apache-2.0
"""Several processes that take numbers from PostgreSQL at once, through the register or without."""

from __future__ import annotations

import multiprocessing
import random
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Self

import psycopg

from esign.register import Register
from esign.system import SystemRandom
from support.books import AGENCY, DECISION, a_request
from support.ports import FIXED_NOW

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime
    from multiprocessing.queues import Queue
    from pathlib import Path
    from threading import Barrier

    from esign.model import Request
    from support.places import Place

    Statements = list[tuple[str, Any]]
    Orders = Queue[list[str] | None]

WRITERS = 4
"""Processes that write at once."""
PATIENCE = 60.0
_TICK = timedelta(milliseconds=1)


class TickingClock:
    """Another moment at each look, as in an office, and the same ones in every run."""

    def __init__(self) -> None:
        self._moment = FIXED_NOW

    def now(self) -> datetime:
        self._moment += _TICK
        return self._moment


class SeededSource:
    """The same bits in every run, at the cost of drawing them from the system."""

    def __init__(self, seed: int) -> None:
        self._system, self._seeded = SystemRandom(), random.Random(seed)  # noqa: S311 - no secret

    def bits(self, count: int) -> int:
        self._system.bits(count)
        return self._seeded.getrandbits(count)


_PHRASES = (
    "khen thưởng tập thể",
    "tuyển dụng giáo viên",
    "công nhận kết quả",
    "đánh giá chất lượng",
    "kỳ thi học sinh giỏi",
    "mua sắm thiết bị",
    "bổ sung kinh phí",
    "kiểm tra nội bộ",
    "trường tiểu học",
    "năm học mới",
)


def a_request_of_its_own(request_id: str) -> Request:
    """A request like others, but for its title, which is like few others."""
    chosen = random.Random(request_id).choices(_PHRASES, k=4)  # noqa: S311 - no secret
    return a_request(request_id, f"Về việc {', '.join(chosen)}")


def take(register: Register, requests: Sequence[Request]) -> None:
    for request in requests:
        register.number(request, DECISION, AGENCY)


class Team:
    """Processes that work on one register at the same time."""

    def __init__(self, work: Callable[..., None], place: Place, said: Statements) -> None:
        context = multiprocessing.get_context("spawn")
        self._start = context.Barrier(WRITERS + 1)
        self._orders = [context.Queue() for _ in range(WRITERS)]
        self._members = [
            context.Process(
                target=work, args=(place.folder, place.database, said, self._start, orders)
            )
            for orders in self._orders
        ]

    def __enter__(self) -> Self:
        for member in self._members:
            member.start()
        self._start.wait(PATIENCE)
        return self

    def __exit__(self, *_error: object) -> None:
        for orders in self._orders:
            orders.put(None)
        for member in self._members:
            member.join(PATIENCE)

    def work(self, batches: Sequence[list[str]]) -> None:
        """Return when all have done their part."""
        for orders, batch in zip(self._orders, batches, strict=True):
            orders.put(batch)
        self._start.wait(PATIENCE)


def take_there(
    folder: Path, database: str, _said: Statements, start: Barrier, orders: Orders
) -> None:
    with Register.open(
        folder, clock=TickingClock(), random=SystemRandom(), database=database, patience=PATIENCE
    ) as register:
        start.wait(PATIENCE)
        while (batch := orders.get()) is not None:
            take(register, list(map(a_request_of_its_own, batch)))
            start.wait(PATIENCE)


def replay_there(
    _folder: Path, database: str, said: Statements, start: Barrier, orders: Orders
) -> None:
    source = SystemRandom()
    with psycopg.connect(database, autocommit=True) as connection:
        start.wait(PATIENCE)
        while (batch := orders.get()) is not None:
            for request_id in batch:
                _number(connection, said, request_id, f"{source.bits(128):032x}")
            start.wait(PATIENCE)


def _number(connection: psycopg.Connection, said: Statements, request_id: str, chance: str) -> None:
    """The statements of one number with the values that differ from number to number."""
    own = {"request_id": request_id, "code": chance, "lookup_code": chance}
    for sql, values in said:
        if sql.startswith("BEGIN"):
            connection.execute(sql, prepare=False)
            continue
        changed = {name: own.get(name, value) for name, value in values.items()}
        cursor = connection.execute(sql, changed)
        row = cursor.fetchone() if cursor.description else None
        if sql.startswith("UPDATE series"):
            own["value"] = row[0]
        elif sql.startswith("SELECT audit_head"):
            own |= {"seq": row[0] + 1, "id": row[0] + 1, "prev_hash": row[1]}
            own["entry_hash"] = chance * 2
    connection.commit()
