# SPDX-License-Identifier: Apache-2.0
"""What lies in a watched folder and is not picked up, as people and programs are told of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from esign.cli.words import count_text, word
from esign.exchange.transports import BoxTransport
from esign.verification import shown

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from esign.exchange.transports import PassedOver
    from esign.ports import Transport

    Left = tuple[str, str, PassedOver]

_MOST_NAMED: Final = 5


def passed_over(transports: Mapping[str, Transport]) -> list[Left]:
    """What the last look into each folder left there: the transport, the name, and why."""
    return [
        (way, name, why)
        for way, transport in transports.items()
        if isinstance(transport, BoxTransport)
        for name, why in transport.passed_over.items()
    ]


def passed_over_lines(left: Collection[Left]) -> Iterator[str]:
    """A line for each folder and reason, with what to do about it."""
    for way, why in dict.fromkeys((way, why) for way, _, why in left):
        names = [shown(name) for each, name, reason in left if (each, reason) == (way, why)]
        named = ", ".join(f"“{name}”" for name in names[:_MOST_NAMED])
        if len(names) > _MOST_NAMED:
            named += ", …"
        facts = {"transport": way, "count": count_text(len(names)), "names": named}
        yield word(f"inbox.passed_over.{why}", **facts)


def passed_over_as_json(left: Collection[Left]) -> list[dict[str, str]]:
    """The same for a program."""
    return [{"transport": way, "name": name, "reason": why.value} for way, name, why in left]
