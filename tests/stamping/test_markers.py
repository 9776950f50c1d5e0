# SPDX-License-Identifier: Apache-2.0
"""A page whose signature boxes are not exactly right is refused, with the marker's name."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import pytest
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import copy_into_new_writer

from esign.errors import ConfigurationError
from esign.stamping import stamp
from support.pages import HEAD, KIND, MARKERS, prepared, rendered

SIGNER = '#place(dx: 95mm, dy: 120mm, link("esign:signer", box(width: 45mm, height: 25mm)))\n'
SEAL = '#place(dx: 74mm, dy: 114mm, link("esign:seal", box(width: 36mm, height: 36mm)))\n'
ATTACHMENT = (
    '#pdf.attach("a", bytes("<</Subtype/Link/A<</S/URI/URI(esign:seal)>>>>"), '
    'relationship: "data", mime-type: "text/plain", description: "(esign:seal)")'
)


def refusal(source: str) -> ConfigurationError:
    with pytest.raises(ConfigurationError) as caught:
        stamp(rendered(HEAD + source), KIND)
    return caught.value


@pytest.mark.parametrize(
    ("source", "code", "named"),
    [
        (SIGNER, "stamping.marker_missing", "esign:seal"),
        (SEAL, "stamping.marker_missing", "esign:signer"),
        (SIGNER + SIGNER + SEAL, "stamping.marker_doubled", "esign:signer"),
        (
            SIGNER.replace("dx: 95mm", "dx: 190mm") + SEAL,
            "stamping.marker_off_page",
            "esign:signer",
        ),
        (SIGNER + SEAL.replace("36mm", "0mm"), "stamping.marker_off_page", "esign:seal"),
        (
            SIGNER.replace("box(width: 45mm, height: 25mm)", "[Ký tại đây]") + SEAL,
            "stamping.marker_untagged",
            "esign:signer",
        ),
        (SIGNER + SEAL + SEAL.replace("esign:seal", "esign:date"), None, "esign:date"),
    ],
)
def test_a_wrong_marker_is_named(source: str, code: str | None, named: str) -> None:
    error = refusal(source)
    assert error.code == (code or "stamping.unknown_marker")
    assert error.facts["marker"] == named


def test_boxes_on_two_pages_are_refused() -> None:
    assert refusal(SIGNER + "#pagebreak()\n" + SEAL).code == "stamping.markers_apart"


@pytest.mark.parametrize(
    "text",
    [
        '#"link(\\"esign:seal\\", box())"',
        '#"/URI (esign:seal)"',
        '#"/A << /S /URI /URI (esign:seal) >>"',
        ATTACHMENT,
        '#link("https://example.invalid/#esign:seal")[esign:seal]',
    ],
)
def test_no_text_can_pose_as_a_marker(text: str) -> None:
    assert refusal(text + "\n" + SIGNER).code == "stamping.marker_missing"
    forged = rendered(HEAD + text + "\n" + MARKERS)
    assert stamp(forged, KIND).data.count(b"/FT /Sig") == 2


def _with_stream_references(data: bytes) -> bytes:
    out = BytesIO()
    writer = copy_into_new_writer(PdfFileReader(BytesIO(data)), {"stream_xrefs": True})
    writer.write(out)
    return out.getvalue()


def _revised(data: bytes) -> bytes:
    out = BytesIO()
    writer = IncrementalPdfFileWriter(BytesIO(data))
    writer.update_root()
    writer.write(out)
    return out.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"%PDF-1.7\n",
        rendered().data[:9000],
        _revised(rendered().data),
        _with_stream_references(rendered().data),
        prepared().data,
    ],
    ids=["empty", "header", "truncated", "two revisions", "stream references", "prepared already"],
)
def test_only_the_layout_engines_own_plain_form_is_accepted(data: bytes) -> None:
    with pytest.raises(ConfigurationError) as caught:
        stamp(replace(rendered(), data=data), KIND)
    assert caught.value.code == "stamping.foreign_pdf"


def test_bytes_behind_the_end_are_not_carried_over() -> None:
    page = rendered()
    padded = replace(page, data=page.data + b"% hidden words\n")
    assert b"hidden words" not in stamp(padded, KIND).data
