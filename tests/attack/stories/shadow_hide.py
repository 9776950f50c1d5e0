# SPDX-License-Identifier: Apache-2.0
"""Shadow, hide: something covers a text when it is signed, and is taken away afterwards."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from support.foreign_cms import cms_by
from support.foreign_files import page, signed
from support.pages import prepared
from support.pki import make_pki
from support.sealed import Role, forge
from support.stories import Attempt, Story
from support.updates import body, layout, stream_object, update

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

COVER = b"1 g 0 0 595 842 re f"


def forms() -> Iterator[tuple[str, Attempt]]:
    for origin, (plain, sign) in ORIGINS.items():
        data = plain()
        cover = layout(data).size
        covered = sign(with_cover(data))
        yield f"{origin}: declared free", Attempt(update(covered, {}, freed=[cover]))
        yield f"{origin}: null", Attempt(update(covered, {cover: b"null"}))
        yield f"{origin}: empty", Attempt(update(covered, {cover: stream_object(b"")}))
        elsewhere = {cover: covered.index(b"%d 0 obj" % layout(covered).root)}
        yield f"{origin}: looked for elsewhere", Attempt(update(covered, {}, moved=elsewhere))
        bare = re.sub(rb"%d 0 R\s*\]" % cover, b"]", body(covered, layout(covered).page))
        uncovered = update(covered, {layout(covered).page: bare})
        yield f"{origin}: no longer placed", Attempt(uncovered)


def with_cover(data: bytes) -> bytes:
    """The page with one more content that covers all others."""
    found = layout(data)
    text, old = body(data, found.page), b"/Contents %d 0 R" % found.content
    assert old in text
    both = b"/Contents [ %d 0 R %d 0 R ]" % (found.content, found.size)
    return update(data, {found.size: stream_object(COVER), found.page: text.replace(old, both)})


def by_office(data: bytes) -> bytes:
    return forge().seal(forge().sign(data, make_pki().director, Role.PERSON))


def by_stranger(data: bytes) -> bytes:
    return signed(data, cms_by(make_pki().director))


ORIGINS: dict[str, tuple[Callable[[], bytes], Callable[[bytes], bytes]]] = {
    "ours": (lambda: prepared().data, by_office),
    "foreign": (page, by_stranger),
}

STORY = Story(
    "Shadow attack: hide",
    "A cover lies over the text when it is signed; afterwards its object is freed, emptied, looked"
    " for elsewhere or no longer placed, and what nobody saw appears",
    forms,
)
