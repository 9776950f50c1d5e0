# SPDX-License-Identifier: Apache-2.0
"""The EU's Digital Signature Service as a witness: level and indication of every signature.

It is given the test anchors and revocation lists, and nothing else; no network is needed once
`make witnesses` has fetched it.
"""

from __future__ import annotations

import os
from datetime import UTC
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NamedTuple

import pytest

from support.ports import FIXED_NOW
from support.witnesses import BRIEFLY, _run, need, witness_cache

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

JUDGE = Path(__file__).parents[1] / "conformance" / "dss" / "Judge.java"
TOTAL_PASSED = "TOTAL_PASSED"


class DssWord(NamedTuple):
    """What it says about one signature; level `PAdES-BASELINE-LTA`, indication of EN 319 102-1.

    Changes that a signature does not permit (DocMDP, FieldMDP) are among the warnings.
    """

    signer: str
    level: str
    indication: str
    sub_indication: str
    complaints: str
    warnings: str


def validate(
    pdf: Path, anchors: Iterable[Path], crls: Iterable[Path], at: datetime = FIXED_NOW
) -> list[DssWord]:
    """What it says about each signature of a file, in file order."""
    return validate_all([pdf], anchors, crls, at)[pdf]


def validate_all(
    pdfs: Sequence[Path], anchors: Iterable[Path], crls: Iterable[Path], at: datetime = FIXED_NOW
) -> Mapping[Path, list[DssWord]]:
    """The same for several files at one start; anchors are `*.pem`, lists `*.crl`."""
    need("java", "javac")
    library = witness_cache() / "dss"
    if not library.is_dir():
        pytest.skip("the EU's DSS could not be fetched (see `make witnesses`)")
    moment = f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    classes = os.pathsep.join((str(library / "*"), _compiled(library).name))
    options = (*BRIEFLY, "-Djava.awt.headless=true", "-cp", classes)
    done = _run("java", *options, JUDGE.stem, moment, *anchors, *crls, *pdfs)
    assert done.returncode == 0, done.stderr
    words: dict[Path, list[DssWord]] = {pdf: [] for pdf in pdfs}
    for line in done.stdout.split(os.linesep):
        if line:
            document, *said = line.split("\t")
            words[Path(document)].append(DssWord(*said))
    return words


@cache
def _compiled(library: Path) -> TemporaryDirectory[str]:
    """The folder with the judge's class, made once in this process and removed with it."""
    folder = TemporaryDirectory(prefix="esign-dss-")
    done = _run(
        "javac", "-J-XX:TieredStopAtLevel=1", "-cp", library / "*", "-d", folder.name, JUDGE
    )
    assert done.returncode == 0, done.stderr
    return folder
