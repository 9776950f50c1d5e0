# SPDX-License-Identifier: Apache-2.0
"""A PostgreSQL server of a test's own: Debian's programs, a new data folder, a Unix socket only.

The server dies with the process that started it, even when that one is killed: the kernel sees to
it. What a killed run leaves on the disk is removed by the next one.
"""

from __future__ import annotations

import os
import pwd
import re
import shutil
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Literal

import psycopg

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ACCOUNT = "esign"
"""The role that owns the databases; no superuser."""

Stop = Literal["smart", "fast", "immediate"]

_PREFIX = "esign-postgres-"
_FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
_TUNED = ("unix_socket_permissions=0777", "max_connections=40", "shared_buffers=64MB")


def missing() -> str:
    """Why there can be no server here; empty when there can."""
    if sys.platform != "linux":
        return "the server is started as on Linux"
    if _programs() is None:
        return "PostgreSQL is not installed"
    if shutil.which("setpriv") is None:
        return "setpriv is not installed"
    return ""


class Cluster:
    """A server with its data; `durable` makes it wait for the disk as it would in an office."""

    def __init__(self, *, durable: bool = False) -> None:
        _sweep()
        self.folder = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-"))
        self._durable = durable
        self._names = (f"db{number}" for number in count(1))
        if os.geteuid() == 0:
            shutil.chown(self.folder, *_account())
        self.folder.chmod(0o755)  # an account of its own has to reach the socket
        self._run("initdb", "--no-sync", "--no-locale", "--encoding=UTF8", "--auth=trust",
                  "--username=postgres", "--pgdata", self.data)  # fmt: skip
        self._server: subprocess.Popen[bytes] | None = None
        self.start()
        self.execute(f"CREATE ROLE {ACCOUNT} LOGIN CREATEDB")

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def start(self) -> None:
        """Start the server, and wait until it takes connections."""
        settings = (f"unix_socket_directories={self.folder}", "listen_addresses=", *_TUNED)
        settings += () if self._durable else _FAST
        options = [word for setting in settings for word in ("-c", setting)]
        command = [*_dropped(), "--pdeathsig=QUIT", _program("postgres"), "-D", self.data, *options]
        with (self.folder / "log").open("ab") as log:
            self._server = subprocess.Popen(command, stdout=log, stderr=log, cwd=self.folder)
        self._run("pg_isready", "--host", self.folder, tries=200)

    def stop(self, how: Stop = "fast") -> None:
        """Stop the server; `immediate` is as if the machine's power had failed."""
        if self._server is not None:
            self._run("pg_ctl", "stop", "--mode", how, "--pgdata", self.data)
            self._server.wait(30)
            self._server = None

    def execute(self, sql: str, database: str = "postgres") -> None:
        """Run SQL as the superuser, outside of a transaction."""
        with psycopg.connect(
            host=str(self.folder), user="postgres", dbname=database, autocommit=True
        ) as connection:
            connection.execute(sql.encode())

    def create(self, template: str = "template0") -> str:
        """A new database, empty or like another; its name."""
        name = next(self._names)
        self.execute(f"CREATE DATABASE {name} OWNER {ACCOUNT} TEMPLATE {template}")
        return name

    def drop(self, name: str) -> None:
        """Remove a database, whoever still uses it."""
        self.execute(f"DROP DATABASE {name} WITH (FORCE)")

    def address(self, database: str) -> str:
        """What the settings would say."""
        return f"postgresql://{ACCOUNT}@/{database}?host={self.folder}"

    def close(self) -> None:
        """Stop the server and remove its data."""
        self.stop("immediate")
        shutil.rmtree(self.folder)

    def _run(self, name: str, *arguments: object, tries: int = 1) -> None:
        command = [*_dropped(), _program(name), *(str(each) for each in arguments)]
        for left in reversed(range(tries)):
            done = subprocess.run(
                command, capture_output=True, check=False, encoding="utf-8", cwd=self.folder
            )
            if done.returncode == 0:
                return
            if left:
                assert self._server is None or self._server.poll() is None, self.log()
                Event().wait(0.05)
        raise AssertionError(f"{name}: {done.stderr}\n{self.log()}")

    def log(self) -> str:
        """The last words of the server."""
        path = self.folder / "log"
        return path.read_text("utf-8", "replace")[-2000:] if path.exists() else ""


@contextmanager
def running_cluster(*, durable: bool = False) -> Iterator[Cluster]:
    """A server for as long as the block lasts."""
    cluster = Cluster(durable=durable)
    try:
        yield cluster
    finally:
        cluster.close()


def _programs() -> Path | None:
    """The folder of the newest PostgreSQL; Debian keeps each version's apart."""
    on_path = shutil.which("postgres")
    if on_path and shutil.which("initdb", path=str(Path(on_path).resolve().parent)):
        return Path(on_path).resolve().parent
    versions = Path("/usr/lib/postgresql").glob("*/bin/postgres")
    newest = max(versions, key=lambda path: float(path.parts[-3]), default=None)
    return newest.parent if newest else None


def _program(name: str) -> str:
    folder = _programs()
    assert folder is not None
    return str(folder / name)


def _account() -> tuple[str, str]:
    """Whose server it is when we are root, which PostgreSQL refuses to run as."""
    names = {entry.pw_name for entry in pwd.getpwall()}
    return ("postgres", "postgres") if "postgres" in names else ("nobody", "nogroup")


def _dropped() -> Sequence[str]:
    if os.geteuid() != 0:
        return ("setpriv",)
    user, group = _account()
    return ("setpriv", f"--reuid={user}", f"--regid={group}", "--clear-groups")


def _sweep() -> None:
    """Remove what killed runs left."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        owner = re.match(rf"{_PREFIX}(\d+)-", folder.name)
        if owner and not Path(f"/proc/{owner[1]}").exists():
            shutil.rmtree(folder, ignore_errors=True)
