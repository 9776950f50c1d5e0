# SPDX-License-Identifier: Apache-2.0
"""Issues documents on demand in a process of its own, and says what that took.

Reads one line a batch, a JSON list of requests, and answers with one line, a list that says of each
document: how many seconds it took (`whole`), how many each step took (`steps`), or how many bytes
were resident after it (`memory`).
"""

from __future__ import annotations

import gc
import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from esign import acceptance, exchange
from esign.files import write_whole
from esign.issuance import check, issue
from esign.kinds import read_request
from esign.signing import seal, sign
from esign.stamping import stamp
from esign.wiring import open_office

if TYPE_CHECKING:
    from collections.abc import Callable

    from esign.issuance import Office
    from esign.model import Request

STATUS = Path("/proc/self/status")
Result = TypeVar("Result")


class Laps:
    """Seconds by step."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    def of(self, step: str, work: Callable[[], Result]) -> Result:
        started = time.perf_counter()
        result = work()
        self.seconds[step] = time.perf_counter() - started
        return result


def whole(batch: list[Request], office: Office) -> list[float]:
    """The seconds of each document, by the way every caller goes."""
    seconds = []
    for request in batch:
        started = time.perf_counter()
        issued = issue(request, office)
        seconds.append(time.perf_counter() - started)
        assert issued.package is not None
        assert not issued.repeated
    return seconds


def by_step(batch: list[Request], office: Office) -> list[dict[str, float]]:
    """The seconds of each step of each document, in the order in which `issue` takes them."""
    return [_steps(request, office) for request in batch]


def _steps(request: Request, office: Office) -> dict[str, float]:
    laps, register, key = Laps(), office.register, request.request_id
    kind = laps.of("check", lambda: check(request, office))
    numbered = laps.of("number", lambda: register.number(request, kind, office.agency))
    rendered = laps.of("render", lambda: office.renderer.render(numbered, kind))
    assert rendered.pages == 1
    prepared = laps.of("stamp", lambda: stamp(rendered, kind))
    signed = laps.of("sign", lambda: sign(prepared, office.signer))
    laps.of("keep signed", lambda: register.keep(key, {"signed": signed.data}))
    sealed = laps.of("seal", lambda: seal(signed, office.seal))
    now = office.clock.now()
    laps.of("inspect", lambda: acceptance.verify(sealed.data, trust=office.trust, at=now))
    package = laps.of("pack", lambda: exchange.pack(sealed, kind, sent_at=now))
    laps.of("keep all", lambda: register.keep(key, {"pdf": sealed.data, "package": package}))
    stem = office.output / exchange.file_stem(numbered)
    laps.of("write PDF", lambda: write_whole(stem.with_suffix(".pdf"), sealed.data))
    laps.of("write package", lambda: write_whole(stem.with_suffix(".edxml"), package))
    laps.of("release", lambda: register.release(key))
    return laps.seconds


def resident(batch: list[Request], office: Office) -> list[int | None]:
    """Resident bytes after each document, after the last one without what is garbage by then.

    A PDF's objects refer to each other in cycles, so Python frees them only when its collector
    comes round, which is some hundred documents later.
    """
    after = []
    for request in batch:
        issue(request, office)
        after.append(resident_now())
    gc.collect()
    return [*after[:-1], resident_now()]


def resident_now() -> int | None:
    """Resident bytes of this process; None where they cannot be told."""
    if not STATUS.is_file():
        return None
    lines = STATUS.read_text("ascii").splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmRSS:"))


def main(settings: str, mode: str) -> None:
    office = open_office(settings)
    office.output.mkdir(parents=True, exist_ok=True)
    answer = {"whole": whole, "steps": by_step, "memory": resident}[mode]
    for line in sys.stdin:
        texts = (json.dumps(fields).encode() for fields in json.loads(line))
        batch = [read_request(text, "json", office.kinds) for text in texts]
        print(json.dumps(answer(batch, office)), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
