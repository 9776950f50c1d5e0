# SPDX-License-Identifier: Apache-2.0
"""Every rule has a package that keeps it and one that breaks it, and says so in both languages."""

from __future__ import annotations

import re
from dataclasses import replace
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from esign.errors import InputError
from esign.exchange import Level, LintContext, errors, lint, read, write
from esign.exchange.rules import RULES
from esign.messages import Language, catalogue
from support.edxml_page import rule_page
from support.edxml_rules import BREAKS, STORED, Broken, knowing, with_directory
from support.edxml_samples import BUSINESS, DOCUMENT, RECALL, STATUS, prefixed
from support.envelopes import changed, signed_package
from support.packages import PACKAGE
from support.source import ROOT

IDS = (
    "X1 X2 X3 X4 O1 O2 O3 O4 O5 D1 D2 D3 D4 D5 D6 D7 D8 D9 T1 B1 B2 B3 B4 B5 A1 A2 A3 A4 A5 G1"
    " K1 S1 S2 S3 S4 S5 S6"
)
SIGNED = {f"edxml.G1.{state}" for state in ("intact", "broken", "partial", "weak", "unclear")}
ELSEWHERE = {
    "edxml.A2.size",
    "edxml.A5",
    "edxml.X1.mime",
    "edxml.X1.base64",
    "edxml.X1.mail",
    "edxml.X2.older",
    "edxml.X2.wrapped",
    "edxml.X1.empty",
    "edxml.K1.same",
    "edxml.G1.empty",
    *SIGNED,
}
"""Shown in tests of their own; those of X1 and X2 are about archives of the older generation."""


def test_every_rule_is_there_exactly_once() -> None:
    assert [rule.id for rule in RULES] == IDS.split()


@pytest.mark.parametrize("data", [DOCUMENT.encode(), STATUS.encode(), write(PACKAGE)])
def test_a_sound_package_gives_no_error_and_no_warning(data: bytes) -> None:
    assert {finding.level for finding in lint(data)} <= {Level.NOTE}


@pytest.mark.parametrize("case", BREAKS, ids=lambda case: case.code.removeprefix("edxml."))
def test_every_rule_has_a_package_that_keeps_it_and_one_that_breaks_it(case: Broken) -> None:
    if case.rule != "G1":  # which always has something to say
        kept = {finding.rule for finding in lint(case.sound, case.kept_in)}
        assert case.rule not in kept
    found = lint(case.broken, case.context)
    (finding,) = [each for each in found if each.code == case.code][:1]
    rule = next(rule for rule in RULES if rule.id == case.rule)
    assert (finding.rule, finding.level) == (rule.id, rule.level_of(case.code))
    for language in Language:
        assert finding.message(language)
        assert finding.remedy(language)


def test_every_facet_of_a_rule_has_its_case() -> None:
    facet = re.compile(r"edxml\.[A-Z]\d")
    told = {code for code in catalogue() if facet.match(code)}
    assert told - {case.code for case in BREAKS} == ELSEWHERE


@pytest.mark.parametrize(
    ("data", "code", "level"),
    [
        (DOCUMENT.encode(), "edxml.G1.empty", Level.NOTE),
        (signed_package(), "edxml.G1.intact", Level.NOTE),
        (changed(signed_package(), "hội đồng", "hội nghị"), "edxml.G1.broken", Level.ERROR),
        (changed(signed_package(), 'URI=""', 'URI="#a"'), "edxml.G1.partial", Level.ERROR),
        (changed(signed_package(), "#rsa-sha256", "#rsa-md5"), "edxml.G1.weak", Level.WARNING),
        (changed(signed_package(), "#rsa-sha256", "#rsa-sha3"), "edxml.G1.unclear", Level.WARNING),
    ],
)
def test_an_envelope_signature_is_told_by_what_it_is_worth(
    data: bytes, code: str, level: Level
) -> None:
    (finding,) = [each for each in lint(data) if each.rule == "G1"]
    assert (finding.code, finding.level) == (code, level)


def test_the_very_package_that_is_here_already_is_no_error() -> None:
    data = DOCUMENT.encode()
    same = replace(STORED, sha256=sha256(data).hexdigest())
    assert [each.code for each in lint(data, knowing(same)) if each.rule == "K1"] == [
        "edxml.K1.same"
    ]
    recall = DOCUMENT.replace(prefixed(BUSINESS), prefixed(RECALL)).encode()
    assert not [each for each in lint(recall, knowing(STORED)) if each.rule == "K1"]


def test_what_is_not_known_is_said_to_be_unasked() -> None:
    assert LintContext().unasked == ("O3", "O5", "S6", "K1")
    assert with_directory().unasked == ("O5", "S6", "K1")


@settings(max_examples=200, derandomize=True, deadline=None, database=None)
@given(st.sampled_from([DOCUMENT, STATUS]), st.data())
def test_any_mutation_ends_in_findings_or_in_a_package_that_can_be_read(
    whole: str, data: st.DataObject
) -> None:
    damaged = bytearray(whole.encode())
    for _ in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.integers(0, len(damaged) - 1))
        chunk = data.draw(st.sampled_from([b"<", b"&", b"", b"<a/>", b"\xff", b"9", b"/", b" "]))
        damaged[place : place + data.draw(st.integers(0, 40))] = chunk
    found = lint(bytes(damaged), with_directory())
    try:
        read(bytes(damaged))
    except InputError:
        assert errors(found)


def test_what_keeps_a_package_from_being_opened_stands_alone() -> None:
    for case in BREAKS:
        if case.rule in {"X2", "X3"} or case.code == "edxml.X1":
            assert {finding.rule for finding in errors(lint(case.broken))} == {case.rule}


def test_the_page_is_current() -> None:
    page = ROOT / "docs" / "edxml-rules.md"
    assert page.read_text(encoding="utf-8") == rule_page()
