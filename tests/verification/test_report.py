# SPDX-License-Identifier: Apache-2.0
"""What a report says of documents that are good, or nearly so."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from asn1crypto.crl import CertificateList
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.validation.dss import DocumentSecurityStore

from esign.messages import Language, message, remedy
from esign.model import Level, Role, Verdict
from esign.signing.revision import Revision
from support.pages import SUBJECT, prepared
from support.pki import AGENCY, AGENCY_CODE, DIRECTOR, TITLE, make_pki
from support.ports import FIXED_NOW
from support.sealed import forge, judged, rules, sealed_page, signed_page

if TYPE_CHECKING:
    from collections.abc import Callable

    from esign.trust import TrustStore


def written(writer: IncrementalPdfFileWriter) -> bytes:
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def test_it_says_who_signed_what_and_when(trust: TrustStore) -> None:
    report = judged(sealed_page(), trust)
    director, seal = report.signatures
    assert report.judged_at == FIXED_NOW
    assert (director.role, director.signer, director.title) == (Role.PERSON, DIRECTOR, TITLE)
    assert (seal.role, seal.signer, seal.title) == (Role.AGENCY, AGENCY, "")
    assert director.issuer == seal.issuer == "Demo Issuing CA"
    assert director.claimed_at == FIXED_NOW
    assert {entry.verdict for entry in report.signatures} == {Verdict.PASSED}


def test_it_says_what_the_document_is(trust: TrustStore) -> None:
    said = judged(sealed_page(), trust).document
    assert said["number"] == "05/QĐ-SGDĐT"
    assert said["issued_on"] == "2026-11-20"
    assert said["type_name"] == "Quyết định"
    assert said["subject"] == SUBJECT
    assert (said["agency"], said["agency_code"]) == (AGENCY, AGENCY_CODE)
    assert said["lookup_code"] == "7K3M-9QXD-2TFA"
    assert said["document_id"] == f"{AGENCY_CODE},2026/11/20,05/QĐ-SGDĐT"


def test_metadata_put_in_after_signing_is_not_what_is_reported(trust: TrustStore) -> None:
    writer = IncrementalPdfFileWriter(BytesIO(sealed_page()))
    stream = writer.root["/Metadata"]
    packet = stream.data.replace(b"SGD", b"XXX")
    entries = {pdf_name("/Type"): pdf_name("/Metadata"), pdf_name("/Subtype"): pdf_name("/XML")}
    writer.root[pdf_name("/Metadata")] = writer.add_object(
        generic.StreamObject(entries, stream_data=packet)
    )
    writer.update_root()
    report = judged(written(writer), trust)
    assert report.verdict is Verdict.FAILED
    assert report.document["number"] == "05/QĐ-SGDĐT"


def test_everything_it_says_can_be_said_in_both_languages(trust: TrustStore) -> None:
    reports = [judged(data, trust) for data in (sealed_page(), signed_page(), prepared().data)]
    for finding in (finding for report in reports for finding in report.findings):
        for language in Language:
            assert message(finding.code, language, finding.facts)
            remedy(finding.code, language, finding.facts)


def test_what_is_indeterminate_comes_with_a_remedy(trust: TrustStore) -> None:
    pki = make_pki()
    for person in (pki.stranger.director, pki.faulty.expired, pki.faulty.roleless):
        for finding in judged(forge().document(person), trust).findings:
            if finding.verdict is Verdict.INDETERMINATE:
                assert remedy(finding.code, Language.VIETNAMESE, finding.facts)


def test_an_unsigned_page_has_no_signature_to_judge(trust: TrustStore) -> None:
    report = judged(prepared().data, trust)
    assert report.verdict is Verdict.FAILED
    assert "signature-count" in rules(report)
    assert report.signatures == ()


def with_validation_data(writer: IncrementalPdfFileWriter) -> bytes:
    """The file with our revocation lists in a document security store."""
    lists = [CertificateList.load(entry) for entry in make_pki().crls().values()]
    DocumentSecurityStore.supply_dss_in_writer(writer, None, crls=lists)
    return written(writer)


def test_validation_data_after_the_seal_is_accepted(trust: TrustStore) -> None:
    report = judged(with_validation_data(Revision(sealed_page())), trust)
    assert (report.verdict, report.level) == (Verdict.PASSED, Level.B_B)


def test_validation_data_with_other_file_properties_is_not_called_a_forgery(
    trust: TrustStore,
) -> None:
    report = judged(with_validation_data(IncrementalPdfFileWriter(BytesIO(sealed_page()))), trust)
    assert report.verdict is Verdict.INDETERMINATE
    assert rules(report) == {"changes-after-signature", "nothing-after-seal"}


def prepared_with(change: Callable[[Revision], None]) -> bytes:
    """A document that was prepared with something in it before anybody signed."""
    writer = Revision(prepared().data)
    change(writer)
    pki = make_pki()
    signed = forge().sign(written(writer), pki.director, Role.PERSON)
    return forge().seal(signed)


def hidden_script(writer: Revision) -> None:
    action = {pdf_name("/S"): pdf_name("/JavaScript"), pdf_name("/JS"): generic.pdf_string("1")}
    writer.root[pdf_name("/AA")] = generic.DictionaryObject(
        {pdf_name("/WC"): generic.DictionaryObject(action)}
    )
    writer.update_root()


def launched_program(writer: Revision) -> None:
    page = writer.root["/Pages"]["/Kids"][0]
    action = {pdf_name("/S"): pdf_name("/Launch"), pdf_name("/F"): generic.pdf_string("x.exe")}
    link = {
        pdf_name("/Subtype"): pdf_name("/Link"),
        pdf_name("/Rect"): generic.ArrayObject(map(generic.NumberObject, (0, 0, 9, 9))),
        pdf_name("/A"): generic.DictionaryObject(action),
    }
    page["/Annots"].append(writer.add_object(generic.DictionaryObject(link)))
    writer.update_container(page)


@pytest.mark.parametrize("change", [hidden_script, launched_program])
def test_what_can_act_is_not_accepted_even_when_it_was_signed(
    change: Callable[[Revision], None], trust: TrustStore
) -> None:
    report = judged(prepared_with(change), trust)
    assert report.verdict is Verdict.FAILED
    assert rules(report) == {"active-content"}
