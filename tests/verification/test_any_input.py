# SPDX-License-Identifier: Apache-2.0
"""Whatever is handed in, the answer is a report or “cannot be read”; no crash, never passed."""

from __future__ import annotations

import zlib
from io import BytesIO
from random import Random
from typing import TYPE_CHECKING, NoReturn

import pytest
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import copy_into_new_writer

from esign.errors import InputError, UsageError
from esign.messages import Language
from esign.model import VIETNAM, XMP_NAMESPACE, Verdict
from esign.verification import inspect, shipped_policies
from support.pages import prepared
from support.ports import FIXED_NOW
from support.sealed import judged, rules, sealed_page, verdict_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from esign.trust import TrustStore


def pdf(*objects: bytes, trailer: bytes = b"/Root 1 0 R") -> bytes:
    """A PDF of the objects, numbered from one."""
    out = bytearray(b"%PDF-1.7\n")
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d %b >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1,
        trailer,
        start,
    )
    return bytes(out)


PAGES = b"<< /Type /Pages /Kids [] /Count 0 >>"


def catalog(form: bytes) -> bytes:
    return b"<< /Type /Catalog /Pages 2 0 R " + form + b" >>"


def refusal(data: bytes, trust: TrustStore) -> InputError:
    with pytest.raises(InputError) as caught:
        inspect(data, name="a.pdf", trust=trust, at=FIXED_NOW)
    for language in Language:
        assert "a.pdf" in caught.value.message(language)
        assert caught.value.remedy(language)
    return caught.value


def test_an_empty_file_cannot_be_read(trust: TrustStore) -> None:
    assert refusal(b"", trust).code == "verification.empty"


@pytest.mark.parametrize(
    "data",
    [
        b"\0",
        b"%PDF-1.7",
        b"PK\x03\x04 a package",
        b"%PDF-1.7\nstartxref\n9\n%%EOF\n",
        b"%PDF-1.7\n" + b"[" * 200_000,
        b"%PDF-1.7\n" + b"0" * 20_000_000,
        pdf(PAGES, trailer=b"/Root 9 0 R"),
        pdf(b"1 0 R"),
    ],
)
def test_what_is_no_pdf_cannot_be_read(data: bytes, trust: TrustStore) -> None:
    assert refusal(data, trust).code == "verification.unreadable"


def test_an_encrypted_file_cannot_be_read(trust: TrustStore) -> None:
    writer = copy_into_new_writer(PdfFileReader(BytesIO(prepared().data)))
    writer.encrypt("owner", "user")
    out = BytesIO()
    writer.write(out)
    assert refusal(out.getvalue(), trust).code == "verification.encrypted"


def test_a_file_that_was_cut_short_is_not_accepted(trust: TrustStore) -> None:
    data = sealed_page()
    for end in range(0, len(data), 1999):
        assert verdict_of(data[:end], trust) is not Verdict.PASSED


@pytest.mark.parametrize("value", [b"[]", b"<<>>", b"true", b"()", b"null", b"7 0 R"])
def test_an_image_of_no_known_colours_is_not_accepted(value: bytes, trust: TrustStore) -> None:
    name = b"/DeviceGray"
    data = sealed_page().replace(name, value.ljust(len(name)))
    assert judged(data, trust).verdict is Verdict.FAILED


@pytest.mark.parametrize(
    "place",
    [
        "esign.verification.sections._section",
        "esign.verification.container._signer",
        "esign.verification.changes._added",
    ],
)
def test_a_fault_of_our_own_is_not_taken_for_one_of_the_file(
    place: str, trust: TrustStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def faulty(*_: object) -> NoReturn:
        raise AttributeError("a name nobody defined")

    monkeypatch.setattr(place, faulty)
    with pytest.raises(AttributeError, match="nobody"):
        judged(sealed_page(), trust)


FORMS = [
    b"/AcroForm 5 0 R",
    b"/AcroForm << /Fields 7 >>",
    b"/AcroForm << /Fields [3 0 R 3 0 R] >>",
    b"/AcroForm << /Fields [<< /FT /Sig /T (a) >>] >>",
]
FIELDS = [
    b"<< /FT /Sig /T (a) /V 3 0 R >>",
    b"<< /FT /Sig /T (a) /V 4 0 R >>",
    b"<< /FT /Sig /T (a) /V << /Contents <00> /ByteRange [0 1 2 3] >> >>",
    b"<< /FT /Sig /T (a) /Kids [3 0 R] >>",
    b"[[[[]]]]",
]
VALUES = [
    b"<< >>",
    b"null",
    b"<< /Contents <> /ByteRange [0 0 0 0] >>",
    b"<< /Contents <30> /ByteRange [-1 5 9 99999999999999999999] >>",
    b"<< /Contents <3080> /ByteRange [0 1 /Two (3)] >>",
    b"<< /Contents <3003020101> /ByteRange [0 9 30 9] /SubFilter /ETSI.RFC3161 >>",
    b"<< /Contents 7 /ByteRange 7 /M 7 /SubFilter 7 /Reference 7 >>",
    b"<< /Contents (text) /Reference [1 0 R << /TransformMethod /FieldMDP >>] >>",
]


@pytest.mark.parametrize("form", FORMS)
def test_a_broken_form_gets_a_verdict(form: bytes, trust: TrustStore) -> None:
    for field in FIELDS:
        for value in VALUES:
            data = pdf(catalog(form), PAGES, field, value)
            assert judged(data, trust).verdict is Verdict.FAILED


def test_a_broken_signature_does_not_hide_behind_others(trust: TrustStore) -> None:
    report = judged(
        pdf(
            catalog(b"/AcroForm << /Fields [3 0 R 5 0 R] >>"),
            PAGES,
            b"<< /FT /Sig /T (a) /V 4 0 R >>",
            b"<< /Contents <30> /ByteRange [0 1 2 3] >>",
            b"<< /FT /Sig /T (b) /V 4 0 R >>",
        ),
        trust,
    )
    assert {"container-readable", "signature-count", "byte-range"} <= rules(report)


ACTIVE = [
    b"/AcroForm << /NeedAppearances true /Fields [] >>",
    b"/AcroForm << /XFA [] /Fields [] >>",
    b"/Names << /JavaScript << >> >>",
    b"/OpenAction << /S /JavaScript /JS (1) >>",
    b"/OpenAction << /S /GoTo /Next << /S /Launch >> >>",
    b"/OCProperties << >>",
    b"/AA << >>",
    b"/Outlines << /First << /A << /S /SubmitForm >> >> >>",
]


@pytest.mark.parametrize("entry", ACTIVE)
def test_what_can_act_or_change_is_found(entry: bytes, trust: TrustStore) -> None:
    assert "active-content" in rules(judged(pdf(catalog(entry), PAGES), trust))


def test_plain_entries_are_not_called_active(trust: TrustStore) -> None:
    entry = b"/Lang (vi) /AcroForm << /NeedAppearances false /Fields [] >>"
    assert "active-content" not in rules(judged(pdf(catalog(entry), PAGES), trust))


def test_a_thousand_signatures_and_revisions_come_to_an_end(trust: TrustStore) -> None:
    fields = b" ".join(b"%d 0 R" % number for number in range(3, 1003))
    signature = b"<< /FT /Sig /T (a) /V 2 0 R >>"
    form = catalog(b"/AcroForm << /Fields [%b] >>" % fields)
    value = b"<< /Type /Pages /Kids [] /Count 0 /Contents <30> /ByteRange [0 1 2 3] >>"
    data = bytearray(pdf(form, value, *[signature] * 1000))
    for _ in range(200):
        start = len(data)
        previous = int(data.rsplit(b"startxref\n", 1)[1].split()[0])
        data += b"xref\n0 0\ntrailer\n<< /Size 1003 /Root 1 0 R /Prev %d >>\n" % previous
        data += b"startxref\n%d\n%%%%EOF\n" % start
    assert judged(bytes(data), trust).verdict is Verdict.FAILED


def test_a_page_tree_that_bites_its_tail_comes_to_an_end(trust: TrustStore) -> None:
    tree = b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 2 >>"
    outline = b"/Outlines 3 0 R"
    item = b"<< /First 3 0 R /Next 3 0 R /A << /S /URI /Next 3 0 R >> >>"
    assert judged(pdf(catalog(outline), tree, item), trust).verdict is Verdict.FAILED


def test_metadata_that_swells_is_not_read(trust: TrustStore) -> None:
    packed = zlib.compress(b" " * (64 << 20), 9)
    stream = b"<< /Type /Metadata /Subtype /XML /Filter /FlateDecode /Length %d >>\nstream\n%b\n"
    bomb = stream % (len(packed), packed) + b"endstream"
    report = judged(pdf(catalog(b"/Metadata 3 0 R"), PAGES, bomb), trust)
    assert report.document == {}


def test_random_damage_never_crashes_and_is_never_accepted(trust: TrustStore) -> None:
    random = Random(5)  # noqa: S311 - a repeatable choice, no secret
    for _ in range(60):
        data = bytearray(sealed_page())
        start = random.randrange(len(data))
        if random.random() < 0.5:
            del data[start : start + random.randrange(1, 3000)]
        else:
            data[start:start] = random.randbytes(random.randrange(1, 50))
        assert verdict_of(bytes(data), trust) is not Verdict.PASSED


@pytest.mark.parametrize("policy", ["", "isued", "../issued"])
def test_an_unknown_policy_is_refused(policy: str, trust: TrustStore) -> None:
    with pytest.raises(UsageError):
        inspect(sealed_page(), name="a.pdf", trust=trust, at=FIXED_NOW, policy=policy)


def test_every_shipped_policy_can_be_walked(trust: TrustStore) -> None:
    for policy in shipped_policies():
        inspect(sealed_page(), name="a.pdf", trust=trust, at=FIXED_NOW, policy=policy)


MOMENTS = [
    b"(D:00010101000000+14'00')",
    b"(D:99991231235959-12'00')",
    b"(D:99991231235959Z)",
    b"(D:20261120100000)",
    b"(D:20269999999999)",
    b"(D:)",
    b"()",
    b"<FEFF>",
    b"7",
]


@pytest.mark.parametrize("moment", MOMENTS)
def test_an_impossible_moment_is_no_moment(moment: bytes, trust: TrustStore) -> None:
    signature = b"<< /Contents <30> /ByteRange [0 1 2 3] /M %b >>" % moment
    form = catalog(b"/AcroForm << /Fields [3 0 R] >>")
    report = judged(pdf(form, PAGES, b"<< /FT /Sig /T (a) /V 4 0 R >>", signature), trust)
    assert report.verdict is Verdict.FAILED
    (found,) = report.signatures
    assert found.claimed_at is None or found.claimed_at.astimezone(VIETNAM)


PACKET = (
    '<x:xmpmeta xmlns:x="adobe:ns:meta/">'
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    '<rdf:Description xmlns:e="{namespace}" {attributes}>{elements}</rdf:Description>'
    "</rdf:RDF></x:xmpmeta>"
)


def said(trust: TrustStore, elements: str, attributes: str = "") -> Mapping[str, str]:
    """What an unsigned file says about itself."""
    packet = PACKET.format(namespace=XMP_NAMESPACE, attributes=attributes, elements=elements)
    head = b"<< /Type /Metadata /Subtype /XML /Length %d >>" % len(packet.encode())
    stream = head + b"\nstream\n" + packet.encode() + b"\nendstream"
    return judged(pdf(catalog(b"/Metadata 3 0 R"), PAGES, stream), trust).document


@pytest.mark.parametrize(
    "day", ["2026-99-20", "0000-01-01", "2026-W01-1", "20261120", "٢٠٢٦-١١-٢٠", "2026-02-30"]
)
def test_a_day_that_the_calendar_lacks_is_not_reported(day: str, trust: TrustStore) -> None:
    elements = f"<e:IssuedDate>{day}</e:IssuedDate><e:OrganName>Sở</e:OrganName>"
    assert said(trust, elements) == {"agency": "Sở"}


def test_what_stands_twice_is_not_reported(trust: TrustStore) -> None:
    name = "<e:OrganName>Sở</e:OrganName>"
    assert said(trust, name) == {"agency": "Sở"}
    assert said(trust, name + name) == {}
    assert said(trust, name, 'e:OrganName="Bộ"') == {}


@pytest.mark.parametrize("place", ["analyse", "read_content"])
def test_what_defeats_a_library_is_no_crash(
    place: str, trust: TrustStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def defeated(*_: object) -> NoReturn:
        raise OverflowError

    monkeypatch.setattr(f"esign.verification.collect.{place}", defeated)
    monkeypatch.setattr("support.sealed.inspect_own", lambda *_, **__: None)
    assert verdict_of(sealed_page(), trust) in {Verdict.FAILED, None}
