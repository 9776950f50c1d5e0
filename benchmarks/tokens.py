# SPDX-License-Identifier: Apache-2.0
"""What a signature with a token costs beyond what the token's library takes for its value.

The token is SoftHSM2, and the documents are as in `signing.py`: a whole signature (B-B, visible
mark, RSA-2048) with all its checks, in so many threads as the key has sessions, in turns with
nothing but `C_Sign` over as many attributes, in as many threads and sessions of the same process.
Times are processor times, for one signature in one session; SoftHSM2 works in the same process. The
clock's are shown beside them: they also tell how sessions wait for each other and for a processor.
Runs alone too: `benchmarks/tokens.py [--quick]`.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import environment
from workload import request

from esign.demo.token import LABEL, move_keys_to_token, prepare_token_store, token_settings
from esign.issuance import prepare
from esign.kinds import read_request
from esign.signing import sign
from esign.system import SystemRandom
from esign.wiring import open_office

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from pkcs11.types import SignMixin

    from esign.issuance import Office
    from esign.model import PreparedPdf

LIBRARY = Path("/usr/lib/softhsm/libsofthsm2.so")
MOST_BEYOND_RAW = 0.0013
"""Seconds for a signature and session."""
SESSIONS: Final = (1, 2, 4)
BATCH = 5
"""Signatures that a thread makes without a break."""
FULL = 120
QUICK = 30


def token_speed(folder: Path, turns: int) -> dict[str, Any]:
    """Seconds by the number of sessions, from a process of its own; empty without SoftHSM2."""
    if not LIBRARY.is_file() or find_spec("pkcs11") is None:
        return {}
    demo = environment.office(folder)
    prepare_token_store(folder)
    done = subprocess.run(
        [sys.executable, __file__, "--work", demo.settings, str(turns)],
        stdout=subprocess.PIPE,
        check=True,
        env={**os.environ, "SOFTHSM2_CONF": str(token_settings(folder))},
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def broken_token_promises(found: dict[str, Any]) -> Iterator[str]:
    """What should hold and does not."""
    for sessions, times in found.items():
        if times["beyond"] > MOST_BEYOND_RAW:
            beyond, allowed = (each * 1000 for each in (times["beyond"], MOST_BEYOND_RAW))
            yield f"{sessions} sessions: a token's value + {beyond:.2f} ms, not {allowed:.1f}"


def token_table(found: dict[str, Any]) -> Iterator[str]:
    """The figures as people read them."""
    clock = f"{'by the clock: ours':>20}{'raw':>9}"
    yield f"{'a signature by token, ms':28}{'ours':>9}{'raw':>9}{'beyond':>9}{clock}"
    for sessions, times in found.items():
        shown = "".join(f"{times[each] * 1000:9.3f}" for each in ("ours", "raw", "beyond"))
        clock = f"{times['ours, elapsed'] * 1000:20.3f}{times['raw, elapsed'] * 1000:9.3f}"
        yield f"  {sessions + ' sessions':26}{shown}{clock}"
    if not found:
        yield "  left out (SoftHSM2 is not installed)"


def _measured(settings: Path, turns: int) -> dict[str, dict[str, float]]:
    move_keys_to_token(settings.parent, LIBRARY, SystemRandom())
    text = settings.read_text(encoding="utf-8").replace("[signer]", "[signer]\nsessions = {}")
    found = {}
    for sessions in SESSIONS:
        own = settings.with_name(f"sessions-{sessions}.toml")
        own.write_text(text.replace("{}", str(sessions)), encoding="utf-8")
        with open_office(own) as office:
            found[str(sessions)] = _beside_raw(office, sessions, turns)
    return found


def _beside_raw(office: Office, sessions: int, turns: int) -> dict[str, float]:
    """The quickest batches; whatever else the machine does only slows."""
    pages, signer = _pages(office), office.signer
    attributes = bytes(len(signer.form.attributes(bytes(32))))
    ours = [partial(_sign_all, pages, office) for _ in range(sessions)]
    raw = [partial(_raw_all, handle, attributes) for handle in _raw_handles(sessions)]
    names = ("ours", "raw", "ours, elapsed", "raw, elapsed")
    times: dict[str, list[float]] = {name: [] for name in names}
    with ThreadPoolExecutor(sessions) as threads:
        for turn in range(turns + 1):
            for name, acts in (("ours", ours), ("raw", raw)):
                processor, elapsed = _seconds(threads, acts)
                if turn:  # the first one only warms up
                    times[name].append(processor / BATCH / sessions)
                    times[f"{name}, elapsed"].append(elapsed / BATCH)
    quick = {name: min(each) for name, each in times.items()}
    return {**quick, "beyond": quick["ours"] - quick["raw"]}


def _pages(office: Office) -> list[PreparedPdf]:
    texts = (json.dumps(request(ordinal)).encode() for ordinal in range(1, BATCH + 1))
    return [prepare(read_request(text, "json", office.kinds), office) for text in texts]


def _sign_all(pages: Sequence[PreparedPdf], office: Office) -> None:
    for page in pages:
        sign(page, office.signer)


def _raw_handles(count: int) -> list[SignMixin]:
    """The director's key in so many sessions; the office has logged this process in."""
    import pkcs11  # noqa: PLC0415 - an extra

    token = pkcs11.lib(str(LIBRARY.resolve())).get_token(token_label=LABEL)
    return [
        token.open().get_key(pkcs11.ObjectClass.PRIVATE_KEY, label="director") for _ in range(count)
    ]


def _raw_all(handle: SignMixin, attributes: bytes) -> None:
    from pkcs11 import Mechanism  # noqa: PLC0415 - an extra

    for _ in range(BATCH):
        handle.sign(attributes, mechanism=Mechanism.SHA256_RSA_PKCS)


def _seconds(
    threads: ThreadPoolExecutor, acts: Sequence[Callable[[], None]]
) -> tuple[float, float]:
    """Of all processors together, and by the clock."""
    processor, started = time.process_time(), time.perf_counter()
    for done in [threads.submit(act) for act in acts]:
        done.result()
    return time.process_time() - processor, time.perf_counter() - started


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer signatures, rougher figures")
    parser.add_argument("--work", nargs=2, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.work:
        settings, turns = arguments.work
        print(json.dumps(_measured(Path(settings), int(turns))))
        return 0
    with tempfile.TemporaryDirectory(prefix="bench-tokens-") as folder:
        found = token_speed(Path(folder), QUICK if arguments.quick else FULL)
    broken = list(broken_token_promises(found))
    print("\n".join([*token_table(found), *(f"NOT KEPT: {each}" for each in broken)]))
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
