# SPDX-License-Identifier: Apache-2.0
"""Every kind of transport with something real at its other end, for one and the same contract."""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from esign.axis import DEFAULT, Axis, Desk, Habit, MemoryJournal, Script, Server, with_secrets
from esign.exchange import write
from esign.exchange.transports import (
    HttpProfile,
    HubProfile,
    HubTransport,
    VxpProfile,
    VxpTransport,
    folder_transport,
)
from esign.model import Consignment, MessageType
from support import hubs
from support.hubs import SECRET, SYSTEM, Hub
from support.packages import PACKAGE, STATUS
from support.ports import FixedClock, SeededRandom
from support.sshd import running_sshd
from support.transports import MemoryAxis

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from esign.model import Attachment, Package
    from esign.ports import Transport
    from support.sshd import Sshd

WRONG = "another secret"
MOST = 60 * 1024 * 1024


@dataclass(frozen=True)
class Way:
    """A sender's and a receiver's transport, and what carries messages from one to the other.

    `stranger` is a sender whose credential is wrong, where there are credentials.
    """

    sender: Transport
    receiver: Transport
    stranger: Transport | None = None
    carry: Callable[[], None] = lambda: None


def consignment(
    package: Package = PACKAGE, data: bytes | None = None, *, message_id: str = "5eed" * 8
) -> Consignment:
    """A document on its way to one of the axis's schools."""
    sent = replace(package, receivers=(replace(package.receivers[0], code="H99.12.05"),))
    return Consignment(
        message_id,
        MessageType.DOCUMENT,
        package.sender.code,
        ("H99.12.05",),
        package.document_id,
        package.subject,
        write(sent) if data is None else data,
    )


def status(message_id: str = "57a7" * 8) -> Consignment:
    """A status on its way to the document's sender."""
    said = replace(STATUS, sender=replace(STATUS.sender, code="H99.12.05"))
    codes = ("H99.12",)
    return Consignment(
        message_id, MessageType.STATUS, "H99.12.05", codes, PACKAGE.document_id, "", write(said)
    )


def large(attachment: Attachment, size: int) -> Attachment:
    """An attachment of that size."""
    return replace(attachment, data=b"%PDF-1.7 " + b"\xa5" * size)


def http(url: str, **changes: object) -> HttpProfile:
    """How a server on loopback is reached."""
    return replace(HttpProfile(url, seconds=60, budget=120), **changes)


def vxp(url: str, *, secret: str = SECRET, system: str = SYSTEM, raw: bool = False) -> VxpTransport:
    """A transport to a VXP adapter."""
    profile = VxpProfile(http(url), system, 30, raw, MOST)
    return VxpTransport("axis", profile, secret, FixedClock())


def hub(url: str, *, secret: str = SECRET, system: str = SYSTEM) -> HubTransport:
    """A transport to a provincial hub."""
    return HubTransport("axis", HubProfile(http(url), system, 30, MOST), secret, FixedClock())


def boxes(root: Path) -> Callable[[], None]:
    """The other agency's program: it takes what lies in `out` and brings it to `in`."""

    def carry() -> None:
        taken = root / "out" / "taken"
        taken.mkdir(exist_ok=True)
        for file in sorted((root / "out").glob("*.edxml")):
            shutil.copyfile(file, root / "in" / file.name)
            file.rename(taken / file.name)

    return carry


@contextmanager
def opened_way(kind: str, folder: Path, server: Callable[[], Sshd]) -> Iterator[Way]:
    """A way of that kind for as long as the block lasts."""
    if kind == "memory":
        axis = MemoryAxis()
        yield Way(axis.join("H99.12"), axis.join("H99.12.05"))
    elif kind in {"vxp", "vxp-raw", "hub"}:
        with hubs.serving(Hub()) as url:
            made = hub if kind == "hub" else vxp
            more = {"raw": True} if kind == "vxp-raw" else {}
            both = made(url, **more)
            yield Way(both, both, made(url, secret=WRONG, **more))
    elif kind == "folder":
        for name in ("in", "out"):
            (folder / name).mkdir()
        both = folder_transport("axis", folder, FixedClock(), 5, MOST)
        yield Way(both, both, None, boxes(folder))
    elif kind == "sftp":
        yield _sftp_way(server())
    else:
        yield from _simulated(kind)


def _sftp_way(server: Sshd) -> Way:
    from esign.exchange.transports.sftp import SftpProfile, sftp_transport  # noqa: PLC0415 - extra

    for path in server.root.rglob("*.edxml"):
        path.unlink()
    where = str(server.root)
    own = SftpProfile(
        "127.0.0.1", server.port, server.user, server.host_key, where, server.key_file, 10
    )
    terms = (5.0, MOST)
    both = sftp_transport("axis", own, "", FixedClock(), terms)
    other = replace(own, key_file=server.other_key)
    stranger = sftp_transport("axis", other, "", FixedClock(), terms)
    return Way(both, both, stranger, boxes(server.root))


def _simulated(kind: str) -> Iterator[Way]:
    random = SeededRandom()
    members = with_secrets(DEFAULT, {}, random)
    axis = Axis(members, MemoryJournal(), FixedClock(), random, Habit.REMEMBER)
    with Server(axis, Desk(axis, Script((), random))) as server:
        base = f"{server.url}/XrdAdapter/adapter" if kind == "axis-vxp" else server.url
        made = vxp if kind == "axis-vxp" else hub
        systems = ("99.12.W00", "99.125.W00")
        ends = [made(base, secret=members.secrets[each], system=each) for each in systems]
        yield Way(*ends, made(base, secret=WRONG, system=systems[0]))


@contextmanager
def shared_sshd() -> Iterator[Callable[[], Sshd]]:
    """Gives an SSH server that is started when it is first wanted."""
    opened: list[Sshd] = []
    running = running_sshd()

    def server() -> Sshd:
        if not opened:
            opened.append(running.__enter__())
        return opened[0]

    try:
        yield server
    finally:
        if opened:
            running.__exit__(None, None, None)
