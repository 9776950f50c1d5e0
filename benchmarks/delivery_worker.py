# SPDX-License-Identifier: Apache-2.0
"""One end of `delivery.py` in a process of its own: sends or receives once it is told to.

Says `ready`, waits for a line, and answers with one line of JSON: when it had ended, by the clock
of the machine, and its seconds of processor time.
"""

from __future__ import annotations

import json
import sys
import time
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from esign.intake import Readers
from esign.receiving import Judges
from esign.register import Standing
from esign.system import SystemClock
from support.books import AGENCY
from support.correspondents import Correspondent, at_simulator
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
    before = time.process_time()
    sent = end.send()
    assert len(sent.accepted) == count, sent
    _tell(before)


def _receiving(end: Correspondent, asked: dict[str, object], opened: ExitStack) -> None:
    clock, count = SystemClock(), int(str(asked["messages"]))
    readers = opened.enter_context(Readers())
    judges = None
    if asked["trust"]:
        judges = opened.enter_context(Judges(Path(str(asked["trust"])), clock=clock, processes=1))
    _wait()
    before = time.process_time()
    taken = 0
    while taken < count:
        fetched = end.receive(readers=readers, judges=judges)
        assert not fetched.faults, fetched.faults
        assert all(each.state is Standing.WAITING for each in fetched.messages), fetched.messages
        taken += len(fetched.messages)
        if not fetched.messages:
            time.sleep(0.01)
    _tell(before)


def _wait() -> None:
    print("ready", flush=True)
    sys.stdin.readline()


def _tell(before: float) -> None:
    told = {"ended": time.time(), "processor": time.process_time() - before}
    print(json.dumps(told), flush=True)


if __name__ == "__main__":
    main()
