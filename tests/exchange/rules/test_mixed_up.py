# SPDX-License-Identifier: Apache-2.0
"""Fields that were mixed up, receivers named twice, and files that are no packages at all."""

from __future__ import annotations

import pytest

from esign.exchange import Finding, Level, LintContext, lint
from esign.messages import Language
from esign.model import AgencyRecord
from esign.model.agency_codes import agency_key
from support.edxml_samples import DOCUMENT, ID, STATUS, leaf, prefixed

SENDING = LintContext(own_code="H98.12")
TYPE = leaf("Type", "2")
SECOND = leaf("OrganId", "H98")


def of_rule(rule: str, data: str, context: LintContext | None = None) -> list[Finding]:
    found = lint(data.encode(), context or LintContext())
    return [each for each in found if each.rule == rule]


@pytest.mark.parametrize(
    ("number", "symbol", "found"),
    [
        ("12", "12STN-VP", True),
        ("12", "12-STN-VP", True),
        ("12", "12", True),
        ("20", "2026/NQ-HĐND", False),
        ("2", "12STN-VP", False),
        ("12", "STN12-VP", False),
    ],
)
def test_a_symbol_that_begins_with_the_number_is_found_and_one_with_a_year_is_not(
    number: str, symbol: str, *, found: bool
) -> None:
    data = DOCUMENT.replace(leaf("CodeNumber", "12"), leaf("CodeNumber", number))
    data = data.replace(leaf("CodeNotation", "STN-VP"), leaf("CodeNotation", symbol))
    assert [each.code for each in of_rule("D1", data)] == ["edxml.D1.whole"] * found


@pytest.mark.parametrize(
    ("agency", "code", "found"),
    [
        ("H98", "7/UBND-VX", []),
        ("7/UBND-VX", "H98", ["edxml.S5.code", "edxml.S5.agency"]),
        ("7/UBND-VX", "7/UBND-VX", ["edxml.S5.agency"]),
        ("H98", "000.00.00.H98", ["edxml.S5.code"]),
    ],
)
def test_number_and_agency_are_not_swapped_in_what_a_document_answers(
    agency: str, code: str, found: list[str]
) -> None:
    answered = prefixed(
        "<ResponseFor><OrganId>H98</OrganId><Code>1/A</Code></ResponseFor>"
        f"<ResponseFor><OrganId>{agency}</OrganId><Code>{code}</Code></ResponseFor>"
    )
    data = DOCUMENT.replace(leaf("SteeringType", "0"), answered)
    swapped = of_rule("S5", data)
    assert [each.code for each in swapped] == found
    assert all("ResponseFor[2]" in each.path for each in swapped)


@pytest.mark.parametrize(
    ("said", "found"),
    [
        (leaf("Code", "13/STN-VP"), "edxml.S5.two"),
        (leaf("Code", "2025/12/STN-VP"), "edxml.S5.two"),
        (leaf("Code", "12/2025/STN-VP"), "edxml.S5.two"),
        (leaf("Code", "12/STN-VP") + leaf("PromulgationDate", "2024/03/05"), "edxml.S5.two"),
        (leaf("Code", "12/STN-TC"), "edxml.S5.otherwise"),
        (leaf("Code", "12/2026/STN-VP"), "edxml.S5.otherwise"),
        (leaf("Code", "12/stn-vp"), ""),
        (leaf("Code", "012/STN – VP"), ""),
        (leaf("Code", "12/STN-VP") + leaf("PromulgationDate", "không rõ"), ""),
    ],
)
@pytest.mark.parametrize("about", [STATUS, DOCUMENT])
def test_a_number_that_is_not_that_of_the_identifier_is_told(
    about: str, said: str, found: str
) -> None:
    if about == STATUS:
        data = STATUS.replace(leaf("Code", "12/STN-VP"), said)
    else:
        answered = f"<ResponseFor>{leaf('DocumentId', ID)}{said}</ResponseFor>"
        data = DOCUMENT.replace(leaf("SteeringType", "0"), answered)
    told = of_rule("S5", data)
    assert [each.code for each in told] == [found] * bool(found)
    assert all(each.level is Level.WARNING for each in told)


MERGED = AgencyRecord("H97.01", "Sở Mới", old_codes=("H98.12",))
OF_MERGED = {"H97.01", "H98.12"}


@pytest.mark.parametrize(
    "code", ["000.00.12.H98", "00.12.H98", "h98.12", "H97.01", "000.00.01.H97"]
)
def test_an_agency_is_known_by_its_identifier_under_whichever_of_its_codes(code: str) -> None:
    known = LintContext(
        find_agency=lambda asked: MERGED if agency_key(asked) in OF_MERGED else None
    )
    sender, addressed = leaf("OrganId", "H98.12"), leaf("OrganId", code)
    for data, rule in ((DOCUMENT, "D5"), (STATUS, "S4")):
        assert of_rule(rule, data.replace(sender, addressed), known) == []
        alone = of_rule(rule, data.replace(sender, addressed))
        assert bool(alone) == ("97" in code)
        (stranger,) = of_rule(rule, data.replace(sender, leaf("OrganId", "H98.14")), known)
        assert stranger.code in {"edxml.D5.agency", "edxml.S4"}


@pytest.mark.parametrize("code", ["000.00.00.H98", "00.00.H98", "000.00.00.h98"])
def test_an_agency_under_both_forms_of_its_code_is_one_receiver(code: str) -> None:
    data = DOCUMENT.replace(leaf("OrganId", "H98.12.01"), leaf("OrganId", code))
    (twice,) = of_rule("O2", data)
    assert (twice.code, twice.level) == ("edxml.O2.both", Level.WARNING)
    assert of_rule("O2", data, SENDING)[0].level is Level.ERROR


def test_an_agency_under_a_code_that_it_had_before_is_one_receiver() -> None:
    merged = AgencyRecord("H98", "UBND tỉnh Ví Dụ", old_codes=("H98.12.01",))
    known = LintContext(find_agency=lambda code: merged if code != "H98.12" else None)
    assert [each.code for each in of_rule("O2", DOCUMENT, known)] == ["edxml.O2.both"]


def test_agencies_whose_codes_merely_look_alike_are_two() -> None:
    data = DOCUMENT.replace(leaf("OrganId", "H98.12.01"), leaf("OrganId", "000.12.00.H98"))
    data = data.replace(SECOND, leaf("OrganId", "000.00.12.H98"))
    assert of_rule("O2", data) == []


def test_a_receiver_without_a_name_is_remarked_on() -> None:
    data = DOCUMENT.replace(leaf("OrganName", "Trường A"), "<edXML:OrganName/>")
    (found,) = of_rule("O2", data)
    assert (found.code, found.level) == ("edxml.O2.name", Level.WARNING)
    assert found.path == "MessageHeader/To[1]/OrganName"


@pytest.mark.parametrize("instead", ["", "<edXML:Type/>"])
def test_a_package_without_a_type_is_remarked_on_and_not_sent(instead: str) -> None:
    data = DOCUMENT.replace(TYPE, instead)
    (found,) = of_rule("D4", data)
    assert (found.code, found.level) == ("edxml.D4.absent", Level.WARNING)
    assert of_rule("D4", data, SENDING)[0].level is Level.ERROR


@pytest.mark.parametrize(
    "data",
    [
        bytes(5000),
        DOCUMENT.encode()[:2000] + bytes(2096),
        b"\x8a\x00\xff\x13\x00\x07" * 40,
        b"MZ\x90\x00\x03\x00\x00\x00",
        DOCUMENT.encode() + b"\x00",
    ],
    ids=["zeros", "a copy that failed", "random", "a program", "a zero behind it"],
)
def test_what_is_damaged_or_no_xml_is_not_called_another_encoding(data: bytes) -> None:
    (found,) = lint(data)
    assert found.code == "edxml.X1.damaged"
    assert "UTF-8" not in found.message(Language.ENGLISH) + found.remedy(Language.ENGLISH)
    assert "UTF-8" not in found.message(Language.VIETNAMESE) + found.remedy(Language.VIETNAMESE)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-be"])
def test_another_encoding_is_still_called_one(encoding: str) -> None:
    text = DOCUMENT.replace('encoding="UTF-8"', f'encoding="{encoding}"')
    assert [each.code for each in lint(text.encode(encoding))] == ["edxml.X1.encoding"]
