# SPDX-License-Identifier: Apache-2.0
"""What a signature costs beyond its cryptography, what it adds to a file, and to memory.

Signatures are B-B with a visible mark, by an RSA-2048 key in memory, into the prepared fields of
the demo office's one-page decisions. *Bare* is that cryptography alone, in turns with ours: one
signature value over as many attributes, one SHA-256 of the whole file. *Stock* is the same
signature in a revision by pyHanko's writer. Times are processor times: other work on the machine
stretches them less. Runs alone too: `benchmarks/signing.py [--quick]`.
"""

from __future__ import annotations

import argparse
import gc
import json
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from pathlib import Path
from statistics import quantiles
from typing import TYPE_CHECKING, Any

import environment
from ours import resident_now
from workload import request

from esign.issuance import prepare
from esign.kinds import read_request
from esign.signing import begin_signature, finish, seal, sign
from esign.signing.general import GeneralPrepared
from esign.signing.opening import open_signature
from esign.wiring import open_office

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from esign.issuance import Office
    from esign.model import PreparedPdf, SealedPdf, SignedPdf
    from esign.ports import SigningKey
    from esign.signing import Signatory

MOST_BEYOND_BARE = 0.0012
"""Seconds, for a signature and for a seal with all that is checked before it."""
MOST_BYTES = 25_000
MOST_GROWTH = 0.05
MOST_GROWTH_BYTES = 10 * 1000**2
DOCUMENTS = 10
"""Different pages, signed again and again."""


@dataclass(frozen=True)
class Signings:
    """How much is measured: signatures of each sort for the times, and for the memory."""

    times: int
    memory: tuple[int, ...]


FULL = Signings(300, (500, 2500, 5000))
QUICK = Signings(60, (100, 300, 600))


def signing_speed(folder: Path, signings: Signings) -> dict[str, Any]:
    """Seconds, bytes of a file and resident bytes, from a process of its own."""
    settings = environment.office(folder).settings
    command = [sys.executable, __file__, "--work", settings, signings.times, *signings.memory]
    done = subprocess.run([str(word) for word in command], stdout=subprocess.PIPE, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def broken_signing_promises(found: dict[str, Any]) -> Iterator[str]:
    """What should hold and does not."""
    for name in ("sign", "seal"):
        beyond = found[name]["beyond"]
        if beyond > MOST_BEYOND_BARE:
            allowed = MOST_BEYOND_BARE * 1000
            yield f"to {name} takes bare + {beyond * 1000:.2f} ms, not {allowed:.1f}"
        if found[name]["bytes"] >= MOST_BYTES:
            yield f"to {name} adds {found[name]['bytes']} bytes, not {MOST_BYTES}"
    first, *_, last = found["memory"].values()
    if first and last - first > max(first * MOST_GROWTH, MOST_GROWTH_BYTES):
        yield f"signing let memory grow from {first / 1e6:.0f} to {last / 1e6:.0f} MB"


def signing_table(found: dict[str, Any]) -> Iterator[str]:
    """The figures as people read them."""
    yield f"{'a signature, ms':28}{'ours':>9}{'bare':>9}{'beyond':>9}{'bytes added':>13}"
    for name in ("sign", "seal"):
        times = "".join(f"{found[name][each] * 1000:9.3f}" for each in ("ours", "bare", "beyond"))
        yield f"  {name:26}{times}{found[name]['bytes']:13}"
    yield f"  {'sign, revision by pyHanko':26}{found['stock'] * 1000:9.3f}"
    shown = ", ".join(
        f"{count}: {'unknown' if each is None else f'{each / 1e6:.1f}'}"
        for count, each in found["memory"].items()
    )
    yield f"resident MB after so many signatures: {shown}"


def _measured(office: Office, times: int, counts: tuple[int, ...]) -> dict[str, Any]:
    texts = (json.dumps(request(ordinal)).encode() for ordinal in range(1, DOCUMENTS + 1))
    pages = [prepare(read_request(text, "json", office.kinds), office) for text in texts]
    signed = [sign(page, office.signer) for page in pages]
    assert {page.pages for page in pages} == {1}
    found: dict[str, Any] = {
        "sign": _beside_bare(
            [partial(sign, page, office.signer) for page in pages],
            office.signer,
            times,
        ),
        "seal": _beside_bare(
            [partial(seal, page, office.seal) for page in signed],
            office.seal,
            times,
        ),
        "stock": quantiles(
            (
                _seconds(partial(_stock, pages[turn % DOCUMENTS], office.signer))
                for turn in range(times)
            ),
            n=10,
        )[0],
        "memory": _memory(pages, office.signer, counts),
    }
    for name, before, after in (
        ("sign", pages[0].data, signed[0].data),
        ("seal", signed[0].data, seal(signed[0], office.seal).data),
    ):
        found[name]["bytes"] = len(after) - len(before)
    return found


def _beside_bare(
    acts: Sequence[Callable[[], SignedPdf | SealedPdf]], signatory: Signatory, times: int
) -> dict[str, float]:
    """Lower deciles of an act and of the cryptography in it, taken in turns, and the difference.

    Whatever else the machine does only slows, so the quick tenth tells most about the act itself.
    """
    attributes = bytes(len(signatory.form.attributes(bytes(32))))
    ours, bare = [], []
    files = [act().data for act in acts]
    for turn in range(times):
        act, file = acts[turn % len(acts)], files[turn % len(acts)]
        ours.append(_seconds(act))
        bare.append(_seconds(partial(_bare, signatory.key, attributes, file)))
    quick_ours, quick_bare = (quantiles(each, n=10)[0] for each in (ours, bare))
    return {"ours": quick_ours, "bare": quick_bare, "beyond": quick_ours - quick_bare}


def _bare(key: SigningKey, attributes: bytes, file: bytes) -> None:
    key.sign(attributes, "sha256")
    sha256(file).digest()


def _stock(page: PreparedPdf, signatory: Signatory) -> bytes:
    """The director's signature in a revision by pyHanko's writer; nothing is checked before."""
    form, showing = signatory.form, signatory.shown()
    data, gap = GeneralPrepared.open(page.data).reserve("signer", form, showing)
    return signatory.finish(open_signature(form, data, gap, "signer", showing.at))


def _seconds(act: Callable[[], object]) -> float:
    started = time.process_time()
    act()
    return time.process_time() - started


def _memory(
    pages: list[PreparedPdf], signatory: Signatory, counts: tuple[int, ...]
) -> dict[str, int | None]:
    """Resident bytes after so many signatures, in two phases, without what is garbage by then."""
    after: dict[str, int | None] = {}
    for ordinal in range(1, counts[-1] + 1):
        opened = begin_signature(pages[ordinal % DOCUMENTS], signatory)
        finish(opened, signatory.key.sign(opened.attributes, opened.digest_algorithm))
        if ordinal in counts:
            gc.collect()
            after[str(ordinal)] = resident_now()
    return after


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer signatures, rougher figures")
    parser.add_argument("--work", nargs="+", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.work:
        settings, times, *counts = arguments.work
        with open_office(settings) as office:
            print(json.dumps(_measured(office, int(times), tuple(map(int, counts)))))
        return 0
    with tempfile.TemporaryDirectory(prefix="bench-signing-") as folder:
        found = signing_speed(Path(folder), QUICK if arguments.quick else FULL)
    broken = list(broken_signing_promises(found))
    print("\n".join([*signing_table(found), *(f"NOT KEPT: {each}" for each in broken)]))
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
