# SPDX-License-Identifier: Apache-2.0
"""Evil annotation: a permitted remark looks like part of the certified page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyhanko.sign.fields import MDPPerm

from support.foreign_cms import cms_by
from support.foreign_files import page, signed
from support.pki import make_pki
from support.sealed import sealed_page
from support.stories import Attempt, Story
from support.updates import body, layout, stream_object, update

if TYPE_CHECKING:
    from collections.abc import Iterator

SUBTYPES = (
    *("FreeText", "Stamp", "Redact", "Square", "Circle", "Line", "Polygon", "PolyLine", "Ink"),
    *(
        "Caret",
        "FileAttachment",
        "Watermark",
        "Widget",
        "Unknown",
        "Screen",
        "Movie",
        "PrinterMark",
    ),
    "Projection",
)
LOOK = b"1 g 0 0 400 40 re f 0 g BT /F1 24 Tf 0 10 Td (Agreement over 900 euros) Tj ET"
FORM = b"/Type /XObject /Subtype /Form /BBox [0 0 400 40] /Resources << /Font << /F1 5 0 R >> >>"


def forms() -> Iterator[tuple[str, Attempt]]:
    for permission in (None, *MDPPerm):
        data = signed(page(), cms_by(make_pki().director), permission=permission)
        chosen = SUBTYPES if permission is MDPPerm.ANNOTATE else SUBTYPES[:2]
        word = permission.name.lower() if permission else "not certified"
        for subtype in chosen:
            yield f"{word}: {subtype}", Attempt(remarked(data, b"/Subtype /%b" % subtype.encode()))
    data = signed(page(), cms_by(make_pki().director), permission=MDPPerm.ANNOTATE)
    yield "no subtype", Attempt(remarked(data, b""))
    yield "a note with a look of its own", Attempt(remarked(data, b"/Subtype /Text"))
    yield "a highlight with a look of its own", Attempt(remarked(data, b"/Subtype /Highlight"))
    yield "a link with a look of its own", Attempt(remarked(data, b"/Subtype /Link"))
    yield "a pop-up with a look of its own", Attempt(remarked(data, b"/Subtype /Popup"))
    yield "ours: FreeText", Attempt(remarked(sealed_page(), b"/Subtype /FreeText"))
    yield "ours: Highlight", Attempt(remarked(sealed_page(), b"/Subtype /Highlight"))


def remarked(data: bytes, kind: bytes) -> bytes:
    """The page with an annotation that covers its text with another one."""
    found = layout(data)
    look, note = found.size, found.size + 1
    text = body(data, found.page)
    start = text.index(b"/Annots")
    bracket = text.find(b"[", start, start + 12)
    added = {
        look: stream_object(LOOK, FORM),
        note: b"<< /Type /Annot %b /Rect [72 700 472 740] /F 4 /AP << /N %d 0 R >> >>"
        % (kind, look),
    }
    if bracket >= 0:
        added[found.page] = text[: bracket + 1] + b"%d 0 R " % note + text[bracket + 1 :]
    else:
        array = int(text[start + 7 :].split()[0])
        old = body(data, array)
        added[array] = old.replace(b"[", b"[%d 0 R " % note, 1)
    return update(data, added)


STORY = Story(
    "Evil annotation",
    "On a certified page a remark of a permitted sort covers the text with another one",
    forms,
)
