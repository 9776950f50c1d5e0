# SPDX-License-Identifier: Apache-2.0
"""The agency seals only what its competent person has validly signed."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner

from esign.errors import EsignError, InputError, KeyFaultError
from esign.model import Role, SignedPdf
from esign.signing import Signatory, seal, sign
from support.pages import numbered, prepared
from support.pki import SECOND_DIRECTOR, chain_of
from support.signatories import Bench, der
from support.stock import DocumentSigner

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from esign.trust import CertificateStanding
    from support.pki import Identity


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


def refused(bench: Bench, signed: SignedPdf) -> EsignError:
    with pytest.raises((InputError, KeyFaultError)) as caught:
        seal(signed, bench.seal)
    return caught.value


def with_data(data: bytes) -> SignedPdf:
    page = prepared()
    return SignedPdf(page.numbered, data, page.subject, page.pages)


def test_an_unsigned_document_is_not_sealed(bench: Bench) -> None:
    assert refused(bench, with_data(prepared().data)).code == "signing.unsigned"


def test_a_sealed_document_is_not_sealed_again(bench: Bench) -> None:
    sealed = seal(sign(prepared(), bench.director), bench.seal)
    assert refused(bench, with_data(sealed.data)).code == "signing.sealed_already"


def _appended(data: bytes) -> bytes:
    out = BytesIO()
    writer = IncrementalPdfFileWriter(BytesIO(data))
    writer.update_root()
    writer.write(out)
    return out.getvalue()


def _replaced(old: bytes, new: bytes) -> Callable[[bytes], bytes]:
    def change(data: bytes) -> bytes:
        assert old in data
        return data.replace(old, new, 1)

    return change


def _of_contents(change: Callable[[bytes], bytes]) -> Callable[[bytes], bytes]:
    pattern = re.compile(rb"(?<=/Contents <)[0-9A-F]+(?=>)")
    return lambda data: pattern.sub(lambda found: change(found[0]), data)


TAMPERING: dict[str, Callable[[bytes], bytes]] = {
    "a byte of the page": lambda data: data[:5000] + bytes((data[5000] ^ 1,)) + data[5001:],
    "a byte of the document information": _replaced(b"/CodeNumber (05)", b"/CodeNumber (06)"),
    "trailing bytes": lambda data: data + b"\n",
    "a revision after the signature": _appended,
    "the claimed time": _replaced(b"D\\07220261120", b"D\\07220261121"),
    "the signature value": _of_contents(lambda digits: digits[:-2] + b"00"),
    "the letter case of the container": _of_contents(bytes.lower),
    "a digest in the container": _of_contents(lambda digits: digits.replace(b"0420", b"0421", 1)),
    "an empty container": _of_contents(lambda digits: b"0" * len(digits)),
    "an endless container": _of_contents(lambda digits: b"3084FFFFFFFF" + digits[12:]),
    "no container": _of_contents(lambda digits: b"0500" + b"0" * (len(digits) - 4)),
    "the sub-filter": _replaced(b"/ETSI.CAdES.detached", b"/adbe.pkcs7.detached"),
}


@pytest.mark.parametrize("change", TAMPERING.values(), ids=TAMPERING)
def test_a_tampered_document_is_not_sealed(bench: Bench, change: Callable[[bytes], bytes]) -> None:
    signed = sign(prepared(), bench.director)
    changed = change(signed.data)
    assert changed != signed.data
    error = refused(bench, replace(signed, data=changed))
    assert error.code in {"signing.signature_broken", "signing.not_prepared"}


def test_a_signature_moved_from_another_document_is_refused(bench: Bench) -> None:
    pattern = re.compile(rb"(?<=/Contents <)[0-9A-F]+(?=>)")
    other = sign(replace(prepared(3)), bench.director)
    (digits,) = pattern.findall(other.data)
    ours = sign(prepared(), bench.director)
    moved = replace(ours, data=pattern.sub(digits, ours.data))
    assert refused(bench, moved).code == "signing.signature_broken"


@dataclass
class Gullible:
    """Takes one identity for a good person, whatever it is."""

    bench: Bench
    identity: Identity

    def assess(self, _certificate: bytes, _issuers: object, at: datetime) -> CertificateStanding:
        good = self.bench.trust.assess(der(self.bench.pki.director), (), at)
        return replace(good, path=(der(self.identity), *chain_of(self.identity), b"anchor"))


def signed_by(bench: Bench, identity: Identity) -> SignedPdf:
    """Signed by someone whom our own check would have stopped."""
    mark, trust = bench.marks[Role.PERSON], Gullible(bench, identity)
    return sign(prepared(), Signatory(bench.key(identity), mark, Role.PERSON, trust, bench.clock))


@pytest.mark.parametrize("tree", ["stranger", "lookalike"])
def test_a_strangers_signature_is_refused(bench: Bench, tree: str) -> None:
    identity = getattr(bench.pki, tree).director
    assert refused(bench, signed_by(bench, identity)).code == "key.untrusted"


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ("expired", "key.expired"),
        ("revoked", "key.revoked"),
        ("wrong_usage", "key.unsuitable"),
        ("roleless", "key.not_a_person"),
    ],
)
def test_a_signature_with_an_unfit_certificate_is_refused(
    bench: Bench, fault: str, code: str
) -> None:
    assert refused(bench, signed_by(bench, getattr(bench.pki.faulty, fault))).code == code


def test_a_signer_revoked_after_signing_is_refused(bench: Bench) -> None:
    unknowing = Bench(bench.folder / "then", "empty")
    signed = sign(prepared(), unknowing.signatory(bench.pki.faulty.revoked, Role.PERSON))
    assert refused(bench, signed).code == "key.revoked"


def test_another_official_than_the_one_printed_is_refused(bench: Bench) -> None:
    signed = sign(prepared(signer=SECOND_DIRECTOR), _second(bench))
    relabelled = replace(signed, numbered=numbered())
    assert refused(bench, relabelled).code == "key.other_name"


def _second(bench: Bench) -> Signatory:
    return bench.signatory(bench.pki.second_director, Role.PERSON)


def test_a_signature_of_another_program_is_not_sealed(bench: Bench) -> None:
    """A good signature, yet with a claimed reason: not the form this tool writes."""
    key = bench.key(bench.pki.director)
    signer = DocumentSigner(key, (key.certificate, *key.chain))
    meta = PdfSignatureMetadata("signer", subfilter=SigSeedSubFilter.PADES, reason="Approved")
    writer = IncrementalPdfFileWriter(BytesIO(prepared().data))
    out = PdfSigner(meta, signer).sign_pdf(writer, existing_fields_only=True)
    assert refused(bench, with_data(out.getvalue())).code == "signing.signature_broken"


def test_an_ecdsa_signature_is_sealed_too(bench: Bench) -> None:
    signed = sign(prepared(), bench.signatory(bench.pki.ecdsa_director, Role.PERSON))
    sealed = seal(signed, bench.signatory(bench.pki.ecdsa_seal, Role.AGENCY))
    assert sealed.data.startswith(signed.data)


@pytest.mark.parametrize("seed", range(4))
def test_no_flipped_byte_is_sealed(bench: Bench, seed: int) -> None:
    """Every 97th byte of the file, a quarter of them in each run."""
    data = sign(prepared(), bench.director).data
    agency = bench.seal
    for place in range(seed * 97, len(data), 4 * 97):
        changed = data[:place] + bytes((data[place] ^ 1,)) + data[place + 1 :]
        with pytest.raises((InputError, KeyFaultError)):
            seal(with_data(changed), agency)
