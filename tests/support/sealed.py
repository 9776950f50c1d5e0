# SPDX-License-Identifier: Apache-2.0
"""Sealed documents, good and forged, and what a recipient makes of them."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner

from esign.errors import InputError
from esign.model import Role, SignatureScheme, Verdict
from esign.signing import Signatory
from esign.signing.revision import Revision
from esign.trust import TrustStore
from esign.verification import inspect, inspect_own
from support.pages import prepared
from support.pki import Identity, chain_of, make_pki
from support.ports import FIXED_NOW
from support.signatories import Bench
from support.stock import DocumentSigner, write_signature

if TYPE_CHECKING:
    from io import BytesIO

    from esign.model import Report


@dataclass(frozen=True)
class AnyKey:
    """A signing key that refuses nothing, not even weak keys."""

    identity: Identity

    @property
    def certificate(self) -> bytes:
        return self.identity.der

    @property
    def chain(self) -> tuple[bytes, ...]:
        return chain_of(self.identity)

    @property
    def scheme(self) -> SignatureScheme:
        rsa_key = isinstance(self.identity.key, rsa.RSAPrivateKey)
        return SignatureScheme.RSA_PKCS1 if rsa_key else SignatureScheme.ECDSA

    def sign(self, data: bytes, digest_algorithm: str) -> bytes:
        digest: hashes.HashAlgorithm = getattr(hashes, digest_algorithm.upper())()
        key = self.identity.key
        if isinstance(key, rsa.RSAPrivateKey):
            return key.sign(data, padding.PKCS1v15(), digest)
        return key.sign(data, ec.ECDSA(digest))


@dataclass
class Forge:
    """Signs whatever it is told to; it trusts everybody and asks nothing."""

    folder: Path

    def __post_init__(self) -> None:
        self.bench = Bench(self.folder)
        anchors = ("ours", "stranger", "lookalike")
        gullible = self.bench.pki.trust_dir(self.folder / "gullible", "empty", anchors=anchors)
        self.trust = TrustStore.load(gullible)

    def sign(self, data: bytes, identity: Identity, role: Role) -> bytes:
        """One more revision: the field of that role signed by that identity."""
        return write_signature(Revision(data), self.signatory(identity, role))

    def signatory(self, identity: Identity, role: Role) -> Signatory:
        """That identity, ready to sign in that role's field."""
        mark = self.bench.marks[role]
        return Signatory(AnyKey(identity), mark, role, self.trust, self.bench.clock)

    def seal(self, data: bytes) -> bytes:
        """One more revision: the agency's good seal."""
        return self.sign(data, self.bench.pki.seal, Role.AGENCY)

    def sign_anew(self, data: bytes, identity: Identity) -> bytes:
        """One more revision: a signature in a new, invisible field."""
        signer = DocumentSigner(AnyKey(identity), (identity.der, *chain_of(identity)))
        meta = PdfSignatureMetadata("again", subfilter=SigSeedSubFilter.PADES)
        signed: BytesIO = PdfSigner(meta, signer).sign_pdf(Revision(data))
        return signed.getvalue()

    def document(self, person: Identity | None = None, agency: Identity | None = None) -> bytes:
        """A prepared page, signed and sealed."""
        pki = self.bench.pki
        signed = self.sign(prepared().data, person or pki.director, Role.PERSON)
        return self.sign(signed, agency or pki.seal, Role.AGENCY)


@cache
def forge() -> Forge:
    """The forge of this process."""
    return Forge(Path(mkdtemp(prefix="esign-forge-")))


def close_forge() -> None:
    """Remove the files of `forge`, if this process made any."""
    if forge.cache_info().currsize:
        shutil.rmtree(forge().folder, ignore_errors=True)


@cache
def signed_page() -> bytes:
    """A page that the director has signed."""
    return forge().sign(prepared().data, make_pki().director, Role.PERSON)


@cache
def sealed_page() -> bytes:
    """The same page, sealed."""
    return forge().seal(signed_page())


def trust_store(folder: Path, crls: str = "good", *, include_issuing: bool = True) -> TrustStore:
    """A recipient's trust store: our root, and the revocation lists of that state."""
    return TrustStore.load(make_pki().trust_dir(folder, crls, include_issuing=include_issuing))


def judged(data: bytes, trust: TrustStore) -> Report:
    """The recipient's report; the quick reading must not find better what it understands."""
    own = inspect_own(data, name="văn bản.pdf", trust=trust, at=FIXED_NOW)
    report = inspect(data, name="văn bản.pdf", trust=trust, at=FIXED_NOW)
    assert own is None or own.verdict in {report.verdict, Verdict.FAILED}
    return report


def verdict_of(data: bytes, trust: TrustStore) -> Verdict | None:
    """The verdict, or None when the file is refused as unreadable."""
    try:
        return judged(data, trust).verdict
    except InputError:
        return None


def rules(report: Report) -> set[str]:
    """The rules that the file broke."""
    return {finding.rule for finding in report.findings if finding.verdict is not Verdict.PASSED}
