# SPDX-License-Identifier: Apache-2.0
"""Incremental saving: another page content is appended, in frames that programs overlook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from support.sealed import sealed_page
from support.stories import BOTH, Attempt, Story, foreign
from support.updates import (
    Shape,
    body,
    forged_content,
    layout,
    signature_text,
    stream_object,
    update,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

FRAMES = {
    "whole": Shape(),
    "without table": Shape(table=False),
    "without trailer": Shape(trailer=False),
    "without table and trailer": Shape(table=False, trailer=False),
    "without end": Shape(start=False),
    "objects alone": Shape(table=False, trailer=False, start=False),
    "not chained": Shape(previous=0),
}


def forms() -> Iterator[tuple[str, Attempt]]:
    for origin, data in (("ours", sealed_page()), ("foreign", foreign())):
        for name, changed in updates(data):
            # Nothing is changed by an empty update: only the strict form of our own forbids it.
            idle = name in {"a comment", "an empty update"}
            policies = ("issued",) if idle else BOTH
            yield f"{origin}: {name}", Attempt(changed, policies=policies)


def updates(data: bytes) -> Iterator[tuple[str, bytes]]:
    content = forged_content(data)
    signature = signature_text(data)
    copied = {**content, signature.number: body(data, signature.number)}
    for name, shape in FRAMES.items():
        yield name, update(data, content, shape)
        yield f"{name}, with the signature copied", update(data, copied, shape)
    found = layout(data)
    page = body(data, found.page)
    other = page.replace(b"/Contents %d 0 R" % found.content, b"/Contents %d 0 R" % found.size)
    added = {found.size: stream_object(content[found.content]), found.page: other}
    yield "a page with a new content", update(data, added)
    yield "a comment", update(data, {}, Shape(behind=b"% nothing\n"))
    yield "an empty update", update(data, {})
    yield "twice", update(update(data, content), {})
    yield "a second file behind", data + data
    yield "a file in front", data[: len(data) // 2] + data
    tree = body(data, found.pages).replace(b"/Count 1", b"/Count 2")
    kid = b"%d 0 R" % found.page
    yield "a page more", update(data, {found.pages: tree.replace(kid, kid + b" " + kid, 1)})


STORY = Story(
    "Incremental saving",
    "Another content, page or nothing at all is appended to the file, with and without"
    " cross-references, trailer and end, also with a copy of the signature",
    forms,
)
