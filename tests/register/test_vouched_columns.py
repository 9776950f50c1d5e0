# SPDX-License-Identifier: Apache-2.0
"""Every column of every table is held against the record, or it is said why it cannot be."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest
import sqlalchemy as sa

from esign.errors import ConfigurationError
from esign.register import Dispatch, Forwarding, Incoming
from esign.register.confirming import CONFIRMATION
from esign.register.inbox_tables import ARRIVED
from esign.register.inbox_tables import DERIVED as ARRIVED_DERIVED
from esign.register.receipts import RECEIPT
from esign.register.restoration import RESTORATION
from esign.register.schema import metadata
from esign.register.unnumbered_table import LAID_OUT
from support.attempts import begin
from support.books import AGENCY
from support.lives import released
from support.recorded import refused, sealed, work

if TYPE_CHECKING:
    from collections.abc import Iterator

    from esign.register import Register
    from support.places import Place

PAGE: Final = Path(__file__).parents[2] / "docs" / "registry.md"

REASONS: Final = {
    "the check of the seals judges it": "tree_head.seal tree_head.timestamp",
    "follows from what is vouched for, and only searching reads it": "register.folded",
    "how sending goes on, which no act tells": (
        "message.payload_size message.not_before message.give_up_at message.claimed_until "
        "message.fault_code message.fault_text message.absent_attempts"
    ),
    "what a worker noted of a try; acts tell what came of the message": (
        "attempt.started_at attempt.ended_at attempt.outcome attempt.code attempt.text"
    ),
    "a time that no report bears; where one does, it is compared": "delivery.state_at",
    "the digest beside it says which file it is": "unnumbered.signed_size",
    "when the document came to where it stands; the acts bear their own times": (
        "unnumbered.state_at"
    ),
    "the axis's knowledge, and no evidence": (
        "directory_sync.id directory_sync.at directory_sync.source directory_sync.whole "
        "directory_sync.listed directory_sync.digest agency_directory.code "
        "agency_directory.canonical agency_directory.name agency_directory.folded "
        "agency_directory.parent_code agency_directory.old_codes agency_directory.closed "
        "agency_directory.successor_code agency_directory.email agency_former_code.former "
        "agency_former_code.code"
    ),
}
"""Why columns are not held against the record; the page tells the same."""

NOT_VOUCHED: Final = frozenset(name for names in REASONS.values() for name in names.split())

BY_DIGEST: Final = {
    "restoration": {"id", *(column.name for column in RESTORATION.columns)},
    "confirmation": {"id", *(column.name for column in CONFIRMATION.columns)},
    "receipt": {"id", "reporter_key", *(column.name for column in RECEIPT.columns)},
    "arrived": {"id", *ARRIVED_DERIVED, *(column.name for column in ARRIVED.columns)},
    "unnumbered": {
        *("id", "signed_sha256", "signed_at", "signed_by", "state", "reason"),
        *(column.name for column in LAID_OUT.columns),
    },
}
"""Tables whose rows other tests write, and attack; by what the check reads of them."""


def every_column() -> set[str]:
    return {f"{table.name}.{column.name}" for table in metadata.sorted_tables for column in table.c}


def test_no_column_is_forgotten() -> None:
    assert every_column() >= NOT_VOUCHED
    for table, read in BY_DIGEST.items():
        told = {f"{table}.{name}" for name in read}
        own = {each for each in every_column() if each.startswith(f"{table}.")}
        assert own - NOT_VOUCHED == told, table


def test_what_is_not_vouched_for_is_written_down() -> None:
    text = PAGE.read_text(encoding="utf-8")
    missing = [each for each in sorted(NOT_VOUCHED) if f"`{each}`" not in text]
    tables = {each.partition(".")[0] for each in missing}
    assert not [each for each in tables if f"`{each}`, all columns" not in text], missing


@pytest.fixture
def office(register: Register) -> Register:
    """A bit of everything: rows in each table but those of `BY_DIGEST` and of the directory."""
    work(register)
    for turn in (7, 8):
        released(register, f"request-000{turn}")
    register.lifecycle.dispatch("request-0007", Dispatch(recipient="Sở Nội vụ"), "clerk")
    books, dossiers = register.bookkeeping, register.dossiers
    letter = Incoming(author="UBND tỉnh", symbol="1/UBND", dated_on=None, subject="Giấy mời họp")
    books.receive(letter, AGENCY, actor="clerk")
    passed = Forwarding(number=1, year=2026, addressee="Văn phòng", on=date(2026, 11, 20))
    books.forward(passed, AGENCY, actor="clerk")
    own = dossiers.open(AGENCY.code, "12.KTKĐ", "Khen thưởng", "10 năm", actor="clerk")
    dossiers.add(own, arrivals=[(1, 2026)], actor="clerk")
    register.lifecycle.recall("request-0008", "Trái thẩm quyền", "clerk")
    (told,) = register.sending.claim(1)
    begun = begin(register, told, "axis")
    assert begun is not None
    assert register.sending.accepted(begun, "S1", "clerk")
    register.note_configuration({"signer": "aa"}, actor="clerk")
    sealed(register)
    return register


UNCHECKED: Final = """
DO $$ DECLARE each record; BEGIN
FOR each IN SELECT conname AS name, conrelid::regclass AS place FROM pg_constraint
    WHERE contype = 'c' AND connamespace = 'public'::regnamespace
LOOP EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', each.place, each.name); END LOOP; END $$
"""


def attacks(place: Place) -> Iterator[tuple[sa.Column[Any], str, str]]:
    """For every column that should be vouched for, another value in a row, and the way back."""
    for table in metadata.sorted_tables:
        if table.name in BY_DIGEST:
            continue
        for column in table.c:
            if f"{table.name}.{column.name}" in NOT_VOUCHED:
                continue
            keys = [key.name for key in table.primary_key]
            rows = place.rows(f"SELECT {', '.join(keys)}, {column.name} FROM {table.name}")  # noqa: S608
            assert rows, table.name
            *key, value = max(rows, key=str)
            change = f"UPDATE {table.name} SET {column.name} = "  # noqa: S608
            others = [(name, each) for name, each in zip(keys, key, strict=True)]
            before = " AND ".join(f"{name} = {literal(each)}" for name, each in others)
            other = another(column, value)
            after = " AND ".join(
                f"{name} = {other if name == column.name else literal(each)}"
                for name, each in others
            )
            yield (
                column,
                f"{change}{other} WHERE {before}",
                f"{change}{literal(value)} WHERE {after}",
            )


def is_good(register: Register) -> bool:
    try:
        register.record.check()
    except ConfigurationError:
        return False
    return True


def another(column: sa.Column[Any], value: object) -> str:
    if isinstance(column.type, sa.Date):
        return "'2025-01-02'"
    if isinstance(column.type, sa.Integer) or isinstance(value, int):
        return str(int(str(value)) + 40 if value is not None else 3)
    text = "" if value is None else str(value)
    return literal(text[:-1] + ("0" if text[-1:] != "0" else "1"))


def literal(value: object) -> str:
    if value is None or isinstance(value, int):
        return "NULL" if value is None else str(value)
    quoted = str(value).replace("'", "''")
    return f"'{quoted}'"


def test_another_value_in_any_column_is_found(office: Register, place: Place) -> None:
    office.record.check()
    off = "PRAGMA ignore_check_constraints = ON" if place.cluster is None else "SELECT 1"
    if place.cluster is not None:
        place.change(UNCHECKED)
    unseen = []
    for column, change, back in list(attacks(place)):
        place.change(off, change)
        if is_good(office):
            unseen.append(f"{column}: {change}")
        place.change(off, back)
    assert not unseen, "\n".join(unseen)
    office.record.check()


@pytest.mark.parametrize(
    "statements",
    [
        # the reason of a recall taken away wherever it stands
        [
            "UPDATE history SET reason = '' WHERE act = 'recalled'",
            "UPDATE register SET state_reason = '' WHERE state = 'recalled'",
        ],
        ["UPDATE history SET other_id = 3 WHERE act = 'released'"],
        ["UPDATE history SET other_id = 999 WHERE act = 'sealed'"],
        ["INSERT INTO artefact VALUES (999, 'pdf', 'x', 1, 'x')"],
        ["INSERT INTO attempt VALUES ('nobody', 1, 'x', 'x', 'failed', '', '')"],
        ["UPDATE attempt SET n = 2", "UPDATE message SET attempts = 2"],
        ["UPDATE attempt SET message_id = 'nobody'"],
        ["INSERT INTO dossier_document VALUES (999, 1, NULL, 1)"],
        ["INSERT INTO confirmation VALUES (1, 999, 'x', 'x', 2026, 1, 1, 2026)"],
    ],
)
def test_what_slipped_through_is_found(
    office: Register, place: Place, statements: list[str]
) -> None:
    place.change(*statements)
    refused(office)
