# SPDX-License-Identifier: Apache-2.0
"""Wrong, unknown, closed and hub codes are caught before anything is sent, with suggestions."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from esign.messages import Language
from esign.model import AgencyRecord
from esign.model.directory import DirectoryFault, Likeness

if TYPE_CHECKING:
    from esign.model.directory import DirectoryFinding
    from esign.register import Register
    from support.ports import FixedClock


def suggested(finding: DirectoryFinding | None) -> list[tuple[str, Likeness]]:
    assert finding is not None
    return [(each.agency.code, each.likeness) for each in finding.suggestions]


def test_a_connecting_system_is_never_an_address(register: Register) -> None:
    finding = register.directory.check("99.12.w00", "so giao duc va dao tao tinh vi du")
    assert finding is not None
    assert (finding.fault, finding.refused) == (DirectoryFault.HUB, True)
    assert suggested(finding) == [("H99.12", Likeness.SAME_NAME)]


def test_a_closed_agency_leads_to_the_one_it_has_become_in_the_end(register: Register) -> None:
    finding = register.directory.check("H99.08")
    assert finding is not None
    assert (finding.fault, finding.refused) == (DirectoryFault.CLOSED, True)
    assert suggested(finding) == [("H99.15", Likeness.SUCCESSOR)]
    assert "Có phải H99.15 – Sở Xây dựng tỉnh Ví Dụ?" in finding.detail().remedy(
        Language.VIETNAMESE
    )


@pytest.mark.parametrize("code", ["H99.90", "H99.91"])
def test_a_closed_agency_without_successor_or_in_a_circle_suggests_nobody(
    register: Register, code: str
) -> None:
    finding = register.directory.check(code)
    assert finding is not None
    assert (finding.fault, finding.refused, finding.suggestions) == (
        DirectoryFault.CLOSED,
        True,
        (),
    )


@pytest.mark.parametrize(
    ("code", "present"),
    [("000.00.12.H99", "H99.12"), ("00.12.h99", "H99.12"), ("000.00.77.H98", "H98.12")],
)
def test_an_old_code_leads_to_the_present_one(register: Register, code: str, present: str) -> None:
    finding = register.directory.check(code)
    assert finding is not None
    assert (finding.fault, finding.refused) == (DirectoryFault.OLD, True)
    assert suggested(finding) == [(present, Likeness.NEW_CODE)]


def test_an_old_code_of_a_closed_agency_leads_to_its_successor(register: Register) -> None:
    assert suggested(register.directory.check("000.00.08.H99")) == [("H99.15", Likeness.SUCCESSOR)]


@pytest.mark.parametrize("typed", ["H99.2.05", "H99.12.50", "H99.12.O5", "H99.12.055", "H9912.05"])
def test_a_slip_of_the_finger_is_recognised(register: Register, typed: str) -> None:
    finding = register.directory.check(typed)
    assert finding is not None
    assert (finding.fault, finding.refused) == (DirectoryFault.UNKNOWN, True)
    assert ("H99.12.05", Likeness.TYPO) in suggested(finding)


def test_a_code_that_begins_with_the_lowest_level_and_leaves_one_out_is_turned_round(
    register: Register,
) -> None:
    assert suggested(register.directory.check("12.H99"))[0] == ("H99.12", Likeness.TYPO)


def test_a_successor_named_by_its_older_code_is_found(register: Register) -> None:
    merged = AgencyRecord("H99.60", "Sở Cũ", successor_code="000.00.12.H99")
    register.directory.take_over([merged], "file", whole=False, actor="clerk")
    assert suggested(register.directory.check("H99.60")) == [("H99.12", Likeness.SUCCESSOR)]


def test_a_finding_without_a_name_has_no_empty_brackets(register: Register) -> None:
    finding = register.directory.check("H99.77.77")
    assert finding is not None
    assert "(" not in finding.detail().message(Language.VIETNAMESE)


def test_two_slips_are_recognised_and_the_same_name_comes_first(register: Register) -> None:
    assert ("H99.12.05", Likeness.TYPO) in suggested(register.directory.check("H99.13.06"))
    finding = register.directory.check("H99.13.06", "SỞ XÂY DỰNG TỈNH VÍ DỤ")
    assert suggested(finding)[0] == ("H99.15", Likeness.SAME_NAME)


@pytest.mark.parametrize("code", ["", "?", "x" * 10_000, "%", "H99.1' OR 1=1 --", "\0"])
def test_rubbish_is_unknown_and_nothing_worse(register: Register, code: str) -> None:
    finding = register.directory.check(code, code)
    assert finding is not None
    assert (finding.fault, finding.refused) == (DirectoryFault.UNKNOWN, True)


def test_a_right_code_under_another_agencys_name_is_remarked_on(register: Register) -> None:
    check = register.directory.check
    assert check("h99.12 ", "SỞ GIÁO DỤC VÀ ĐÀO TẠO") is None
    assert check("H99.12") is None
    finding = check("H99.12", "Sở Xây dựng tỉnh Ví Dụ")
    assert finding is not None
    assert (finding.fault, finding.refused) == (DirectoryFault.OTHER_NAME, False)
    assert finding.name == "Sở Giáo dục và Đào tạo tỉnh Ví Dụ"
    assert suggested(finding) == [("H99.15", Likeness.SAME_NAME)]


def test_an_old_list_refuses_nothing_that_it_does_not_know(
    register: Register, clock: FixedClock
) -> None:
    clock.moment += timedelta(days=8)
    for code in ("H99.77", "000.00.12.H99"):
        finding = register.directory.check(code, days=7)
        assert finding is not None
        assert not finding.refused
        assert register.directory.check(code, days=8) != finding
    for code in ("H99.90", "H99.W00"):
        finding = register.directory.check(code, days=7)
        assert finding is not None
        assert finding.refused


def test_part_of_a_list_does_not_make_an_old_one_young(
    register: Register, clock: FixedClock
) -> None:
    clock.moment += timedelta(days=8)
    part = [AgencyRecord("H99.33", "Sở Mới")]
    register.directory.take_over(part, "file", whole=False, actor="clerk")
    finding = register.directory.check("H99.77", days=7)
    assert finding is not None
    assert not finding.refused


def test_without_a_list_hubs_are_refused_and_nothing_else(empty: Register) -> None:
    directory = empty.directory
    assert directory.latest() is None
    hub, shape = directory.check("99.12.W00"), directory.check("12/STN-VP", "Sở")
    assert hub is not None
    assert shape is not None
    assert (hub.refused, shape.fault, shape.refused) == (True, DirectoryFault.SHAPE, False)
    assert directory.check("H99.77") is None
    assert directory.find("H99.12") is None


def test_whoever_knows_no_register_gets_a_function(register: Register) -> None:
    check = register.directory.checker(30)
    assert check("H99.12", "") is None
    assert register.directory.similar("H99.2.05") == ("H99.12.05",)
    assert register.directory.similar("H99.12") == ()


@pytest.mark.parametrize("code", ["99.W00", "H99.08", "H99.90", "000.00.12.H99", "H99.77.77", "?"])
def test_every_finding_can_be_said_in_both_languages(register: Register, code: str) -> None:
    finding = register.directory.check(code)
    assert finding is not None
    for language in Language:
        detail = finding.detail("receivers[0].code")
        assert finding.code in detail.message(language)
        assert detail.message(language).startswith("receivers[0].code: ")
        assert detail.remedy(language)
