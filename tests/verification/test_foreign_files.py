# SPDX-License-Identifier: Apache-2.0
"""Files that other programs made are described for what they are, by the policy `signed`."""

from __future__ import annotations

import re
import subprocess
from datetime import UTC, datetime, timedelta
from functools import cache
from io import BytesIO
from pathlib import Path
from shutil import which
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pyhanko.pdf_utils.generic import ArrayObject, ByteStringObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import copy_into_new_writer
from pyhanko.sign.fields import MDPPerm

from esign.demo.pki import issue
from esign.errors import InputError
from esign.model import Changes, Level, TimeSource, Verdict
from esign.verification import inspect
from support.foreign_cms import bare_by, cms_by
from support.foreign_files import appended, filled, page, remarked, rewritten, signed
from support.levels import page_at
from support.pki import HOLDERS, PERSON, chain_of, make_pki
from support.ports import FIXED_NOW
from support.proving import judged, pyhanko_stamped, reader
from support.sealed import rules, sealed_page
from support.timestamps import Stamper, stamping_identity

if TYPE_CHECKING:
    from esign.model import Report

PASSED, OPEN, FAILED = Verdict.PASSED, Verdict.INDETERMINATE, Verdict.FAILED
LOCAL = timedelta(hours=7)


@cache
def base() -> bytes:
    """A page signed in the most usual way."""
    return signed(page(), cms_by(make_pki().director))


def report_on(data: bytes) -> Report:
    return judged(data, reader(), policy="signed")


def codes(report: Report, rule: str) -> set[str]:
    prefix = "verification."
    found = (entry.code for entry in report.findings if entry.rule == rule)
    return {code.removeprefix(prefix) for code in found}


@pytest.mark.parametrize("pss", [False, True])
@pytest.mark.parametrize("attributes", [False, True])
def test_a_common_signature_passes(*, pss: bool, attributes: bool) -> None:
    data = signed(page(), cms_by(make_pki().director, pss=pss, attributes=attributes))
    report = report_on(data)
    assert (report.verdict, rules(report)) == (PASSED, set())
    (found,) = report.signatures
    assert (found.intact, found.changes, found.field) == (True, Changes.NONE, "Signature1")
    assert (found.indication, found.sub_indication) == ("TOTAL-PASSED", "")
    assert (found.signed_bytes, found.subfilter) == (len(data), "adbe.pkcs7.detached")


@pytest.mark.parametrize("digest", ["sha384", "sha512"])
def test_every_strong_digest_and_key_passes(digest: str) -> None:
    pki = make_pki()
    assert report_on(signed(page(), cms_by(pki.ecdsa_director, digest=digest))).verdict is PASSED
    key: Any = ed25519.Ed25519PrivateKey.generate()
    modern = issue(pki.ours.issuing, PERSON, key, HOLDERS)
    assert report_on(signed(page(), cms_by(modern, digest=digest))).verdict is PASSED


def test_certificates_may_come_in_any_order_and_number() -> None:
    pki = make_pki()
    strangers = (pki.stranger.root.identity.der, pki.stranger.issuing.identity.der)
    others = [strangers[0], *chain_of(pki.director), strangers[1]]
    assert report_on(signed(page(), cms_by(pki.director, others=others))).verdict is PASSED
    assert report_on(signed(page(), cms_by(pki.director, others=()))).verdict is PASSED


def openssl(*options: str, subfilter: str = "adbe.pkcs7.detached") -> bytes:
    """A page signed by OpenSSL."""
    pki = make_pki()

    def contents(covered: bytes) -> bytes:
        with TemporaryDirectory() as place:
            folder = Path(place)
            key = pki.director.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
            (folder / "key").write_bytes(key)
            (folder / "own").write_bytes(pki.director.pem)
            (folder / "above").write_bytes(pki.ours.issuing.identity.pem)
            (folder / "data").write_bytes(covered)
            command = ["openssl", "cms", "-sign", "-binary", "-in", "data", "-signer", "own"]
            command += ["-inkey", "key", "-certfile", "above", "-outform", "DER", *options]
            done = subprocess.run(command, cwd=folder, check=True, capture_output=True)
            return done.stdout

    return signed(page(), contents, subfilter=subfilter)


@pytest.mark.parametrize("options", [(), ("-keyid",), ("-stream",), ("-noattr",)])
def test_what_openssl_signs_passes(options: tuple[str, ...]) -> None:
    report = report_on(openssl(*options))
    # It writes the moment of the test into the container, which is in the future of this reader.
    assert rules(report) <= {"claimed-times"}
    assert report.signatures[0].intact is True


def test_what_openssl_signs_as_cades_is_bound_to_its_certificate() -> None:
    report = report_on(openssl("-cades", subfilter="ETSI.CAdES.detached"))
    assert codes(report, "certificate-reference") == {"certificate_reference"}


def test_a_promise_of_cades_that_is_not_kept_leaves_the_question_open() -> None:
    report = report_on(signed(page(), cms_by(make_pki().director), subfilter="ETSI.CAdES.detached"))
    assert (report.verdict, rules(report)) == (OPEN, {"certificate-reference"})


def old_forms() -> dict[str, bytes]:
    """Signatures as they were made before SHA-2."""
    person = make_pki().director
    beside = ArrayObject([ByteStringObject(person.der), *map(ByteStringObject, chain_of(person))])
    return {
        "sha1": signed(page(), cms_by(person, digest="sha1")),
        "adbe.pkcs7.sha1": signed(page(), cms_by(person, inner=True), subfilter="adbe.pkcs7.sha1"),
        "adbe.x509.rsa_sha1": signed(
            page(), bare_by(person), subfilter="adbe.x509.rsa_sha1", entries=[("/Cert", beside)]
        ),
    }


@pytest.mark.parametrize("form", ["sha1", "adbe.pkcs7.sha1", "adbe.x509.rsa_sha1"])
def test_an_old_form_is_read_and_its_weakness_said(form: str) -> None:
    report = report_on(old_forms()[form])
    assert (report.verdict, rules(report)) == (OPEN, {"algorithms"})
    (found,) = report.signatures
    assert (found.intact, found.sub_indication) == (True, "CRYPTO_CONSTRAINTS_FAILURE_NO_POE")
    tampered = report_on(old_forms()[form].replace(b"100 euros", b"900 euros"))
    assert (tampered.verdict, "integrity" in rules(tampered)) == (FAILED, True)


def test_the_oldest_form_beside_a_certificate_of_no_known_version_is_no_pass() -> None:
    version = bytes.fromhex("a003020102")
    person = make_pki().director
    data = old_forms()["adbe.x509.rsa_sha1"]
    assert person.der.hex() in data.decode("latin-1").lower()
    spoilt = re.sub(version.hex().encode(), b"a003020162", data, flags=re.IGNORECASE)
    assert len(spoilt) == len(data)
    assert report_on(spoilt).verdict is not PASSED


def test_a_time_stamp_in_the_signature_gives_it_its_moment() -> None:
    moment = FIXED_NOW - timedelta(days=2)
    stamp = Stamper(at=moment).timestamp
    report = report_on(signed(page(), cms_by(make_pki().director, stamp=stamp), at=moment))
    (found,) = report.signatures
    assert (report.verdict, report.level) == (PASSED, Level.B_T)
    assert (found.time, found.time_source) == (moment, TimeSource.TIME_STAMP)


def test_a_time_stamp_of_a_stranger_proves_nothing_and_harms_nothing() -> None:
    stamp = Stamper(identity=stamping_identity(stranger=True)).timestamp
    report = report_on(signed(page(), cms_by(make_pki().director, stamp=stamp)))
    assert (report.verdict, report.level) == (PASSED, Level.B_B)
    assert report.signatures[0].time_source is TimeSource.NOW
    assert codes(report, "signature-time-stamp") == {"token_not_believed"}


def test_several_signers_each_have_their_word() -> None:
    pki = make_pki()
    data = signed(base(), cms_by(pki.second_director), field="Signature2", box=(300, 90, 400, 120))
    report = report_on(data)
    assert (report.verdict, rules(report)) == (PASSED, set())
    assert [entry.changes for entry in report.signatures] == [Changes.PERMITTED, Changes.NONE]
    assert codes(report, "later-changes") == {"later.signature", "later.nothing"}
    assert data[: report.signatures[0].signed_bytes] == base()
    assert report.signatures[0].place is None
    assert report.signatures[1].place is not None


def test_a_filled_form_is_called_a_filled_form() -> None:
    report = report_on(filled(base(), "agreed: yes"))
    assert (report.verdict, codes(report, "later-changes")) == (PASSED, {"later.filled"})
    assert report.signatures[0].changes is Changes.PERMITTED


@pytest.mark.parametrize(
    ("permission", "subtype", "verdict", "changes"),
    [
        (None, "Text", OPEN, Changes.UNKNOWN),
        (MDPPerm.ANNOTATE, "Text", PASSED, Changes.PERMITTED),
        (MDPPerm.ANNOTATE, "FreeText", OPEN, Changes.PERMITTED),
        (MDPPerm.FILL_FORMS, "Text", FAILED, Changes.FORBIDDEN),
        (MDPPerm.NO_CHANGES, "FreeText", FAILED, Changes.FORBIDDEN),
    ],
)
def test_a_remark_is_called_a_remark(
    permission: MDPPerm | None, subtype: str, verdict: Verdict, changes: Changes
) -> None:
    data = signed(page(), cms_by(make_pki().director), permission=permission)
    report = report_on(remarked(data, subtype))
    assert (report.verdict, report.signatures[0].changes) == (verdict, changes)
    assert codes(report, "later-changes") == {f"later.{'note' if subtype == 'Text' else 'remark'}"}


@pytest.mark.parametrize("permission", list(MDPPerm))
def test_a_time_stamp_and_proof_are_called_so_whatever_is_permitted(permission: MDPPerm) -> None:
    data = signed(page(), cms_by(make_pki().director), permission=permission)
    report = report_on(pyhanko_stamped(data, "stamp"))
    assert (report.verdict, codes(report, "later-changes")) == (PASSED, {"later.time_stamp"})
    assert report.signatures[0].time_source is TimeSource.TIME_STAMP
    assert report.timestamps[0].field == "stamp"


def test_documents_issued_here_are_signed_too() -> None:
    assert report_on(sealed_page()).verdict is PASSED
    report = report_on(page_at(Level.B_LTA))
    assert (report.verdict, report.level) == (PASSED, Level.B_LTA)


def with_streams() -> bytes:
    """The page with compressed references."""
    writer = copy_into_new_writer(PdfFileReader(BytesIO(page())))
    writer.stream_xrefs = True
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


@pytest.mark.parametrize("mode", ["", "--object-streams=generate", "--linearize"])
def test_other_forms_of_a_file_are_understood(mode: str, tmp_path: Path) -> None:
    data = with_streams()
    if mode:
        if which("qpdf") is None:
            pytest.skip("qpdf is not there")
        (tmp_path / "a.pdf").write_bytes(page())
        subprocess.run(["qpdf", mode, "a.pdf", "b.pdf"], cwd=tmp_path, check=True)
        data = (tmp_path / "b.pdf").read_bytes()
    own = signed(data, cms_by(make_pki().director))
    assert report_on(own).verdict is PASSED
    assert report_on(filled(own, "agreed")).verdict is PASSED
    assert report_on(appended(own, lambda writer: writer.update_root())).verdict is PASSED


def test_white_space_behind_the_end_is_nothing() -> None:
    assert report_on(base() + b"\r\n\0\0").verdict is PASSED


def encrypted(password: str) -> bytes:
    writer = copy_into_new_writer(PdfFileReader(BytesIO(page())))
    writer.encrypt("owner", password, pdf_mac=False)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def test_a_file_encrypted_for_everybody_is_read_like_any_other() -> None:
    assert rules(report_on(encrypted(""))) == {"signature-count"}
    with pytest.raises(InputError) as caught:
        report_on(encrypted("secret"))
    assert caught.value.code == "verification.encrypted"


class Encrypting(IncrementalPdfFileWriter):
    """Goes on with a file that is encrypted for everybody."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.encrypt("")


def test_what_came_after_is_told_of_an_encrypted_file_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("support.foreign_files.IncrementalPdfFileWriter", Encrypting)
    own = signed(encrypted(""), cms_by(make_pki().director))
    assert report_on(own).verdict is PASSED
    assert report_on(filled(own, "agreed")).verdict is PASSED
    report = report_on(rewritten(own))
    assert (report.verdict, codes(report, "later-changes")) == (FAILED, {"later.page"})


@pytest.mark.parametrize(
    ("ahead", "code", "verdict"),
    [
        (timedelta(0), "time_claimed", PASSED),
        (LOCAL, "time_claimed_local", PASSED),
        (LOCAL + timedelta(hours=1), "time_ahead", OPEN),
    ],
)
def test_local_time_written_as_universal_time_is_explained(
    ahead: timedelta, code: str, verdict: Verdict
) -> None:
    moment = (FIXED_NOW + ahead).astimezone(UTC)
    report = report_on(signed(page(), cms_by(make_pki().director), at=moment))
    assert (report.verdict, codes(report, "claimed-times")) == (verdict, {code})


def test_an_expired_signer_leaves_the_question_open_and_says_so() -> None:
    report = inspect(
        base(), name="a.pdf", trust=reader(), at=datetime(2035, 1, 1, tzinfo=UTC), policy="signed"
    )
    assert (report.verdict, rules(report)) == (OPEN, {"certificate"})
    assert report.signatures[0].sub_indication == "OUT_OF_BOUNDS_NO_POE"
