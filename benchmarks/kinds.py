# SPDX-License-Identifier: Apache-2.0
"""What laying out costs, kind by kind: time beside bare Typst, tables, memory.

Every kind, every table and the memory are measured in processes of their own. Times are processor
times: other work on the machine stretches them less.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from esign.kinds import KindFolder
from esign.resources import shipped

if TYPE_CHECKING:
    from collections.abc import Iterator

WORKER = Path(__file__).parent / "laying_out.py"
MOST_TIMES_EMPTY = 1.6
"""A page, as a multiple of an empty one by the same Typst."""
MOST_TIMES_PLAIN = 3.5
"""A longer document, as a multiple of the same words set by bare Typst."""
MOST_BEYOND = 0.002
"""Seconds beyond either, for a page."""
MOST_A_TABLE_PAGE = 0.020
LEAST_TABLE_PAGES = 5
"""Shorter tables are left out of the judgement: starting is most of them."""
MOST_GROWTH = 0.05
MOST_GROWTH_BYTES = 10 * 1000**2


@dataclass(frozen=True)
class Sheets:
    """How much is measured: documents of each kind, rows of the tables, pages for the memory."""

    documents: int
    rows: tuple[int, ...]
    pages: int


FULL = Sheets(25, (30, 150, 300, 600, 1200), 2000)
QUICK = Sheets(7, (30, 300), 200)


def kinds_speed(sheets: Sheets) -> dict[str, Any]:
    """Seconds of each kind, tables and memory."""
    names = KindFolder(shipped("templates")).kinds()
    return {
        "kinds": {name: _kind(name, sheets.documents) for name in names},
        "tables": [_worker("table", rows) | {"rows": rows} for rows in sheets.rows],
        "memory": _worker("memory", sheets.pages) | {"documents": sheets.pages},
    }


def _kind(name: str, documents: int) -> dict[str, Any]:
    found = _worker("times", name, documents)
    return {"pages": found.pop("pages"), **{stack: median(each) for stack, each in found.items()}}


def _worker(*what: object) -> dict[str, Any]:
    command = [sys.executable, str(WORKER), *map(str, what)]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def broken_kind_promises(found: dict[str, Any]) -> Iterator[str]:
    """What should hold and does not."""
    for name, kind in found["kinds"].items():
        allowed = _allowed(kind)
        if kind["ours"] > allowed:
            bound = f"{MOST_TIMES_EMPTY} x empty" if kind["pages"] == 1 else "of its words"
            took = f"{name}: {kind['ours'] * 1000:.1f} ms, not {allowed * 1000:.1f} ({bound})"
            yield f"{took}; its bare words alone take {kind['plain'] * 1000:.1f}"
    for table in found["tables"]:
        a_page = table["seconds"] / table["pages"]
        if table["pages"] >= LEAST_TABLE_PAGES and a_page > MOST_A_TABLE_PAGE:
            yield f"a table of {table['pages']} pages takes {a_page * 1000:.1f} ms a page"
    first, *_, last = found["memory"]["resident"]
    if first and last - first > max(first * MOST_GROWTH, MOST_GROWTH_BYTES):
        yield f"laying out let memory grow from {first / 1e6:.0f} to {last / 1e6:.0f} MB"


def _allowed(kind: dict[str, Any]) -> float:
    """Seconds that a sample may take."""
    one = kind["pages"] == 1
    beside = MOST_TIMES_EMPTY * kind["empty"] if one else MOST_TIMES_PLAIN * kind["plain"]
    return float(beside + MOST_BEYOND * kind["pages"])


def kinds_table(found: dict[str, Any]) -> Iterator[str]:
    """The figures as people read them."""
    heads = "".join(f"{each:>9}" for each in ("ours", "plain", "empty", "x plain", "allowed"))
    yield f"{'laying out a sample, ms':28}{'pages':>6}{heads}"
    for name, kind in found["kinds"].items():
        stacks = (kind[stack] for stack in ("ours", "plain", "empty"))
        figures = "".join(f"{each * 1000:9.2f}" for each in stacks)
        share, allowed = kind["ours"] / kind["plain"], _allowed(kind)
        met = "" if kind["ours"] <= allowed else " not met"
        yield f"  {name:26}{kind['pages']:6}{figures}{share:9.2f}{allowed * 1000:9.2f}{met}"
    yield f"{'a table':28}{'pages':>6}{'ms/page':>9}{'peak MB':>9}{'beyond start':>14}"
    for table in found["tables"]:
        a_page = table["seconds"] / table["pages"] * 1000
        line = f"  {table['rows']:>5} rows{'':16}{table['pages']:6}{a_page:9.2f}"
        if table["peak"]:
            beyond = table["peak"] - table["before"]
            line += f"{table['peak'] / 1e6:9.0f}{beyond / 1e6:14.0f}"
        yield line
    memory = found["memory"]
    shown = " ".join(
        "unknown" if each is None else f"{each / 1e6:.0f}" for each in memory["resident"]
    )
    yield f"resident MB over {memory['documents']} one-page documents: {shown}"
