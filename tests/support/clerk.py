# SPDX-License-Identifier: Apache-2.0
"""Clerks in processes of their own, who take numbers from one register at the same time."""

from __future__ import annotations

import multiprocessing
import os
import secrets
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from threading import BrokenBarrierError
from typing import TYPE_CHECKING
from unittest.mock import patch

from esign.register import Register
from support.books import AGENCY, DECISION, a_request
from support.ports import FixedClock

if TYPE_CHECKING:
    from threading import Barrier

    from support.places import Place

PATIENCE = 60.0

_start: Barrier
"""Where all clerks wait for each other."""


class Dice:
    def bits(self, count: int) -> int:
        return secrets.randbits(count)


def clerks(place: Place, names: str, count: int) -> list[list[int]]:
    """Let one clerk for each letter of `names` work at the same time; the numbers each took."""
    methods = multiprocessing.get_all_start_methods()
    context = multiprocessing.get_context("forkserver" if "forkserver" in methods else "spawn")
    context.set_forkserver_preload([__name__])
    tests = str(Path(__file__).parents[1])  # where the fork server looks for what it preloads
    with (
        patch.dict(os.environ, PYTHONPATH=tests),
        ProcessPoolExecutor(len(names), context, _meet, (context.Barrier(len(names)),)) as office,
    ):
        told = [office.submit(_work, place.folder, place.database, name, count) for name in names]
        return [each.result(PATIENCE) for each in told]


def _meet(start: Barrier) -> None:
    global _start  # noqa: PLW0603 - what a process of the pool is given lives nowhere else
    _start = start


def _work(folder: Path, database: str, name: str, count: int) -> list[int]:
    try:
        _start.wait(PATIENCE)
    except BrokenBarrierError as error:
        raise AssertionError("a clerk did not come") from error
    with Register.open(
        folder, clock=FixedClock(), random=Dice(), database=database, patience=PATIENCE
    ) as register:
        requests = (a_request(f"request-{name}-{turn:04d}") for turn in range(count))
        return [register.number(each, DECISION, AGENCY).number.value for each in requests]
