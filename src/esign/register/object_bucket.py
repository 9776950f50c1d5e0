# SPDX-License-Identifier: Apache-2.0
"""Objects in a bucket of an S3-compatible service, reached through fsspec.

Credentials come from where the service's own tools look for them (environment, profile, role of
the machine), never from our settings. The libraries are an extra and are loaded when a bucket is
opened.
"""

from __future__ import annotations

import errno
import os
import re
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from hashlib import sha256
from importlib import import_module
from typing import IO, TYPE_CHECKING, Any, Protocol

from esign.errors import ConfigurationError, ServiceError
from esign.register.store import BLOCK, SHARDS, Held, place

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

READ_AHEAD = 8 * BLOCK
TIMEOUTS = {"connect_timeout": 5, "read_timeout": 60}
ATTEMPTS = 2
AT_ONCE = 4
"""Objects that are sent to the service at the same time."""
EXTRA = "esign[s3]"

_LOCATION = re.compile(r"s3://(?P<root>[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](?:/[\w.-]+)*)/?")
_SHARDS = frozenset(SHARDS)


class FileSystem(Protocol):
    """What we use of an fsspec file system."""

    def pipe_file(self, path: str, value: bytes, *, mode: str) -> object:
        """Write a file; mode `create` refuses one that exists."""
        ...

    def open(self, path: str, mode: str, *, block_size: int) -> IO[bytes]:
        """A file to read."""
        ...

    def info(self, path: str) -> Mapping[str, Any]:
        """Size and type of one file."""
        ...

    def ls(self, path: str, *, detail: bool) -> list[dict[str, Any]]:
        """What lies directly below."""
        ...

    def rm_file(self, path: str) -> None:
        """Remove one file."""
        ...


def open_bucket(location: str, *, endpoint: str = "", profile: str = "") -> BucketStore:
    """The store at `s3://bucket/prefix`.

    Args:
        location: bucket, and a prefix if the bucket holds something else as well.
        endpoint: the service's address where it is not Amazon's.
        profile: which of the account's credential profiles to use; empty for the usual one.

    Raises:
        ConfigurationError: the location is none, or the extra is not installed.
    """
    match = _LOCATION.fullmatch(location)
    if match is None:
        raise ConfigurationError("store.bad_location", location=location)
    try:
        s3fs = import_module("s3fs")
        faults = import_module("botocore.exceptions")
    except ImportError as error:
        raise ConfigurationError("store.extra_missing", extra=EXTRA) from error
    files = s3fs.S3FileSystem(
        profile=profile or None,
        endpoint_url=endpoint or None,
        config_kwargs={**TIMEOUTS, "retries": {"max_attempts": ATTEMPTS}},
        use_listings_cache=False,
        skip_instance_cache=True,
    )
    files.retries = 1  # the layer below tries again already
    unknown = (faults.NoCredentialsError, faults.PartialCredentialsError, faults.ProfileNotFound)
    return BucketStore(files, match["root"], unknown=unknown, faults=(faults.BotoCoreError,))


class BucketStore:
    """Objects below one prefix of a bucket; see `store.ObjectStore`.

    Args:
        files: the service.
        root: bucket and prefix, without a slash at the end.
        unknown: what the service's library raises when it finds no credentials.
        faults: what else it raises beside OSError.
    """

    def __init__(
        self,
        files: FileSystem,
        root: str,
        *,
        unknown: tuple[type[Exception], ...] = (),
        faults: tuple[type[Exception], ...] = (),
    ) -> None:
        self._files = files
        self._root = root
        self._unknown = unknown
        self._faults: tuple[type[Exception], ...] = (OSError, *faults)

    def put(self, data: bytes) -> str:
        """Keep `data`; the service has confirmed it when this returns its SHA-256 (hex).

        Raises:
            ServiceError: the service cannot be reached, or refuses.
        """
        digest = sha256(data).hexdigest()
        path = self._path(digest)
        with self._reached(path):
            try:
                self._files.pipe_file(path, data, mode="create")
            except FileExistsError:
                # The same bytes again: mends a damaged object, and makes a sound one count as new.
                self._files.pipe_file(path, data, mode="overwrite")
        return digest

    def put_all(self, several: Sequence[bytes]) -> tuple[str, ...]:
        """Keep several objects, a few requests at once.

        Raises:
            ServiceError: as `put` does; some of them may be kept.
        """
        once = tuple(dict.fromkeys(several))
        with ThreadPoolExecutor(AT_ONCE) as writers:
            kept = dict(zip(once, writers.map(self.put, once), strict=True))
        return tuple(kept[data] for data in several)

    def get(self, digest: str) -> bytes:
        """The object of that SHA-256 (hex).

        Raises:
            ConfigurationError: it is missing, or its content has another digest.
            ServiceError: the service cannot be reached, or refuses.
        """
        return b"".join(self._compared(digest))

    def examine(self, digest: str) -> None:
        """Compare an object with its digest.

        Raises:
            ConfigurationError, ServiceError: as `get` does.
        """
        for _block in self._compared(digest):
            pass

    def size(self, digest: str) -> int | None:
        """How many bytes the object has; None when it is not there.

        Raises:
            ServiceError: the service cannot be reached, or refuses.
        """
        path = self._path(digest)
        with self._reached(path):
            try:
                return int(self._files.info(path)["size"])
            except FileNotFoundError:
                return None

    def listing(self, shard: str) -> Iterator[Held]:
        """The files in one shard.

        Raises:
            ServiceError: the service cannot be reached, or refuses.
        """
        yield from self._listed(f"/{shard}")

    def strays(self) -> Iterator[Held]:
        """What lies beside the shards.

        Raises:
            ServiceError: the service cannot be reached, or refuses.
        """
        for held in self._listed(""):
            if held.name not in _SHARDS:
                yield held

    def remove(self, name: str) -> None:
        """Remove the file at that place, if it is there.

        Raises:
            ServiceError: the service cannot be reached, or refuses.
        """
        path = f"{self._root}/{name}"
        with self._reached(path):
            try:
                self._files.rm_file(path)
            except FileNotFoundError:
                return

    def _path(self, digest: str) -> str:
        return f"{self._root}/{place(digest)}"

    def _compared(self, digest: str) -> Iterator[bytes]:
        """The object's blocks; what was read is not to be used before the last has come."""
        path = self._path(digest)
        found = sha256()
        with self._reached(path):
            try:
                with self._files.open(path, "rb", block_size=READ_AHEAD) as source:
                    while block := source.read(BLOCK):
                        found.update(block)
                        yield block
            except FileNotFoundError as error:
                reason = os.strerror(errno.ENOENT)
                raise ConfigurationError(
                    "register.object_lost", name=path, reason=reason
                ) from error
        if found.hexdigest() != digest:
            raise ConfigurationError("register.object_damaged", name=path)

    def _listed(self, below: str) -> Iterator[Held]:
        folder = self._root + below
        with self._reached(folder):
            try:
                entries = self._files.ls(folder, detail=True)
            except FileNotFoundError:
                return
        for entry in sorted(entries, key=lambda entry: str(entry["name"])):
            name = str(entry["name"]).strip("/").removeprefix(self._root.strip("/")).strip("/")
            yield Held(name, int(entry["size"] or 0), _modified(entry))

    @contextmanager
    def _reached(self, name: str) -> Iterator[None]:
        try:
            yield
        except self._unknown as error:
            raise ConfigurationError("store.no_credentials", reason=str(error)) from error
        except PermissionError as error:
            raise ServiceError("store.refused", name=name, reason=str(error)) from error
        except self._faults as error:
            raise ServiceError("store.unreachable", name=name, reason=str(error)) from error


def _modified(entry: Mapping[str, Any]) -> datetime:
    """When the service says a file was written; a folder has no such time and counts as new."""
    found = entry.get("LastModified")
    return found if isinstance(found, datetime) else datetime.max.replace(tzinfo=UTC)
