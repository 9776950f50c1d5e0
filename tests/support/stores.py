# SPDX-License-Identifier: Apache-2.0
"""Stores of every shape, each with a way to spoil what lies in it, and an S3 service."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from fsspec.implementations.memory import MemoryFileSystem

from esign.register.object_bucket import BucketStore, open_bucket
from esign.register.object_folder import FolderStore
from esign.register.store import place

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from esign.register.store import ObjectStore

BUCKET = "documents"
SERVER = """
import logging, sys
logging.getLogger("werkzeug").setLevel(logging.ERROR)
from moto.server import ThreadedMotoServer
server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
server.start()
print(server.get_host_and_port()[1], flush=True)
sys.stdin.read()
"""


class Shelf(Protocol):
    """A store, and hands that reach behind it."""

    store: ObjectStore

    def lay(self, name: str, data: bytes) -> None:
        """Put a file there without the store's knowledge, over whatever lies there."""

    def taken(self, name: str) -> bytes | None:
        """What lies there; None when nothing does."""


@dataclass
class FolderShelf:
    folder: Path

    def __post_init__(self) -> None:
        self.store: ObjectStore = FolderStore(self.folder)

    def lay(self, name: str, data: bytes) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        path.write_bytes(data)

    def taken(self, name: str) -> bytes | None:
        path = self.folder / name
        return path.read_bytes() if path.is_file() else None

    def age(self, digest: str, modified: float) -> None:
        """Make an object as old as if it had been put at `modified` (seconds since 1970)."""
        os.utime(self.folder / place(digest), (modified, modified))


class DatedMemory(MemoryFileSystem):
    """Tells when a file was written as an S3 service does."""

    def ls(self, path: str, detail: bool = True, **options: Any) -> list[Any]:  # noqa: FBT001, FBT002 - as there
        entries: list[Any] = super().ls(path, detail=detail, **options)
        for entry in entries:
            if entry["type"] == "file":
                entry["LastModified"] = self.modified(entry["name"])
        return entries


def _memory() -> DatedMemory:
    return DatedMemory(global_store=False, skip_instance_cache=True)


@dataclass
class MemoryShelf:
    files: DatedMemory = field(default_factory=_memory)
    root: str = "/documents/esign"

    def __post_init__(self) -> None:
        self.store: ObjectStore = BucketStore(self.files, self.root)

    def lay(self, name: str, data: bytes) -> None:
        self.files.pipe_file(f"{self.root}/{name}", data)

    def taken(self, name: str) -> bytes | None:
        path = f"{self.root}/{name}"
        content: bytes | None = self.files.cat_file(path) if self.files.isfile(path) else None
        return content


@dataclass
class S3Shelf:
    endpoint: str
    prefix: str

    def __post_init__(self) -> None:
        self.root = f"{BUCKET}/{self.prefix}"
        store = open_bucket(f"s3://{self.root}", endpoint=self.endpoint)
        self.files = store._files
        self.store: ObjectStore = store

    def lay(self, name: str, data: bytes) -> None:
        self.files.pipe_file(f"{self.root}/{name}", data, mode="overwrite")

    def taken(self, name: str) -> bytes | None:
        try:
            with self.files.open(f"{self.root}/{name}", "rb", block_size=2**20) as source:
                return source.read()
        except FileNotFoundError:
            return None


def loopback_is_up() -> bool:
    """Whether this machine may talk to itself; a network of its own may come without."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        trial.listen(1)
        try:
            socket.create_connection(trial.getsockname(), timeout=1).close()
        except OSError:
            return False
    return True


@contextmanager
def s3_service() -> Iterator[str]:
    """The address of an S3 service in a process of its own, with the bucket `documents`."""
    with subprocess.Popen(
        [sys.executable, "-c", SERVER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout is not None
        address = f"http://127.0.0.1:{server.stdout.readline().strip()}"
        try:
            open_bucket(f"s3://{BUCKET}", endpoint=address)._files.mkdir(BUCKET)
            yield address
        finally:
            server.terminate()
