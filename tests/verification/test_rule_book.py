# SPDX-License-Identifier: Apache-2.0
"""Every rule has its clause, its line on the page, a file that keeps it and one that does not."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING

import pytest
from pyhanko.pdf_utils.generic import DictionaryObject

from esign.messages import Language, message
from esign.model import Level, Verdict
from esign.verification import Expectation, inspect, shipped_policies
from esign.verification.general.collecting import collect_any
from esign.verification.general.rules import GENERAL_RULES
from esign.verification.judge import judge
from esign.verification.policy import load_policy
from esign.verification.rule_book import NEEDED, RULE_BOOK, Origin, rule_page
from esign.verification.rules import RULES
from support.foreign_cms import cms_by
from support.foreign_files import appended, page, rewritten, signed
from support.pki import AGENCY, DIRECTOR, make_pki
from support.ports import FIXED_NOW
from support.proving import judged, reader, stamped
from support.source import ROOT
from support.timestamps import Stamper, stamping_identity

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    from esign.model import Report


def test_the_book_has_every_rule_and_no_other() -> None:
    for origin, rules in ((Origin.OWN, RULES), (Origin.ANY, GENERAL_RULES)):
        assert {name for name, entry in RULE_BOOK.items() if origin in entry.origins} == set(rules)
        assert set(rules) >= NEEDED[origin]


def test_every_rule_has_a_clause_and_a_policy_that_walks_it() -> None:
    walked = {rule for name in shipped_policies() for rule in load_policy(name).rules}
    assert walked == set(RULE_BOOK)
    assert all(entry.clause and entry.demands for entry in RULE_BOOK.values())


def test_the_page_is_current() -> None:
    page_file = ROOT / "docs" / "verification-rules.md"
    assert page_file.read_text(encoding="utf-8") == rule_page()


@cache
def good() -> Report:
    """On a file that keeps every rule for files of any origin, time-stamped twice over."""
    data = by(stamp=Stamper().timestamp)
    expected = Expectation(agency=AGENCY, signer=DIRECTOR)
    return inspect(
        stamped(data),
        name="a.pdf",
        trust=reader(),
        at=FIXED_NOW,
        policy="signed",
        expected=expected,
    )


def by(*, stamp: Callable[[bytes], bytes] | None = None, digest: str = "sha256") -> bytes:
    """A page that the director signed."""
    return signed(page(), cms_by(make_pki().director, stamp=stamp, digest=digest))


def odd_form() -> bytes:
    """A file with a field that is no object of its own."""

    def change(writer: IncrementalPdfFileWriter) -> None:
        form = writer.root["/AcroForm"]
        form["/Fields"].append(DictionaryObject())
        writer.update_container(form)

    return appended(by(), change)


def cut_stamp() -> bytes:
    """A time-stamp that leaves out the first byte."""
    data = stamped(by())
    place = data.rindex(b"/ByteRange [0 ")
    return data[:place] + data[place:].replace(b"/ByteRange [0 ", b"/ByteRange [1 ", 1)


def with_script() -> bytes:
    script = b"/OpenAction << /S /JavaScript /JS (x) >>"
    return signed(page(script), cms_by(make_pki().director))


def of_director(subfilter: str = "adbe.pkcs7.detached", at: datetime = FIXED_NOW) -> bytes:
    return signed(page(), cms_by(make_pki().director), subfilter=subfilter, at=at)


BAD: dict[str, Callable[[], bytes]] = {
    "structure": odd_form,
    "acting-content": with_script,
    "signature-count": page,
    "container-readable": lambda: signed(page(), lambda _: b"0\x03\x02\x01\x01"),
    "encoding": lambda: of_director("odd.form"),
    "byte-range": lambda: by().replace(b"/ByteRange [0 ", b"/ByteRange [1 "),
    "integrity": lambda: by().replace(b"100 euros", b"900 euros"),
    "certificate-reference": lambda: of_director("ETSI.CAdES.detached"),
    "algorithms": lambda: by(digest="sha1"),
    "certificate": lambda: signed(page(), cms_by(make_pki().stranger.director)),
    "claimed-times": lambda: of_director(at=FIXED_NOW + timedelta(days=1)),
    "signature-time-stamp": lambda: by(stamp=lambda _: Stamper().timestamp(bytes(32))),
    "time-stamp-coverage": cut_stamp,
    "time-stamp-token": lambda: stamped(by()).replace(b"100 euros", b"900 euros"),
    "time-stamp-authority": lambda: stamped(by(), by=stamping_identity(stranger=True)),
    "time-stamp-moment": lambda: stamped(by(), FIXED_NOW + timedelta(hours=2)),
    "later-changes": lambda: rewritten(by()),
}


def verdicts(report: Report, rule: str) -> set[Verdict]:
    return {entry.verdict for entry in report.findings if entry.rule == rule}


@pytest.mark.parametrize("rule", GENERAL_RULES)
def test_every_rule_for_files_of_any_origin_has_a_file_that_keeps_it(rule: str) -> None:
    assert verdicts(good(), rule) == {Verdict.PASSED}


@pytest.mark.parametrize("rule", BAD)
def test_every_rule_for_files_of_any_origin_has_a_file_that_breaks_it(rule: str) -> None:
    report = judged(BAD[rule](), reader(), policy="signed")
    assert verdicts(report, rule) - {Verdict.PASSED}
    assert report.verdict is not Verdict.PASSED
    for finding in report.findings:
        for language in Language:
            assert message(finding.code, language, finding.facts)
            if finding.verdict is not Verdict.PASSED and finding.rule == rule:
                assert finding.severity in {"warning", "error"}


def test_a_level_can_be_wanted_of_any_file() -> None:
    facts = collect_any(by(), name="a.pdf", trust=reader(), at=FIXED_NOW)
    wanted = replace(load_policy("signed"), level=Level.B_T)
    report = judge(facts, wanted, name="a.pdf", at=FIXED_NOW)
    assert verdicts(report, "level") == {Verdict.INDETERMINATE}
    # Of the level just above, of whom a reader expects in a file of its own.
    assert set(BAD) | {"level", "signers-are-those-expected"} == set(GENERAL_RULES)
