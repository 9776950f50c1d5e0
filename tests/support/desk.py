# SPDX-License-Identifier: Apache-2.0
"""Offices whose work is done at desks: prepared by one, signed by another, sealed by a third."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import esign
from esign.issuance import (
    Approval,
    Manifest,
    approve,
    prepare,
    seal_signed,
    sign_prepared,
    waiting_to_seal,
    waiting_to_sign,
)
from esign.wiring import open_office
from support.office import DECISION, write_office
from support.ports import CountingPrompt, FixedClock
from support.ready import with_register
from support.workers import News, demo_request, request_id

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from esign.issuance import Office
    from esign.model import Request
    from support.workers import Site, Task

ROLES = """
[roles]
clerk = ["lan"]
signer = ["giamdoc"]
sealer = ["lan"]
"""


_FOUND_GOOD: set[str] = set()
"""Templates that another office of this process has tried out, by their digests."""


@dataclass
class Desks:
    """One office and everybody who opens it, each with nothing but the own key.

    Attributes:
        settings: the office's file.
        clock: everybody's.
        prompt: says for which keys passphrases were asked.
    """

    settings: Path
    clock: FixedClock
    prompt: CountingPrompt

    @classmethod
    def write(cls, folder: Path, *, extra_settings: str = "") -> Desks:
        settings = with_register(write_office(folder, extra_settings=extra_settings))
        return cls(settings, FixedClock(), CountingPrompt())

    def open(self) -> Office:
        """The office, with no key opened."""
        office = open_office(self.settings, prompt=self.prompt, clock=self.clock, open_first=())
        office.tried_out.update(_FOUND_GOOD)
        return office


def a_decision(office: Office, turn: int = 1) -> Request:
    """The example decision under an id of its own."""
    text = DECISION.read_text(encoding="utf-8")
    stated = f'request_id = "{an_id(turn)}"'
    text = re.sub(r'^request_id = ".*"$', stated, text, flags=re.MULTILINE)
    path = office.output.parent / f"{turn}.toml"
    path.write_text(text, encoding="utf-8")
    return esign.load_request(path, office.kinds)


def an_id(turn: int) -> str:
    return f"request-{turn:04d}"


def prepared(office: Office, count: int = 1) -> list[str]:
    """The ids of documents that wait to be signed."""
    ids = [
        prepare(a_decision(office, turn), office).numbered.request.request_id
        for turn in range(1, count + 1)
    ]
    _FOUND_GOOD.update(office.tried_out)
    return ids


def approved(office: Office, chosen: Sequence[str] = ()) -> Approval:
    """Everything that waits, or what is chosen, as its signer approves it."""
    return approve(waiting_to_sign(office, chosen).manifest, office)


def signed(office: Office, count: int = 1) -> list[str]:
    """The ids of documents that wait to be sealed."""
    ids = prepared(office, count)
    approval = approved(office, ids)
    for each in ids:
        sign_prepared(each, approval, office)
    return ids


LIST = "list.json"
"""The approved list, beside the settings."""


def lay_out(site: Site, count: int) -> Manifest:
    """Documents that wait at the leader's desk, and the list of them that he has approved."""
    with _open(site) as office:
        for place in range(count):
            prepare(demo_request(place, office.kinds), office)
        manifest = waiting_to_sign(office).manifest
    (site.folder / LIST).write_text(json.dumps(manifest.as_json()), encoding="utf-8")
    return manifest


def sign_all(task: Task) -> Iterator[News]:
    """What the leader's desk does with an approved list, from the beginning whenever it starts."""
    with _open(task.site) as office:
        manifest = Manifest.read((task.site.folder / LIST).read_bytes())
        approval = approve(manifest, office)
        for place in task.left(()):
            done = sign_prepared(request_id(place), approval, office)
            entry = office.register.find(done.line.request_id)
            assert entry is not None
            number = entry.number
            told = {entry.request_id: (number.book, number.value)}
            yield News(told, int(done.repeated))


def seal_all(task: Task) -> Iterator[News]:
    """What the clerk's desk does with whatever is signed."""
    with _open(task.site) as office:
        for line in waiting_to_seal(office).manifest.documents:
            issued = seal_signed(line.request_id, office)
            number = issued.numbered.number
            yield News({line.request_id: (number.book, number.value)}, int(issued.repeated))


def _open(site: Site) -> Office:
    settings = site.folder / "esign.toml"
    return open_office(settings, prompt=CountingPrompt(), clock=FixedClock(), open_first=())
