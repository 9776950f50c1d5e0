# SPDX-License-Identifier: Apache-2.0
"""The attached data of an issued document says what the document says, or the verdict tells."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from pyhanko.pdf_utils.embed import EmbeddedFileObject, FileSpec, embed_file
from pyhanko.pdf_utils.generic import ArrayObject, pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from esign.model import Verdict
from esign.verification.carried_data import RULE, disagreeing
from esign.verification.collect import collect
from esign.verification.judge import judge
from esign.verification.policy import load_policy
from esign.verification.source import Source
from support.foreign_files import page
from support.ports import FIXED_NOW
from support.proving import reader
from support.sealed import sealed_page

if TYPE_CHECKING:
    from collections.abc import Sequence

    from esign.verification.facts import Facts

SAID = {"subject": "Về việc công nhận", "agency": "Sở Mẫu", "agency_code": "H1", "kind": "decision"}
GOOD = '{"schema":"esign.document/1","kind":"decision","agency":{"code":"H1","name":"Sở Mẫu"}}'


def carrying(files: Sequence[str]) -> Source:
    """A page with these files attached."""
    writer = IncrementalPdfFileWriter(BytesIO(page()))
    specs = []
    for number, content in enumerate(files):
        held = EmbeddedFileObject.from_file_data(writer, data=content.encode())
        spec = FileSpec(f"{number}.json", embedded_data=held)
        embed_file(writer, spec)
        specs.append(writer.add_object(spec.as_pdf_object()))
    writer.root[pdf_name("/AF")] = ArrayObject(specs)
    writer.update_root()
    out = BytesIO()
    writer.write(out)
    source = Source.open(out.getvalue(), strict=True)
    assert source is not None
    return source


@pytest.mark.parametrize(
    ("files", "found"),
    [
        ([], ()),
        (["{}"], ()),
        ([GOOD], ()),
        ([GOOD.replace("H1", "H2")], ("agency_code",)),
        ([GOOD.replace("Sở Mẫu", "Sở Mậu")], ("agency",)),
        ([GOOD.replace("decision", "notice")], ("kind",)),
        ([GOOD.replace('"kind"', '"kind":"notice","kind"')], ("unreadable",)),
        ([GOOD[:-1]], ("unreadable",)),
        (["[" * 5000 + GOOD], ("unreadable",)),
        ([GOOD, GOOD], ("several",)),
    ],
)
def test_what_attached_data_says_otherwise_is_named(
    files: Sequence[str], found: tuple[str, ...]
) -> None:
    assert disagreeing(carrying(files), 1, SAID) == found


@cache
def facts_of_good() -> Facts:
    return collect(sealed_page(), name="a.pdf", trust=reader(), at=FIXED_NOW)


@pytest.mark.parametrize(
    ("found", "verdict"),
    [
        ((), Verdict.PASSED),
        (("issued_on",), Verdict.FAILED),
        (("several",), Verdict.INDETERMINATE),
        (("unreadable",), Verdict.INDETERMINATE),
    ],
)
def test_a_document_whose_data_disagrees_is_not_passed(
    found: tuple[str, ...], verdict: Verdict
) -> None:
    facts = replace(facts_of_good(), disagreeing=found)
    report = judge(facts, load_policy("issued"), name="a.pdf", at=FIXED_NOW)
    assert report.verdict is verdict
    assert {entry.rule for entry in report.findings if entry.verdict is not Verdict.PASSED} == (
        {RULE} if found else set()
    )
