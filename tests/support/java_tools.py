# SPDX-License-Identifier: Apache-2.0
"""Files as Apache PDFBox, the EU's DSS and OpenPDF make and continue them, each tool at one start.

They get keys and lists of the test authorities, and nothing else; `make witnesses` fetches them.
"""

from __future__ import annotations

import os
from datetime import UTC
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final, NamedTuple

import pytest
from PIL import Image

from support.pki import PASSPHRASE, make_pki
from support.ports import FIXED_NOW
from support.proving import ROLES
from support.sealed import sealed_page
from support.timestamps import good_authority
from support.witnesses import BRIEFLY, _run, need, witness_cache

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_CONFORMANCE: Final = Path(__file__).parents[1] / "conformance"
OURS: Final = "ours"
"""The page that an office of ours has issued, which the tools continue."""


class Job(NamedTuple):
    """What a tool makes of a file; `what` and `how` are those of the two `Writer.java`."""

    name: str
    what: str
    how: str
    of: str = OURS


def _of_openpdf(kind: str, compressed: str) -> Iterator[Job]:
    """Signed in old forms, certified and not, and continued."""
    yield Job(kind, "openpdf-make", compressed)
    for form in ("adbe.pkcs7.sha1", "adbe.x509.rsa_sha1", "VeriSign"):
        yield Job(f"{kind} {form}", "openpdf-sign", f"director {form} visible -1", kind)
    for level in "123":
        signed = f"{kind} certified {level}"
        yield Job(signed, "openpdf-sign", f"director adbe.pkcs7.sha1 hidden {level}", kind)
        yield Job(f"{signed} filled", "openpdf-fill", "agreed", signed)
        yield Job(f"{signed} noted", "openpdf-remark", "", signed)
    first = f"{kind} adbe.pkcs7.sha1"
    yield Job(f"{kind} twice", "openpdf-sign", "second adbe.pkcs7.sha1 hidden -1", first)
    yield Job(f"{kind} filled", "openpdf-fill", "agreed", first)
    yield Job(f"{kind} noted", "openpdf-remark", "", first)


def _of_pdfbox(kind: str, compressed: str) -> Iterator[Job]:
    """Signed and certified, continued by PDFBox itself and by DSS."""
    yield Job(kind, "pdfbox-make", compressed)
    for form in ("adbe.pkcs7.detached", "adbe.pkcs7.sha1"):
        yield Job(f"{kind} {form}", "pdfbox-sign", f"director {form} hidden 0", kind)
    yield Job(f"{kind} visible", "pdfbox-sign", "director adbe.pkcs7.detached visible 0", kind)
    for level in "123":
        signed = f"{kind} certified {level}"
        yield Job(signed, "pdfbox-sign", f"director adbe.pkcs7.detached hidden {level}", kind)
        yield Job(f"{signed} filled", "pdfbox-fill", "agreed", signed)
        yield Job(f"{signed} noted", "pdfbox-remark", "note", signed)
        yield Job(f"{signed} marked", "pdfbox-remark", "highlight", signed)
        yield Job(f"{signed} proven", "dss-extend", "LT", signed)
    twice = "second adbe.pkcs7.detached visible 0"
    yield Job(f"{kind} twice", "pdfbox-sign", twice, f"{kind} visible")
    yield Job(f"{kind} filled", "pdfbox-fill", "agreed", f"{kind} visible")
    yield Job(f"{kind} noted", "pdfbox-remark", "note", f"{kind} visible")


def _of_dss(kind: str) -> Iterator[Job]:
    """Signed by DSS at every level, raised, stamped and signed again."""
    for level, seen in (("B", "visible"), ("T", "hidden"), ("LT", "hidden"), ("LTA", "visible")):
        yield Job(f"{kind} DSS {level}", "dss-sign", f"director {level} {seen}", kind)
    yield Job(f"{kind} DSS raised", "dss-extend", "LTA", f"{kind} DSS T")
    yield Job(f"{kind} DSS renewed", "dss-extend", "LTA", f"{kind} DSS LTA")
    yield Job(f"{kind} DSS filled", "pdfbox-fill", "agreed", f"{kind} DSS LTA")
    yield Job(f"{kind} DSS twice", "dss-sign", "second B hidden", f"{kind} DSS LTA")
    yield Job(f"{kind} DSS seen", "dss-sign", "second B visible", f"{kind} visible")
    yield Job(f"{kind} DSS seen later", "dss-sign", "second B visible", f"{kind} DSS T")
    for level in "23":  # it refuses where nothing is permitted
        certified = f"{kind} certified {level}"
        yield Job(f"{certified} DSS seen", "dss-sign", "second B visible", certified)


OPENPDF: Final = (
    *_of_openpdf("openpdf", "false"),
    *_of_openpdf("openpdf compressed", "true"),
    Job("ours noted by openpdf", "openpdf-remark", ""),
    Job("ours signed by openpdf", "openpdf-sign", "second adbe.pkcs7.sha1 hidden -1"),
)


def _of_both(kind: str) -> Iterator[Job]:
    """Made and signed by OpenPDF, continued by PDFBox and DSS."""
    first = f"{kind} adbe.pkcs7.sha1"
    yield Job(f"{kind} filled by pdfbox", "pdfbox-fill", "agreed", first)
    yield Job(f"{kind} noted by pdfbox", "pdfbox-remark", "note", first)
    for seen in ("visible", "hidden"):
        by_pdfbox = f"second adbe.pkcs7.detached {seen} 0"
        yield Job(f"{kind} signed by pdfbox {seen}", "pdfbox-sign", by_pdfbox, first)
        yield Job(f"{kind} signed by DSS {seen}", "dss-sign", f"second B {seen}", first)
    yield Job(f"{kind} raised by DSS", "dss-extend", "LTA", first)


PDFBOX: Final = (
    *_of_pdfbox("pdfbox", "false"),
    *_of_pdfbox("pdfbox compressed", "true"),
    *_of_dss("pdfbox"),
    *_of_dss("pdfbox compressed"),
    *_of_both("openpdf"),
    *_of_both("openpdf compressed"),
    Job("ours stamped", "dss-stamp", ""),
    *(Job(f"ours raised {level}", "dss-extend", level) for level in ("T", "LT", "LTA")),
    Job("ours noted", "pdfbox-remark", "note"),
    Job("ours marked", "pdfbox-remark", "highlight"),
    Job("ours signed", "pdfbox-sign", "second adbe.pkcs7.detached visible 0"),
)


@cache
def files_by_tools() -> Mapping[str, bytes]:
    """The file of every job by its name; skips the test where a tool is missing."""
    need("java", "javac")
    cache_folder = witness_cache()
    for library in ("dss", "openpdf"):
        if not (cache_folder / library).is_dir():
            pytest.skip(f"{library} could not be fetched (see `make witnesses`)")
    with TemporaryDirectory(prefix="esign-tools-") as place:
        folder = Path(place)
        _equip(folder)
        for library, jobs in (("openpdf", OPENPDF), ("dss", PDFBOX)):
            _let_write(folder, library, jobs)
        names = [job.name for job in (*OPENPDF, *PDFBOX)]
        return {name: (folder / f"{name}.pdf").read_bytes() for name in names}


def _equip(folder: Path) -> None:
    """Keys, lists, a picture and our page."""
    pki = make_pki()
    pki.trust_dir(folder, roles=ROLES)
    holders = {"director": pki.director, "second": pki.second_director, "stamps": good_authority()}
    for name, holder in holders.items():
        pki.p12(holder, folder / f"{name}.p12")
    Image.new("RGB", (200, 100), (200, 30, 30)).save(folder / "mark.png")
    (folder / f"{OURS}.pdf").write_bytes(sealed_page())


def _let_write(folder: Path, library: str, jobs: Sequence[Job]) -> None:
    classes = folder / library
    libraries = witness_cache() / library / "*"
    source = _CONFORMANCE / library / "Writer.java"
    made = _run("javac", "-J-XX:TieredStopAtLevel=1", "-cp", libraries, "-d", classes, source)
    assert made.returncode == 0, made.stderr
    wanted = folder / "jobs"
    lines = [
        "\t".join((job.what, job.how, str(folder / f"{job.of}.pdf"), f"{folder}/{job.name}.pdf"))
        for job in jobs
    ]
    wanted.write_text("\n".join(lines), encoding="utf-8")
    moment = f"{FIXED_NOW.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    path = os.pathsep.join((str(libraries), str(classes)))
    options = (*BRIEFLY, "-Djava.awt.headless=true", "-cp", path)
    done = _run("java", *options, "Writer", folder, PASSPHRASE, moment, wanted)
    assert done.returncode == 0, done.stderr
