# SPDX-License-Identifier: Apache-2.0
"""Somebody without a key appends to a sealed document, or puts in a time-stamp of his own."""

from __future__ import annotations

from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from asn1crypto import keys, x509
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.sign.fields import SigFieldSpec, append_signature_field
from pyhanko.sign.signers import PdfTimeStamper
from pyhanko.sign.timestamps import DummyTimeStamper

from esign.model import Role, Verdict
from esign.signing.revision import Revision, box_of, draw
from support.pages import prepared
from support.pki import make_pki
from support.ports import FIXED_NOW
from support.sealed import forge, judged, rules, sealed_page, signed_page

if TYPE_CHECKING:
    from collections.abc import Callable

    from esign.trust import TrustStore

    Change = Callable[[Revision], None]

LATER = {"changes-after-signature", "nothing-after-seal"}


def changed(data: bytes, change: Change) -> bytes:
    """The file with one more revision."""
    revision = Revision(data)
    change(revision)
    return written(revision)


def written(revision: Revision) -> bytes:
    out = BytesIO()
    revision.write(out)
    return out.getvalue()


def entries(**values: object) -> generic.DictionaryObject:
    return generic.DictionaryObject({pdf_name(f"/{key}"): value for key, value in values.items()})


def in_catalogue(key: str, value: Callable[[Revision], generic.PdfObject]) -> Change:
    def change(revision: Revision) -> None:
        revision.root[pdf_name(key)] = value(revision)
        revision.update_root()

    return change


def anything(revision: Revision) -> generic.PdfObject:
    """A store of validation data that holds something else."""
    stream = revision.add_object(generic.StreamObject(stream_data=b"PK\3\4 no certificate"))
    return revision.add_object(entries(Certs=generic.ArrayObject([stream])))


APPENDED = {
    "an empty store": in_catalogue("/DSS", lambda _: entries()),
    "a store of anything": in_catalogue("/DSS", anything),
    "extensions": in_catalogue("/Extensions", lambda revision: revision.add_object(entries())),
}


@pytest.mark.parametrize("change", APPENDED.values(), ids=APPENDED)
def test_what_anybody_can_append_after_the_seal_is_never_passed(
    change: Change, trust: TrustStore
) -> None:
    report = judged(changed(sealed_page(), change), trust)
    assert report.verdict is not Verdict.PASSED
    assert rules(report) - {"validation-data"} == LATER


@pytest.mark.parametrize("change", APPENDED.values(), ids=APPENDED)
def test_nor_what_is_appended_between_signature_and_seal(change: Change, trust: TrustStore) -> None:
    report = judged(forge().seal(changed(signed_page(), change)), trust)
    assert report.verdict is not Verdict.PASSED
    assert rules(report) - {"validation-data"} == {"changes-after-signature"}


TAILS = [b"\n", b"\0", b"%", b"\n" * 9000, b" " * 200_000, b"0" * 200_000, b"\n%%EOF\n" * 3000]


@pytest.mark.parametrize("tail", TAILS, ids=range(len(TAILS)))
def test_trailing_bytes_are_noticed_however_many_they_are(tail: bytes, trust: TrustStore) -> None:
    report = judged(sealed_page() + tail, trust)
    assert report.verdict is Verdict.FAILED
    assert rules(report) == {"nothing-after-seal"}


def test_trailing_bytes_do_not_hide_behind_validation_data(trust: TrustStore) -> None:
    change = APPENDED["an empty store"]
    report = judged(changed(sealed_page(), change) + b"\n", trust)
    assert report.verdict is Verdict.FAILED


@cache
def stamper() -> DummyTimeStamper:
    """An authority that nobody knows."""
    identity = make_pki().director
    plain = identity.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    certificate = x509.Certificate.load(identity.der)
    return DummyTimeStamper(certificate, keys.PrivateKeyInfo.load(plain))


def stamped(data: bytes, box: tuple[int, int, int, int] | None) -> bytes:
    """The file with a time-stamp in a field of that size."""
    revision = Revision(data)
    append_signature_field(revision, SigFieldSpec("stamp", box=box))
    out = PdfTimeStamper(stamper(), field_name="stamp").timestamp_pdf(revision, "sha256")
    found: bytes = out.getvalue()
    return found


def test_a_time_stamp_after_the_seal_is_not_taken_for_a_good_one(trust: TrustStore) -> None:
    report = judged(stamped(sealed_page(), None), trust)
    assert report.verdict is Verdict.INDETERMINATE
    assert {"time-stamp-authority", "time-stamp-moment"} <= rules(report)


def test_a_time_stamp_between_signature_and_seal_is_never_passed(trust: TrustStore) -> None:
    report = judged(forge().seal(stamped(signed_page(), None)), trust)
    assert report.verdict is not Verdict.PASSED
    assert "changes-after-signature" in rules(report)


def fake_stamp(data: bytes, *, picture: bool) -> bytes:
    """The empty field `stamp`, filled with something that only calls itself a time-stamp."""
    revision = Revision(data)
    field = revision.root["/AcroForm"]["/Fields"][-1]
    if picture:
        mark = forge().bench.marks[Role.AGENCY]
        draw(revision, mark.drawing(box_of(field), FIXED_NOW, exact=False), field)
    numbers = generic.ArrayObject(map(generic.NumberObject, (0, 9, 10, 9)))
    value = entries(
        Type=pdf_name("/DocTimeStamp"),
        SubFilter=pdf_name("/ETSI.RFC3161"),
        ByteRange=numbers,
        Contents=generic.ByteStringObject(b"0\0"),
    )
    field[pdf_name("/V")] = revision.add_object(value)
    revision.update_container(field)
    return written(revision)


@pytest.mark.parametrize("picture", [True, False])
@pytest.mark.parametrize("stage", ["prepared", "signed", "sealed"])
def test_a_fake_time_stamp_over_the_page_is_not_accepted(
    stage: str, trust: TrustStore, *, picture: bool
) -> None:
    revision = Revision(prepared().data)
    append_signature_field(revision, SigFieldSpec("stamp", box=(0, 0, 595, 842)))
    data = written(revision)
    steps: dict[str, Callable[[bytes], bytes]] = {
        "prepared": lambda page: page,
        "signed": lambda page: forge().sign(page, make_pki().director, Role.PERSON),
        "sealed": forge().seal,
    }
    for name, step in steps.items():
        data = step(data)
        if name == stage:
            data = fake_stamp(data, picture=picture)
    report = judged(data, trust)
    assert report.verdict is Verdict.FAILED
    assert "changes-after-signature" in rules(report)
