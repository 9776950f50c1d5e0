# SPDX-License-Identifier: Apache-2.0
"""What a verdict costs, beside pyHanko's own validation of the same file without its analysis of
changes, and what the check of a document costs that was issued a moment ago.

All of it in one process, warm, in turns; processor times, of which the lower decile counts. Runs
alone too: `benchmarks/judging.py [--quick]`.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from io import BytesIO
from pathlib import Path
from statistics import quantiles
from typing import TYPE_CHECKING

import environment
from asn1crypto import pem
from asn1crypto.x509 import Certificate
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext
from workload import request

from esign.cli.reports import report_as_json, report_lines
from esign.issuance import prepare
from esign.kinds import read_request
from esign.model import Verdict
from esign.signing import seal, sign
from esign.system import SystemClock
from esign.trust import TrustStore
from esign.verification import inspect, inspect_own
from esign.verification.collect import collect
from esign.wiring import open_office

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

FULL, QUICK = 200, 40
"""Turns."""
MOST_OF_PYHANKO = {"facts": 1.3, "verdict": 2.0, "self_check": 0.2}
"""The self-check may take a tenth of what the whole verdict may."""


def judging_speed(issued: Path, trust: Path, turns: int) -> dict[str, float]:
    """Seconds for each way of judging, from a process of its own."""
    command = [sys.executable, __file__, "--work", issued, trust, turns]
    done = subprocess.run([str(word) for word in command], stdout=subprocess.PIPE, check=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def _measured(issued: Path, folder: Path, turns: int) -> dict[str, float]:
    data, trust, at = issued.read_bytes(), TrustStore.load(folder), SystemClock().now()

    def pyhanko() -> None:
        context = ValidationContext(
            trust_roots=roots,
            other_certs=others,
            crls=lists,
            allow_fetching=False,
            revocation_mode="hard-fail",
        )
        for each in PdfFileReader(BytesIO(data)).embedded_regular_signatures:
            assert validate_pdf_signature(each, context, skip_diff=True).bottom_line

    def verdict() -> None:
        report = inspect(data, name="issued.pdf", trust=trust, at=at)
        assert report.verdict is Verdict.PASSED
        assert "\n".join(report_lines(report))
        assert json.dumps(report_as_json(report))

    def self_check() -> None:
        report = inspect_own(data, name="issued.pdf", trust=trust, at=at)
        assert report is not None
        assert report.verdict is Verdict.PASSED

    held = [Certificate.load(pem.unarmor(file.read_bytes())[2]) for file in folder.glob("*.pem")]
    roots = [each for each in held if each.self_signed != "no"]
    others = [each for each in held if each.self_signed == "no"]
    lists = [file.read_bytes() for file in folder.glob("*.crl")]
    ways: dict[str, Callable[[], object]] = {
        "pyhanko": pyhanko,
        "facts": lambda: collect(data, name="issued.pdf", trust=trust, at=at),
        "verdict": verdict,
        "self_check": self_check,
    }
    times: dict[str, list[float]] = {name: [] for name in ways}
    for way in ways.values():
        way()
    for _ in range(turns):
        for name, way in ways.items():
            started = time.process_time()
            way()
            times[name].append(time.process_time() - started)
    return {name: quantiles(found, n=10)[0] for name, found in times.items()}


def broken_judging_promises(found: dict[str, float]) -> Iterator[str]:
    """What should hold and does not."""
    for name, most in MOST_OF_PYHANKO.items():
        if (ratio := found[name] / found["pyhanko"]) > most:
            yield f"judging, {name}: {ratio:.2f} x pyHanko without changes, not {most}"


def judging_table(found: dict[str, float]) -> Iterator[str]:
    """The figures as people read them."""
    yield f"{'judging two signatures':38}{'ms':>9}{'x pyHanko':>11}"
    for name, said in (
        ("pyhanko", "pyHanko, changes left out"),
        ("facts", "signatures and changes"),
        ("verdict", "the whole verdict with its report"),
        ("self_check", "the check of what was just issued"),
    ):
        yield f"  {said:36}{found[name] * 1000:9.2f}{found[name] / found['pyhanko']:11.2f}"


def signed_page(settings: Path) -> bytes:
    """A document of one page with both signatures."""
    with open_office(settings) as office:
        asked = read_request(json.dumps(request(1)).encode(), "json", office.kinds)
        return seal(sign(prepare(asked, office), office.signer), office.seal).data


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--work", nargs=3)
    parser.add_argument("--quick", action="store_true")
    asked = parser.parse_args()
    if asked.work:
        issued, trust, turns = asked.work
        json.dump(_measured(Path(issued), Path(trust), int(turns)), sys.stdout)
        return
    with tempfile.TemporaryDirectory() as folder:
        demo = environment.office(Path(folder) / "office")
        issued = Path(folder) / "issued.pdf"
        issued.write_bytes(signed_page(demo.settings))
        found = judging_speed(issued, demo.trust, QUICK if asked.quick else FULL)
    broken = [*broken_judging_promises(found)]
    print("\n".join([*judging_table(found), *broken]))
    sys.exit(bool(broken))


if __name__ == "__main__":
    main()
