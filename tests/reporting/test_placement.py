# SPDX-License-Identifier: Apache-2.0
"""Where a signature is seen: turned and cropped pages, and page trees made to mislead."""

from __future__ import annotations

import pytest

from esign.model import Place
from esign.verification.form import signature_fields, signed_fields
from esign.verification.placement import find_places
from esign.verification.source import Source

PAGES = "/Type /Pages /Kids [3 0 R] /Count 1"
PAGE = "/Type /Page /Parent 2 0 R /Annots [5 0 R]"
MEDIA = "/MediaBox [0 0 600 800]"
WIDGET = "/FT /Sig /T (seal) /V 6 0 R /Subtype /Widget"
RECT = "/Rect [100 200 180 240]"


def pdf(*bodies: str) -> bytes:
    """Objects 1 and on as a PDF."""
    out = bytearray(b"%PDF-1.7\n")
    starts = []
    for number, body in enumerate(bodies, start=1):
        starts.append(len(out))
        out += f"{number} 0 obj\n<< {body} >>\nendobj\n".encode()
    table = len(out)
    out += f"xref\n0 {len(bodies) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{start:010} 00000 n \n".encode() for start in starts)
    out += f"trailer\n<< /Size {len(bodies) + 1} /Root 1 0 R >>\n".encode()
    return bytes(out + f"startxref\n{table}\n%%EOF\n".encode())


def place(
    pages: str = f"{PAGES} {MEDIA}",
    page: str = PAGE,
    widget: str = f"{WIDGET} {RECT}",
    more: str = "/Type /Page",
) -> Place | None:
    """Where the one signature of such a file is seen, if it can be read at all."""
    catalog = "/Type /Catalog /Pages 2 0 R /AcroForm << /Fields [5 0 R] >>"
    signature = "/Type /Sig /ByteRange [0 10 20 30] /Contents <00>"
    data = pdf(catalog, pages, page, more, widget, signature)
    source = Source.open(data, strict=False)
    assert source is not None
    fields = signed_fields(source, signature_fields(source))
    return next(iter(find_places(source, fields).values()), None)


@pytest.mark.parametrize(
    ("turned", "box"),
    [
        ("/Rotate 0", (100, 200, 180, 240)),
        ("/Rotate 90", (200, 420, 240, 500)),
        ("/Rotate 180", (420, 560, 500, 600)),
        ("/Rotate 270", (560, 100, 600, 180)),
        ("/Rotate -90", (560, 100, 600, 180)),
        ("/Rotate 450", (200, 420, 240, 500)),
        ("/Rotate 45", (100, 200, 180, 240)),
    ],
)
def test_a_turned_page_turns_its_signature(turned: str, box: tuple[float, ...]) -> None:
    assert place(pages=f"{PAGES} {MEDIA} {turned}") == Place(1, box)


def test_what_is_cropped_away_counts_from_the_corner_that_is_shown() -> None:
    cropped = place(page=f"{PAGE} /CropBox [50 150 400 700]")
    assert cropped == Place(1, (50, 50, 130, 90))


def test_a_box_that_reaches_beyond_the_page_ends_there() -> None:
    assert place(page=f"{PAGE} /CropBox [120 0 600 800]") == Place(1, (0, 200, 60, 240))
    assert place(page=f"{PAGE} /CropBox [300 0 600 800]") is None


def test_a_page_without_a_size_is_taken_for_a_letter() -> None:
    assert place(pages=PAGES) == Place(1, (100, 200, 180, 240))


def test_the_page_is_counted_in_the_tree() -> None:
    pages = f"/Type /Pages /Kids [4 0 R 3 0 R] /Count 2 {MEDIA}"
    assert place(pages=pages) == Place(2, (100, 200, 180, 240))


@pytest.mark.parametrize("flags", ["/F 2", "/F 34", "/F 32"])
def test_a_hidden_signature_is_seen_nowhere(flags: str) -> None:
    assert place(widget=f"{WIDGET} {RECT} {flags}") is None


def test_a_widget_that_no_page_lists_is_seen_nowhere() -> None:
    assert place(page="/Type /Page /Parent 2 0 R") is None
    assert place(page="/Type /Page /Parent 2 0 R", widget=f"{WIDGET} {RECT} /P 3 0 R") is None


@pytest.mark.parametrize(
    "rect",
    [
        "/Rect [0 0 0 0]",
        "/Rect [1 2 3]",
        "/Rect [1 2 3 4 5]",
        "/Rect [/a (b) null true]",
        "/Rect 5",
        "/Rect [100 200 1" + "0" * 400 + " 240]",
        "/Rect [100 200 99999999 240]",
        "/Rect [nan nan nan nan]",
        "/Rect [-.--5 . + -]",
        "/Rect [7 0 R 7 0 R 7 0 R 7 0 R]",
    ],
)
def test_a_box_of_nonsense_is_no_place(rect: str) -> None:
    assert place(widget=f"{WIDGET} {rect}") is None


def test_a_page_tree_in_circles_ends() -> None:
    assert place(pages=f"/Type /Pages /Kids [2 0 R 2 0 R] /Count 9 {MEDIA}") is None
    circle = f"/Type /Pages /Kids [4 0 R 3 0 R] /Count 2 {MEDIA}"
    found = place(pages=circle, more="/Type /Pages /Kids [2 0 R 4 0 R] /Count 9")
    assert found == Place(1, (100, 200, 180, 240))


def test_a_tree_of_nonsense_has_no_pages() -> None:
    for pages in ("/Kids 5", "/Kids [null 7 (x) 99 0 R]", "/Kids [<< /Annots [5 0 R] >>]"):
        assert place(pages=f"/Type /Pages {pages}") is None


def test_a_signature_is_seen_through_the_annotation_of_its_field() -> None:
    field = "/FT /Sig /T (seal) /V 6 0 R /Kids [4 0 R]"
    annotation = f"/Subtype /Widget /Parent 5 0 R {RECT}"
    page = "/Type /Page /Parent 2 0 R /Annots [4 0 R]"
    assert place(page=page, widget=field, more=annotation) == Place(1, (100, 200, 180, 240))
