# SPDX-License-Identifier: Apache-2.0
"""The tables of docs/delivery.md are those of the code."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from esign.messages import catalogue
from esign.model import DeliveryState
from esign.model.delivery import ANSWERED, REPORTED
from esign.register import MessageAct, MessageState
from support.source import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterable

TEXT = (ROOT / "docs" / "delivery.md").read_text("utf-8")


def rows(heading: str) -> list[list[str]]:
    """The cells of the first table under a heading, without its head."""
    section = TEXT.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("|")][2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def names(cells: Iterable[str]) -> list[str]:
    """The first word of each cell that stands in code marks."""
    return [re.findall(r"`([^`]+)`", cell)[0] for cell in cells]


def test_every_act_that_queues_is_listed() -> None:
    assert names(row[0] for row in rows("What is queued")) == [str(act) for act in MessageAct]


def test_every_state_of_a_message_is_listed() -> None:
    assert names(row[0] for row in rows("Where a message stands")) == list(map(str, MessageState))


def test_every_state_of_a_delivery_is_listed_with_its_status() -> None:
    table = rows("Where it stands with each receiver")
    assert names(row[0] for row in table) == [str(state) for state in DeliveryState]
    told = {state: code for code, state in {**REPORTED, **ANSWERED}.items()}
    for row in table:
        state = DeliveryState(names(row[:1])[0])
        if state in told:
            assert row[1] == f"status {told[state]}"


@pytest.mark.parametrize(
    "code",
    [
        *(f"message.{state}" for state in MessageState),
        *(f"message.act.{act}" for act in MessageAct),
        *(f"delivery.{state}" for state in DeliveryState),
    ],
)
def test_every_state_has_words(code: str) -> None:
    assert catalogue()[code]["vi"]
