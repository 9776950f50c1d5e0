# SPDX-License-Identifier: Apache-2.0
# ruff: noqa: S608 - nothing but our own table names enters the SQL
"""How fast the record is checked, beside a pass that only reads the rows and hashes them.

python benchmarks/record.py [--quick]
"""

from __future__ import annotations

import sys
import tempfile
import time
from contextlib import closing
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from esign.model.proof import SealedHead
from esign.model.record import RecordRow
from esign.register import Occasion
from esign.register.chain import check_end, good_rows
from esign.register.fingerprint import row_digest
from esign.register.heads import HeadComparison, all_heads
from esign.register.opening import open_database
from support.books import AGENCY, DECISION, a_request
from support.places import Place

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterator

    import sqlalchemy as sa

PATIENCE = 10.0
ACTS = 4
"""Rows of the record that one document leaves: numbered, signed, sealed, released."""
COLUMNS = RecordRow._fields
MOST_TIMES = {"chain and tree": 1.5, "whole check": 1.8}
"""Of the raw pass, in time; the whole check also goes through every table of the register."""
BATCH = 5_000
"""Documents written at once."""


@dataclass(frozen=True)
class Extent:
    """How much is measured: rounds, and rows of the record."""

    rounds: int
    rows: int


FULL = Extent(rounds=3, rows=1_000_000)
QUICK = Extent(rounds=3, rows=300_000)


class Model:
    """One document that was really issued, and copies of all its rows, with hashes that fit."""

    def __init__(self, place: Place) -> None:
        with place.open() as register:
            register.number(a_request("request-0000001"), DECISION, AGENCY, actor="clerk")
            for stage in ("signed", "pdf"):
                register.keep("request-0000001", {stage: stage.encode()}, actor="clerk")
            register.release("request-0000001", actor="clerk")
        with closing(place.connect()) as connection:
            self.tables = {
                table: _dicts(connection, f"SELECT * FROM {table} ORDER BY 1")
                for table in ("audit", "register", "history", "artefact")
            }
        self._last = str(self.tables["audit"][-1]["entry_hash"])

    def copy(self, ordinal: int) -> dict[str, list[dict[str, Any]]]:
        """The rows of the document with that number."""
        moved = (ordinal - 1) * ACTS
        own = {"request-0000001": f"request-{ordinal:07d}", '"01/QĐ': f'"{ordinal:02d}/QĐ'}
        (entry,) = self.tables["register"]
        code, number = f"{ordinal:024d}", f",{ordinal:02d}/QĐ"
        row = entry | {
            "id": entry["id"] + moved,
            "value": ordinal,
            "request_id": own["request-0000001"],
            "document_id": entry["document_id"].replace(",01/QĐ", number),
            "lookup_code": code,
            "request": entry["request"].replace(*next(iter(own.items()))),
        }
        own[row_digest(entry)] = row_digest(row)
        files = [
            file | {"entry_id": row["id"], "sha256": _other(file["sha256"], ordinal)}
            for file in self.tables["artefact"]
        ]
        for before, file in zip(self.tables["artefact"], files, strict=True):
            own[before["sha256"]] = file["sha256"]
        return {
            "audit": [self._hashed(act, moved, own) for act in self.tables["audit"]],
            "register": [row],
            "history": [
                each | {"audit_seq": each["audit_seq"] + moved, "entry_id": row["id"]}
                for each in self.tables["history"]
            ],
            "artefact": files,
        }

    def _hashed(self, act: dict[str, Any], moved: int, own: dict[str, str]) -> dict[str, Any]:
        texts = {name: act[name] for name in ("subject", "payload")}
        for name, text in texts.items():
            for old, new in own.items():
                text = text.replace(old, new)  # noqa: PLW2901
            texts[name] = text
        salt = _other(act["salt"], act["seq"] + moved)[:32]
        own_row = act | texts | {"seq": act["seq"] + moved, "prev_hash": self._last, "salt": salt}
        row = RecordRow(**{name: own_row[name] for name in COLUMNS})
        self._last = row.entry_hash
        return own_row | {"entry_hash": self._last}


def _other(digest: str, ordinal: int) -> str:
    return sha256(f"{digest} {ordinal}".encode()).hexdigest()


def _dicts(connection: sqlite3.Connection, sql: str) -> list[dict[str, Any]]:
    cursor = connection.execute(sql)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor]


def build(place: Place, rows: int) -> None:
    """A register with so many rows in its record, under one head, as issuing would have left it."""
    model, documents = Model(place), rows // ACTS
    with closing(place.connect()) as connection:
        for pragma in ("synchronous = OFF", "cache_size = -1000000"):
            connection.execute(f"PRAGMA {pragma}")
        for start in range(2, documents + 1, BATCH):
            copies = [model.copy(each) for each in range(start, min(start + BATCH, documents + 1))]
            connection.execute("BEGIN")
            for table in model.tables:
                lines = [line for each in copies for line in each[table]]
                columns = ", ".join(lines[0])
                marks = ", ".join(f":{name}" for name in lines[0])
                connection.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", lines)
            connection.execute("COMMIT")
        ((last,),) = connection.execute(f"SELECT entry_hash FROM audit WHERE seq = {rows}")
    place.change(
        f"UPDATE series SET last = {documents}",
        f"UPDATE audit_head SET seq = {rows}, entry_hash = '{last}'",
        "ANALYZE",
        "PRAGMA wal_checkpoint(TRUNCATE)",
    )
    with place.open() as register:
        pending = register.record.next_head(Occasion.ASKED, AGENCY)
        assert pending is not None
        assert pending.head.size == rows
        register.record.store_head(pending, SealedHead(pending.head.statement, b"seal"))


def record_speed(folder: Path, extent: Extent) -> dict[str, Any]:
    """Rows a second of the raw pass, of chain and tree, and of the whole check; and one proof."""
    place = Place(folder / "record")
    build(place, extent.rows)
    database = open_database(place.folder, "", PATIENCE, writable=True)
    with place.open() as register, database.reading() as connection:
        contestants: dict[str, Callable[[], int]] = {
            "raw": lambda: _raw(place),
            "chain and tree": lambda: _chain_and_tree(connection, extent.rows),
            "whole check": lambda: register.record.check().rows,
        }
        rounds = [_timed(turn, contestants, extent.rows) for turn in range(extent.rounds)]
        digest = place.rows(f"SELECT sha256 FROM artefact WHERE entry_id = {extent.rows // 2 + 1}")
        started = time.perf_counter()
        register.record.proof_of(digest[0][0])
        proof = time.perf_counter() - started
    database.close()
    return {
        "rows": extent.rows,
        "per_second": {
            name: extent.rows / median(each[name] for each in rounds) for name in contestants
        },
        "times_raw": {
            name: _spread([each[name] / each["raw"] for each in rounds])
            for name in contestants
            if name != "raw"
        },
        "proof_seconds": proof,
    }


def _raw(place: Place) -> int:
    """Reads what was hashed of each row, hashes it, and compares; neither links nor tree."""
    text = " || '\n' || ".join(COLUMNS)
    good = 0
    with closing(place.connect()) as connection:
        for row, entry_hash in connection.execute(
            f"SELECT {text}, entry_hash FROM audit ORDER BY seq"
        ):
            good += sha256(row.encode()).hexdigest() == entry_hash
    return good


def _chain_and_tree(connection: sa.Connection, rows: int) -> int:
    """Checks chain, tree and heads, in this process alone; no other table."""
    tree, good = HeadComparison(tuple(all_heads(connection))), 0
    for block in good_rows(connection, 0, rows):
        tree.extend(block.leaves)
        good += len(block.actions)
    check_end(connection, rows)
    tree.finish()
    return good


def _timed(turn: int, contestants: dict[str, Callable[[], int]], rows: int) -> dict[str, float]:
    """Seconds of each; every turn begins with another one, because a machine's speed changes."""
    names = list(contestants)
    seconds = {}
    for name in names[turn % len(names) :] + names[: turn % len(names)]:
        started = time.perf_counter()
        assert contestants[name]() == rows
        seconds[name] = time.perf_counter() - started
    return seconds


def _spread(values: list[float]) -> dict[str, float]:
    return {"median": median(values), "min": min(values), "max": max(values)}


def broken_record_promises(found: dict[str, Any]) -> Iterator[str]:
    """What should hold and does not."""
    for name, most in MOST_TIMES.items():
        times = found["times_raw"][name]["median"]
        if times > most:
            yield f"{name} of the record: {times:.2f} x the raw pass, not {most} x"


def record_table(found: dict[str, Any]) -> Iterator[str]:
    """The figures as people read them."""
    yield f"{'record':28}{'rows/s':>12}{'':9}   time as multiple of the raw pass"
    for name, rate in found["per_second"].items():
        times = found["times_raw"].get(name)
        spread = "{median:.2f} ({min:.2f} to {max:.2f})".format(**times) if times else "1"
        yield f"  {name:26}{rate:12,.0f}{'':9}   {spread}"
    yield f"  {'one proof':26}{found['proof_seconds']:12.2f} s over {found['rows']:,} rows"


def main() -> None:
    extent = QUICK if "--quick" in sys.argv else FULL
    build_folder = Path(__file__).parents[1] / "build"
    build_folder.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="bench-", dir=build_folder) as folder:
        found = record_speed(Path(folder), extent)
    broken = [*broken_record_promises(found)]
    print("\n".join([*record_table(found), *broken]))
    sys.exit(bool(broken))


if __name__ == "__main__":
    main()
