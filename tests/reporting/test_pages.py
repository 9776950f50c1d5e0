# SPDX-License-Identifier: Apache-2.0
"""The version that was signed, byte for byte, and what the eye sees of what came later."""

from __future__ import annotations

import base64
from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from PIL import Image
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from esign.errors import InputError
from esign.reporting.pages import SignedVersion, came_later, compare_pages, draw_pages
from esign.reporting.pages import signed_version as version_of
from esign.reporting.pages.drawing import compare, draw
from reporting.conftest import written
from support.sealed import judged, signed_page

if TYPE_CHECKING:
    from esign.trust import TrustStore
    from reporting.conftest import Found


def test_the_signed_version_is_the_file_as_it_was_to_the_byte(
    painted: Found, two_pages: bytes
) -> None:
    assert version_of(painted.report, painted.data) == SignedVersion(2, two_pages)
    assert came_later(painted.report, painted.data) == SignedVersion(2, two_pages)


def test_each_signature_has_its_own_version(good: Found) -> None:
    assert version_of(good.report, good.data, 1) == SignedVersion(1, signed_page())
    assert version_of(good.report, good.data, 2) == SignedVersion(2, good.data)
    assert came_later(good.report, good.data) is None


def test_what_is_not_intact_is_not_handed_out(good: Found, trust: TrustStore) -> None:
    place = good.data.index(b"stream") + 40
    data = good.data[:place] + b"~" + good.data[place + 1 :]
    report = judged(data, trust)
    for ordinal, code in ((None, "none"), (1, "not_intact"), (7, "unknown")):
        with pytest.raises(InputError) as caught:
            version_of(report, data, ordinal)
        assert caught.value.code == f"signed_version.{code}"
    assert came_later(report, data) is None


def test_a_signature_whose_extent_cannot_be_told_has_no_version(good: Found) -> None:
    unclear = [replace(each, signed_bytes=0) for each in good.report.signatures]
    with pytest.raises(InputError, match=r"signed_version\.none"):
        version_of(replace(good.report, signatures=tuple(unclear)), good.data)
    beyond = [replace(each, signed_bytes=10**9) for each in good.report.signatures]
    with pytest.raises(InputError, match=r"signed_version\.none"):
        version_of(replace(good.report, signatures=tuple(beyond)), good.data)


def test_the_page_that_was_painted_over_is_named(painted: Found) -> None:
    version = came_later(painted.report, painted.data)
    assert version is not None
    found = compare_pages(version, painted.data, name="x")
    assert [each.number for each in found.differing] == [2]
    assert (found.signed, found.present, found.compared) == (2, 2, 2)
    assert found.whole
    assert not found.alike
    left, top, right, bottom = found.differing[0].box
    assert 60 / 595 * 100 - 1 < left < right < 361 / 595 * 100
    assert (842 - 741) / 842 * 100 < top < bottom < (842 - 699) / 842 * 100


def test_two_versions_that_look_alike_are_said_to(two_pages: bytes) -> None:
    found = compare(two_pages + b"%more\n", {"signed_bytes": len(two_pages)})
    assert (found["differing"], found["unreadable"]) == ([], [])


def test_a_page_more_is_counted(two_pages: bytes) -> None:
    writer = IncrementalPdfFileWriter(BytesIO(two_pages))
    kids = writer.root["/Pages"]["/Kids"]
    kids.append(kids.raw_get(0))
    writer.root["/Pages"][pdf_name("/Count")] = generic.NumberObject(3)
    writer.update_container(writer.root["/Pages"])
    found = compare(written(writer), {"signed_bytes": len(two_pages)})
    assert (found["signed"], found["present"], found["compared"]) == (2, 3, 2)


def resized(data: bytes, *box: float) -> bytes:
    """The file with another size of its first page."""
    writer = IncrementalPdfFileWriter(BytesIO(data))
    page = writer.root["/Pages"]["/Kids"][0]
    numbers = [generic.FloatObject(side) for side in box]
    page[pdf_name("/MediaBox")] = generic.ArrayObject(numbers)
    writer.update_container(page)
    return written(writer)


@pytest.mark.parametrize("side", [0.1, 20_000.0, 10_000_000.0])
def test_a_page_beyond_all_bounds_is_named_and_left_out(two_pages: bytes, side: float) -> None:
    found = draw(resized(two_pages, 0, 0, side, side), {"most": 5, "wanted": []})
    assert found["unreadable"] == [1]
    assert [each["number"] for each in found["pages"]] == [2]  # type: ignore[attr-defined]


def test_pictures_stay_small_whatever_the_page(two_pages: bytes) -> None:
    found = draw(resized(two_pages, 0, 0, 14_000, 40), {"most": 1, "wanted": []})
    (page,) = found["pages"]  # type: ignore[misc]
    image = Image.open(BytesIO(base64.b64decode(page["png"])))
    assert image.width <= 861
    assert image.height <= 1241


def test_only_so_many_pages_are_drawn_those_with_signatures_first(two_pages: bytes) -> None:
    options = {"most": 1, "wanted": [99, -1, 0]}
    found = draw(two_pages, options)
    assert [each["number"] for each in found["pages"]] == [1]  # type: ignore[attr-defined]
    found = draw(two_pages, {"most": 2, "wanted": [2]})
    assert [each["number"] for each in found["pages"]] == [1, 2]  # type: ignore[attr-defined]
    assert found["total"] == 2


def test_what_is_no_pdf_is_refused_by_the_limited_process() -> None:
    with pytest.raises(InputError, match=r"pages\.not_a_pdf"):
        draw_pages(b"%PDF-1.7\nnothing", name="x")
