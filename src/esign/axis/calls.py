# SPDX-License-Identifier: Apache-2.0
"""A request and its answer, whatever carries them."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

from esign.axis.core import Mischief

if TYPE_CHECKING:
    from collections.abc import Mapping

JSON: Final = "application/json; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Call:
    """What was asked.

    Attributes:
        method: of HTTP.
        path: after the host, percent-decoded, without the query.
        query: the parameters behind it; of one that comes twice the last.
        headers: by name in small letters; a name never comes twice.
        body: the bytes sent.
        mischief: what is to happen to a message that is accepted.
        reversed: whether a list is to be given in the wrong order.
    """

    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    mischief: Mischief = field(default_factory=Mischief)
    reversed: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What is answered."""

    status: int
    body: bytes
    content_type: str = JSON


def json_answer(content: Mapping[str, Any], status: int = HTTPStatus.OK) -> Answer:
    """An answer in JSON."""
    return Answer(status, json.dumps(content, ensure_ascii=False).encode())


UNAUTHORIZED: Final = Answer(HTTPStatus.UNAUTHORIZED, b"Unauthorized", "text/plain; charset=utf-8")
"""What a service in front of the axis says to a credential it does not know."""
NOWHERE: Final = Answer(HTTPStatus.NOT_FOUND, b"Not Found", "text/plain; charset=utf-8")
