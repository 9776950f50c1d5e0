# SPDX-License-Identifier: Apache-2.0
"""Files that other programs sign and continue are described for what they are.

Apache PDFBox, the EU's DSS and OpenPDF sign, certify, fill, remark, stamp and raise files of their
own and ours; whatever they do honestly is told, and what a signer forbade is told too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from esign.model import Changes, Verdict
from support.java_tools import files_by_tools
from support.proving import AFTERWARDS, judged, reader
from support.sealed import close_forge

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from esign.model import Report

pytestmark = [pytest.mark.witness, pytest.mark.long]

KINDS = ("pdfbox", "pdfbox compressed")
OLD = ("openpdf", "openpdf compressed")
NONE, PERMITTED, FORBIDDEN, UNKNOWN = (
    Changes.NONE,
    Changes.PERMITTED,
    Changes.FORBIDDEN,
    Changes.UNKNOWN,
)


@pytest.fixture(scope="module")
def files() -> Iterator[Mapping[str, bytes]]:
    try:
        yield files_by_tools()
    finally:
        close_forge()


def report(data: bytes, policy: str = "signed") -> Report:
    return judged(data, reader(), AFTERWARDS, policy)


def changes(found: Report) -> list[Changes | None]:
    return [entry.changes for entry in found.signatures]


def later(found: Report) -> set[str]:
    return {
        entry.code.removeprefix("verification.later.")
        for entry in found.findings
        if entry.rule == "later-changes"
    }


def broken(found: Report) -> set[str]:
    return {entry.rule for entry in found.findings if entry.verdict is not Verdict.PASSED}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("how", ["adbe.pkcs7.detached", "visible", "certified 1", "DSS B"])
def test_a_signature_is_one(files: Mapping[str, bytes], kind: str, how: str) -> None:
    found = report(files[f"{kind} {how}"])
    assert (found.verdict, broken(found)) == (Verdict.PASSED, set())
    assert changes(found) == [NONE]


@pytest.mark.parametrize("kind", KINDS)
def test_levels_are_those_that_dss_reached(files: Mapping[str, bytes], kind: str) -> None:
    levels = {"B": "B-B", "T": "B-T", "LT": "B-LT", "LTA": "B-LTA"}
    levels |= {"raised": "B-LTA", "renewed": "B-LTA"}
    for name, level in levels.items():
        found = report(files[f"{kind} DSS {name}"])
        assert (found.verdict, found.level, broken(found)) == (Verdict.PASSED, level, set()), name
        assert changes(found) == [NONE if name in {"B", "T"} else PERMITTED]


@pytest.mark.parametrize("kind", KINDS)
def test_proof_is_no_change_whatever_was_forbidden(files: Mapping[str, bytes], kind: str) -> None:
    for level in "123":
        found = report(files[f"{kind} certified {level} proven"])
        assert (found.verdict, found.level) == (Verdict.PASSED, "B-LT")
        assert (changes(found), later(found)) == ([PERMITTED], {"proof", "time_stamp"})


@pytest.mark.parametrize("kind", [*KINDS, *OLD])
def test_a_filled_form_is_called_so(files: Mapping[str, bytes], kind: str) -> None:
    for name in ("filled", "certified 2 filled", "certified 3 filled"):
        found = report(files[f"{kind} {name}"])
        assert (changes(found), later(found)) == ([PERMITTED], {"filled"}), name
    forbidden = report(files[f"{kind} certified 1 filled"])
    assert (changes(forbidden), later(forbidden)) == ([FORBIDDEN], {"filled", "locked"})


@pytest.mark.parametrize("kind", [*KINDS, *OLD])
def test_a_note_is_called_so(files: Mapping[str, bytes], kind: str) -> None:
    told = {"noted": UNKNOWN, "certified 3 noted": PERMITTED}
    told |= {"certified 2 noted": FORBIDDEN, "certified 1 noted": FORBIDDEN}
    for name, expected in told.items():
        found = report(files[f"{kind} {name}"])
        assert (changes(found), later(found)) == ([expected], {"note"}), name


@pytest.mark.parametrize("kind", [*KINDS, *OLD])
def test_a_second_signature_is_one(files: Mapping[str, bytes], kind: str) -> None:
    found = report(files[f"{kind} twice"])
    assert changes(found) == [PERMITTED, NONE]
    assert all(entry.intact for entry in found.signatures)
    assert "signature" in later(found)


@pytest.mark.parametrize("kind", KINDS)
def test_a_second_signature_that_is_seen_is_one(files: Mapping[str, bytes], kind: str) -> None:
    """DSS says with its picture that colours are those of screens."""
    for name in ("DSS seen", "DSS seen later"):
        found = report(files[f"{kind} {name}"])
        assert (found.verdict, broken(found)) == (Verdict.PASSED, set()), name
        assert (changes(found), "signature" in later(found)) == ([PERMITTED, NONE], True), name
    for level in "23":
        found = report(files[f"{kind} certified {level} DSS seen"])
        assert changes(found) == [FORBIDDEN, NONE], "a certified file has the fields it has"


@pytest.mark.parametrize("kind", OLD)
def test_what_others_continue_is_described(files: Mapping[str, bytes], kind: str) -> None:
    """OpenPDF's tables free their own numbers, and PDFBox gives these to objects."""
    told = {"filled by pdfbox": ([PERMITTED], "filled"), "noted by pdfbox": ([UNKNOWN], "note")}
    told |= {"raised by DSS": ([PERMITTED], "time_stamp")}
    for seen in ("visible", "hidden"):
        for tool in ("pdfbox", "DSS"):
            told[f"signed by {tool} {seen}"] = ([PERMITTED, NONE], "signature")
    for name, (expected, word) in told.items():
        found = report(files[f"{kind} {name}"])
        assert (changes(found), word in later(found)) == (expected, True), name
        assert broken(found) <= {"algorithms", "later-changes"}, name
        assert all(entry.intact for entry in found.signatures)


@pytest.mark.parametrize("kind", OLD)
def test_old_forms_are_read_and_their_weakness_is_told(
    files: Mapping[str, bytes], kind: str
) -> None:
    for form in ("adbe.pkcs7.sha1", "adbe.x509.rsa_sha1", "VeriSign"):
        found = report(files[f"{kind} {form}"])
        assert (found.verdict, broken(found)) == (Verdict.INDETERMINATE, {"algorithms"})
        assert found.signatures[0].intact


def test_proof_that_others_add_to_ours_is_called_so_and_not_confirmed(
    files: Mapping[str, bytes],
) -> None:
    levels = {"ours stamped": "B-T", "ours raised T": "B-T"}
    levels |= {"ours raised LT": "B-LT", "ours raised LTA": "B-LTA"}
    for name, level in levels.items():
        found = report(files[name])
        assert (found.verdict, found.level, broken(found)) == (Verdict.PASSED, level, set()), name
        for policy in ("issued", "archive"):
            own = report(files[name], policy)
            assert own.verdict is Verdict.INDETERMINATE
            assert changes(own) == [UNKNOWN, UNKNOWN]
            codes = {entry.code for entry in own.findings}
            assert "verification.unconfirmed" in codes


def test_what_the_seal_forbids_is_forbidden(files: Mapping[str, bytes]) -> None:
    for name in ("ours noted", "ours marked", "ours signed", "ours noted by openpdf"):
        for policy in ("issued", "archive", "signed"):
            assert report(files[name], policy).verdict is Verdict.FAILED, (name, policy)
    assert report(files["ours signed by openpdf"], "issued").verdict is Verdict.FAILED
