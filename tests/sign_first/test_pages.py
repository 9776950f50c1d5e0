# SPDX-License-Identifier: Apache-2.0
"""Real pages with room for number and date: what they say, and what they do not."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING

import pytest
from jsonschema import Draft202012Validator

from esign.errors import InputError
from esign.kinds import document_schema, settled, symbol
from esign.model import Unnumbered
from esign.rendering import ATTACHMENT_NAME, TypstRenderer, attachments
from esign.stamping import stamp_open
from esign.verification import inspect
from support.documents import (
    AGENCY,
    ISSUED_ON,
    LOOKUP_CODE,
    TEMPLATES,
    fields,
    kind_of,
    request_of,
)
from support.ports import FIXED_NOW
from support.witnesses import verapdf

if TYPE_CHECKING:
    from pathlib import Path

    from esign.trust import TrustStore

KINDS = ("decision", "official-letter", "plan", "invitation")


@cache
def renderer() -> TypstRenderer:
    return TypstRenderer(TEMPLATES)


def page(name: str) -> bytes:
    request = request_of(fields(name))
    kind = settled(kind_of(name), request.content)
    waiting = Unnumbered(request, AGENCY, symbol(kind, AGENCY), kind.book, ISSUED_ON, LOOKUP_CODE)
    return stamp_open(renderer().render_open(waiting, kind), kind).data


@pytest.mark.parametrize("name", KINDS)
def test_the_data_inside_say_that_the_number_comes_later(name: str) -> None:
    found = json.loads(attachments(page(name), ATTACHMENT_NAME)[0])
    assert (found["numbering"], found["year"]) == ("after-signature", ISSUED_ON.year)
    assert {"number", "issued_on", "document_id"}.isdisjoint(found)
    assert Draft202012Validator(document_schema()).is_valid(found)
    both = {**found, "number": 5, "issued_on": "2026-11-20", "document_id": "x"}
    assert not Draft202012Validator(document_schema()).is_valid(both)


@pytest.mark.parametrize("name", KINDS)
def test_a_recipient_would_have_nothing_against_the_page(name: str, trust: TrustStore) -> None:
    report = inspect(page(name), name="", trust=trust, at=FIXED_NOW)
    objections = [each.rule for each in report.findings if each.verdict != "passed"]
    assert {"structure", "active-content"}.isdisjoint(objections)
    assert report.document["numbering"] == "after-signature"
    assert {"number", "issued_on", "document_id"}.isdisjoint(report.document)


def test_the_same_request_gives_the_same_page() -> None:
    assert page("decision") == page("decision")


def test_a_kind_that_prints_its_number_in_its_text_is_refused() -> None:
    with pytest.raises(InputError, match="prints_number"):
        page("diploma-copy")


@pytest.mark.witness
@pytest.mark.parametrize("flavour", ["3a", "ua1"])
def test_real_pages_stay_archival_and_accessible(tmp_path: Path, flavour: str) -> None:
    pdfs = [tmp_path / f"{name}.pdf" for name in KINDS]
    for pdf in pdfs:
        pdf.write_bytes(page(pdf.stem))
    assert verapdf(pdfs, flavour) == dict.fromkeys(pdfs, ())
