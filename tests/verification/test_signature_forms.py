# SPDX-License-Identifier: Apache-2.0
"""The forms of a signature that are accepted beside the plain one, and what is next to them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding

from esign.model import Commitment, Role, SignatureScheme, Verdict
from esign.signing import Signatory
from esign.signing import container as containers
from esign.signing.der import SEQUENCE, object_identifier, tlv
from esign.signing.revision import Revision
from support.pages import prepared
from support.pki import make_pki
from support.proving import judged, reader
from support.sealed import AnyKey, forge, rules
from support.stock import write_signature

if TYPE_CHECKING:
    from collections.abc import Iterator

    from esign.model import Report


@dataclass(frozen=True)
class PssKey(AnyKey):
    """Signs by RSASSA-PSS; `salt` and `mask` are what it may do otherwise than others."""

    salt: int | None = None
    mask: str = ""

    @property
    def scheme(self) -> SignatureScheme:
        return SignatureScheme.RSA_PSS

    def sign(self, data: bytes, digest_algorithm: str) -> bytes:
        digest: hashes.HashAlgorithm = getattr(hashes, digest_algorithm.upper())()
        mask: hashes.HashAlgorithm = getattr(hashes, self.mask or digest_algorithm.upper())()
        size = digest.digest_size if self.salt is None else self.salt
        key: Any = self.identity.key
        signed: bytes = key.sign(data, padding.PSS(padding.MGF1(mask), size), digest)
        return signed


def signatory(key: AnyKey, role: Role) -> Signatory:
    bench = forge().bench
    return Signatory(key, bench.marks[role], role, forge().trust, bench.clock)


def report_on(person: Signatory, agency: Signatory | None = None) -> Report:
    """On a page that they have signed and sealed."""
    seal = agency or signatory(AnyKey(make_pki().seal), Role.AGENCY)
    signed = write_signature(Revision(prepared().data), person)
    return judged(write_signature(Revision(signed), seal), reader())


def test_pss_in_its_one_form_is_accepted() -> None:
    pki = make_pki()
    person = signatory(PssKey(pki.director), Role.PERSON)
    agency = signatory(PssKey(pki.seal), Role.AGENCY)
    report = report_on(person, agency)
    assert (report.verdict, rules(report)) == (Verdict.PASSED, set())


@pytest.mark.parametrize("odd", [{"salt": 20}, {"salt": 0}, {"mask": "SHA512"}])
def test_pss_by_other_parameters_is_not_accepted(
    odd: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(containers.ContainerForm, "fits", lambda *_: True)
    report = report_on(signatory(PssKey(make_pki().director, **odd), Role.PERSON))
    assert report.verdict is Verdict.FAILED
    assert rules(report) == {"integrity"}


@pytest.mark.parametrize("role", list(Role)[:2])
def test_what_a_signature_is_meant_as_may_be_said(role: Role) -> None:
    pki = make_pki()
    person = signatory(AnyKey(pki.director), Role.PERSON)
    agency = signatory(AnyKey(pki.seal), Role.AGENCY)
    report = report_on(
        person.committing() if role is Role.PERSON else person,
        agency.committing() if role is Role.AGENCY else agency,
    )
    assert (report.verdict, rules(report)) == (Verdict.PASSED, set())


QUALIFIED = tlv(SEQUENCE, containers.COMMITMENTS[Commitment.APPROVAL], tlv(SEQUENCE))
OTHER = tlv(SEQUENCE, object_identifier("1.2.840.113549.1.9.16.6.2"))


@pytest.fixture(params=[QUALIFIED, OTHER], ids=["with a qualifier", "proof of receipt"])
def odd_commitment(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    content = request.param[2:]
    monkeypatch.setitem(containers.COMMITMENTS, Commitment.APPROVAL, content)
    containers.container_form.cache_clear()
    yield
    containers.container_form.cache_clear()


@pytest.mark.usefixtures("odd_commitment")
def test_other_commitments_are_not_accepted() -> None:
    report = report_on(signatory(AnyKey(make_pki().director), Role.PERSON).committing())
    assert report.verdict is Verdict.INDETERMINATE
    assert rules(report) == {"container-form"}
