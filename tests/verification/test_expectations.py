# SPDX-License-Identifier: Apache-2.0
"""Who, not just ok: a reader names those who should have signed, and nobody else will do."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

import pytest

from esign.errors import ConfigurationError, UsageError
from esign.model import Role, Verdict
from esign.verification import Expectation, expectation, inspect
from esign.verification.policy import load_policy
from support.foreign_cms import cms_by
from support.foreign_files import page, signed
from support.pki import AGENCY, AGENCY_CODE, DIRECTOR, PARENT, TITLE, make_pki
from support.ports import FIXED_NOW
from support.proving import reader
from support.sealed import rules, sealed_page

if TYPE_CHECKING:
    from pathlib import Path

    from esign.model import Report

RULE = "signers-are-those-expected"
PASSED, OPEN, FAILED = Verdict.PASSED, Verdict.INDETERMINATE, Verdict.FAILED


def issued(**texts: str) -> Report:
    """A document with the director's signature and the agency's seal."""
    expected = expectation(**texts)
    return inspect(sealed_page(), name="a.pdf", trust=reader(), at=FIXED_NOW, expected=expected)


def foreign(expected: Expectation) -> Report:
    """A file that the director alone signed, by the policy for any file."""
    data = signed(page(), cms_by(make_pki().director))
    trust = reader()
    return inspect(
        data, name="a.pdf", trust=trust, at=FIXED_NOW, policy="signed", expected=expected
    )


def verdicts(report: Report) -> list[Verdict]:
    return [entry.verdict for entry in report.findings if entry.rule == RULE]


def test_nobody_expected_nothing_said() -> None:
    assert verdicts(issued()) == []


@pytest.mark.parametrize(
    "texts",
    [
        {"agency": AGENCY},
        {"agency": AGENCY.upper(), "code": AGENCY_CODE.lower()},
        {"agency": unicodedata.normalize("NFD", AGENCY)},
        {"signer": DIRECTOR, "title": TITLE},
        {"agency": AGENCY, "code": AGENCY_CODE, "signer": DIRECTOR, "title": TITLE},
    ],
)
def test_those_expected_are_found(texts: dict[str, str]) -> None:
    report = issued(**texts)
    assert (report.verdict, set(verdicts(report))) == (PASSED, {PASSED})


@pytest.mark.parametrize(
    "texts",
    [
        {"agency": "Sở Giáo dục"},
        {"agency": AGENCY.replace("Ví", "Vi")},
        {"agency": AGENCY.replace("o", "\N{CYRILLIC SMALL LETTER O}")},
        {"agency": AGENCY.replace(" ", "\N{NO-BREAK SPACE}")},
        {"agency": PARENT},
        {"agency": DIRECTOR},
        {"agency": AGENCY, "code": "H99.13"},
        {"code": "H99.1"},
        {"signer": AGENCY},
        {"signer": DIRECTOR, "title": "Phó Giám đốc"},
        {"signer": "Nguyễn Minh Châu A"},
        {"agency": AGENCY, "signer": "Trần Thị Bình An"},
    ],
)
def test_anybody_else_fails_however_good_the_signatures(texts: dict[str, str]) -> None:
    report = issued(**texts)
    assert (report.verdict, rules(report)) == (FAILED, {RULE})


@pytest.mark.parametrize("text", ["", "  ", "Sở\u200b Giáo dục", "a\nb", "\u202eSở", "x" * 501])
def test_an_expectation_that_nobody_could_meet_is_refused(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        expectation(agency=text)
    assert caught.value.code == "verification.expected_text"


@pytest.mark.parametrize(
    ("expected", "verdict"),
    [
        (Expectation(signer=DIRECTOR), PASSED),
        (Expectation(agency=AGENCY), PASSED),  # the body that the certificate names
        (Expectation(agency=PARENT), FAILED),
        (Expectation(signer="Somebody Else"), FAILED),
        (Expectation(agency=AGENCY, code=AGENCY_CODE), OPEN),  # no person's certificate has a code
        (Expectation(roles=(Role.PERSON,)), PASSED),
        (Expectation(roles=(Role.PERSON, Role.AGENCY)), FAILED),
    ],
)
def test_a_file_of_any_origin_is_held_to_it_as_well(
    expected: Expectation, verdict: Verdict
) -> None:
    assert foreign(expected).verdict is verdict


def test_an_expected_seal_that_is_missing_is_missed() -> None:
    seals_only = inspect(
        sealed_page(),
        name="a.pdf",
        trust=reader(),
        at=FIXED_NOW,
        policy="sealed",
        expected=Expectation(signer=DIRECTOR),
    )
    codes = {entry.code for entry in seals_only.findings if entry.rule == RULE}
    assert codes == {"verification.expected_missing.person"}


def written(folder: Path, entry: str, base: str = "signed") -> str:
    rules_of = ", ".join(f'"{rule}"' for rule in load_policy(base).rules if rule != RULE)
    kind = 'origin = "any"' if base == "signed" else ""
    file = folder / "own.toml"
    entries = (
        kind,
        'subfilters = ["adbe.pkcs7.detached"]',
        'level = "B-B"',
        f"rules = [{rules_of}]",
    )
    file.write_text("\n".join((*entries, entry)), encoding="utf-8")
    return str(file)


def test_a_policy_may_expect_and_then_walks_the_rule(tmp_path: Path) -> None:
    policy = load_policy(written(tmp_path, f'[expect]\nagency = "{AGENCY}"\nroles = ["person"]'))
    assert policy.expected == Expectation(agency=AGENCY, roles=(Role.PERSON,))
    assert RULE in policy.rules
    with pytest.raises(UsageError):
        policy.expecting(Expectation(agency=PARENT))


@pytest.mark.parametrize(
    ("entry", "path"),
    [
        ("[expect]", "expect"),
        ('expect = "x"', "expect"),
        ('[expect]\nagencies = "x"', "expect.agencies"),
        ('[expect]\nagency = ""', "expect.agency"),
        ("[expect]\nagency = 1", "expect.agency"),
        ('[expect]\nroles = ["clerk"]', "expect.roles"),
    ],
)
def test_an_unsound_expectation_is_named(entry: str, path: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError) as caught:
        load_policy(written(tmp_path, entry))
    assert path in {detail.path for detail in caught.value.details}
