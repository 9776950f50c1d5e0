# SPDX-License-Identifier: Apache-2.0
"""Folders that another program watches as well, and what may lie in them."""

from __future__ import annotations

import os
import socket
import threading
from dataclasses import replace
from typing import TYPE_CHECKING

import paramiko
import pytest

from esign.errors import ConfigurationError, InputError, ServiceError
from esign.exchange.transports import folder_transport
from esign.exchange.transports.boxes import FileFacts
from esign.exchange.transports.folder import LocalFiles
from esign.exchange.transports.sftp import SftpProfile, sftp_transport
from esign.model import MessageType, Offered, OutcomeUnknownError, RefusedError
from support import sshd
from support.ports import FIXED_NOW, FixedClock
from support.sshd import PASSPHRASE, running_sshd
from support.ways import consignment

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from esign.exchange.transports.boxes import BoxTransport
    from support.sshd import Sshd

LONG_AGO = FIXED_NOW.timestamp() - 3600
MOST = 1 << 20


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name in ("in", "out"):
        (tmp_path / name).mkdir()
    return tmp_path


@pytest.fixture
def folder(root: Path) -> BoxTransport:
    return folder_transport("share", root, FixedClock(), 5, MOST)


class OneFile(LocalFiles):
    """A folder with one file, as some server lists it."""

    def __init__(self, file: FileFacts) -> None:
        self._file = file

    def listed(self, *_folder: str) -> list[FileFacts]:
        return [self._file]


def lay(path: Path, data: bytes = b"<edXML/>", changed: float = LONG_AGO) -> None:
    path.write_bytes(data)
    os.utime(path, (changed, changed))


def test_a_file_that_is_being_written_is_left_alone(folder: BoxTransport, root: Path) -> None:
    lay(root / "in" / "a.edxml", changed=FIXED_NOW.timestamp() - 1)
    lay(root / "in" / ".b.edxml")
    lay(root / "in" / "c.edxml.part")
    lay(root / "in" / "d.xml")
    assert list(folder.offered()) == []
    assert [each.axis_id for each in folder.offered()] == ["a.edxml"]  # as it was at the last look


def test_whatever_is_left_in_the_folder_is_told_with_the_reason(
    folder: BoxTransport, root: Path
) -> None:
    for name in (".an.edxml", "b.edxml.part", "c.pdf", "d.xml", "e.edxml~", "f.edxml", "g.zip"):
        lay(root / "in" / name)
    lay(root / "in" / "h.edxml", changed=FIXED_NOW.timestamp() - 1)
    (root / "in" / "i.edxml").symlink_to(root / "in" / "f.edxml")
    (root / "in" / "taken").mkdir()
    (root / "in" / "scans").mkdir()
    assert [each.axis_id for each in folder.offered()] == ["f.edxml", "g.zip"]
    assert folder.passed_over == {
        ".an.edxml": "hidden",
        "b.edxml.part": "unfinished",
        "c.pdf": "suffix",
        "d.xml": "suffix",
        "e.edxml~": "unfinished",
        "h.edxml": "unfinished",
        "i.edxml": "no_file",
        "scans": "no_file",
    }
    assert len(folder.offered()) == 3
    assert "h.edxml" not in folder.passed_over


def test_an_archive_of_old_is_moved_under_its_own_suffix(folder: BoxTransport, root: Path) -> None:
    for data in (b"PK first", b"PK second"):
        lay(root / "in" / "a.ZIP", data)
        (offered,) = folder.offered()
        assert folder.fetch(offered) == data
        folder.confirm(offered, taken=True)
    kept = {path.name: path.read_bytes() for path in (root / "in" / "taken").iterdir()}
    assert kept == {"a.ZIP": b"PK first", "a.2.ZIP": b"PK second"}


def test_a_clock_that_is_ahead_does_not_hide_a_file(folder: BoxTransport, root: Path) -> None:
    lay(root / "in" / "a.edxml", changed=FIXED_NOW.timestamp() + 86400)
    assert len(folder.offered()) == 1


@pytest.mark.parametrize("changed", [-(2.0**33), -1.0, 2.0**33, 2.0**40])
def test_a_file_of_any_age_is_offered(folder: BoxTransport, changed: float) -> None:
    folder._files = OneFile(FileFacts("a.edxml", 8, changed))
    assert [each.axis_id for each in folder.offered()] == ["a.edxml"]


@pytest.mark.skipif(os.sep != "/", reason="a backslash divides names")
@pytest.mark.parametrize("name", ["a\\b.edxml", "c\\..\\b.edxml", "a\nb\x7f.edxml"])
@pytest.mark.parametrize("box", ["taken", "unusable"])
def test_a_file_of_any_name_is_picked_up(
    folder: BoxTransport, root: Path, name: str, box: str
) -> None:
    lay(root / "in" / name)
    (offered,) = folder.offered()
    assert offered.axis_id.isprintable()
    assert folder.fetch(offered) == b"<edXML/>"
    folder.confirm(offered, taken=box == "taken")
    assert (root / "in" / box / name).is_file()
    assert list(folder.offered()) == []


def test_symbolic_links_and_folders_are_no_messages(folder: BoxTransport, root: Path) -> None:
    lay(root / "secret.edxml")
    (root / "in" / "a.edxml").symlink_to(root / "secret.edxml")
    (root / "in" / "b.edxml").mkdir()
    os.mkfifo(root / "in" / "c.edxml")
    assert list(folder.offered()) == []
    for name in ("a.edxml", "b.edxml", "c.edxml"):
        with pytest.raises(InputError):
            folder.fetch(Offered(name, MessageType.DOCUMENT))


@pytest.mark.parametrize(
    "axis_id",
    [
        "../secret.edxml",
        "%2E%2E%2Fsecret.edxml",
        "taken/a.edxml",
        "..\\a.edxml",
        ".a.edxml",
        "",
        "%00.edxml",
        "/etc/passwd",
    ],
)
def test_no_name_leads_out_of_the_folder(folder: BoxTransport, root: Path, axis_id: str) -> None:
    lay(root / "secret.edxml")
    offered = Offered(axis_id, MessageType.DOCUMENT)
    with pytest.raises(InputError) as fault:
        folder.fetch(offered)
    assert fault.value.code == "transport.not_a_message"
    before = sorted(root.rglob("*"))
    folder.confirm(offered, taken=True)
    assert sorted(root.rglob("*")) == before
    assert (root / "secret.edxml").exists()


@pytest.mark.parametrize("message_id", ["../x", "a/b", "", ".hidden", "a b", "x" * 200, "a\n"])
def test_a_message_is_not_laid_under_an_odd_name(folder: BoxTransport, message_id: str) -> None:
    with pytest.raises(RefusedError):
        folder.send(consignment(message_id=message_id))


@pytest.mark.parametrize(
    "name", ["Văn bản số 5.edxml", "a\nb.edxml", "100%.EDXML", "x" * 245 + ".edxml"]
)
def test_other_programs_may_name_their_files_as_they_like(
    folder: BoxTransport, root: Path, name: str
) -> None:
    lay(root / "in" / name)
    (offered,) = folder.offered()
    assert offered.axis_id.isascii()
    assert offered.axis_id.isprintable()
    assert folder.fetch(offered) == b"<edXML/>"
    folder.confirm(offered, taken=True)
    assert [path.name for path in (root / "in" / "taken").iterdir()] == [name]


def test_a_name_that_is_no_text_is_taken_as_well(folder: BoxTransport, root: Path) -> None:
    lay(root / "in" / os.fsdecode(b"\xff\xfe.edxml"))
    (offered,) = folder.offered()
    assert offered.axis_id == "%FF%FE.edxml"
    folder.confirm(offered, taken=False)
    assert len(list((root / "in" / "unusable").iterdir())) == 1


def test_a_second_file_of_one_name_is_kept_beside_the_first(
    folder: BoxTransport, root: Path
) -> None:
    for data in (b"first", b"second"):
        lay(root / "in" / "a.edxml", data)
        (offered,) = folder.offered()
        folder.confirm(offered, taken=True)
    kept = {path.name: path.read_bytes() for path in (root / "in" / "taken").iterdir()}
    assert kept == {"a.edxml": b"first", "a.2.edxml": b"second"}


def test_a_file_beyond_the_limit_is_not_read(folder: BoxTransport, root: Path) -> None:
    with (root / "in" / "a.edxml").open("wb") as file:
        file.truncate(MOST + 1)
    os.utime(root / "in" / "a.edxml", (LONG_AGO, LONG_AGO))
    (offered,) = folder.offered()
    with pytest.raises(InputError) as fault:
        folder.fetch(offered)
    assert fault.value.code == "transport.too_large"


def test_a_share_that_is_not_mounted_holds_nothing_and_takes_nothing(tmp_path: Path) -> None:
    folder = folder_transport("share", tmp_path / "mount", FixedClock(), 5, MOST)
    for call in (folder.offered, lambda: folder.send(consignment())):
        with pytest.raises(ServiceError) as fault:
            call()
        assert fault.value.code == "transport.no_folder"
        assert str(tmp_path / "mount") in str(fault.value.facts["reason"])
    with pytest.raises(ServiceError):
        folder.find(consignment())
    assert not (tmp_path / "mount").exists()


def test_the_same_id_never_covers_another_message(folder: BoxTransport, root: Path) -> None:
    folder.send(consignment())
    with pytest.raises(RefusedError):
        folder.send(consignment(data=b"another"))
    assert [path.name for path in (root / "out").iterdir()] == [f"{'5eed' * 8}.edxml"]


def test_a_full_disk_leaves_nothing_behind(
    folder: BoxTransport, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ServiceError) as fault:
        folder.send(consignment())
    assert fault.value.code == "transport.unreachable"
    assert list((root / "out").iterdir()) == []


# Over SFTP


@pytest.fixture(scope="module")
def server() -> Iterator[Sshd]:
    if reason := sshd.missing():
        pytest.skip(reason)
    with running_sshd() as started:
        yield started


def remote(server: Sshd, secret: str = "", **changes: object) -> BoxTransport:
    place = ("127.0.0.1", server.port, server.user, server.host_key, str(server.root))
    profile = replace(SftpProfile(*place, server.key_file, 10), **changes)
    return sftp_transport("files", profile, secret, FixedClock(), (5, MOST))


def test_another_host_key_is_refused_before_anything_is_said(server: Sshd) -> None:
    other = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE"
    with pytest.raises(ConfigurationError) as fault:
        remote(server, host_key=other).offered()
    assert fault.value.code == "transport.host_key"
    rsa = "ssh-rsa AAAAB3NzaC1yc2E="
    for unreadable in (rsa, "ssh-ed25519 !", "nothing", ""):
        with pytest.raises(ConfigurationError) as fault:
            remote(server, host_key=unreadable)
        assert fault.value.code == "transport.host_key_unreadable"


def test_a_locked_key_needs_its_passphrase(server: Sshd) -> None:
    assert list(remote(server, PASSPHRASE, key_file=server.locked_key).offered()) == []
    for wrong in ("", "wrong"):
        with pytest.raises(ConfigurationError) as fault:
            remote(server, wrong, key_file=server.locked_key)
        assert fault.value.code == "transport.sftp_key"


def test_a_key_that_others_can_read_is_not_used(server: Sshd, tmp_path: Path) -> None:
    copy = tmp_path / "key"
    copy.write_bytes(server.key_file.read_bytes())
    copy.chmod(0o644)
    with pytest.raises(ConfigurationError):
        remote(server, key_file=copy)


def test_a_lost_connection_is_made_anew(server: Sshd) -> None:
    transport = remote(server)
    assert transport.find(consignment()) is None
    server.stop()
    with pytest.raises(ServiceError) as fault:
        transport.find(consignment())
    assert fault.value.code == "transport.unreachable"
    server.start()
    assert transport.find(consignment()) is None


def test_a_name_that_nobody_confirms_leaves_the_outcome_unknown(
    server: Sshd, monkeypatch: pytest.MonkeyPatch
) -> None:
    renamed = paramiko.SFTPClient.posix_rename

    def late(client: paramiko.SFTPClient, old: str, new: str) -> None:
        renamed(client, old, new)
        raise TimeoutError

    monkeypatch.setattr(paramiko.SFTPClient, "posix_rename", late)
    transport, sent = remote(server), consignment(message_id="1a7e" * 8)
    with pytest.raises(OutcomeUnknownError):
        transport.send(sent)
    assert transport.find(sent) == transport.send(sent)


def test_a_link_on_the_server_is_no_message(server: Sshd) -> None:
    link = server.root / "in" / "a.edxml"
    link.symlink_to("/etc/passwd")
    try:
        transport = remote(server)
        assert list(transport.offered()) == []
        with pytest.raises(InputError):
            transport.fetch(Offered("a.edxml", MessageType.DOCUMENT))
    finally:
        link.unlink()


def test_a_path_that_is_not_there_is_no_empty_box(server: Sshd) -> None:
    transport = remote(server, path="/nowhere")
    with pytest.raises(ServiceError):
        transport.find(consignment())
    with pytest.raises(ServiceError):
        transport.offered()


class _Password(paramiko.ServerInterface):
    """Lets in whoever knows the password."""

    def get_allowed_auths(self, username: str) -> str:  # noqa: ARG002 - the library's
        return "password"

    def check_auth_password(self, username: str, password: str) -> int:
        fits = (username, password) == ("sgddt", PASSPHRASE)
        return paramiko.AUTH_SUCCESSFUL if fits else paramiko.AUTH_FAILED

    def check_channel_request(self, kind: str, chanid: int) -> int:  # noqa: ARG002
        return paramiko.OPEN_SUCCEEDED


class _Empty(paramiko.SFTPServerInterface):
    """A server without files."""

    def list_folder(self, path: str) -> list[paramiko.SFTPAttributes]:  # noqa: ARG002
        return []


def test_an_account_may_sign_in_by_its_password() -> None:
    host_key = paramiko.ECDSAKey.generate()
    known = f"{host_key.get_name()} {host_key.get_base64()}"
    sessions = []
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def answer() -> None:
            for _ in range(2):
                session = paramiko.Transport(listener.accept()[0])
                session.add_server_key(host_key)
                session.set_subsystem_handler("sftp", paramiko.SFTPServer, _Empty)
                session.start_server(server=_Password())
                sessions.append(session)

        thread = threading.Thread(target=answer, daemon=True)
        thread.start()
        port = listener.getsockname()[1]
        profile = SftpProfile("127.0.0.1", port, "sgddt", known, "", None, 10)
        found = sftp_transport("files", profile, PASSPHRASE, FixedClock(), (5, MOST)).offered()
        wrong = sftp_transport("files", profile, "wrong", FixedClock(), (5, MOST))
        with pytest.raises(ConfigurationError) as fault:
            wrong.offered()
        thread.join(10)
    for session in sessions:
        session.close()
    assert list(found) == []
    assert fault.value.code == "transport.credential"
