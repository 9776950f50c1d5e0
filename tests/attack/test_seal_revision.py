# SPDX-License-Identifier: Apache-2.0
"""Somebody who can seal puts more into the seal's own revision than a seal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name

from esign.model import Role, Verdict
from esign.signing.appearance import draw
from esign.signing.revision import Revision, write_signature
from support.pki import make_pki
from support.sealed import forge, judged, rules, signed_page

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


DRAWINGS = [
    b"q 1 0 0 1 0 0 cm /Mark Do Q BT (1) Tj ET",
    b"q 1 0 0 1 0 0 cm /Mark Do Q 0 0 99 99 re f",
    b"q 1 0 0 1 0 0 cm /Other Do Q",
    b"/Mark Do",
]


@pytest.mark.parametrize("drawing", DRAWINGS)
def test_a_mark_that_draws_more_than_its_image_is_not_accepted(
    drawing: bytes, trust: TrustStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("esign.signing.revision.draw", _drawing(drawing))
    report = judged(forge().seal(signed_page()), trust)
    assert report.verdict is Verdict.FAILED
    assert "changes-after-signature" in rules(report)


def _drawing(content: bytes) -> Callable[..., None]:
    def drawn(writer: Revision, mark: object, field: object, *, exact: bool) -> None:
        draw(writer, mark, field, exact=exact)
        form = field["/AP"]["/N"]
        form._data, form._encoded_data = content, None

    return drawn
