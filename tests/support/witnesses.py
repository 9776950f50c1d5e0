# SPDX-License-Identifier: Apache-2.0
"""Outside programs that judge our files; each says in its own words what it finds wrong.

A test that needs a program which is not there is skipped, with the reason. None of them needs a
network: `make witnesses` has put what they need in place.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

DEBIAN_PACKAGES = {
    "certutil": "libnss3-tools",
    "java": "default-jdk-headless",
    "javac": "default-jdk-headless",
    "openssl": "openssl",
    "pdfsig": "poppler-utils",
    "qpdf": "qpdf",
    "xmlsec1": "xmlsec1",
}
PATIENCE = 120


def need(*programs: str) -> None:
    """Skip the test unless all the programs are installed."""
    for program in programs:
        if shutil.which(program) is None:
            pytest.skip(f"{program} is not installed (Debian package {DEBIAN_PACKAGES[program]})")


def _run(*command: str | Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "LC_ALL": "C.UTF-8"}
    return subprocess.run(
        list(map(str, command)),
        capture_output=True,
        check=False,
        encoding="utf-8",
        env=environment,
        stdin=subprocess.DEVNULL,
        timeout=PATIENCE,
    )


def qpdf(pdf: Path) -> str:
    """What is wrong with the file's structure and cross-reference table; empty = nothing."""
    need("qpdf")
    done = _run("qpdf", "--check", pdf)
    return "" if done.returncode == 0 else done.stdout + done.stderr


@dataclass(frozen=True)
class PdfsigWord:
    """What pdfsig says about one signature; changes made after signing do not show here."""

    signer: str
    signature: str
    certificate: str


VALID = "Signature is Valid."
TRUSTED = "Certificate is Trusted."


def nss_folder(folder: Path, anchors: Iterable[Path]) -> Path:
    """A certificate store that trusts the anchors (PEM files) for signatures over documents."""
    need("certutil")
    folder.mkdir(parents=True)
    _expect(_run("certutil", "-N", "-d", f"sql:{folder}", "--empty-password"))
    for anchor in anchors:
        add = ("certutil", "-A", "-d", f"sql:{folder}", "-n", anchor.name, "-t", "C,C,C")
        _expect(_run(*add, "-i", anchor))
    return folder


def _expect(done: subprocess.CompletedProcess[str]) -> None:
    assert done.returncode == 0, done.stdout + done.stderr


def pdfsig(pdf: Path, nss: Path) -> tuple[PdfsigWord, ...]:
    """What pdfsig says about each signature, in file order."""
    need("pdfsig")
    spoken = _run("pdfsig", "-nssdir", f"sql:{nss}", pdf).stdout
    return tuple(
        PdfsigWord(
            _field(part, "Signer Certificate Common Name"),
            _field(part, "Signature Validation"),
            _field(part, "Certificate Validation"),
        )
        for part in re.split(r"^Signature #\d+:$", spoken, flags=re.MULTILINE)[1:]
    )


def _field(text: str, name: str) -> str:
    found = re.search(rf"^  - {name}: (.*)$", text, re.MULTILINE)
    return found[1] if found else ""


@dataclass(frozen=True)
class CutOut:
    """A signature cut out of its file: the signed bytes and the CMS (DER)."""

    content: bytes
    cms: bytes


_BYTE_RANGE = re.compile(rb"/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\]")


def cut_out(data: bytes) -> tuple[CutOut, ...]:
    """Every signature of a PDF, in file order."""
    found = []
    for ranges in _BYTE_RANGE.finditer(data):
        start, length, again, rest = map(int, ranges.groups())
        content = data[start : start + length] + data[again : again + rest]
        padded = bytes.fromhex(data[start + length + 1 : again - 1].decode("ascii"))
        found.append(CutOut(content, padded[: _der_length(padded)]))
    return tuple(found)


def _der_length(data: bytes) -> int:
    """Length of the first value, header included (X.690 §8.1.3); of all where none is said."""
    if data[1] == 0x80:
        return len(data)
    if data[1] < 0x80:
        return 2 + data[1]
    octets = data[1] & 0x7F
    return 2 + octets + int.from_bytes(data[2 : 2 + octets])


def openssl_cms(
    signature: CutOut, anchors: Iterable[Path], at: datetime, folder: Path, *, cades: bool = True
) -> str:
    """What openssl finds wrong with a signature, CAdES or plain, at a moment; empty = nothing."""
    need("openssl")
    folder.mkdir(parents=True, exist_ok=True)
    content, cms, trusted = folder / "content", folder / "signature.der", folder / "anchors.pem"
    content.write_bytes(signature.content)
    cms.write_bytes(signature.cms)
    trusted.write_bytes(b"".join(anchor.read_bytes() for anchor in anchors))
    form = ("-cades",) if cades else ()
    command = ("openssl", "cms", "-verify", *form, "-binary", "-inform", "DER", "-in", cms)
    trust = ("-CAfile", trusted, "-no-CApath", "-no-CAstore", "-purpose", "any")
    moment = ("-attime", str(int(at.timestamp())))
    done = _run(*command, "-content", content, *trust, *moment, "-out", os.devnull)
    return "" if done.returncode == 0 else done.stdout + done.stderr


def xmlsec1(package: Path, anchor: Path, at: datetime, *more: str) -> str:
    """What xmlsec1 finds wrong with a signature over XML, at a moment; empty = nothing."""
    need("xmlsec1")
    trust = ("--enabled-key-data", "x509", "--trusted-pem", anchor)
    moment = ("--verification-gmt-time", f"{at.astimezone(UTC):%Y-%m-%d+%H:%M:%S}")
    done = _run("xmlsec1", "--verify", *trust, *moment, *more, package)
    return "" if done.returncode == 0 else done.stdout + done.stderr


def signed_by_xmlsec1(template: Path, key: Path, certificate: Path) -> bytes:
    """The XML with the signature that its template asks for."""
    need("xmlsec1")
    signed = template.with_suffix(".signed")
    pair = f"{key},{certificate}"
    _expect(_run("xmlsec1", "--sign", "--privkey-pem", pair, "--output", signed, template))
    return signed.read_bytes()


def witness_cache() -> Path:
    """Where `make witnesses` puts what it fetches."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(os.environ.get("WITNESS_CACHE") or Path(base) / "esign-tests")


BRIEFLY = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto")
"""How Java starts soonest; a run of a few seconds gains nothing from its best compiler."""


def verapdf_jar() -> Path:
    """The fetched command line; skips the test where it could not be fetched."""
    need("java")
    jar = witness_cache() / "verapdf.jar"
    if not jar.is_file():
        pytest.skip("veraPDF could not be fetched (see `make witnesses`)")
    return jar


def verapdf(pdfs: Sequence[Path], flavour: str) -> Mapping[Path, tuple[str, ...]]:
    """The rules of the flavour (`3a`, `ua1`) that each file breaks; one start for all files."""
    jar = verapdf_jar()
    done = _run("java", *BRIEFLY, "-jar", jar, "--flavour", flavour, "--format", "json", *pdfs)
    assert done.stdout, done.stderr
    jobs = json.loads(done.stdout)["report"]["jobs"]
    assert len(jobs) == len(pdfs), done.stdout
    return {Path(job["itemDetails"]["name"]): _broken_rules(job) for job in jobs}


def _broken_rules(job: Mapping[str, object]) -> tuple[str, ...]:
    results = job.get("validationResult")
    assert isinstance(results, list), f"veraPDF could not read the file: {job}"
    assert len(results) == 1, f"veraPDF could not read the file: {job}"
    details = results[0]["details"]
    rules = tuple(
        f"{rule['specification']} {rule['clause']}-{rule['testNumber']}: {rule['description']}"
        for rule in details["ruleSummaries"]
    )
    assert bool(rules) is not results[0]["compliant"], f"veraPDF contradicts itself: {job}"
    return rules
