# SPDX-License-Identifier: Apache-2.0
"""An SSH server of a test's own: Debian's sshd on loopback, as an account without privileges."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

PASSPHRASE = "a passphrase for the key"  # noqa: S105 - of keys that live for a test
_PROGRAM = "/usr/sbin/sshd"


def missing() -> str:
    """Why there can be no server here; empty when there can."""
    if sys.platform != "linux":
        return "the server is started as on Linux"
    if not Path(_PROGRAM).exists():
        return "openssh-server is not installed"
    return "" if shutil.which("setpriv") else "setpriv is not installed"


@dataclass
class Sshd:
    """A server with its keys; `root` is the folder whose `in` and `out` are served.

    Attributes:
        host_key: as a line of `known_hosts` ends.
        key_file: lets `user` in.
        locked_key: the same key under `PASSPHRASE`.
        other_key: lets nobody in.
    """

    folder: Path
    root: Path
    user: str
    port: int
    host_key: str
    key_file: Path
    locked_key: Path
    other_key: Path
    _server: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the server, and wait until it takes connections."""
        options = {
            "Port": self.port,
            "ListenAddress": "127.0.0.1",
            "HostKey": self.folder / "host",
            "AuthorizedKeysFile": self.folder / "allowed",
            "StrictModes": "no",
            "UsePAM": "yes",
            "PasswordAuthentication": "no",
            "PidFile": "none",
            "MaxStartups": "100",
        }
        (self.folder / "config").write_text(
            "".join(f"{name} {value}\n" for name, value in options.items())
            + "Subsystem sftp internal-sftp\n",
            encoding="utf-8",
        )
        command = [*_dropped(), "--pdeathsig=KILL", _PROGRAM, "-D", "-e"]
        with (self.folder / "log").open("ab") as log:
            self._server = subprocess.Popen(
                [*command, "-f", str(self.folder / "config")],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=self.folder,
            )  # fmt: skip
        for _ in range(200):
            assert self._server.poll() is None, (self.folder / "log").read_text("utf-8", "replace")
            with socket.socket() as trial:
                if trial.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            Event().wait(0.02)
        raise AssertionError("sshd does not listen")

    def stop(self) -> None:
        """Stop the server, and the connections that it has open."""
        if self._server is not None:
            found = list(_descendants(self._server.pid))
            self._server.kill()
            self._server.wait(30)
            for process in found:
                with suppress(ProcessLookupError):
                    os.kill(process, signal.SIGKILL)
            self._server = None


@contextmanager
def running_sshd() -> Iterator[Sshd]:
    """A server for as long as the block lasts."""
    folder = Path(tempfile.mkdtemp(prefix="esign-sshd-"))
    try:
        server = _made(folder)
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder)


def _made(folder: Path) -> Sshd:
    host, user, other = (Ed25519PrivateKey.generate() for _ in range(3))
    for name, key, secret in (
        ("host", host, ""),
        ("key", user, ""),
        ("locked", user, PASSPHRASE),
        ("other", other, ""),
    ):
        _write_key(folder / name, key, secret)
    (folder / "allowed").write_text(_public(user), encoding="ascii")
    root = folder / "root"
    for box in ("in", "out"):
        (root / box).mkdir(parents=True)
    if os.geteuid() == 0:
        account = pwd.getpwnam(_account())
        for path in (folder, *folder.rglob("*")):
            os.chown(path, account.pw_uid, account.pw_gid)
    folder.chmod(0o755)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    keys = (folder / "key", folder / "locked", folder / "other")
    return Sshd(folder, root, _account(), port, _public(host), *keys)


def _descendants(process: int) -> Iterator[int]:
    """The processes that one has started, and those that they have."""
    listed = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii")
    for child in map(int, listed.split()):
        yield child
        yield from _descendants(child)


def _write_key(path: Path, key: Ed25519PrivateKey, secret: str) -> None:
    locked = (
        serialization.BestAvailableEncryption(secret.encode())
        if secret
        else serialization.NoEncryption()
    )
    form = serialization.PrivateFormat.OpenSSH
    path.write_bytes(key.private_bytes(serialization.Encoding.PEM, form, locked))
    path.chmod(0o600)


def _public(key: Ed25519PrivateKey) -> str:
    form = serialization.PublicFormat.OpenSSH
    return key.public_key().public_bytes(serialization.Encoding.OpenSSH, form).decode()


def _account() -> str:
    """Whose server it is; one of root's would let tests do what no office may."""
    return "nobody" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name


def _dropped() -> Sequence[str]:
    if os.geteuid() != 0:
        return ("setpriv",)
    return ("setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups")
