# SPDX-License-Identifier: Apache-2.0
"""Who signs does not seal, unless the office says so; two accounts finish a document together."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import pytest

from esign.errors import ConfigurationError
from esign.issuance import (
    issue,
    prepare,
    seal_signed,
    sign_prepared,
    waiting_to_seal,
    waiting_to_sign,
)
from esign.register import State
from support.desk import ROLES, Desks, a_decision, an_id, approved
from support.places import Place

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from esign.issuance import Office

FIRST = an_id(1)
BOTH = """
[roles]
clerk = ["lan"]
signer = ["lan"]
sealer = ["lan"]
"""


def opened(folder: Path, settings: str) -> Callable[[str], Office]:
    """Opens one office for each account."""
    desks = Desks.write(folder, extra_settings=settings)
    return lambda actor: replace(desks.open(), actor=actor)


def code_of(act: Callable[[], object]) -> str:
    with pytest.raises(ConfigurationError) as refused:
        act()
    return refused.value.code


def test_clerk_and_director_finish_a_document_each_at_the_own_desk(tmp_path: Path) -> None:
    at = opened(tmp_path, ROLES)
    clerk, director = at("lan"), at("giamdoc")
    assert code_of(lambda: prepare(a_decision(director), director)) == "register.not_entrusted"
    prepare(a_decision(clerk), clerk)
    assert code_of(lambda: waiting_to_sign(clerk)) == "register.not_entrusted"
    approval = approved(director)
    assert code_of(lambda: sign_prepared(FIRST, approval, clerk)) == "register.not_entrusted"
    sign_prepared(FIRST, approval, director)
    assert code_of(lambda: waiting_to_seal(director)) == "register.not_entrusted"
    assert code_of(lambda: seal_signed(FIRST, director)) == "register.not_entrusted"
    seal_signed(FIRST, clerk)
    rows = Place(tmp_path / "register").rows(
        "SELECT actor, action FROM audit WHERE action <> 'configured' ORDER BY seq"
    )
    assert rows == [
        ("lan", "numbered"),
        ("lan", "prepared"),
        ("giamdoc", "approved"),
        ("giamdoc", "signed"),
        ("lan", "sealed"),
        ("lan", "kept"),
        ("lan", "released"),
    ]


def test_who_has_signed_may_not_seal_even_with_both_duties(tmp_path: Path) -> None:
    office = opened(tmp_path, BOTH)("lan")
    prepare(a_decision(office), office)
    sign_prepared(FIRST, approved(office), office)
    assert code_of(lambda: seal_signed(FIRST, office)) == "register.signed_by_same"
    keep = partial(office.register.keep, FIRST, {"pdf": b"sealed"}, actor="lan")
    assert code_of(keep) == "register.signed_by_same"
    entry = office.register.find(FIRST)
    assert entry is not None
    assert entry.state is State.SIGNED
    assert not office.output.exists()


def test_who_may_not_finish_alone_takes_no_number(tmp_path: Path) -> None:
    office = opened(tmp_path, BOTH)("lan")
    assert code_of(lambda: issue(a_decision(office), office)) == "register.signed_by_same"
    assert office.register.find(FIRST) is None


def test_another_sealer_finishes_what_the_first_one_signed(tmp_path: Path) -> None:
    both = BOTH.replace('sealer = ["lan"]', 'sealer = ["lan", "hoa"]').replace(
        'clerk = ["lan"]', 'clerk = ["lan", "hoa"]'
    )
    at = opened(tmp_path, both)
    office = at("lan")
    prepare(a_decision(office), office)
    sign_prepared(FIRST, approved(office), office)
    with pytest.raises(ConfigurationError) as refused:
        seal_signed(FIRST, office)
    assert "(hoa)" in refused.value.remedy("vi")
    assert seal_signed(FIRST, at("hoa")).pdf.is_file()


def test_an_office_of_one_person_may_say_so(tmp_path: Path) -> None:
    office = opened(tmp_path, BOTH + "same_person_may_seal = true\n")("lan")
    assert issue(a_decision(office), office).pdf.is_file()
    prepare(a_decision(office, 2), office)
    sign_prepared(an_id(2), approved(office), office)
    assert seal_signed(an_id(2), office).pdf.is_file()


def test_an_office_without_roles_makes_no_distinction(tmp_path: Path) -> None:
    office = opened(tmp_path, "")("lan")
    assert issue(a_decision(office), office).pdf.is_file()
