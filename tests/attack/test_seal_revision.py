# SPDX-License-Identifier: Apache-2.0
"""Somebody who can seal puts more into the seal's own revision than a seal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name

from esign.model import Role, Verdict
from esign.signing.revision import Revision, draw
from support.pki import make_pki
from support.sealed import forge, judged, rules, signed_page
from support.stock import write_signature

if TYPE_CHECKING:
    from collections.abc import Callable

    from esign.trust import TrustStore

    Smuggle = Callable[[Revision], None]


def sealed_with(smuggle: Smuggle) -> bytes:
    """The signed page, sealed in one revision with something else."""
    revision = Revision(signed_page())
    smuggle(revision)
    return write_signature(revision, forge().signatory(make_pki().seal, Role.AGENCY))


def orphan(revision: Revision) -> None:
    revision.add_object(generic.StreamObject(stream_data=b"waiting to be called"))


def changed_page(revision: Revision) -> None:
    page = revision.root["/Pages"]["/Kids"][0]
    page[pdf_name("/Rotate")] = generic.NumberObject(90)
    revision.update_container(page)


def moved_field(revision: Revision) -> None:
    field = revision.root["/AcroForm"]["/Fields"][1]
    field[pdf_name("/Rect")] = generic.ArrayObject(map(generic.NumberObject, (0, 0, 600, 800)))


def need_appearances(revision: Revision) -> None:
    form = revision.root["/AcroForm"]
    form[pdf_name("/NeedAppearances")] = generic.BooleanObject(value=True)
    revision.update_container(form)


@pytest.mark.parametrize("smuggle", [orphan, changed_page, moved_field, need_appearances])
def test_more_than_a_seal_is_not_accepted(smuggle: Smuggle, trust: TrustStore) -> None:
    report = judged(sealed_with(smuggle), trust)
    assert report.verdict is Verdict.FAILED
    assert "changes-after-signature" in rules(report)


def bounded(*area: float, **more: object) -> Callable[[generic.StreamObject], None]:
    """A mark of another area than its field's, or with more entries."""

    def change(form: generic.StreamObject) -> None:
        form[pdf_name("/BBox")] = generic.ArrayObject(map(generic.FloatObject, area))
        form.update({pdf_name(f"/{key}"): value for key, value in more.items()})

    return change


AREA = (0, 0, 102.0472, 102.0472)
STRETCHES = {
    "larger": bounded(0, 0, 200, 200),
    "smaller": bounded(0, 0, 1, 1),
    "elsewhere": bounded(50, 50, 152.0472, 152.0472),
    "upside down": bounded(102.0472, 102.0472, 0, 0),
    "three numbers": bounded(0, 0, 102.0472),
    "turned": bounded(*AREA, Matrix=generic.ArrayObject(map(generic.NumberObject, range(6)))),
}


@pytest.mark.parametrize("stretch", STRETCHES.values(), ids=STRETCHES)
def test_a_mark_that_is_not_shown_as_it_is_is_not_accepted(
    stretch: Callable[[generic.StreamObject], None],
    trust: TrustStore,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("esign.signing.revision.draw", _drawing(stretch))
    report = judged(forge().seal(signed_page()), trust)
    assert report.verdict is Verdict.FAILED
    assert "changes-after-signature" in rules(report)


def test_the_area_itself_is_that_of_the_field(
    trust: TrustStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("esign.signing.revision.draw", _drawing(bounded(*AREA)))
    assert judged(forge().seal(signed_page()), trust).verdict is Verdict.PASSED


DRAWINGS = [
    b"q 1 0 0 1 0 0 cm /Mark Do Q BT (1) Tj ET",
    b"q 1 0 0 1 0 0 cm /Mark Do Q 0 0 99 99 re f",
    b"q 1 0 0 1 0 0 cm /Other Do Q",
    b"/Mark Do",
    b"q 1 0 0 1 0 0 cm /Mark Do Q " * 99,
    b"q " + b"0" * 900 + b" x",
    b"q " + b"1.1" * 300 + b" x",
]


@pytest.mark.parametrize("drawing", DRAWINGS)
def test_a_mark_that_draws_more_than_its_image_is_not_accepted(
    drawing: bytes, trust: TrustStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("esign.signing.revision.draw", _drawing(_saying(drawing)))
    report = judged(forge().seal(signed_page()), trust)
    assert report.verdict is Verdict.FAILED
    assert "changes-after-signature" in rules(report)


def _saying(content: bytes) -> Callable[[generic.StreamObject], None]:
    def change(form: generic.StreamObject) -> None:
        form._data, form._encoded_data = content, None

    return change


def _drawing(change: Callable[[generic.StreamObject], None]) -> Callable[..., None]:
    def drawn(writer: Revision, drawing: object, field: object) -> None:
        draw(writer, drawing, field)
        change(field["/AP"]["/N"])

    return drawn
