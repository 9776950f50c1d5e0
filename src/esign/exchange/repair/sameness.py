# SPDX-License-Identifier: Apache-2.0
"""Whether a mended package says what it said, but for what is told of as changed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from lxml import etree

from esign.errors import InputError
from esign.exchange.reader import read
from esign.exchange.rules.subject import Subject
from esign.model import Package, StatusPackage
from esign.model.agency_codes import normal_code

if TYPE_CHECKING:
    from collections.abc import Collection

    from lxml.etree import _Element

_MOVING: Final = frozenset(
    f"edxml.repair.{name}"
    for name in ("name", "number", "receiver", "steering", "purpose", "content_id")
)
"""Changes that move, rename or remove elements, and so what is unknown in them."""


def said_by(root: _Element) -> tuple[int | None, Package | StatusPackage | None]:
    """What a package is sent for and, where it can be read as a whole, what it says."""
    try:
        return Subject(root).purpose, read(etree.tostring(root))
    except InputError:
        return Subject(root).purpose, None


def is_same(
    before: tuple[int | None, Package | StatusPackage | None],
    after: tuple[int | None, Package | StatusPackage | None],
    changes: Collection[str],
) -> bool:
    """Whether two packages say the same; of one that could not be read, only what it is for.

    Args:
        before: what it said.
        after: what it says now.
        changes: the codes of what was changed; only what these speak of may differ.
    """
    if before[0] != after[0]:
        return False
    return before[1] is None or _compared(before[1], changes) == _compared(after[1], changes)


def _compared(said: Package | StatusPackage | None, changes: Collection[str]) -> tuple[object, ...]:
    """What must not differ."""
    if said is None:
        return ()
    if not _MOVING.isdisjoint(changes):
        said = replace(said, unknown=())
    if isinstance(said, StatusPackage):
        return (said,)
    receivers: Collection[object] = said.receivers
    if "edxml.repair.receiver" in changes:
        receivers = {normal_code(each.code) for each in said.receivers}
    files, missing = said.attachments, said.missing
    if "edxml.repair.content_type" in changes:
        files = tuple(replace(each, content_type="") for each in files)
    if "edxml.repair.content_id" in changes:
        missing = tuple("" for _ in missing)
    if "edxml.repair.number" in changes:
        said = replace(said, number="", symbol="")
    return receivers, files, missing, replace(said, receivers=(), attachments=(), missing=())
