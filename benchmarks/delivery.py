# SPDX-License-Identifier: Apache-2.0
"""How fast documents go from one agency's outbox over the simulated axis into another's inbox.

python benchmarks/delivery.py [--quick]

Three processes: sender, simulator, receiver. Beside it a bare loop of the same HTTP requests with
the same bytes, which keeps nothing.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

import environment
from judging import signed_page

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from delivery_worker import OFFICE, SCHOOL

from support.axes import Client

if TYPE_CHECKING:
    from collections.abc import Iterator

LEAST_RATE = 100
"""Messages a second, both ends included; without the judging of the files inside."""
WORKER = Path(__file__).with_name("delivery_worker.py")


@dataclass(frozen=True)
class Traffic:
    """How much is measured: rounds, messages a round, and messages whose files are judged."""

    rounds: int
    messages: int
    judged: int


FULL = Traffic(rounds=5, messages=300, judged=100)
QUICK = Traffic(rounds=3, messages=100, judged=40)


def delivery_speed(folder: Path, issued: Path, trust: Path, traffic: Traffic) -> dict[str, Any]:
    """Messages a second from outbox to inbox, with and without judging, and of bare requests.

    Args:
        folder: to work in.
        issued: a signed document, which every message carries.
        trust: the trust folder under which it verifies.
        traffic: how much is measured.
    """
    rounds = [
        _round(folder / f"round-{turn}", issued, traffic.messages) for turn in range(traffic.rounds)
    ]
    judged = _round(folder / "judged", issued, traffic.judged, trust)
    return {
        "messages": traffic.messages,
        **{name: median(each[name] for each in rounds) for name in rounds[0]},
        "judged": judged["rate"],
    }


def _round(
    folder: Path, issued: Path, messages: int, trust: Path | None = None
) -> dict[str, float]:
    """One crossing of so many messages, then as many by bare requests, on one simulator."""
    folder.mkdir(parents=True)
    with _simulator() as (axis, process):
        agencies = {each["code"]: each for each in axis["agencies"]}
        ends = []
        for end, agency in (("send", OFFICE), ("receive", SCHOOL)):
            known = agencies[agency.code]
            asked = {
                "end": end,
                "url": axis["hub"],
                "system_id": known["system_id"],
                "secret": known["secret"],
                "folder": str(folder / end),
                "page": str(issued),
                "messages": messages,
                "trust": str(trust or ""),
            }
            ends.append(_started(WORKER, json.dumps(asked)))
        for each in ends:
            assert _said(each) == "ready"
        before = _processor(process)
        began = time.time()
        for each in ends:
            assert each.stdin is not None
            each.stdin.write("go\n")
            each.stdin.flush()
        sent, taken = (json.loads(_said(each)) for each in ends)
        used = _processor(process) - before
        for each in ends:
            each.communicate()
        bare = _bare(axis, agencies, messages)
    seconds = taken["ended"] - began
    rate = messages / seconds
    spent = {
        "sender_ms": sent["processor"] / messages * 1000,
        "receiver_ms": taken["processor"] / messages * 1000,
        "reader_ms": taken["children"] / messages * 1000,
        "axis_ms": used / messages * 1000,
    }
    return {
        "rate": rate,
        "bare": bare,
        "share": rate / bare,
        "sending": messages / (sent["ended"] - began),
        **spent,
        "all_ms": sum(spent.values()),
    }


def _processor(process: int) -> float:
    """Seconds of processor time that a running process has used (proc(5))."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _bare(axis: dict[str, Any], agencies: dict[str, Any], messages: int) -> float:
    """Messages a second by the same requests with the same bytes, one after the other."""
    office, school = agencies[OFFICE.code], agencies[SCHOOL.code]
    with (
        Client(axis["hub"], office["system_id"], office["secret"]) as sender,
        Client(axis["hub"], school["system_id"], school["secret"]) as receiver,
    ):
        ledger = sender.control("GET", "ledger")["accepted"]
        packages = [_fetched(receiver, each["copies"][0]["doc_id"]) for each in ledger[:messages]]
        began = time.perf_counter()
        for data in packages:
            assert sender.send(data)["DocId"]
        waiting = receiver.waiting()
        assert len(waiting) == messages
        for each in waiting:
            assert _fetched(receiver, each["docId"])
            receiver.vxp("updateStatus", docId=each["docId"], status="done", messagetype="edoc")
        return messages / (time.perf_counter() - began)


def _fetched(receiver: Client, doc_id: str) -> bytes:
    signed = receiver.signed({"docId": doc_id, "messagetype": "edoc"})
    status, data = receiver.ask("POST", "/XrdAdapter/adapter/downloadEdoc", b"", signed)
    assert status == HTTPStatus.OK
    return data


@contextmanager
def _simulator() -> Iterator[tuple[dict[str, Any], int]]:
    """`esign axis serve` with its memory alone: what it says of itself, and its process."""
    command = (Path(sys.executable).with_name("esign"), "axis", "serve", "--json")
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as running:
        try:
            assert running.stdout is not None
            yield json.loads(running.stdout.readline()), running.pid
        finally:
            running.terminate()


def _started(*arguments: str | Path) -> subprocess.Popen[str]:
    command = [sys.executable, *map(str, arguments)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def _said(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def broken_delivery_promises(found: dict[str, Any]) -> Iterator[str]:
    """What should hold and does not."""
    if found["rate"] < LEAST_RATE:
        yield f"{found['rate']:.0f} messages a second from outbox to inbox, not {LEAST_RATE}"


def delivery_table(found: dict[str, Any]) -> Iterator[str]:
    """The figures as people read them."""
    yield f"{'from outbox to inbox, messages/s':36}{found['rate']:9.0f}"
    yield f"{'  the bare requests alone':36}{found['bare']:9.0f}"
    yield f"{'  share of the bare requests':36}{found['share']:9.2f}"
    yield f"{'  sending alone, inbox beside it':36}{found['sending']:9.0f}"
    yield f"{'  with the files judged':36}{found['judged']:9.0f}"
    yield f"{'  processor ms, sender':36}{found['sender_ms']:9.2f}"
    yield f"{'  processor ms, receiver':36}{found['receiver_ms']:9.2f}"
    yield f"{'  processor ms, its reader':36}{found['reader_ms']:9.2f}"
    yield f"{'  processor ms, simulator':36}{found['axis_ms']:9.2f}"
    yield f"{'  processor ms, all of them':36}{found['all_ms']:9.2f}"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    traffic = QUICK if parser.parse_args().quick else FULL
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        demo = environment.office(folder / "office")
        issued = folder / "issued.pdf"
        issued.write_bytes(signed_page(demo.settings))
        found = delivery_speed(folder, issued, demo.trust, traffic)
    print("\n".join(delivery_table(found)))
    if broken := list(broken_delivery_promises(found)):
        sys.exit("\n".join(broken))


if __name__ == "__main__":
    main()
