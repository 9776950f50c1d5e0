# SPDX-License-Identifier: Apache-2.0
"""Sneaky signature: a further signature field shows what looks like part of the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyhanko.sign.fields import MDPPerm

from attack.stories.evil_annotation import FORM, LOOK
from support.foreign_cms import cms_by
from support.foreign_files import page, signed
from support.pki import make_pki
from support.sealed import sealed_page
from support.stories import Attempt, Story
from support.updates import body, layout, stream_object, update

if TYPE_CHECKING:
    from collections.abc import Iterator

VALUES = {
    "unsigned": b"",
    "null": b"/V null",
    "empty": b"/V << /Type /Sig >>",
    "of nothing": b"/V << /Type /Sig /Filter /Adobe.PPKLite /SubFilter /adbe.pkcs7.detached"
    b" /ByteRange [0 0 0 0] /Contents <00> >>",
}


def forms() -> Iterator[tuple[str, Attempt]]:
    for permission in (None, *MDPPerm):
        data = signed(page(), cms_by(make_pki().director), permission=permission)
        word = permission.name.lower() if permission else "not certified"
        for name, value in VALUES.items():
            yield f"{word}: {name}", Attempt(with_field(data, value))
        shown = with_field(data, b"")
        stranger = cms_by(make_pki().stranger.seal)
        yield f"{word}: by a stranger", Attempt(signed(shown, stranger, field="Sneaky"))
        lookalike = cms_by(make_pki().lookalike.director)
        yield f"{word}: by a namesake", Attempt(signed(shown, lookalike, field="Sneaky"))
    yield "ours: unsigned", Attempt(with_field(sealed_page(), b""))
    yield (
        "ours: by a stranger",
        Attempt(signed(sealed_page(), cms_by(make_pki().stranger.seal), field="Sneaky")),
    )


def with_field(data: bytes, value: bytes) -> bytes:
    """The file with a signature field whose look covers the text."""
    found = layout(data)
    look, field = found.size, found.size + 1
    added = {
        look: stream_object(LOOK, FORM),
        field: b"<< /Type /Annot /Subtype /Widget /FT /Sig /T (Sneaky) /F 132 /P %d 0 R"
        b" /Rect [72 700 472 740] /AP << /N %d 0 R >> %b >>" % (found.page, look, value),
    }
    text = body(data, found.page)
    added[found.page] = _listed(text, b"/Annots", field)
    root = body(data, found.root)
    if b"/AcroForm <<" in root or b"/AcroForm<<" in root:
        added[found.root] = _listed(root, b"/Fields", field)
    else:
        form = int(root[root.index(b"/AcroForm") + 9 :].split()[0])
        added[form] = _listed(body(data, form), b"/Fields", field)
    return update(data, added)


def _listed(text: bytes, key: bytes, number: int) -> bytes:
    start = text.index(b"[", text.index(key))
    return text[: start + 1] + b"%d 0 R " % number + text[start + 1 :]


STORY = Story(
    "Sneaky signature",
    "A signature field is added whose picture covers the text: left unsigned, signed with nothing,"
    " or signed by a stranger",
    forms,
)
