# SPDX-License-Identifier: Apache-2.0
"""Heads are sealed day by day, batch by batch and on request, whether or not times can be had."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from esign.errors import ConfigurationError, KeyFaultError, ServiceError
from esign.evidence import check_record, seal_after, seal_day, seal_head
from esign.model import Verdict
from esign.model.proof import SealedHead
from esign.register import Occasion
from esign.trust import TrustStore
from support.books import DECISION, a_request
from support.evidence import ROLES, sealing_of
from support.office import make_office
from support.pki import END, make_pki
from support.ports import FIXED_NOW, FixedClock
from support.timestamps import Stamper

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from esign.issuance import Office


@dataclass
class Unreachable:
    """A time-stamp authority that is down; counts how often it was asked."""

    asked: int = 0

    def timestamp(self, digest: bytes) -> bytes:
        del digest
        self.asked += 1
        raise ServiceError("timestamp.unavailable")


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture
def office(tmp_path: Path, clock: FixedClock) -> Iterator[Office]:
    with make_office(tmp_path / "office", clock=clock) as opened:
        number(opened, 1)
        yield opened


@pytest.fixture
def trust(tmp_path: Path) -> TrustStore:
    return TrustStore.load(make_pki().trust_dir(tmp_path / "auditor", roles=ROLES))


def number(office: Office, turn: int) -> None:
    office.register.number(a_request(f"request-{turn:04d}"), DECISION, office.agency)


def occasions(office: Office) -> list[Occasion]:
    return [kept.occasion for kept in office.register.record.heads()]


def test_the_days_before_are_sealed_by_the_first_run_of_a_new_day(
    office: Office, clock: FixedClock
) -> None:
    sealing = sealing_of(office)
    assert seal_day(sealing) is None
    clock.moment += timedelta(days=1)
    number(office, 2)
    sealed = seal_after(sealing, 1)
    assert sealed is not None
    assert occasions(office) == [Occasion.DAY]
    assert seal_after(sealing, 1) is None


def test_a_batch_is_sealed_at_once_and_a_single_document_is_not(office: Office) -> None:
    sealing = sealing_of(office)
    assert seal_after(sealing, 1) is None
    assert seal_after(sealing, 2) is not None
    assert occasions(office) == [Occasion.BATCH]


def test_nothing_new_is_not_sealed_again(office: Office) -> None:
    sealing = sealing_of(office, Stamper())
    first, second = seal_head(sealing), seal_head(sealing)
    assert (first.head is None, first.stamped) == (False, 1)
    assert (second.head, second.stamped, second.fault) == (None, 0, None)
    assert occasions(office) == [Occasion.ASKED]


def test_an_authority_that_is_down_does_not_stop_the_seal(
    office: Office, trust: TrustStore
) -> None:
    down = Unreachable()
    sealed = seal_head(sealing_of(office, down))  # type: ignore[arg-type]
    assert sealed.head is not None
    assert sealed.fault is not None
    number(office, 2)
    seal_head(sealing_of(office, down))  # type: ignore[arg-type]
    assert down.asked == 2  # once a run, however many are missing
    later = seal_head(sealing_of(office, Stamper()))
    assert (later.head, later.stamped) == (None, 2)
    report = check_record(office.register, trust, FIXED_NOW)
    assert [seal.timestamped_at for _, seal in report.seals] == [FIXED_NOW, FIXED_NOW]


def test_a_key_that_may_not_sign_seals_nothing(office: Office, clock: FixedClock) -> None:
    clock.moment = END + timedelta(days=1)
    with pytest.raises(KeyFaultError):
        seal_head(sealing_of(office))
    assert occasions(office) == []


def test_the_check_judges_every_seal(office: Office, trust: TrustStore) -> None:
    seal_head(sealing_of(office))
    report = check_record(office.register, trust, FIXED_NOW)
    assert [seal.verdict for _, seal in report.seals] == [Verdict.PASSED]
    late = check_record(office.register, trust, END + timedelta(days=1))
    assert [seal.verdict for _, seal in late.seals] == [Verdict.INDETERMINATE]


def test_a_head_with_a_seal_that_is_none_is_named(office: Office, trust: TrustStore) -> None:
    pending = office.register.record.next_head(Occasion.ASKED, office.agency)
    assert pending is not None
    office.register.record.store_head(pending, SealedHead(pending.head.statement, b"no seal"))
    with pytest.raises(ConfigurationError) as refusal:
        check_record(office.register, trust, FIXED_NOW)
    assert refusal.value.code == "proof.head_seal"
    assert refusal.value.facts["size"] == pending.head.size
