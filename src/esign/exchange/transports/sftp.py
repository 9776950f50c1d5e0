# SPDX-License-Identifier: Apache-2.0
"""Two folders on a server for files, over SFTP; the server is known by a key from the settings."""

from __future__ import annotations

import io
import stat
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING, Final

import paramiko

from esign.errors import ConfigurationError, EsignError, InputError
from esign.exchange.transports.boxes import BoxTransport, FileFacts
from esign.exchange.transports.deadline import Deadline, timer
from esign.exchange.transports.faults import Faults
from esign.exchange.transports.sftp_keys import host_key, private_key

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from typing_extensions import Buffer

    from esign.exchange.transports.deadline import Alarm
    from esign.ports import Clock

_LOST: Final = (paramiko.SSHException, OSError, EOFError, UnicodeDecodeError)
"""What breaks a conversation off; the last, where a name is no UTF-8."""
_AT_ONCE: Final = 256
"""Requests for pieces of a file, of 32 KB each, that are under way together."""


@dataclass(frozen=True, slots=True)
class SftpProfile:
    """An account on a server.

    Attributes:
        host: its name or address.
        port: of SSH.
        user: the account.
        host_key: type and base64, as a line of `known_hosts` ends.
        path: of the folder that holds `in` and `out`; empty for the account's own.
        key_file: the private key to sign in with; else by password.
        seconds: waited for each answer.
        budget: seconds for a whole exchange, whatever the server answers meanwhile.
    """

    host: str
    port: int
    user: str
    host_key: str
    path: str
    key_file: Path | None
    seconds: float
    budget: float = 300


class RemoteFiles:
    """Files below a folder of a server; connects when first needed, and anew after a loss.

    Args:
        name: of the transport.
        profile: which account.
        secret: its password, or the passphrase of an encrypted key file.
        faults: makes the errors.
        alarm: tells when the budget of an exchange is used up.

    Raises:
        ConfigurationError: the host key or the key file cannot be used.
    """

    def __init__(
        self,
        name: str,
        profile: SftpProfile,
        secret: str,
        faults: Faults,
        *,
        alarm: Alarm = timer,
    ) -> None:
        self._name = name
        self._profile = profile
        self._secret = secret
        self._faults = faults
        self._host_key = host_key(name, profile.host_key)
        self._key = private_key(name, profile.key_file, secret)
        self._lock = Lock()
        self._exchange = Lock()
        self._client: paramiko.SSHClient | None = None
        self._sftp: paramiko.SFTPClient | None = None
        self._deadline = Deadline(profile.budget, self._cut, alarm)

    @contextmanager
    def bounded(self) -> Iterator[None]:
        """Ends what takes longer than the budget, all that is done in the block together.

        One block at a time: they share the connection that is cut.
        """
        with self._exchange, self._deadline.running():
            yield

    def listed(self, *folder: str) -> Sequence[FileFacts]:
        """What lies in a folder, of whatever sort."""
        with self._session() as sftp:
            found = sftp.listdir_attr(self._path(*folder))
        return [_facts(each.filename, each) for each in found]

    def facts(self, *path: str) -> FileFacts | None:
        """Of one file; None where there is none."""
        with self._session() as sftp:
            sftp.stat(self._path(path[0]))  # without the box, nothing can be said of a file
            return self._facts(sftp, path)

    def read(self, limit: int, *path: str) -> bytes:
        """A file's content; symbolic links and what is no file are refused."""
        name = path[-1]
        with self._session() as sftp:
            before = self._facts(sftp, path)
            if before is None:
                raise InputError("input.missing", name=name)
            if before.size > limit:
                raise InputError("input.too_large", name=name, limit_mb=limit // 1024**2)
            received = _Received(before.size)
            # Compares the sizes at the end.
            sftp.getfo(self._path(*path), received, max_concurrent_prefetch_requests=_AT_ONCE)
            if self._facts(sftp, path) != before:
                raise InputError("input.changing", name=name)
            return received.getvalue()

    def write(self, data: bytes, *path: str) -> None:
        """Make a file appear whole: under another name first."""
        final, part = self._path(*path), self._path(*path[:-1], f".{path[-1]}.part")
        with self._session() as sftp:
            # Confirmed by its size; a broken upload lies there under a name that nobody reads.
            sftp.putfo(io.BytesIO(data), part, len(data), confirm=True)
            try:
                sftp.posix_rename(part, final)
            except _LOST as error:
                refused = isinstance(error, OSError) and not isinstance(error, TimeoutError)
                if refused and self._is_alive():
                    raise
                self.close()
                raise self._faults.no_answer(self._reason(error)) from error

    def move(self, source: tuple[str, ...], target: tuple[str, ...]) -> bool:
        """Give a file another name; False if that is taken."""
        with self._session() as sftp:
            if self._facts(sftp, target) is not None:
                return False
            with suppress(FileNotFoundError):
                self._make_folder(sftp, target[:-1])
                # Unlike `posix_rename`, this one does not replace what has come there meanwhile.
                sftp.rename(self._path(*source), self._path(*target))
            return True

    def close(self) -> None:
        """Give the connection up; the next use makes another."""
        client, self._client, self._sftp = self._client, None, None
        if client is not None:
            client.close()

    def _cut(self) -> None:
        """End what is under way: whoever waits for an answer finds the connection gone."""
        client = self._client
        if client is not None:
            client.close()

    @contextmanager
    def _session(self) -> Iterator[paramiko.SFTPClient]:
        """The open connection, for one thread at a time; a fault of it ends as the port wants."""
        try:
            with self._lock:
                kept = self._sftp
                yield kept if kept is not None and self._answers() else self._connected()
        except EsignError:
            raise
        except _LOST as error:
            if not self._is_alive():
                self.close()
            raise self._faults.unreachable(self._reason(error)) from error

    def _reason(self, error: Exception) -> str:
        """Why a conversation broke off, as the machine says it."""
        if self._deadline.passed:
            return f"> {self._profile.budget:g} s"
        told = error.strerror if isinstance(error, OSError) else None
        return told or type(error).__name__

    def _require_time(self) -> None:
        if self._deadline.passed:
            raise TimeoutError

    def _connected(self) -> paramiko.SFTPClient:
        self.close()
        self._require_time()
        profile, client = self._profile, paramiko.SSHClient()
        self._client = client
        place = (
            profile.host
            if profile.port == paramiko.config.SSH_PORT
            else f"[{profile.host}]:{profile.port}"
        )
        client.get_host_keys().add(place, self._host_key.get_name(), self._host_key)
        client.set_missing_host_key_policy(paramiko.RejectPolicy())
        try:
            client.connect(
                profile.host,
                profile.port,
                profile.user,
                None if self._key else self._secret,
                self._key,
                timeout=profile.seconds,
                banner_timeout=profile.seconds,
                auth_timeout=profile.seconds,
                channel_timeout=profile.seconds,
                allow_agent=False,
                look_for_keys=False,
            )
        except paramiko.BadHostKeyException as error:
            raise ConfigurationError("transport.host_key", service=self._name) from error
        except paramiko.AuthenticationException as error:
            raise self._faults.credential() from error
        self._require_time()  # before that, each step of connecting is bounded by itself
        sftp = client.open_sftp()
        channel = sftp.get_channel()
        if channel is not None:
            channel.settimeout(profile.seconds)
        self._sftp = sftp
        return sftp

    def _answers(self) -> bool:
        """Whether a connection of some time ago still carries; asking has no effect."""
        if not self._is_alive() or self._sftp is None:
            return False
        try:
            self._sftp.stat(".")
        except _LOST:
            return False
        return True

    def _is_alive(self) -> bool:
        transport = self._client.get_transport() if self._client is not None else None
        return transport is not None and transport.is_active()

    def _facts(self, sftp: paramiko.SFTPClient, path: tuple[str, ...]) -> FileFacts | None:
        try:
            found = sftp.lstat(self._path(*path))
        except FileNotFoundError:
            return None
        facts = _facts(path[-1], found)
        return facts if facts.regular else None

    def _make_folder(self, sftp: paramiko.SFTPClient, folder: tuple[str, ...]) -> None:
        try:
            sftp.stat(self._path(*folder))
        except FileNotFoundError:
            sftp.mkdir(self._path(*folder))

    def _path(self, *names: str) -> str:
        return "/".join((self._profile.path.rstrip("/") or ".", *names))


class _Received(io.BytesIO):
    """What of a file has come; more than was announced is an error."""

    def __init__(self, announced: int) -> None:
        super().__init__()
        self._announced = announced

    def write(self, data: Buffer, /) -> int:
        if self.tell() + memoryview(data).nbytes > self._announced:
            raise OSError("more than was announced")
        return super().write(data)


def sftp_transport(
    name: str, profile: SftpProfile, secret: str, clock: Clock, terms: tuple[float, int]
) -> BoxTransport:
    """The way over a server's folders `in/` and `out/`; see `BoxTransport`.

    Args:
        name: in the settings.
        profile: which account.
        secret: its password, or the passphrase of its key file.
        clock: tells the time.
        terms: `settle_seconds` and `most_bytes`.

    Raises:
        ConfigurationError: the host key or the key file cannot be used.
    """
    files = RemoteFiles(name, profile, secret, Faults(name, (secret,)))
    return BoxTransport(name, files, clock, *terms)


def _facts(name: str, found: paramiko.SFTPAttributes) -> FileFacts:
    regular = found.st_mode is not None and stat.S_ISREG(found.st_mode)
    return FileFacts(name, found.st_size or 0, found.st_mtime or 0, regular)
