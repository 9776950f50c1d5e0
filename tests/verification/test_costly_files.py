# SPDX-License-Identifier: Apache-2.0
"""Files made to keep a reader busy for ever end in a verdict soon, in this very process."""

from __future__ import annotations

import time

import pytest

from esign.model import Changes, Verdict
from esign.verification.general.coverage import has_unlisted_objects
from esign.verification.source import Source
from support.foreign_cms import cms_by
from support.foreign_files import FONT, LINE, appended, filled, plain_pdf, signed, stream
from support.pki import make_pki
from support.proving import judged, reader

SOON = 10
"""Seconds of processor time, on a slow machine."""
DEPTH = 60
_BEFORE = (
    b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Annots [6 0 R] >>",
    stream(LINE),
    FONT,
    b"<< /Type /Annot /Subtype /Widget /FT /Tx /T (Comment) /Rect [72 600 300 620] /P 3 0 R >>",
)
_CATALOGUE = (
    b"<< /Type /Catalog /Pages 2 0 R %b /AcroForm << /Fields [6 0 R] /DR << /Font << /Helv 5 0 R >>"
    b" >> /DA (/Helv 0 Tf 0 g) >> >>"
)


def doubled(entry: bytes, layer: bytes) -> bytes:
    """A signed and filled file in which each of many objects leads to the next one twice over."""
    layers = [layer.replace(b"N", b"%d" % number) for number in range(8, 8 + DEPTH)]
    data = plain_pdf(_CATALOGUE % entry, *_BEFORE, *layers, b"[ 1 ]")
    return filled(signed(data, cms_by(make_pki().director)), "yes")


FORMS = {
    "arrays": (b"/X 7 0 R", b"[N 0 R N 0 R]"),
    "dictionaries": (b"/X 7 0 R", b"<< /A N 0 R /B << /C N 0 R >> >>"),
    "tags": (b"/StructTreeRoot 7 0 R", b"<< /K N 0 R /A N 0 R /C N 0 R >>"),
    "tags within": (b"/StructTreeRoot 7 0 R", b"<< /K [<< /K N 0 R >> << /K N 0 R >>] >>"),
}


@pytest.mark.parametrize("policy", ["signed", "issued"])
@pytest.mark.parametrize("form", FORMS)
def test_objects_with_too_many_ways_to_them(form: str, policy: str) -> None:
    data, started = doubled(*FORMS[form]), time.process_time()
    report = judged(data, reader(), policy=policy)
    assert time.process_time() - started < SOON
    assert report.verdict is not Verdict.PASSED
    if policy == "signed":
        assert report.signatures[0].changes is Changes.UNKNOWN
        codes = {entry.code for entry in report.findings if entry.rule == "later-changes"}
        assert codes == {"verification.later.costly"}


def test_streams_that_never_end() -> None:
    data = signed(plain_pdf(_CATALOGUE % b"", *_BEFORE), cms_by(make_pki().director))
    later = appended(data, lambda writer: writer.update_root())
    place = later.rindex(b"xref", 0, later.rindex(b"startxref"))
    junk = b"stream\n" * 200_000
    moved = later[place:].replace(b"%d" % place, b"%d" % (place + len(junk)))
    source = Source.open(later[:place] + junk + moved, strict=False)
    assert source is not None
    started = time.process_time()
    assert isinstance(has_unlisted_objects(source, len(data), 1), bool)
    assert time.process_time() - started < SOON
