# SPDX-License-Identifier: Apache-2.0
"""Numbers that a table of references had: what comes later may have them, and nothing else may."""

from __future__ import annotations

import pytest

from esign.model import Verdict
from support.proving import judged, reader
from support.sealed import rules
from support.table_streams import FREE_FOR_EVER, OWN, with_uncounted_table
from support.updates import FORGED, Shape, stream_object, update, with_note

NOTE = b"<< /Type /Annot /Subtype /Text /Rect [9 9 20 20] /Contents (Seen.) >>"
ROWS = (b"", FREE_FOR_EVER)
"""A table that does not know itself, as Apache PDFBox writes it, and one that frees itself."""


def told(data: bytes) -> tuple[Verdict, set[str], set[str]]:
    """The verdict, what came later, and the rules that are broken."""
    report = judged(data, reader(), policy="signed")
    found = {entry.code for entry in report.findings if entry.rule == "later-changes"}
    words = {code.removeprefix("verification.later.") for code in found}
    return report.verdict, words, rules(report)


@pytest.mark.parametrize("row", ROWS)
def test_the_number_of_a_table_may_be_given_to_what_comes_later(row: bytes) -> None:
    data = with_uncounted_table(row=row)
    assert told(data) == (Verdict.PASSED, {"nothing"}, set())
    noted = told(update(data, with_note(data, OWN, NOTE)))
    assert noted == (Verdict.INDETERMINATE, {"note"}, {"later-changes"})


@pytest.mark.parametrize("row", ROWS)
def test_a_number_that_something_waited_for_is_a_gap_that_is_filled(row: bytes) -> None:
    data = with_uncounted_table(b"/Waiting 6 0 R", row=row)
    found = told(update(data, with_note(data, OWN, NOTE)))
    assert found[:2] == (Verdict.FAILED, {"gap"})


@pytest.mark.parametrize("row", ROWS)
def test_another_content_under_such_a_number_is_another_page(row: bytes) -> None:
    data = with_uncounted_table(row=row)
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 6 0 R"
    page += b" /Resources << /Font << /F1 5 0 R >> >> /Annots [] >>"
    found = told(update(data, {3: page, OWN: stream_object(FORGED)}))
    assert found[:2] == (Verdict.FAILED, {"page"})


def test_an_object_that_a_table_frees_beside_its_own_number_is_given_up() -> None:
    data = with_uncounted_table(row=FREE_FOR_EVER)
    later = update(data, with_note(data, OWN, NOTE), freed=[5])
    verdict, words, broken = told(later)
    assert verdict is not Verdict.PASSED
    assert words != {"note"}
    assert "structure" in broken


@pytest.mark.parametrize("generation", [b"\0\0", b"\0\1", b"\x00\xff"])
def test_a_number_that_is_freed_for_a_while_only_is_not_a_tables_own(generation: bytes) -> None:
    data = with_uncounted_table(row=FREE_FOR_EVER[:4] + generation)
    verdict, _, broken = told(update(data, with_note(data, OWN, NOTE)))
    assert verdict is not Verdict.PASSED
    assert "structure" in broken


@pytest.mark.parametrize("row", ROWS)
def test_a_file_that_claims_fewer_objects_than_before_is_not_read_strictly(row: bytes) -> None:
    """Else a later one could take a number that an object had, as if it were a new one."""
    data = with_uncounted_table(row=row, size=90)
    later = update(data, with_note(data, OWN, NOTE), Shape(size=12))
    verdict, _, broken = told(later)
    assert verdict is not Verdict.PASSED
    assert "structure" in broken
