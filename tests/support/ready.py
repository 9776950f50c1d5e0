# SPDX-License-Identifier: Apache-2.0
"""Offices and registers of a test's own whose tables are made already, as on any other day."""

from __future__ import annotations

import shutil
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from esign.register import Register
from esign.wiring import open_office
from support.office import write_office
from support.places import Place
from support.ports import CountingPrompt, FixedClock, SeededRandom

if TYPE_CHECKING:
    from esign.issuance import Office
    from support.postgres import Cluster

DATABASE = "register.sqlite3"


@cache
def _empty_register() -> TemporaryDirectory[str]:
    """The folder of a register that has nothing in it; made once, removed with this process."""
    folder = TemporaryDirectory(prefix="esign-empty-")
    place = Path(folder.name) / "register"
    Register.open(place, clock=FixedClock(), random=SeededRandom()).close()
    return folder


def with_register(settings: Path) -> Path:
    """An office's settings, with its tables made."""
    made = Path(_empty_register().name) / "register"
    shutil.copytree(made, settings.parent / "register", copy_function=shutil.copy2)
    return settings


def ready_office(folder: Path) -> Office:
    """An open office of its own in `folder`, as `make_office` gives one."""
    settings = with_register(write_office(folder))
    return open_office(settings, prompt=CountingPrompt(), clock=FixedClock())


def ready_place(folder: Path, cluster: Cluster | None = None) -> Place:
    """Where a register is that has no number yet: in `folder`, or in a new database."""
    if cluster is not None:
        return Place(folder, cluster, cluster.create(_empty_database(cluster)))
    shutil.copytree(Path(_empty_register().name) / "register", folder)
    return Place(folder)


@cache
def _empty_database(cluster: Cluster) -> str:
    """The name of a database with an empty register, made once for each server."""
    with TemporaryDirectory(prefix="esign-empty-") as folder:
        place = Place(Path(folder) / "books", cluster, cluster.create())
        place.open(patience=10).close()
    return place.name
