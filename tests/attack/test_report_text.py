# SPDX-License-Identifier: Apache-2.0
"""Texts of a file that would write to the terminal, or invent lines of the report."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

import pytest

from esign.demo.pki import agency_name, authority_name, issue, person_name, rsa_key
from esign.model import Role, Verdict
from esign.verification.wording import MOST_SHOWN, shown
from support.pages import prepared
from support.pki import HOLDERS, make_pki
from support.sealed import forge, judged

if TYPE_CHECKING:
    from collections.abc import Iterator

    from esign.model import Report
    from esign.trust import TrustStore

ESCAPE = "\x1b[2J\x1b]0;x\x07"
LINE = "A\n    ✓ Đạt\u2028\u202egnud\u200b\r\x9b"
FORBIDDEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}


def texts(report: Report) -> Iterator[str]:
    yield from report.document.values()
    for finding in report.findings:
        yield from finding.facts.values()
    for entry in report.signatures:
        yield from (entry.signer, entry.title, entry.organisation, entry.issuer, entry.serial)


def assert_clean(report: Report) -> None:
    for text in texts(report):
        assert not FORBIDDEN & {unicodedata.category(char) for char in text}
        assert len(text) <= MOST_SHOWN


@pytest.mark.parametrize("trick", [ESCAPE, LINE])
def test_a_certificate_cannot_write_to_the_terminal(trick: str, trust: TrustStore) -> None:
    issuing, key = make_pki().ours.issuing, rsa_key()
    person = issue(issuing, person_name(trick, trick, trick), key, HOLDERS)
    seal = issue(issuing, agency_name(trick, trick, trick), key, HOLDERS)
    report = judged(forge().document(person, seal), trust)
    assert_clean(report)
    assert report.verdict is not Verdict.PASSED


def test_a_foreign_authority_cannot_either(trust: TrustStore) -> None:
    stranger = make_pki().stranger.issuing
    name = authority_name(ESCAPE, LINE)
    assert_clean(judged(forge().document(issue(stranger, name, rsa_key(), HOLDERS)), trust))


@pytest.mark.parametrize("trick", ["A&#10;B&#13;&#x9b;C", "&#x202e;&#x200b;&#x2028;\u00ad"])
def test_metadata_cannot_write_to_the_terminal(trick: str, trust: TrustStore) -> None:
    page = prepared().data
    start = page.index(b"<esign:Subject>") + len(b"<esign:Subject>")
    end = page.index(b"</esign:Subject>")
    spoilt = trick.encode().ljust(end - start)
    assert len(spoilt) == end - start
    data = page[:start] + spoilt + page[end:]
    seal = make_pki().seal
    signed = forge().sign(data, make_pki().director, Role.PERSON)
    report = judged(forge().sign(signed, seal, Role.AGENCY), trust)
    assert_clean(report)
    assert "\ufffd" in report.document["subject"]


@pytest.mark.parametrize("text", ["á" * 5000, "\ud800" * 5000, "\x1b" * 5000])
def test_what_is_overlong_is_cut(text: str) -> None:
    assert len(shown(text)) == MOST_SHOWN
    assert shown(text).endswith("…")
    assert shown(text).encode()


def test_honest_vietnamese_is_shown_as_it_is() -> None:
    for form in ("NFC", "NFD"):
        text = unicodedata.normalize(form, "Về việc công nhận kết quả thi & tuyển sinh, “Đợt 2”…")
        assert shown(text) == text
