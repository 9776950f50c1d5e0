# SPDX-License-Identifier: Apache-2.0
"""What waits unseen in a file when it is signed keeps it from being found good, unused as it is."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import pytest

from attack.stories.shadow_hide import by_office, by_stranger
from attack.stories.shadow_hide_and_replace import waiting, with_second
from esign.model import Verdict
from esign.verification.links import Links
from esign.verification.sections import read_sections
from esign.verification.source import Source
from esign.verification.unused import RULE, unused_objects
from support.foreign_files import page
from support.pages import prepared
from support.proving import judged as judged_by
from support.sealed import close_forge, judged, rules, sealed_page
from support.updates import layout

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from esign.trust import TrustStore


@pytest.fixture(scope="module", autouse=True)
def _forge() -> Iterator[None]:
    yield
    close_forge()


@cache
def forms() -> Mapping[str, bytes]:
    return waiting(prepared().data)


@pytest.mark.parametrize("name", forms())
def test_a_signed_file_in_which_something_waits_is_not_accepted(
    name: str, trust: TrustStore
) -> None:
    report = judged(by_office(forms()[name]), trust)
    assert report.verdict is Verdict.INDETERMINATE
    assert rules(report) == {RULE}
    (finding,) = [entry for entry in report.findings if entry.rule == RULE]
    assert str(layout(prepared().data).size) in finding.facts["objects"].split(", ")


def test_of_a_file_of_any_origin_it_is_told(trust: TrustStore) -> None:
    report = judged_by(by_stranger(with_second(page())), trust, policy="signed")
    assert report.verdict is Verdict.PASSED
    (finding,) = [entry for entry in report.findings if entry.rule == "structure"]
    assert finding.code == "verification.well_formed_unused"
    assert finding.facts["count"] == "4"


def test_what_a_signature_put_in_its_place_is_not_called_unused(trust: TrustStore) -> None:
    source = Source.open(sealed_page(), strict=True)
    assert source is not None
    sections = read_sections(source)
    for revision in range(len(sections)):
        assert unused_objects(Links(source), sections, revision) == ()
    assert judged(sealed_page(), trust).verdict is Verdict.PASSED


def test_in_a_file_of_other_sections_nothing_is_taken_for_used() -> None:
    source = Source.open(sealed_page(), strict=True)
    assert source is not None
    assert unused_objects(Links(source), (None,), 0) is None
