# SPDX-License-Identifier: Apache-2.0
"""A checked request: what the office asks to be issued, before any number exists."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Signer:
    """The competent person as the page prints him (NĐ 30/2020 Annex I §II.7).

    `authority` is the line above the title (`KT. GIÁM ĐỐC`), empty for the head himself.
    """

    name: str
    title: str
    authority: str = ""


@dataclass(frozen=True, slots=True)
class Request:
    """A request that its kind's schema has accepted; texts are in Unicode NFC.

    `content` holds every field but `kind` and `request_id`, internal ones included. `digest` is the
    lower-case hexadecimal SHA-256 of the canonical JSON (sorted keys, no white space, UTF-8) of
    `{"kind": …, "content": …}`: the same `request_id` with another digest is another request.
    """

    kind: str
    request_id: str
    content: Mapping[str, object]
    digest: str

    @property
    def signer(self) -> Signer:
        """Who is to sign; the schema of every kind demands name and title."""
        stated = cast("Mapping[str, str]", self.content["signer"])
        return Signer(stated["name"], stated["title"], stated.get("authority") or "")
