# SPDX-License-Identifier: Apache-2.0
"""Shadow, hide and replace: a second document waits unseen in the signed file."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from attack.stories.shadow_hide import ORIGINS
from support.stories import Attempt, Story
from support.updates import FORGED, Shape, body, layout, stream_object, update

if TYPE_CHECKING:
    from collections.abc import Iterator


def forms() -> Iterator[tuple[str, Attempt]]:
    for origin, (plain, sign) in ORIGINS.items():
        data = plain()
        signed, hidden = sign(with_second(data)), layout(data).size
        found = layout(signed)
        places = {number: place_of(signed, number) for number in range(hidden, hidden + 4)}
        attempts = {
            "another catalogue": update(signed, {}, Shape(root=hidden)),
            "another page": update(signed, {}, moved={found.page: places[hidden + 2]}),
            "another content": update(signed, {}, moved={found.content: places[hidden + 3]}),
            "other pages": update(signed, {}, moved={found.pages: places[hidden + 1]}),
            "another catalogue by its place": update(
                signed, {}, moved={found.root: places[hidden]}
            ),
            "another catalogue, alone": update(signed, {}, Shape(root=hidden, previous=0)),
        }
        for name, changed in attempts.items():
            yield f"{origin}: {name}", Attempt(changed)
    ours, seal = ORIGINS["ours"]
    for name, data in waiting(ours()).items():
        yield f"ours: {name}", Attempt(seal(data), policies=("issued", "archive"))


def waiting(data: bytes) -> dict[str, bytes]:
    """Files to be signed in which something waits for its moment; nothing has been replaced yet."""
    found, hidden = layout(data), stream_object(FORGED)
    new = found.size
    ring = {new: b"<< /Next %d 0 R >>" % (new + 1), new + 1: b"[ %d 0 R ]" % new}
    content = {new: hidden, found.page: body(data, found.page)}
    forms = {
        "a second document waits": with_second(data),
        "a content waits": update(data, {new: hidden}),
        "a font waits": update(data, {new: b"<< /Type /Font /Subtype /Type3 >>"}),
        "what leads to itself waits": update(data, ring),
        "a content waits, named by its like": update(
            data, {new: hidden, new + 1: stream_object(b"%d 0 R" % new)}
        ),
    }
    for name, claim in CLAIMS.items():
        page = content[found.page].replace(b"/Type", b"/BleedBox " + claim % new + b" /Type", 1)
        forms[f"a content waits, named in {name}"] = update(data, {**content, found.page: page})
    return forms


CLAIMS = {
    "a string": b"(%d 0 R)",
    "a nested string": b"((%d 0 R) beside)",
    "a name": b"/A#20%d#200#20R",
    "a comment": b"/S %% %d 0 R\n",
}


def with_second(data: bytes) -> bytes:
    """The file with a second document that nothing refers to."""
    found = layout(data)
    new = found.size
    page = body(data, found.page)
    page = re.sub(rb"/Parent \d+ 0 R", b"/Parent %d 0 R" % (new + 1), page)
    page = page.replace(b"/Contents %d 0 R" % found.content, b"/Contents %d 0 R" % (new + 3))
    root = body(data, found.root)
    root = root.replace(b"/Pages %d 0 R" % found.pages, b"/Pages %d 0 R" % (new + 1))
    pages = body(data, found.pages).replace(b"%d 0 R" % found.page, b"%d 0 R" % (new + 2))
    return update(data, {new: root, new + 1: pages, new + 2: page, new + 3: stream_object(FORGED)})


def place_of(data: bytes, number: int) -> int:
    found = re.search(rb"(?<!\d)%d 0 obj" % number, data)
    assert found is not None
    return found.start()


STORY = Story(
    "Shadow attack: hide and replace",
    "The signed file holds a second document that nothing refers to; afterwards only"
    " cross-references are appended, and they lead to it",
    forms,
)
