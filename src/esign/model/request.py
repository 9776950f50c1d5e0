# SPDX-License-Identifier: Apache-2.0
"""A checked request: what the office asks to be issued, before any number exists."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from esign.model.canonical import canonical_json
from esign.model.content import Content

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

    Attributes:
        kind: name of the document kind.
        request_id: the key; the same one with another digest is another request.
        content: every field but the two before, internal ones included; a copy of what is given,
            which nobody can change.
        digest: SHA-256 (lower-case hex) of the canonical JSON (sorted keys, no white space, UTF-8)
            of `{"kind": …, "content": …}`.
        text: the canonical JSON of kind, request id and content, as the register keeps them.
    """

    kind: str
    request_id: str
    content: Mapping[str, object]
    digest: str
    text: str = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        # Written down here, before anybody waits for it: every number costs this text.
        content = self.content if isinstance(self.content, Content) else Content(self.content)
        kind, request_id = canonical_json(self.kind), canonical_json(self.request_id)
        text = f'{{"content":{content.text},"kind":{kind},"request_id":{request_id}}}'
        object.__setattr__(self, "content", content)
        object.__setattr__(self, "text", text)

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
