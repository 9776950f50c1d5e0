# SPDX-License-Identifier: Apache-2.0
"""Certified documents: what the certification forbids is made to look permitted."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pyhanko.sign.fields import MDPPerm

from support.foreign_cms import cms_by
from support.foreign_files import filled, page, remarked, signed
from support.pki import make_pki
from support.stories import Attempt, Story
from support.updates import body, layout, stream_object, update, with_entry

if TYPE_CHECKING:
    from collections.abc import Iterator

SCRIPT = b"/OpenAction << /S /JavaScript /JS (this.getField\\('Comment'\\).value = '9') >>"


def forms() -> Iterator[tuple[str, Attempt]]:
    for permission in MDPPerm:
        data = signed(page(), cms_by(make_pki().director), permission=permission)
        for name, changed in attempts(data, permission):
            yield f"{permission.name.lower()}: {name}", Attempt(changed)
    locked = signed(page(), cms_by(make_pki().director), permission=MDPPerm.NO_CHANGES)
    second = signed(locked, cms_by(make_pki().second_director), field="Second")
    yield "no_changes: signed once more", Attempt(second)
    yield "no_changes: a filled field", Attempt(filled(locked, "agreed"))
    forms_only = signed(page(), cms_by(make_pki().director), permission=MDPPerm.FILL_FORMS)
    yield "fill_forms: a note", Attempt(remarked(forms_only, "Text"))


def attempts(data: bytes, permission: MDPPerm) -> Iterator[tuple[str, bytes]]:
    found = layout(data)
    root, text = found.root, body(data, found.root)
    bare = re.sub(rb"/Perms\s*<<.*?>>", b"", text, flags=re.DOTALL)
    yield (
        "no longer called certified, and a remark",
        remarked(update(data, {root: bare}), "FreeText"),
    )
    yield "a script", update(data, {root: with_entry(text, SCRIPT)})
    yield (
        "a file attached",
        update(
            data,
            {
                root: with_entry(
                    text, b"/Names << /EmbeddedFiles << /Names [(a) %d 0 R] >> >>" % 90
                ),
                90: b"<< /Type /Filespec /F (a) /EF << /F 91 0 R >> >>",
                91: stream_object(b"MZ", b"/Type /EmbeddedFile"),
            },
        ),
    )
    field = body(data, 6)
    yield "a field moved", update(data, {6: field.replace(b"/Rect [72 600", b"/Rect [72 700")})
    yield "a field renamed", update(data, {6: field.replace(b"(Comment)", b"(Amount)")})
    yield (
        "a field with a script",
        update(data, {6: with_entry(field, b"/AA << /F << /S /JavaScript /JS (1) >> >>")}),
    )
    yield "a field hidden", update(data, {6: field.replace(b"/F 4", b"/F 2")})
    yield (
        "a second certification",
        signed(data, cms_by(make_pki().stranger.director), field="Second", permission=permission),
    )


STORY = Story(
    "Certified documents",
    "A certification is taken away, doubled or overstepped: scripts, attached files, fields moved,"
    " hidden or renamed, further signatures and remarks where they are forbidden",
    forms,
)
