# SPDX-License-Identifier: Apache-2.0
"""A numbered document is not signed before it has its number, whatever a clock says."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

import esign
from esign.errors import ConfigurationError
from esign.issuance import (
    begin_sealing,
    issue,
    seal_signed,
    sign_prepared,
    waiting_to_seal,
)
from esign.messages import Language
from esign.register import State
from support.desk import Desks, a_decision, an_id, approved, prepared

if TYPE_CHECKING:
    from collections.abc import Callable

    from esign.issuance import Office

FIRST = an_id(1)
SEVEN_HOURS = timedelta(hours=7)
HONEST = timedelta(minutes=4)


@pytest.fixture
def noon(desks: Desks) -> Desks:
    """Desks at an hour that is of the same day, seven hours earlier."""
    desks.clock.moment += timedelta(hours=5)
    return desks


def refused(act: Callable[[], object]) -> str:
    with pytest.raises(ConfigurationError) as refusal:
        act()
    for language in Language:
        assert refusal.value.message(language)
        assert refusal.value.remedy(language)
    assert "15:00:00 20/11/2026" in refusal.value.message(Language.ENGLISH)
    assert "08:00:00 20/11/2026" in refusal.value.message(Language.ENGLISH)
    return refusal.value.code


def signed_by_a_clock_behind(desks: Desks, office: Office, behind: timedelta) -> None:
    """What another program, or an earlier release of this one, has signed by such a clock."""
    prepared(office)
    numbered = office.register.numbered(FIRST)
    page = office.register.kept(FIRST, "prepared") or b""
    desks.clock.moment -= behind
    made = esign.sign(esign.PreparedPdf(numbered, page, "", 1), office.signer)
    desks.clock.moment += behind
    office.register.keep(FIRST, {"signed": made.data})


def test_a_document_signed_seven_hours_before_its_number_is_not_sealed(noon: Desks) -> None:
    with noon.open() as office:
        signed_by_a_clock_behind(noon, office, SEVEN_HOURS)
        assert refused(lambda: seal_signed(FIRST, office)) == "desk.signed_before_number"
        queue = waiting_to_seal(office)
        assert refused(lambda: begin_sealing(queue.manifest, office)) == "desk.signed_before_number"
        entry = office.register.find(FIRST)
        assert entry is not None
        assert entry.state is State.SIGNED
        office.register.lifecycle.void(FIRST, "Giờ ký sai", "clerk")  # what the error advises


def test_honest_clocks_may_differ_by_minutes(noon: Desks) -> None:
    with noon.open() as office:
        signed_by_a_clock_behind(noon, office, HONEST)
        assert not seal_signed(FIRST, office).repeated


def test_nothing_is_signed_by_a_clock_that_is_behind_the_numbering(noon: Desks) -> None:
    with noon.open() as office:
        prepared(office)
        approval = approved(office)
        noon.clock.moment -= SEVEN_HOURS
        request = a_decision(office)
        signing = refused(lambda: sign_prepared(FIRST, approval, office))
        assert signing == "desk.clock_before_number"
        assert refused(lambda: issue(request, office)) == "desk.clock_before_number"
        assert office.register.kept_digest(FIRST, "signed") is None
        noon.clock.moment += SEVEN_HOURS - HONEST
        assert not sign_prepared(FIRST, approval, office).repeated


def test_a_number_that_was_kept_free_counts_from_the_moment_it_was_used(noon: Desks) -> None:
    with noon.open() as office:
        noon.clock.moment -= SEVEN_HOURS
        request = a_decision(office)
        kind = office.kinds.kind(request.kind)
        office.register.bookkeeping.reserve(kind, office.agency, "Khen thưởng", actor="clerk")
        noon.clock.moment += SEVEN_HOURS
        esign.prepare(request, office, reserved="1")
        approval = approved(office)
        noon.clock.moment -= SEVEN_HOURS
        signing = refused(lambda: sign_prepared(FIRST, approval, office))
        assert signing == "desk.clock_before_number"
