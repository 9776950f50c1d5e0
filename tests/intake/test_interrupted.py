# SPDX-License-Identifier: Apache-2.0
"""Somebody presses Ctrl-C while a file is judged: the run ends at once, and nothing is lost."""

from __future__ import annotations

import os
import signal
import sys
import threading
from time import monotonic
from typing import TYPE_CHECKING, Any

import pytest

from esign.cli import esign
from esign.cli.boundary import ExitStatus, run
from esign.intake import Intake, fetch_waiting
from esign.limits import LimitedCrew
from esign.receiving.judges import TASK
from esign.register import Standing
from support.arriving import SENDER, US, data, document, numbered
from support.correspondents import GoodJudges, HereReaders

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from esign.limits import Asked
    from esign.receiving import Judged
    from esign.register import Register
    from support.transports import MemoryAxis

PATIENCE = 30
"""Seconds after which a judge gives up who was not left alone."""

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")


@pytest.fixture(autouse=True)
def minding() -> Iterator[None]:
    """Ctrl-C counts, whoever started the tests."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def press() -> None:
    """Ctrl-C, as it reaches the thread that waits."""
    ident = threading.main_thread().ident
    assert ident is not None
    signal.pthread_kill(ident, signal.SIGINT)


class SlowJudges(GoodJudges):
    """Do not come to an end while somebody presses Ctrl-C.

    Attributes:
        free: once it is set they do.
        through: how many files they were through with.
    """

    def __init__(self) -> None:
        super().__init__()
        self.free = threading.Event()
        self.through = 0

    def judge(self, data: bytes, name: str, known_as: tuple[str, ...]) -> Judged:
        press()
        self.free.wait(PATIENCE)
        self.through += 1
        return super().judge(data, name, known_as)


def test_nobody_waits_until_a_file_is_judged(register: Register, axis: MemoryAxis) -> None:
    slow, way = SlowJudges(), axis.join(US.code)
    intake = Intake(register, {"axis": way}, HereReaders(), slow, US.code, "clerk")
    for each in (document(), numbered("07")):
        axis.put(US.code, data(each), sender=SENDER.code)
    with pytest.raises(KeyboardInterrupt):
        fetch_waiting(intake)
    assert slow.through == 0
    kept = register.inbox.messages(tuple(Standing))
    assert [(each.state, each.read.verdict) for each in kept] == [(Standing.KEPT, "")] * 2
    slow.free.set()
    assert register.outbox.all() == ()
    ready = Intake(register, {"axis": way}, HereReaders(), GoodJudges(), US.code, "clerk")
    judged = fetch_waiting(ready).messages
    assert [each.state for each in judged] == [Standing.WAITING] * 2
    assert len(axis.confirmed) == 2
    register.audit_check()


def test_the_command_ends_with_the_process_that_judges(
    office: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = LimitedCrew._answer

    def stopped(crew: LimitedCrew, asked: Asked) -> Any:
        if crew._task == TASK:
            os.kill(crew._child(asked.name)._process.pid, signal.SIGSTOP)
            press()
        return answer(crew, asked)

    began = monotonic()
    with monkeypatch.context() as patched:
        patched.setattr(LimitedCrew, "_answer", stopped)
        assert run(esign, ["inbox", "receive"]) == ExitStatus.INTERRUPTED
    assert monotonic() - began < PATIENCE
    assert not list((office / "share/in/taken").glob("*.part"))
    capsys.readouterr()
    assert run(esign, ["inbox", "receive"]) == ExitStatus.DONE
    assert "Đã nhận 3 gói tin." in capsys.readouterr().out
