# SPDX-License-Identifier: Apache-2.0
"""What reaches a token, counted between the program and the token by OpenSC's pkcs11-spy."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from support.office import DECISION, write_office
from support.pki import make_pki
from support.tokens import PIN, SOFTHSM, SoftToken, need_spy, soft_token

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

PKI = make_pki()
TESTS = Path(__file__).parents[2]
RUN = TESTS / "support" / "counted_signing.py"
CALL = re.compile(r"^\d+: (C_\w+)$", re.MULTILINE)


class Watch:
    """A run whose every call to the token is written down."""

    def __init__(self, folder: Path) -> None:
        self.output = folder / "spy.log"
        self.pin = folder / "pin"
        self.pin.write_text(PIN, encoding="utf-8")
        self.pin.chmod(0o600)

    def run(self, *command: str | Path, descriptor: int | None = None, seconds: float = 120) -> str:
        """What the run writes on standard output; its exit status does not matter."""
        environment = {
            **os.environ,
            "PKCS11SPY": str(SOFTHSM),
            "PKCS11SPY_OUTPUT": str(self.output),
            "PIN_FILE": str(self.pin),
            "PYTHONPATH": str(TESTS),
        }
        done = subprocess.run(
            list(map(str, command)),
            env=environment,
            capture_output=True,
            check=False,
            encoding="utf-8",
            timeout=seconds,
            pass_fds=() if descriptor is None else (descriptor,),
            stdin=subprocess.DEVNULL,
        )
        assert PIN not in done.stdout + done.stderr
        self.said = done.stderr
        return done.stdout

    @property
    def calls(self) -> Mapping[str, int]:
        return Counter(CALL.findall(self.output.read_text(encoding="utf-8", errors="replace")))


@pytest.fixture
def watch(tmp_path: Path) -> Iterator[Watch]:
    need_spy()
    return Watch(tmp_path)


@pytest.fixture
def token() -> SoftToken:
    return soft_token(director=PKI.director, seal=PKI.seal)


@pytest.mark.parametrize("sessions", [1, 4])
def test_a_thousand_signatures_take_one_login(
    watch: Watch, token: SoftToken, sessions: int
) -> None:
    reference = token.reference("object=director", need_spy())
    watch.run(sys.executable, RUN, "signatures", reference, "1000", str(sessions))
    assert watch.calls["C_SignInit"] == 1000, watch.said
    assert watch.calls["C_Login"] == 1


def test_a_wrong_pin_reaches_the_token_once_however_often_the_key_is_opened(
    watch: Watch, token: SoftToken
) -> None:
    watch.pin.write_text("13572468", encoding="utf-8")
    said = watch.run(sys.executable, RUN, "refused", token.reference("", need_spy()), "5")
    assert said.split() == ["token.several_keys"] * 5
    assert watch.calls["C_Login"] == 0
    said = watch.run(
        sys.executable, RUN, "refused", token.reference("object=seal", need_spy()), "5"
    )
    assert said.split() == ["token.wrong_pin"] + ["token.paused"] * 4
    assert watch.calls["C_Login"] == 1


def test_documents_signed_and_sealed_on_one_token_take_one_login(
    watch: Watch, token: SoftToken, tmp_path: Path
) -> None:
    settings = office_on(token, tmp_path / "office")
    said = watch.run(sys.executable, RUN, "documents", settings, DECISION, "10")
    assert said.split() == ["issued"] * 10, watch.said
    assert watch.calls["C_SignInit"] == 20
    assert watch.calls["C_Login"] == 1


@pytest.mark.long
def test_a_thousand_documents_signed_and_sealed_on_one_token_take_one_login(
    watch: Watch, token: SoftToken, tmp_path: Path
) -> None:
    settings = office_on(token, tmp_path / "office")
    said = watch.run(sys.executable, RUN, "pages", settings, DECISION, "1000", seconds=900)
    assert said.split() == ["1000"], watch.said
    assert watch.calls["C_SignInit"] == 2000
    assert watch.calls["C_Login"] == 1


def office_on(token: SoftToken, folder: Path) -> Path:
    """The settings of an office whose two keys are on one token, reached through the counter."""
    settings = write_office(folder)
    text = settings.read_text(encoding="utf-8")
    for name in ("director", "seal"):
        reference = token.reference(f"object={name}", need_spy())
        text = text.replace(f"pkcs12:keys/{name}.p12", reference)
    settings.write_text(text, encoding="utf-8")
    return settings
