# SPDX-License-Identifier: Apache-2.0
"""One end of `delivery.py` in a process of its own: sends or receives once it is told to.

Says `ready`, waits for a line, and answers with one line of JSON: when it had ended, by the clock
of the machine, and the seconds of processor time that it and the processes it began have used.
"""

from __future__ import annotations

import json
import os
import sys
import time
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from esign import exchange
from esign.intake import Readers
from esign.receiving import Judges
from esign.register import Standing
from esign.system import SystemClock
from support.books import AGENCY
from support.correspondents import Correspondent, at_simulator
from support.packages import PACKAGE
from support.places import Place

OFFICE = AGENCY
SCHOOL = replace(AGENCY, name="Trường Trung học phổ thông Ví Dụ", code="H99.12.05")


def main() -> None:
    """Be the end that the arguments name, a JSON object."""
    asked = json.loads(sys.argv[1])
    with ExitStack() as opened:
        agency = OFFICE if asked["end"] == "send" else SCHOOL
        credential = asked["system_id"], asked["secret"]
        place = Place(Path(asked["folder"]))
        end = at_simulator(asked["url"], credential, agency, place, SystemClock())
        opened.enter_context(end.register)
        work = _sending if agency is OFFICE else _receiving
        work(end, asked, opened)


def _sending(end: Correspondent, asked: dict[str, object], _opened: ExitStack) -> None:
    page, count = Path(str(asked["page"])).read_bytes(), int(str(asked["messages"]))
    for turn in range(count):
        end.release(f"document-{turn:04d}", [SCHOOL], pdf=page)
    _wait()
    before = os.times()
    sent = end.send()
    assert len(sent.accepted) == count, sent
    _tell(before)


def _receiving(end: Correspondent, asked: dict[str, object], opened: ExitStack) -> None:
    clock, count = SystemClock(), int(str(asked["messages"]))
    readers = opened.enter_context(ExitStack())
    crew = readers.enter_context(Readers())
    judges = None
    if asked["trust"]:
        judges = Judges(Path(str(asked["trust"])), clock=clock, processes=1)
        readers.enter_context(judges)
    crew.open(exchange.write(PACKAGE), "the first one", clock.now())  # its process is running then
    _wait()
    before = os.times()
    taken = 0
    while taken < count:
        fetched = end.receive(readers=crew, judges=judges)
        assert not fetched.faults, fetched.faults
        assert all(each.state is Standing.WAITING for each in fetched.messages), fetched.messages
        taken += len(fetched.messages)
        if not fetched.messages:
            time.sleep(0.01)
    ended = time.time()
    readers.close()  # what its processes have used is known when they have ended
    _tell(before, ended)


def _wait() -> None:
    print("ready", flush=True)
    sys.stdin.readline()


def _tell(before: os.times_result, ended: float | None = None) -> None:
    now = os.times()
    told = {
        "ended": ended or time.time(),
        "processor": now.user + now.system - before.user - before.system,
        "children": now.children_user
        + now.children_system
        - before.children_user
        - before.children_system,
    }
    print(json.dumps(told), flush=True)


if __name__ == "__main__":
    main()
