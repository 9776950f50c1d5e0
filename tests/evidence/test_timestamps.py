# SPDX-License-Identifier: Apache-2.0
"""A time-stamp is taken from no one but an authority that answers the question asked."""

from __future__ import annotations

import socket
import threading
from hashlib import sha256
from typing import TYPE_CHECKING

import pytest
from cryptography.x509.oid import ExtendedKeyUsageOID

from esign.errors import ExitStatus, ServiceError
from esign.messages import Language
from esign.signing import HttpTimestampAuthority, Terms
from esign.trust import read_token
from support.pki import make_pki
from support.ports import FixedClock, SeededRandom
from support.timestamps import STAMPED, Stamper, good_authority, serving, stamping_identity
from support.witnesses import _run, need

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from esign.demo.pki import Identity

DIGEST = sha256(b"sealed").digest()


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "*")


def asked(*urls: str, seconds: float = 5) -> bytes:
    terms = Terms(seconds, budget=seconds)
    authority = HttpTimestampAuthority(urls, terms, SeededRandom(), FixedClock())
    return authority.timestamp(DIGEST)


def refusal(*urls: str, seconds: float = 5) -> ServiceError:
    with pytest.raises(ServiceError) as caught:
        asked(*urls, seconds=seconds)
    assert caught.value.code == "timestamp.unavailable"
    assert caught.value.exit_status == ExitStatus.SERVICE
    return caught.value


def fault(answer: Callable[[bytes], bytes], status: int = 200) -> str:
    with serving(answer, status) as url:
        [detail] = refusal(url).details
    assert detail.path == url
    assert detail.message(Language.VIETNAMESE)
    return detail.code


def test_a_good_answer_is_taken() -> None:
    stamper = Stamper()
    with serving(stamper.answer) as url:
        said = read_token(asked(url))
    assert said is not None
    assert (said.at, said.imprint, said.certificate) == (STAMPED, DIGEST, good_authority().der)
    assert said.intact
    assert said.purpose_fits
    assert stamper.asked == 1


def test_an_answer_that_was_not_asked_for_is_refused() -> None:
    other = sha256(b"other").digest()
    assert fault(Stamper(imprint=lambda _: other).answer) == "timestamp.other_imprint"
    assert fault(Stamper(nonce=lambda nonce: nonce ^ 1).answer) == "timestamp.other_nonce"
    assert fault(Stamper(nonce=lambda _: None).answer) == "timestamp.other_nonce"


def test_what_is_no_time_stamp_is_refused() -> None:
    assert fault(Stamper(status="rejection").answer) == "timestamp.refused"
    assert fault(lambda _: b"<html>") == "timestamp.unreadable"
    assert fault(lambda _: b"") == "timestamp.unreadable"
    assert fault(lambda query: Stamper().answer(query)[:-1]) == "timestamp.unreadable"
    assert fault(lambda query: Stamper().answer(query) + b"\0") == "timestamp.unreadable"
    assert fault(lambda _: bytes(1 << 19)) == "timestamp.too_large"


def test_a_signature_that_does_not_fit_is_refused() -> None:
    def last_byte(token: bytes) -> bytes:
        return token[:-1] + bytes((token[-1] ^ 1,))

    assert fault(Stamper(spoil=last_byte).answer) == "timestamp.not_intact"


@pytest.mark.parametrize(
    "identity",
    [
        lambda: stamping_identity(critical=False),
        lambda: stamping_identity(purposes=(ExtendedKeyUsageOID.EMAIL_PROTECTION,)),
        lambda: stamping_identity(
            purposes=(ExtendedKeyUsageOID.TIME_STAMPING, ExtendedKeyUsageOID.CODE_SIGNING)
        ),
    ],
)
def test_a_certificate_for_anything_else_is_refused(identity: Callable[[], Identity]) -> None:
    assert fault(Stamper(identity()).answer) == "timestamp.other_purpose"


def test_errors_and_redirections_of_the_server_are_no_answer() -> None:
    assert fault(Stamper().answer, 500) == "timestamp.http_status"
    assert fault(Stamper().answer, 302) == "timestamp.http_status"
    assert fault(Stamper().answer, 307) == "timestamp.http_status"


def test_the_next_authority_is_asked_when_one_fails_and_each_only_once() -> None:
    refusing, good = Stamper(status="rejection"), Stamper()
    with serving(refusing.answer) as first, serving(good.answer) as second:
        assert read_token(asked(first, second)) is not None
    assert (refusing.asked, good.asked) == (1, 1)


def test_an_authority_that_keeps_silent_is_not_waited_for() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        [detail] = refusal(url, seconds=0.1).details
    assert detail.code == "timestamp.too_slow"


def test_an_authority_that_trickles_is_not_waited_for() -> None:
    done = threading.Event()

    def trickle(listener: socket.socket) -> None:
        connection, _ = listener.accept()
        with connection:
            connection.recv(1 << 16)
            connection.sendall(b"HTTP/1.0 200 OK\r\n\r\n")
            while not done.wait(0.02):
                try:
                    connection.sendall(b"0")
                except OSError:
                    return

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=trickle, args=(listener,))
        thread.start()
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/"
        [detail] = refusal(url, seconds=0.15).details
        done.set()
        thread.join()
    assert detail.code == "timestamp.too_slow"


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("file:///etc/passwd", "timestamp.no_address"),
        ("ftp://127.0.0.1/", "timestamp.no_address"),
        ("nothing", "timestamp.no_address"),
        ("http://127.0.0.1:bad/", "timestamp.no_address"),
        ("http://127.0.0.1:1/", "timestamp.unreachable"),
    ],
)
def test_an_address_that_leads_nowhere_is_named(url: str, code: str) -> None:
    [detail] = refusal(url).details
    assert detail.code == code


def test_what_is_secret_in_an_address_is_not_shown() -> None:
    error = refusal("http://clerk:secret@127.0.0.1:1/tsa?key=secret")
    assert [detail.path for detail in error.details] == ["http://127.0.0.1:1/tsa"]
    assert "secret" not in str(error)


def test_without_an_authority_there_is_no_time_stamp() -> None:
    assert refusal().details == ()


@pytest.mark.witness
def test_openssl_agrees_about_our_authority(tmp_path: Path) -> None:
    need("openssl")
    with serving(Stamper().answer) as url:
        (tmp_path / "token.der").write_bytes(asked(url))
    (tmp_path / "root.pem").write_bytes(make_pki().ours.root.identity.pem)
    (tmp_path / "data").write_bytes(b"sealed")
    command = ("openssl", "ts", "-verify", "-token_in", "-in", tmp_path / "token.der")
    trust = ("-CAfile", tmp_path / "root.pem", "-attime", str(int(STAMPED.timestamp())))
    done = _run(*command, "-data", tmp_path / "data", *trust)
    assert "Verification: OK" in done.stdout + done.stderr
