# SPDX-License-Identifier: Apache-2.0
"""A run of its own, for counting what reaches a token: `python counted_signing.py STEP ARGUMENTS`.

The library that writes down every call can be loaded once a process and by nobody else, so the
tests start this one.
"""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

from esign.errors import KeyFaultError
from esign.issuance import issue, load_request
from esign.signing import KeyOptions, open_key, seal, sign
from esign.stamping import stamp
from esign.wiring import open_office
from support.ports import CountingPrompt, FixedClock

if TYPE_CHECKING:
    from esign.ports import SigningKey


def signatures(reference: str, count: str, sessions: str) -> None:
    """Sign so often, in as many threads as there are sessions."""
    key = open_key(reference, _prompt(), KeyOptions(sessions=int(sessions)))
    each = int(count) // int(sessions)
    threads = [Thread(target=_sign, args=(key, each)) for _ in range(int(sessions))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def refused(reference: str, tries: str) -> None:
    """Try to open a key again and again, and say how each ended."""
    for _ in range(int(tries)):
        try:
            open_key(reference, _prompt())
        except KeyFaultError as error:
            sys.stdout.write(f"{error.code}\n")


def documents(settings: str, request: str, count: str) -> None:
    """Issue so many documents in one office, each signed and sealed."""
    with open_office(settings, prompt=_prompt(), clock=FixedClock()) as office:
        template = load_request(request, office.kinds)
        for ordinal in range(int(count)):
            issue(replace(template, request_id=f"TOKEN-{ordinal}"), office)
            sys.stdout.write("issued\n")


def pages(settings: str, request: str, count: str) -> None:
    """Sign and seal one prepared page so many times, a second apart: so many documents."""
    clock = FixedClock()
    with open_office(settings, prompt=_prompt(), clock=clock) as office:
        stated = load_request(request, office.kinds)
        kind = office.kinds.kind(stated.kind)
        numbered = office.register.number(stated, kind, office.agency)
        prepared = stamp(office.renderer.render(numbered, kind), kind)
        made = set()
        for _ in range(int(count)):
            made.add(seal(sign(prepared, office.signer), office.seal).data)
            clock.moment += timedelta(seconds=1)
        sys.stdout.write(f"{len(made)}\n")


def _sign(key: SigningKey, count: int) -> None:
    for ordinal in range(count):
        key.sign(b"%d" % ordinal, "sha256")


def _prompt() -> CountingPrompt:
    return CountingPrompt(Path(os.environ["PIN_FILE"]).read_text(encoding="utf-8"))


if __name__ == "__main__":
    steps = {"signatures": signatures, "refused": refused, "documents": documents, "pages": pages}
    steps[sys.argv[1]](*sys.argv[2:])
