# SPDX-License-Identifier: Apache-2.0
"""What Apache PDFBox, the EU's DSS and OpenPDF add honestly, and what only looks like it.

Built here byte by byte, after what the tools write (see tests/conformance/test_other_writers.py).
"""

from __future__ import annotations

from functools import cache

import pytest
from pyhanko.pdf_utils.generic import (
    ArrayObject,
    ByteStringObject,
    DictionaryObject,
    NumberObject,
    StreamObject,
    pdf_name,
    pdf_string,
)
from pyhanko.sign.fields import MDPPerm
from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigIOSetup, SigObjSetup
from pyhanko.sign.signers.pdf_byterange import DocumentTimestamp

from esign.model import Changes, Report, Verdict
from esign.signing.revision import Revision
from esign.verification.general.drawn_text import drawn_text
from support.foreign_cms import bare_by, cms_by
from support.foreign_files import FONT, LINE, page, plain_pdf, signed, stream
from support.pki import chain_of, make_pki
from support.proving import AFTERWARDS, judged, lists_at, pyhanko_stamped, reader, stored
from support.sealed import rules, sealed_page
from support.timestamps import Stamper, good_authority
from support.updates import layout, update, with_note

NOTHING, SHOWN = b"", b"BT /F1 24 Tf 72 720 Td (over 900) Tj ET"
NOWHERE, SOMEWHERE = (0, 0, 0, 0), (60, 700, 400, 760)


def report_on(data: bytes, policy: str = "signed") -> Report:
    return judged(data, reader(), AFTERWARDS, policy=policy)


def later(report: Report) -> set[str]:
    return {
        entry.code.removeprefix("verification.later.")
        for entry in report.findings
        if entry.rule == "later-changes"
    }


def stamped(
    data: bytes, content: bytes = NOTHING, box: tuple[int, int, int, int] = NOWHERE
) -> bytes:
    """The file with a time-stamp that has a picture, as PDFBox adds one."""
    revision = Revision(data)
    zeros = ArrayObject(map(NumberObject, NOWHERE))
    entries = {"/Type": pdf_name("/XObject"), "/Subtype": pdf_name("/Form"), "/BBox": zeros}
    look = StreamObject({pdf_name(key): each for key, each in entries.items()}, stream_data=content)
    looks = DictionaryObject({pdf_name("/N"): revision.add_object(look)})
    field = DictionaryObject(
        {
            pdf_name("/FT"): pdf_name("/Sig"),
            pdf_name("/T"): pdf_string("stamp"),
            pdf_name("/Type"): pdf_name("/Annot"),
            pdf_name("/Subtype"): pdf_name("/Widget"),
            pdf_name("/Rect"): ArrayObject(map(NumberObject, box)),
            pdf_name("/F"): NumberObject(132),
            pdf_name("/AP"): revision.add_object(looks),
        }
    )
    revision.root["/AcroForm"]["/Fields"].append(revision.add_object(field))
    revision.update_container(revision.root["/AcroForm"]["/Fields"])
    steps = PdfCMSEmbedder().write_cms("stamp", revision, existing_fields_only=True)
    next(steps)
    steps.send(SigObjSetup(DocumentTimestamp(bytes_reserved=16384)))
    prepared, output = steps.send(SigIOSetup("sha256", in_place=True))
    steps.send(Stamper().timestamp(prepared.document_digest))
    found: bytes = output.getvalue()
    return found


@cache
def closed() -> bytes:
    """A certification that permits nothing."""
    return signed(page(), cms_by(make_pki().director), permission=MDPPerm.NO_CHANGES)


def test_a_time_stamp_with_an_empty_picture_is_proof_whatever_was_forbidden() -> None:
    report = report_on(stamped(closed()))
    assert (report.verdict, rules(report)) == (Verdict.PASSED, set())
    assert (report.signatures[0].changes, later(report)) == (Changes.PERMITTED, {"time_stamp"})


@pytest.mark.parametrize(("content", "box"), [(SHOWN, NOWHERE), (NOTHING, SOMEWHERE)])
def test_a_time_stamp_that_may_show_something_is_none(
    content: bytes, box: tuple[int, int, int, int]
) -> None:
    report = report_on(stamped(closed(), content, box))
    assert report.verdict is Verdict.FAILED
    assert report.signatures[0].changes is Changes.FORBIDDEN


def test_such_a_time_stamp_on_ours_is_called_so_and_never_passed() -> None:
    data = stamped(sealed_page())
    own = report_on(data, "issued")
    assert own.verdict is Verdict.INDETERMINATE
    assert [entry.changes for entry in own.signatures] == [Changes.UNKNOWN, Changes.UNKNOWN]
    assert report_on(data).verdict is Verdict.PASSED
    for content, box in ((SHOWN, NOWHERE), (NOTHING, SOMEWHERE)):
        assert report_on(stamped(sealed_page(), content, box), "issued").verdict is Verdict.FAILED


def test_a_signature_with_its_own_time_stamp_and_one_over_the_proof_is_archived() -> None:
    """The usual form of B-LTA (EN 319 142-1 §5.4): one token within, one after the proof."""
    token = cms_by(make_pki().director, stamp=Stamper().timestamp)
    chain = chain_of(good_authority())
    proven = stored(
        signed(page(), token, subfilter="ETSI.CAdES.detached"),
        certificates=chain,
        lists=lists_at(AFTERWARDS),
    )
    assert report_on(proven).level == "B-LT"
    assert report_on(pyhanko_stamped(proven, "last")).level == "B-LTA"
    bare = signed(page(), token, subfilter="ETSI.CAdES.detached")
    assert report_on(pyhanko_stamped(bare, "last")).level == "B-T"


def test_a_path_in_one_string_is_read_certificate_by_certificate() -> None:
    """As iText 2 and OpenPDF write `adbe.x509.rsa_sha1`."""
    person = make_pki().director
    path = ByteStringObject(person.der + b"".join(chain_of(person)))
    report = report_on(
        signed(page(), bare_by(person), entries=[("/Cert", path)], subfilter="adbe.x509.rsa_sha1")
    )
    assert (report.verdict, rules(report)) == (Verdict.INDETERMINATE, {"algorithms"})
    assert report.signatures[0].intact
    spoilt = ByteStringObject(b"\0" + path)
    report = report_on(
        signed(page(), bare_by(person), entries=[("/Cert", spoilt)], subfilter="adbe.x509.rsa_sha1")
    )
    assert report.verdict is not Verdict.PASSED


def test_a_number_that_never_was_may_be_freed_and_no_other() -> None:
    data = signed(page(), cms_by(make_pki().director))
    size = layout(data).size
    note = b"<< /Type /Annot /Subtype /Text /Rect [9 9 20 20] /Contents (Seen.) >>"
    noted = with_note(data, size, note)
    assert later(report_on(update(data, noted, freed=[size + 1]))) == {"note"}
    assert later(report_on(update(data, noted, freed=[4]))) != {"note"}


def with_own_font_list() -> bytes:
    """A signed form whose fonts are an object of their own, as PDFBox writes it."""
    return signed(
        plain_pdf(
            b"<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [6 0 R] /DR << /Font 7 0 R >>"
            b" /DA (/Helv 0 Tf 0 g) >> >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Annots [6 0 R]"
            b" /Resources << /Font << /F1 5 0 R >> >> >>",
            stream(LINE),
            FONT,
            b"<< /Type /Annot /Subtype /Widget /FT /Tx /T (Comment) /Rect [72 600 300 620] /F 4"
            b" /P 3 0 R /DA (/Helv 12 Tf 0 g) >>",
            b"<< /Helv 5 0 R >>",
        ),
        cms_by(make_pki().director),
    )


@pytest.mark.parametrize(
    ("font", "listed", "explained"),
    [
        (b"<< /Type /Font /Subtype /Type1 /BaseFont /ZapfDingbats >>", b"/Helv 5 0 R", True),
        (b"<< /Type /Font /Subtype /Type1 /BaseFont /ZapfDingbats >>", b"", False),
        (b"<< /Type /Font /Subtype /Type1 /BaseFont /Other >>", b"/Helv 5 0 R", False),
        (
            b"<< /Type /Font /Subtype /Type1 /BaseFont /ZapfDingbats /FontDescriptor 4 0 R >>",
            b"/Helv 5 0 R",
            False,
        ),
    ],
)
def test_a_form_may_get_a_usual_font_and_no_other(
    font: bytes,
    listed: bytes,
    explained: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    data = with_own_font_list()
    size = layout(data).size
    more = {7: b"<< %b /ZaDb %d 0 R >>" % (listed, size), size: font}
    report = report_on(update(data, more))
    assert (report.signatures[0].changes is Changes.PERMITTED) is explained


@pytest.mark.parametrize(
    ("colour", "shown"),
    [
        (b"/DeviceGray cs 0 sc", "agreed"),
        (b"/DeviceRGB cs 0.1 0 0 sc", "agreed"),
        (b"/DeviceGray cs 0.9 sc", None),
        (b"/DeviceGray cs 0 0 0 sc", None),
        (b"/Cs1 cs 0 sc", None),
        (b"0 sc", None),
        (b"/DeviceGray cs 0 g 0 sc", None),
        (b"/DeviceGray cs q Q 0 sc", None),
    ],
)
def test_colours_of_a_chosen_space_are_read(colour: bytes, shown: str | None) -> None:
    content = b"/Tx BMC q %b BT /Helv 12 Tf 2 5 Td (agreed) Tj ET Q EMC" % colour
    assert drawn_text(content, (0, 0, 200, 20), lambda name: name == "/Helv") == shown
