# SPDX-License-Identifier: Apache-2.0
"""Several writings in one transaction: what one refuses is undone alone, what fails undoes all."""

from __future__ import annotations

import signal
import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from esign.errors import EsignError, InputError, ServiceError
from support.books import AGENCY, DECISION, a_request

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from esign.register import Register
    from support.places import Place


_SLOW = {
    "sqlite": "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 9000000) "
    "SELECT count(*) FROM n",
    "postgresql": "SELECT pg_sleep(3)",
}
"""Statements that take longer than anybody waits before he presses Ctrl-C."""


def _number(register: Register, name: str) -> int:
    return register.number(a_request(name), DECISION, AGENCY).number.value


def _acts(register: Register) -> int:
    return register.record.check().rows


def _write(register: Register, sql: str, refused: Exception | None = None) -> None:
    with register._database.writing() as connection:
        connection.execute(sa.text(sql))
        if refused is not None:
            raise refused


def _number_and_stop(register: Register) -> None:
    with register.together():
        _number(register, "a")
        raise KeyboardInterrupt


def _go_on_after_a_fault(register: Register) -> None:
    with register.together():
        _number(register, "a")
        with pytest.raises(sa.exc.DBAPIError):
            _write(register, "UPDATE nowhere SET nothing = 1")
        with pytest.raises(sa.exc.DBAPIError):
            _number(register, "b")


def _fill_the_disk(register: Register) -> None:
    with register.together():
        with register._database.writing() as connection:
            pages = connection.scalar(sa.text("PRAGMA page_count"))
            connection.execute(sa.text(f"PRAGMA max_page_count = {pages}"))
        for turn in range(1000):
            _number(register, f"r-{turn}")


@contextmanager
def _ctrl_c(after: float) -> Iterator[None]:
    """Ctrl-C is pressed meanwhile, so many seconds from now."""
    before = signal.signal(signal.SIGALRM, signal.default_int_handler)
    signal.setitimer(signal.ITIMER_REAL, after)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _interrupt_a_statement(register: Register) -> None:
    with register._database.writing() as connection, _ctrl_c(after=0.1):
        connection.execute(sa.text(_SLOW[connection.dialect.name]))


def _interrupted(register: Register) -> None:
    with register.together():
        _number(register, "a")
        _interrupt_a_statement(register)


def _go_on_after_an_interruption(register: Register) -> None:
    with register.together():
        _number(register, "a")
        with pytest.raises(KeyboardInterrupt):
            _interrupt_a_statement(register)


def _lose(register: Register, refused: Exception) -> None:
    """The server ends the connection, which nobody has noticed when something is refused."""
    with register._database.writing() as connection:
        own = connection.scalar(sa.text("SELECT pg_backend_pid()"))
        with register._database.engine.connect() as other:
            other.execute(sa.text(f"SELECT pg_terminate_backend({own})"))
        raise refused


def _refuse_and_lose(register: Register) -> None:
    with register.together():
        _number(register, "a")
        with pytest.raises(InputError):
            _lose(register, InputError("input.missing", name="x"))


def _several_as_one(register: Register, refused: Exception) -> None:
    with register.together():
        _number(register, "b")
        _number(register, "c")
        raise refused


def _fail_in_the_disk(register: Register) -> None:
    with register.together(), register._database.writing():
        fault = sqlite3.OperationalError("disk I/O error")
        fault.sqlite_errorcode = sqlite3.SQLITE_IOERR
        raise sa.exc.OperationalError("", None, fault, connection_invalidated=False)


def test_all_of_them_are_kept_at_the_end_and_seen_by_nobody_before(place: Place) -> None:
    with place.open() as register, place.open() as other:
        before = _acts(other)
        with register.together():
            assert [_number(register, name) for name in ("a", "b", "c")] == [1, 2, 3]
            assert _acts(register) == before + 3
            assert _acts(other) == before
        assert _acts(other) == before + 3


def test_what_one_of_them_refuses_is_undone_alone(place: Place) -> None:
    with place.open() as register:
        with register.together():
            _number(register, "a")
            with pytest.raises(InputError):
                _write(
                    register,
                    "UPDATE series SET last = last + 1",
                    InputError("input.missing", name="x"),
                )
            assert _number(register, "b") == 2
        assert _number(register, "c") == 3


def test_an_exception_out_of_the_block_undoes_all_of_them(place: Place) -> None:
    with place.open() as register:
        with pytest.raises(KeyboardInterrupt):
            _number_and_stop(register)
        assert _number(register, "b") == 1


def test_a_fault_of_the_database_undoes_all_even_where_somebody_caught_it(place: Place) -> None:
    with place.open() as register:
        with pytest.raises(sa.exc.DBAPIError):
            _go_on_after_a_fault(register)
        assert _number(register, "c") == 1


@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_disk_that_fills_up_meanwhile_undoes_all_and_is_said_so(place: Place) -> None:
    with place.open() as register:
        _number(register, "before")
        with pytest.raises(EsignError) as full:
            _fill_the_disk(register)
        assert full.value.code == "register.disk_full"
    with place.open() as register:
        assert _number(register, "after") == 2


@pytest.mark.parametrize(
    "act", [_interrupted, _go_on_after_an_interruption, _interrupt_a_statement]
)
def test_ctrl_c_within_a_statement_stays_ctrl_c_undoes_all_and_bars_nobody(
    place: Place, act: Callable[[Register], None]
) -> None:
    with place.open(patience=1) as register:
        with pytest.raises(KeyboardInterrupt) as held:
            act(register)
        assert _number(register, "b") == 1, held


@pytest.mark.parametrize("kind", ["postgres"])
def test_a_refusal_on_a_connection_that_is_lost_by_then_is_told_and_all_are_undone(
    place: Place,
) -> None:
    with place.open() as register:
        with pytest.raises(ServiceError) as lost:
            _refuse_and_lose(register)
        assert lost.value.code == "register.server_unreachable"
        assert _number(register, "b") == 1


def test_several_within_others_are_one_part_of_them(place: Place) -> None:
    with place.open() as register:
        with register.together():
            assert _number(register, "a") == 1
            with pytest.raises(InputError):
                _several_as_one(register, InputError("input.missing", name="x"))
            assert _number(register, "d") == 2
            with register.together():
                assert _number(register, "e") == 3
        assert _number(register, "f") == 4


@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_connection_that_the_disk_failed_is_not_used_again(place: Place) -> None:
    with place.open() as register:
        _number(register, "before")
        with pytest.raises(EsignError) as fault:
            _fail_in_the_disk(register)
        assert fault.value.code == "register.disk_fault"
        assert not register._database._idle
