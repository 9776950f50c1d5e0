# SPDX-License-Identifier: Apache-2.0
"""How agencies, their list and what it says are shown."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Final

import click

from esign.cli.output import emit, put, say
from esign.cli.words import count_text, moment_text, word

if TYPE_CHECKING:
    from collections.abc import Iterator

    from esign.model import AgencyRecord
    from esign.register import DirectoryList, TakenOver

_MOST_NAMED: Final = 20
"""How many renamed and how many closed agencies are named."""

fewer_option = click.option("--fewer", is_flag=True, help=word("cli.agencies.fewer"))


def agency_line(agency: AgencyRecord) -> str:
    """Code and name, and whether it is no more."""
    line = word("cli.agencies.line", agency=agency.code, name=agency.name)
    if agency.successor_code:
        return f"{line} ({word('cli.agencies.merged', successor=agency.successor_code)})"
    return f"{line} ({word('cli.agencies.closed')})" if agency.closed else line


def agency_as_json(agency: AgencyRecord) -> dict[str, object]:
    """An agency for a program."""
    return {
        "code": agency.code,
        "name": agency.name,
        "parent_code": agency.parent_code or None,
        "old_codes": list(agency.old_codes),
        "closed": agency.closed,
        "successor_code": agency.successor_code or None,
        "email": agency.email or None,
    }


def list_as_json(latest: DirectoryList | None) -> dict[str, object] | None:
    """When which list was taken over, for a program; None where none was."""
    if latest is None:
        return None
    facts = {"source": latest.source, "whole": latest.whole, "count": latest.count}
    return {"at": latest.at.isoformat(), **facts}


def say_list(latest: DirectoryList | None) -> None:
    """Tell the person how old the list is."""
    if latest is None:
        say(word("cli.agencies.unlisted"))
    else:
        at, count = moment_text(latest.at), count_text(latest.count)
        say(word("cli.agencies.listed", at=at, count=count))


def tell_taken(taken: TakenOver, source: str, *, as_json: bool) -> None:
    """What a list has changed."""
    counts = {
        "count": taken.count,
        "added": taken.added,
        "changed": taken.changed,
        "closed": taken.closed,
        "left_out": taken.left_out,
    }
    if as_json:
        renamed = {
            code: {"before": before, "now": now} for code, (before, now) in taken.renamed.items()
        }
        names = {"renamed": renamed, "closed_names": dict(taken.gone)}
        emit("esign.agencies_taken/1", {"source": source, **counts, **names})
        return
    shown = {name: count_text(count) for name, count in counts.items()}
    named = word("cli.agencies.source.file") if source == "file" else source
    put("\n".join([word("cli.agencies.done", source=named, **shown), *_named(taken)]))


def _named(taken: TakenOver) -> Iterator[str]:
    """Who goes by another name now, and who was closed; of many only the first."""
    for code, (before, now) in islice(taken.renamed.items(), _MOST_NAMED):
        yield "  " + word("cli.agencies.renamed", agency=code, before=before, now=now)
    for code, name in islice(taken.gone.items(), _MOST_NAMED):
        yield "  " + word("cli.agencies.gone", agency=code, name=name)
    for named in (taken.renamed, taken.gone):
        if len(named) > _MOST_NAMED:
            yield "  " + word("cli.agencies.more", count=count_text(len(named) - _MOST_NAMED))
