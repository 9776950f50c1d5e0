# SPDX-License-Identifier: Apache-2.0
"""The two structures of agency codes, and how one becomes the other."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esign.model.agency_codes import (
    CodeForm,
    as_new,
    as_old,
    form_of,
    is_hub,
    normal_code,
    same_code,
)
from esign.register.directory_check import distance


@pytest.mark.parametrize(
    ("code", "form"),
    [
        ("000.12.31.H53", CodeForm.OLD),
        (" 000.00.00.h53\n", CodeForm.OLD),
        ("28.22.H17", CodeForm.OLD_SHORT),
        ("H53", CodeForm.NEW),
        ("H37.DN.001", CodeForm.NEW),
        ("H37" + ".01" * 10, CodeForm.NEW),
        ("H37" + ".01" * 11, CodeForm.OTHER),
        ("vxp.saas.04", CodeForm.OTHER),
        ("99.12.W00", CodeForm.OLD_SHORT),
        ("H37.1", CodeForm.OTHER),
        ("H37.02.", CodeForm.OTHER),
        ("", CodeForm.OTHER),
        ("٠٠٠.12.31.H53", CodeForm.OTHER),
    ],
)
def test_the_structure_of_a_code_is_recognised(code: str, form: CodeForm) -> None:
    assert form_of(code) is form


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("000.12.31.H53", "H53.31.12"),
        ("000.00.00.H53", "H53"),
        ("004.00.12.H53", "H53.12.004"),
        ("004.05.12.H53", "H53.12.05.004"),
        ("000.00.12.H53", "H53.12"),
    ],
)
def test_an_old_code_and_the_new_one_stand_for_each_other(old: str, new: str) -> None:
    assert as_new(old) == new
    assert as_old(new) == old
    assert same_code(old.lower(), f" {new}")


def test_a_short_old_code_lacks_the_fourth_level() -> None:
    assert as_new("28.22.H17") == "H17.22.28"
    assert as_new("00.01.H03") == "H03.01"


@pytest.mark.parametrize("code", ["H37.DN.001", "H37.01.02.03.04", "vxp.saas.04", ""])
def test_what_the_old_structure_cannot_hold_has_no_old_code(code: str) -> None:
    assert as_old(code) == ""
    assert as_new(code) == normal_code(code)


def test_codes_of_connecting_systems_are_recognised() -> None:
    assert is_hub("99.12.w00")
    assert not is_hub("000.00.00.H53")


@given(st.from_regex(r"(000|001)\.[0-9]{2}\.[0-9]{2}\.[A-Z][0-9]{2}", fullmatch=True))
def test_turning_a_code_about_twice_changes_nothing_more(code: str) -> None:
    new = as_new(code)
    assert form_of(new) is CodeForm.NEW
    assert as_new(new) == new
    assert same_code(as_old(new), code)


@pytest.mark.parametrize(
    ("one", "other", "far"),
    [
        ("H53.12", "H53.12", 0),
        ("H53.12", "H53.1", 1),
        ("H53.12", "H53.21", 1),
        ("H53.12", "H54.13", 2),
        ("H53.12", "G53.1", 2),
        ("H53.12", "H53.12.05", 3),
        ("H53.12", "", 3),
        ("H53.12", "G44.99", 3),
    ],
)
def test_how_far_apart_two_codes_are(one: str, other: str, far: int) -> None:
    assert distance(one, other) == distance(other, one) == far
