# SPDX-License-Identifier: Apache-2.0
"""Several writings in one transaction: what one refuses is undone alone, what fails undoes all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from esign.errors import EsignError, InputError
from support.books import AGENCY, DECISION, a_request

if TYPE_CHECKING:
    from esign.register import Register
    from support.places import Place


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
