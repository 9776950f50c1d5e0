# SPDX-License-Identifier: Apache-2.0
"""A whole office after a restore: its desks, and documents that come back with all their files."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from esign.errors import InputError
from esign.evidence import Sealing, make_proof, seal_head
from esign.issuance import (
    begin_signing,
    issue,
    prepare_in_order,
    seal_signed,
    sign_prepared,
)
from esign.issuance.originals import delivered, found
from esign.packing import pack_again
from esign.recovery import Records, missing_beside, read_back
from esign.register import Destination, Register, State, annex_stage, restore
from support.annexed import annexed_request, ready
from support.desk import a_decision, an_id, approved, prepared
from support.ports import FixedClock, SeededRandom
from support.ready import ready_office

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from esign.issuance import Office

FIRST = an_id(1)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with ready_office(tmp_path / "office") as opened:
        yield opened


@contextmanager
def restored(office: Office, backup: Path, *, vouched: bool = False) -> Iterator[Office]:
    """The office with the register of that backup, whose book is confirmed."""
    folder = backup.parent.parent / "again"
    clock, random = FixedClock(), SeededRandom(7)
    if not folder.exists():
        restore(backup, Destination(folder, ""), clock=clock, random=random, actor="clerk")
    with Register.open(folder, clock=clock, random=random, vouched=vouched) as register:
        last = office.register.bookkeeping.list_books(office.agency, 2026)[0].last
        register.bookkeeping.confirm("outgoing", office.agency, 2026, actor="clerk", last=last)
        yield replace(office, register=register)


def back_up(office: Office, folder: Path) -> Path:
    made: Path = office.register.backups.make(folder, program="0.1.0", actor="clerk").folder
    return made


def refused(act: Callable[[], object]) -> str:
    with pytest.raises(InputError) as refusal:
        act()
    return refusal.value.code


def records(office: Office) -> Records:
    return Records(office.agency, office.kinds, office.trust, office.clock)


def test_what_was_begun_before_the_backup_is_not_signed_again(
    office: Office, tmp_path: Path
) -> None:
    prepared(office)
    backup = back_up(office, tmp_path / "backups")
    with restored(office, backup) as again:
        approval = approved(again)
        signing = refused(lambda: sign_prepared(FIRST, approval, again))
        assert signing == "register.perhaps_finished"
        assert refused(lambda: begin_signing(approval, again)) == "register.perhaps_finished"
        request = a_decision(again)
        assert refused(lambda: prepare_in_order(request, again)) == "register.perhaps_finished"
    with restored(office, backup, vouched=True) as again:
        assert not sign_prepared(FIRST, approved(again), again).repeated
        assert again.register.record.tells("vouched", FIRST)
    with restored(office, backup) as again:  # nobody is asked again for the seal
        assert not seal_signed(FIRST, again).repeated


def test_a_page_without_number_of_before_the_backup_is_not_signed_again(
    office: Office, tmp_path: Path
) -> None:
    first = replace(office, sign_first=True)
    prepare_in_order(a_decision(first), first)
    backup = back_up(first, tmp_path / "backups")
    issue(a_decision(first), first)
    with restored(first, backup) as again:
        approval = approved(again)
        signing = refused(lambda: sign_prepared(FIRST, approval, again))
        assert signing == "register.perhaps_issued"
        (pdf,) = first.output.glob("*.pdf")
        file = read_back(pdf, records(again))
        entry = again.register.bookkeeping.bring_back(file, again.agency, actor="clerk")
        assert (entry.request_id, entry.state) == (FIRST, State.RELEASED)
        assert refused(lambda: sign_prepared(FIRST, approval, again)) == "register.issued_before"


@pytest.mark.parametrize("bound", [True, False], ids=["request at hand", "file alone"])
def test_a_document_comes_back_with_its_annexes_and_its_package(
    office: Office, tmp_path: Path, *, bound: bool
) -> None:
    folder = tmp_path / "requests"
    folder.mkdir()
    backup = back_up(office, tmp_path / "backups")
    request, office = ready(office, annexed_request(folder))
    issued, asked = issue(request, office), [request] if bound else []
    assert issued.package is not None
    lying = {each.name: each.read_bytes() for each in office.output.iterdir()}
    _, second = issued.annexes
    spoilt = bytearray(second.read_bytes())
    spoilt[len(spoilt) // 2] ^= 1
    second.write_bytes(spoilt)
    with restored(office, backup) as again:
        kept = again.register.bookkeeping
        file = read_back(issued.pdf, records(again), asked)
        assert set(file.beside) == {annex_stage(1)}  # neither a damaged annex nor half a package
        assert len(missing_beside(file)) == 1
        entry = kept.bring_back(file, again.agency, actor="clerk")
        second.write_bytes(lying[second.name])
        file = read_back(issued.pdf, records(again), asked)
        assert missing_beside(file) == ()
        assert set(file.beside) == {annex_stage(1), annex_stage(2), "package"}
        assert kept.bring_back(file, again.agency, actor="clerk") == entry
        acts = again.register.audit_check()
        assert kept.bring_back(file, again.agency, actor="clerk") == entry
        assert again.register.audit_check() == acts
        for path in office.output.iterdir():
            path.unlink()
        if bound:
            assert issue(request, again).repeated
        else:
            original = found(file.request, file.kind, again)
            delivered(original, again, overwrite=False)
        assert {each.name: each.read_bytes() for each in office.output.iterdir()} == lying
        assert pack_again(lying[issued.pdf.name], again.register, "clerk")
        seal_head(Sealing(again.register, again.seal, again.agency))
        for name in lying:
            assert make_proof(again.register, lying[name]).row.facts["sha256"]
        assert again.register.store.check().faults == []


def test_files_of_another_document_do_not_come_back_with_it(office: Office, tmp_path: Path) -> None:
    folder = tmp_path / "requests"
    folder.mkdir()
    request, office = ready(office, annexed_request(folder))
    first = issue(request, office)
    other = issue(replace(request, request_id="another-request"), office)
    for mine, theirs in zip(first.annexes, other.annexes, strict=True):
        mine.write_bytes(theirs.read_bytes())
    assert first.package is not None
    assert other.package is not None
    first.package.write_bytes(other.package.read_bytes())
    file = read_back(first.pdf, records(office), [request])
    assert file.beside == {}
