# SPDX-License-Identifier: Apache-2.0
"""Portions of the record: each is checked for itself, wherever, and all of them are the whole.

A portion is the rows of the chain, the entries whose numbers were taken in them and the changes of
state that they tell of. What is checked of it needs no other portion, and is written here for the
way from one process to another.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, Final

from esign.model.merkle import SIZE
from esign.register.block_comparison import Doubts, doubts_about
from esign.register.chain import BLOCK, good_rows
from esign.register.change_comparison import TOLD_REASON
from esign.register.seen_changes import Changes, seen_changes

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import BinaryIO

    import sqlalchemy as sa

    from esign.register.chain import Range

NOTHING: Final = b"\n"
"""What a helper answers when it begins, and about a portion that it cannot call good."""
LENGTH: Final = 4 * BLOCK
"""Rows of a portion."""


@dataclass(slots=True)
class Portion:
    """What the check of some rows of the record, one behind the other, has seen.

    Attributes:
        leaves: the rows' leaf hashes, one behind the other; all rows are good.
        acts: how many there are of each kind.
        doubts: the entries that have to be looked at one by one.
        changes: of state.
    """

    leaves: bytes = b""
    acts: Counter[str] = field(default_factory=Counter)
    doubts: Doubts = field(default_factory=Doubts)
    changes: Changes = field(default_factory=Changes)

    @property
    def rows(self) -> int:
        """How many there are."""
        return self.acts.total()

    def count(self, other: Portion) -> None:
        """Add what was seen of the rows behind; their leaves are for somebody else."""
        self.acts.update(other.acts)
        self.doubts.extend(other.doubts)
        self.changes.extend(other.changes)


def checked(connection: sa.Connection, rows: Range) -> Portion:
    """Check a portion.

    Raises:
        ConfigurationError: as `chain.good_rows`.
    """
    portion, leaves, acts, reasons = Portion(), [], Counter[bytes](), 0
    for block in good_rows(connection, *rows):
        leaves.append(block.leaves)
        acts.update(block.actions)
        reasons += block.payloads.count(TOLD_REASON.encode())
        portion.doubts.extend(doubts_about(connection, block))
    portion.leaves = b"".join(leaves)
    portion.acts.update({action.decode(): count for action, count in acts.items()})
    portion.changes = seen_changes(connection, rows)
    portion.changes.more += reasons
    return portion


def write(portion: Portion, rows: Range, to: BinaryIO) -> None:
    """Write the portion of these rows: a line of JSON, then its leaves."""
    seen = {
        "rows": rows,
        "acts": portion.acts,
        "doubts": asdict(portion.doubts),
        "changes": asdict(portion.changes),
    }
    to.write(json.dumps(seen).encode() + b"\n")
    to.write(portion.leaves)
    to.flush()


def read(line: bytes, source: BinaryIO, rows: Range) -> Portion:
    """A portion as `write` wrote it.

    Args:
        line: its first line.
        source: where its leaves come from.
        rows: which they are; a portion of other ones, or of fewer, is none.

    Raises:
        ValueError: it is none.
    """
    count = rows[1] - rows[0]
    try:
        seen = json.loads(line)
        acts = Counter(_checked_counts(seen["acts"]))
        doubts = Doubts(**{name: list(map(_range, each)) for name, each in seen["doubts"].items()})
        changes = Changes(**_checked_counts(seen["changes"]))
    except (TypeError, KeyError, AttributeError, RecursionError) as error:
        raise ValueError("no portion") from error
    if tuple(seen["rows"]) != rows or acts.total() != count:
        raise ValueError("another portion")
    leaves = source.read(count * SIZE)
    if len(leaves) != count * SIZE:
        raise ValueError("too few leaves")
    return Portion(leaves, acts, doubts, changes)


def _checked_counts(seen: Mapping[str, Any]) -> Mapping[str, Any]:
    if not all(each is None or (type(each) is int and each >= 0) for each in seen.values()):
        raise ValueError("no counts")
    return seen


def _range(seen: Sequence[int]) -> Range:
    after, upto = map(int, seen)
    return after, upto
