# SPDX-License-Identifier: Apache-2.0
"""A headline promises what the policy asked, and no more."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

import pytest
from lxml import html

from esign.cli.reports import reason_line, report_as_json, report_lines
from esign.messages import Language
from esign.model import Finding, Role, Verdict
from esign.reporting.compose import compose
from esign.reporting.content import Run
from esign.reporting.forms.html import as_html
from esign.reporting.verdicts import headline, is_foreign, meaning, warnings
from esign.reporting.words import advice, finding_words
from esign.verification import inspect
from support.foreign_cms import cms_by
from support.foreign_files import filled, page, signed
from support.pages import prepared
from support.pki import make_pki
from support.ports import FIXED_NOW
from support.sealed import forge, sealed_page

if TYPE_CHECKING:
    from esign.model import Report
    from esign.trust import TrustStore

NOT_OURS = "not in the form of documents issued by Vietnamese agencies"


@cache
def foreign() -> bytes:
    """A page with a plain text field that somebody signed with a program of another make."""
    return signed(page(), cms_by(make_pki().director))


def report_on(data: bytes, trust: TrustStore, policy: str) -> Report:
    return inspect(data, name="a.pdf", trust=trust, at=FIXED_NOW, policy=policy)


@pytest.mark.parametrize("policy", ["issued", "sealed", "archive"])
def test_a_file_that_never_claims_our_form_is_told_so_and_how_to_judge_it(
    trust: TrustStore, policy: str
) -> None:
    report = report_on(foreign(), trust, policy)
    assert report.verdict is Verdict.FAILED
    assert NOT_OURS in headline(report).en
    assert headline(report).en.startswith("NOT VALID")
    assert "--policy signed" in meaning(report).en
    assert "do not rely on it" in meaning(report).en
    assert "genuine" not in meaning(report).en
    assert "--policy signed" in reason_line(report)
    assert NOT_OURS in as_html(compose(report, Run(1, ""))).decode()


def test_a_foreign_file_that_is_proven_wrong_is_told_that_first(trust: TrustStore) -> None:
    changed = foreign().replace(b"/MediaBox [0 0 595 842]", b"/MediaBox [0 0 595 841]", 1)
    report = report_on(changed, trust, "issued")
    assert report.verdict is Verdict.FAILED
    assert not is_foreign(report)


def test_a_document_of_ours_never_hides_behind_another_form(trust: TrustStore) -> None:
    unsealed = forge().sign(prepared(1).data, make_pki().director, Role.PERSON)
    report = report_on(unsealed, trust, "issued")
    assert report.document
    assert not is_foreign(report)
    # Neither without its metadata: the fields are still ours.
    assert not is_foreign(replace(report, document={}))
    assert not is_foreign(replace(report, signatures=()))


def test_a_plain_text_field_is_no_danger_in_words(trust: TrustStore) -> None:
    report = report_on(foreign(), trust, "issued")
    said = " ".join(finding_words(each).en for each in report.findings)
    assert "form field" in said
    assert "Tx" not in said


def test_signed_says_who_signed_and_that_this_is_all(trust: TrustStore) -> None:
    report = report_on(foreign(), trust, "signed")
    assert report.verdict is Verdict.PASSED
    name = report.signatures[0].signer
    assert headline(report).en == f"VALID – signed by {name}, and unchanged since"
    assert "says nothing of whether the signer was entitled" in meaning(report).en
    assert "genuine" not in headline(report).en + meaning(report).en
    assert list(warnings(report)) == []
    first = list(report_lines(report))[1]
    assert "“signed”" in first
    assert name in first
    head = html.fromstring(as_html(compose(report, Run(1, "")))).find(".//header").text_content()
    assert "“signed”" in head


def test_what_was_filled_in_between_two_signatures_is_no_secret(trust: TrustStore) -> None:
    again = cms_by(make_pki().seal)
    report = report_on(signed(filled(foreign(), "Yes"), again, field="S2"), trust, "signed")
    assert report.verdict is Verdict.PASSED
    assert "unchanged since" not in headline(report).en + meaning(report).en
    assert "only what is permitted was added" in headline(report).en
    both = report_on(signed(foreign(), again, field="S2"), trust, "signed")
    assert "unchanged since" in headline(both).en


def test_a_document_without_its_agencys_seal_is_warned_of(trust: TrustStore) -> None:
    unsealed = forge().sign(prepared(1).data, make_pki().director, Role.PERSON)
    report = report_on(unsealed, trust, "signed")
    assert [each.code for each in warnings(report)] == ["empty_fields", "no_seal"]
    agency = report.document["agency"]
    assert any(line.startswith("  ! ") and agency in line for line in report_lines(report))
    told = [each["code"] for each in report_as_json(report)["warnings"]]
    assert told == ["empty_fields", "no_seal"]
    assert agency in as_html(compose(report, Run(1, ""))).decode()
    sealed = report_on(sealed_page(), trust, "signed")
    assert list(warnings(sealed)) == []


def test_each_policy_has_words_of_its_own(trust: TrustStore) -> None:
    report = report_on(sealed_page(), trust, "issued")
    assert headline(report).en == "VALID – the document is genuine"
    for policy in ("sealed", "signed", "detached"):
        assert "genuine" not in headline(replace(report, policy=policy)).en
    assert "“mine.toml”" in headline(replace(report, policy="mine.toml")).en
    for verdict in (Verdict.FAILED, Verdict.INDETERMINATE):
        other = replace(report, policy="signed", verdict=verdict)
        assert "genuine" not in headline(other).en + meaning(other).en


@pytest.mark.parametrize("verdict", [Verdict.FAILED, Verdict.INDETERMINATE])
def test_what_did_not_pass_always_says_what_to_do(verdict: Verdict) -> None:
    finding = Finding("byte-range", verdict, "verification.byte_range")
    assert all(advice(finding, each) for each in Language)
    assert advice(replace(finding, verdict=Verdict.PASSED), Language.ENGLISH) == ""
