# SPDX-License-Identifier: Apache-2.0
"""A checked request: what the office asks to be issued, before any number exists."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping


_PRIORITIES: Final = {"KHẨN": 1, "THƯỢNG KHẨN": 2, "HỎA TỐC": 3}
_NOBODY: Final = {"name": "", "title": ""}


class Signer(NamedTuple):
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
    def priority(self) -> int:
        """How urgent the document is: 0 ordinary, 1 “Khẩn”, 2 “Thượng khẩn”, 3 “Hỏa tốc”.

        Annex VI Part II §I.14, and `Priority` of the exchange of documents.
        """
        return _PRIORITIES.get(str(self.content.get("urgency")), 0)

    @property
    def sealed_alone(self) -> bool:
        """Whether it names nobody to sign, as that of a certified copy; see `DocumentKind`."""
        return "signer" not in self.content

    @property
    def signer(self) -> Signer:
        """Who is to sign, by name and title; nobody, both empty, where the agency signs alone."""
        stated: Any = self.content.get("signer", _NOBODY)
        return Signer(stated["name"], stated["title"], stated.get("authority") or "")
