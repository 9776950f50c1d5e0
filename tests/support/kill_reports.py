# SPDX-License-Identifier: Apache-2.0
"""What the full runs of `tests/kill` leave behind for whoever started them, in build/reports/.

ESIGN_KILL_SEED decides on the blows; without it each run draws a seed of its own.
"""

from __future__ import annotations

import os
import secrets
import sys
from contextlib import contextmanager
from datetime import UTC, datetime
from time import monotonic
from typing import TYPE_CHECKING, Any

from support.source import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


def chosen_seed() -> int:
    """The seed that was asked for, or any."""
    return int(os.environ.get("ESIGN_KILL_SEED") or secrets.randbelow(1_000_000))


@contextmanager
def reported(name: str, planned: Mapping[str, object]) -> Iterator[dict[str, Any]]:
    """A report that says how a run ended, and with which seed, whatever happens.

    Args:
        name: of the run, as its file is called.
        planned: what it is to do; the seed is among it. What came of it is added to the report.
    """
    began, clock = datetime.now(UTC), monotonic()
    report: dict[str, Any] = {
        "run": name,
        "date": f"{began:%Y-%m-%dT%H:%M:%SZ}",
        **planned,
        "outcome": "cut off",
    }
    path = ROOT / "build" / "reports" / f"kill-{name}-{began:%Y%m%dT%H%M%SZ}.txt"
    path.parent.mkdir(parents=True, exist_ok=True)

    def write() -> None:
        text = "".join(f"{name}: {value}\n" for name, value in report.items())
        path.write_text(text, encoding="utf-8")

    write()
    _say(f"\n{name}: ESIGN_KILL_SEED={planned['seed']}\n")
    try:
        yield report
        report["outcome"] = "passed"
    except BaseException as error:
        report["outcome"] = f"failed: {type(error).__name__}: {error}"
        raise
    finally:
        report["seconds"] = round(monotonic() - clock)
        write()
        _say(f"{path.read_text('utf-8')}kept in {path.relative_to(ROOT)}\n")


def _say(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()
