# SPDX-License-Identifier: Apache-2.0
"""A signature fills its field and changes nothing else in the document."""

from __future__ import annotations

import re
from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from asn1crypto.x509 import Certificate
from pyhanko.pdf_utils.generic import Reference
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation import (
    SignatureCoverageLevel,
    validate_pdf_signature,
)
from pyhanko_certvalidator import ValidationContext

from esign.errors import ConfigurationError, InputError
from esign.model import PreparedPdf, Role
from esign.signing import Mark, Signatory, seal, sign
from esign.stamping import stamp
from support.pages import HEAD, KIND, prepared, rendered
from support.pki import make_pki
from support.ports import FIXED_NOW
from support.signatories import RED, Bench, mark_file

if TYPE_CHECKING:
    from pathlib import Path

    from pyhanko.pdf_utils.generic import DictionaryObject
    from pyhanko.sign.validation.status import PdfSignatureStatus


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


def field(reader: PdfFileReader, name: str) -> DictionaryObject:
    (found,) = (
        entry.get_object()
        for entry in reader.root["/AcroForm"]["/Fields"]
        if entry.get_object()["/T"] == name
    )
    return found


def changes(before: bytes, after: bytes) -> tuple[dict[int, object], dict[int, object]]:
    """The objects a revision rewrites, and those it adds, by number."""
    assert after.startswith(before)
    old, new = PdfFileReader(BytesIO(before)), PdfFileReader(BytesIO(after))
    touched = new.xrefs.explicit_refs_in_revision(new.total_revisions - 1)
    known = int(old.trailer["/Size"])
    objects = {entry.idnum: new.get_object(Reference(entry.idnum, 0, new)) for entry in touched}
    rewritten = {number: value for number, value in objects.items() if number < known}
    return rewritten, {number: objects[number] for number in objects if number >= known}


@pytest.mark.parametrize("pages", [1, 3])
def test_only_value_and_appearance_of_the_field_change(bench: Bench, pages: int) -> None:
    page = prepared(pages)
    signed = sign(page, bench.director)
    sealed = seal(signed, bench.seal)
    for before, after, name in ((page, signed, "signer"), (signed, sealed, "seal")):
        rewritten, added = changes(before.data, after.data)
        (now,) = rewritten.values()
        then = field(PdfFileReader(BytesIO(before.data)), name)
        assert set(now) - set(then) == {"/V"}
        assert {key for key in then if now.raw_get(key) != then.raw_get(key)} == {"/AP"}
        kinds = [value.get("/Subtype", value["/Type"]) for _, value in sorted(added.items())]
        assert kinds == ["/Image", "/Image", "/Form", "/Sig"]


def test_catalogue_form_and_metadata_stay_those_of_the_prepared_page(bench: Bench) -> None:
    page = prepared()
    sealed = seal(sign(page, bench.director), bench.seal)
    old, new = PdfFileReader(BytesIO(page.data)), PdfFileReader(BytesIO(sealed.data))
    for key in ("/Root", "/Info"):
        assert new.trailer.raw_get(key) == old.trailer.raw_get(key)
    assert new.total_revisions == 3


def test_the_signature_dictionaries_say_what_they_are(bench: Bench) -> None:
    reader = PdfFileReader(BytesIO(seal(sign(prepared(), bench.director), bench.seal).data))
    signer, agency = field(reader, "signer")["/V"], field(reader, "seal")["/V"]
    for value in (signer, agency):
        assert value["/SubFilter"] == "/ETSI.CAdES.detached"
        assert value["/M"] == "D:20261120100000+07'00'"
        assert not {"/Name", "/Reason", "/Location", "/ContactInfo"} & set(value)
    assert "/Reference" not in signer
    (reference,) = (entry.get_object() for entry in agency["/Reference"])
    assert reference["/TransformMethod"] == "/FieldMDP"
    parameters = reference["/TransformParams"]
    assert (parameters["/Action"], parameters["/P"]) == ("/All", 1)
    assert "/Perms" not in reader.root


def test_the_marks_are_drawn_centred_in_their_real_size(bench: Bench) -> None:
    reader = PdfFileReader(BytesIO(seal(sign(prepared(), bench.director), bench.seal).data))
    for name, (width, height) in (("signer", (45, 25)), ("seal", (36, 36))):
        form = field(reader, name)["/AP"]["/N"]
        numbers = [float(text) for text in form.data.split()[1:7]]
        assert numbers[0] == pytest.approx(width * 72 / 25.4, abs=0.01)
        assert numbers[3] == pytest.approx(height * 72 / 25.4, abs=0.01)
        box = (float(form["/BBox"][2]), float(form["/BBox"][3]))
        middle = (numbers[4] + numbers[0] / 2, numbers[5] + numbers[3] / 2)
        assert middle == pytest.approx((box[0] / 2, box[1] / 2), abs=0.01)
        assert set(form["/Resources"]) == {"/XObject"}
        assert "/SMask" in form["/Resources"]["/XObject"]["/Mark"]


def test_a_seal_is_never_shrunk(bench: Bench) -> None:
    page = mark_file(bench.folder / "wide.png", RED, (300, 300))
    large = Mark.load(page, 40, 40)
    agency = Signatory(bench.key(bench.pki.seal), large, Role.AGENCY, bench.trust, bench.clock)
    with pytest.raises(ConfigurationError) as caught:
        seal(sign(prepared(), bench.director), agency)
    assert caught.value.code == "mark.larger_than_box"


def test_a_large_handwritten_signature_is_fitted_into_its_box(bench: Bench) -> None:
    wide = Mark.load(mark_file(bench.folder / "wide.png", RED, (400, 100)), 80, 20)
    key = bench.key(bench.pki.director)
    signed = sign(prepared(), Signatory(key, wide, Role.PERSON, bench.trust, bench.clock))
    form = field(PdfFileReader(BytesIO(signed.data)), "signer")["/AP"]["/N"]
    width, height = (float(form.data.split()[index]) for index in (1, 4))
    assert width == pytest.approx(45 * 72 / 25.4, abs=0.01)
    assert width / height == pytest.approx(4, abs=0.01)


def test_the_same_document_signed_twice_at_one_moment_is_the_same(bench: Bench) -> None:
    assert sign(prepared(), bench.director) == sign(prepared(), bench.director)


def test_the_container_fills_its_place_and_only_zeros_follow(bench: Bench) -> None:
    data = sign(prepared(), bench.signatory(bench.pki.ecdsa_director, Role.PERSON)).data
    (contents,) = re.findall(rb"/Contents <([0-9A-F]*)>", data)
    container = bytes.fromhex(contents.decode())
    length = 4 + int.from_bytes(container[2:4])
    assert 0 <= len(container) - length <= 3
    assert not any(container[length:])


@pytest.mark.parametrize(
    "data", [b"", b"hello", rendered().data], ids=["empty", "text", "not prepared"]
)
def test_what_is_not_prepared_is_not_signed(bench: Bench, data: bytes) -> None:
    with pytest.raises(InputError) as caught:
        sign(replace(prepared(), data=data), bench.director)
    assert caught.value.code == "signing.not_prepared"


def test_a_signed_document_is_not_signed_again(bench: Bench) -> None:
    signed = sign(prepared(), bench.director)
    again = PreparedPdf(signed.numbered, signed.data, signed.subject, signed.pages)
    with pytest.raises(InputError) as caught:
        sign(again, bench.director)
    assert caught.value.code == "signing.signed_already"


def statuses(data: bytes) -> list[PdfSignatureStatus]:
    """What the library's stock validator says, change analysis included."""
    root, lists = make_pki().ours.root.identity, make_pki().crls()
    context = ValidationContext(
        trust_roots=[Certificate.load(root.der)],
        crls=list(lists.values()),
        moment=FIXED_NOW,
        revocation_mode="require",
    )
    reader = PdfFileReader(BytesIO(data))
    return [validate_pdf_signature(found, context) for found in reader.embedded_signatures]


@pytest.mark.parametrize("holders", [("director", "seal"), ("ecdsa_director", "ecdsa_seal")])
@pytest.mark.parametrize("pages", [1, 3])
def test_the_stock_validator_is_content_with_both(
    bench: Bench, holders: tuple[str, str], pages: int
) -> None:
    person = bench.signatory(getattr(bench.pki, holders[0]), Role.PERSON)
    agency = bench.signatory(getattr(bench.pki, holders[1]), Role.AGENCY)
    first, second = statuses(seal(sign(prepared(pages), person), agency).data)
    assert first.bottom_line, first.summary()
    assert first.modification_level is ModificationLevel.FORM_FILLING
    assert first.docmdp_ok
    assert second.bottom_line, second.summary()
    assert second.modification_level is ModificationLevel.NONE
    assert second.coverage is SignatureCoverageLevel.ENTIRE_FILE


def test_a_kind_with_a_table_around_its_boxes_validates_too(bench: Bench) -> None:
    boxes = (
        '#box(height: 4cm)[#place(dx: 20mm, link("esign:signer", box(width: 45mm, height: 25mm)))'
        '#place(link("esign:seal", box(width: 36mm, height: 36mm)))]'
    )
    page = stamp(rendered(HEAD + "#table(columns: 2, [Nơi nhận], [" + boxes + "])"), KIND)
    first, second = statuses(seal(sign(page, bench.director), bench.seal).data)
    assert first.bottom_line
    assert first.modification_level is ModificationLevel.FORM_FILLING
    assert second.bottom_line
