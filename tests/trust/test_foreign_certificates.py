# SPDX-License-Identifier: Apache-2.0
"""Certificates of every origin, beside the word of openssl and of pyhanko-certvalidator.

`WITNESSES` says where either thinks otherwise; docs/trust.md says who is right.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

from esign.trust import Standing, TrustStore
from support.foreign import CA, CERTIFIES, Case, Entity, Shape, crl, entity
from support.ports import FIXED_NOW

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

ANY, EMAIL, DOCUMENTS = "2.5.29.37.0", "1.3.6.1.5.5.7.3.4", "1.3.6.1.5.5.7.3.36"
ADOBE, MICROSOFT = "1.2.840.113583.1.1.5", "1.3.6.1.4.1.311.10.3.12"
TLS, CODE, STAMPING = "1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.3", "1.3.6.1.5.5.7.3.8"
NO_REVOCATION = x509.UnrecognizedExtension(x509.ObjectIdentifier("2.5.29.56"), b"\x05\x00")
SHORT_TERM = x509.UnrecognizedExtension(x509.ObjectIdentifier("0.4.0.194121.2.1"), b"\x05\x00")
ODD = x509.UnrecognizedExtension(x509.ObjectIdentifier("1.3.6.1.4.1.99999.1"), b"\x05\x00")
GOOD = Standing.GOOD
LEAF = Shape()


def plain(
    leaf: Shape = LEAF,
    middle: Shape = CA,
    *,
    top: Shape = CA,
    keys: Callable[[], object] = lambda: ec.generate_private_key(ec.SECP256R1()),
    brief: bool = False,
) -> Case:
    """A signer below an authority below a root, with everybody's list."""
    root = entity("Root", top, key=keys())  # type: ignore[arg-type]
    between = entity("Issuing", middle, root, keys())  # type: ignore[arg-type]
    signer = entity("Signer", leaf, between, keys())  # type: ignore[arg-type]
    lists = (crl(root),) if brief else (crl(root), crl(between))
    return Case((signer, between, root), lists)


def rsa_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def revoked_by(*more: tuple[x509.ExtensionType, bool], base: bool = True) -> Case:
    """A signer whom a second list of his authority names."""
    case = plain()
    signer, between, _ = case.path
    second = crl(between, signer.certificate, more=more)
    return Case(case.path, (case.lists[0], second, *((case.lists[1],) if base else ())))


def deep(levels: int) -> Case:
    chain = [entity("Root", CA)]
    for level in range(levels):
        chain.append(entity(f"Level {level}", CA, chain[-1]))
    chain.append(entity("Signer", Shape(), chain[-1]))
    return Case(tuple(reversed(chain)), tuple(crl(entry) for entry in chain[:-1]))


def constrained() -> Case:
    root = entity("Root", CA)
    first = entity("First", ca(depth=0), root)
    second = entity("Second", CA, first)
    signer = entity("Signer", Shape(), second)
    return Case((signer, second, first, root), tuple(map(crl, (root, first, second))))


def names(*, permitted: str) -> Case:
    subtree = x509.DirectoryName(
        x509.Name(
            [
                x509.NameAttribute(x509.NameOID.COUNTRY_NAME, "EE"),
                x509.NameAttribute(x509.NameOID.ORGANIZATION_NAME, permitted),
            ]
        )
    )
    constraint = x509.NameConstraints(permitted_subtrees=[subtree], excluded_subtrees=None)
    return plain(middle=Shape(**{**vars(CA), "more": ((constraint, True),)}))


def ca(**changes: object) -> Shape:
    return Shape(**{**vars(CA), **changes})  # type: ignore[arg-type]


def point(*, indirect: bool, reasons: frozenset[x509.ReasonFlags] | None) -> x509.ExtensionType:
    """What a list says of its own scope."""
    return x509.IssuingDistributionPoint(
        full_name=None,
        relative_name=None,
        only_contains_user_certs=False,
        only_contains_ca_certs=False,
        only_some_reasons=reasons,
        indirect_crl=indirect,
        only_contains_attribute_certs=False,
    )


INDIRECT = point(indirect=True, reasons=None)
SOME_REASONS = point(indirect=False, reasons=frozenset([x509.ReasonFlags.key_compromise]))

CASES: dict[str, tuple[Callable[[], Case], Standing]] = {
    "elliptic curve": (plain, GOOD),
    "RSA": (lambda: plain(keys=rsa_key), GOOD),
    "RSA-PSS": (lambda: plain(Shape(pss=True), ca(pss=True), top=ca(pss=True), keys=rsa_key), GOOD),
    "Ed25519": (lambda: plain(keys=ed25519.Ed25519PrivateKey.generate), GOOD),
    "non-repudiation alone": (lambda: plain(Shape(usage=("content_commitment",))), GOOD),
    "digital signature alone": (lambda: plain(Shape(usage=("digital_signature",))), GOOD),
    "encipherment": (lambda: plain(Shape(usage=("key_encipherment",))), Standing.UNSUITABLE),
    "no key usage": (lambda: plain(Shape(usage=None)), Standing.UNSUITABLE),
    "no basic constraints": (lambda: plain(Shape(ca=None)), GOOD),
    **{
        f"purpose {word}": ((lambda oid=oid: plain(Shape(purposes=(oid,)))), GOOD)
        for word, oid in {
            "any": ANY,
            "e-mail": EMAIL,
            "documents": DOCUMENTS,
            "Adobe": ADOBE,
            "Microsoft": MICROSOFT,
        }.items()
    },
    **{
        f"purpose {word}": ((lambda oid=oid: plain(Shape(purposes=(oid,)))), Standing.UNSUITABLE)
        for word, oid in {"TLS": TLS, "code": CODE, "time-stamps": STAMPING}.items()
    },
    "issuer for TLS alone": (lambda: plain(middle=ca(purposes=(TLS,))), Standing.UNSUITABLE),
    "issuer for e-mail": (lambda: plain(middle=ca(purposes=(EMAIL, TLS))), GOOD),
    "issuer no authority": (lambda: plain(middle=Shape(usage=CERTIFIES)), Standing.UNTRUSTED),
    "issuer may not certify": (lambda: plain(middle=ca(usage=("crl_sign",))), Standing.UNTRUSTED),
    "issuer may not list": (
        lambda: plain(middle=ca(usage=("key_cert_sign",))),
        Standing.REVOCATION_UNKNOWN,
    ),
    "path too long by constraint": (
        constrained,
        Standing.UNTRUSTED,
    ),
    "four authorities": (lambda: deep(4), GOOD),
    "names permitted": (lambda: names(permitted="Foreign Ltd"), GOOD),
    "names not permitted": (lambda: names(permitted="Others Ltd"), Standing.UNTRUSTED),
    "odd critical extension": (
        lambda: plain(Shape(more=((ODD, True),))),
        Standing.UNSUITABLE,
    ),
    "odd extension": (lambda: plain(Shape(more=((ODD, False),))), GOOD),
    "issuer's odd critical extension": (
        lambda: plain(middle=ca(more=((ODD, True),))),
        Standing.UNTRUSTED,
    ),
    "policy required and missing": (
        lambda: plain(middle=ca(more=((x509.PolicyConstraints(0, None), True),))),
        Standing.UNTRUSTED,
    ),
    "nobody says anything": (
        lambda: plain(Shape(point=False), brief=True),
        Standing.REVOCATION_UNKNOWN,
    ),
    "short life, none needed": (
        lambda: plain(Shape(point=False, days=7, more=((NO_REVOCATION, False),)), brief=True),
        GOOD,
    ),
    "short life, validity assured": (
        lambda: plain(Shape(point=False, days=7, more=((SHORT_TERM, False),)), brief=True),
        GOOD,
    ),
    "long life, none needed": (
        lambda: plain(Shape(point=False, days=365, more=((NO_REVOCATION, False),)), brief=True),
        Standing.REVOCATION_UNKNOWN,
    ),
    "none needed, yet an address": (
        lambda: plain(Shape(days=7, more=((NO_REVOCATION, False),)), brief=True),
        Standing.REVOCATION_UNKNOWN,
    ),
    "revoked": (lambda: revoked_by(base=False), Standing.REVOKED),
    "revoked by a delta list": (
        lambda: revoked_by((x509.DeltaCRLIndicator(1), True)),
        Standing.REVOKED,
    ),
    "a delta list alone": (
        lambda: _only(x509.DeltaCRLIndicator(1)),
        Standing.REVOCATION_UNKNOWN,
    ),
    "an indirect list alone": (lambda: _only(INDIRECT), Standing.REVOCATION_UNKNOWN),
    "a list of some reasons alone": (lambda: _only(SOME_REASONS), Standing.REVOCATION_UNKNOWN),
    "revoked by a list of some reasons": (
        lambda: revoked_by((SOME_REASONS, True)),
        Standing.REVOKED,
    ),
    "a list with an odd critical extension": (lambda: _only(ODD), Standing.REVOCATION_UNKNOWN),
}


def _only(extension: x509.ExtensionType) -> Case:
    """A signer of whom nothing is known but by a list with that extension."""
    case = plain()
    return Case(case.path, (case.lists[0], crl(case.path[1], more=((extension, True),))))


# Where a witness thinks otherwise than we do: openssl's word, then certvalidator's; None = as ours.
# Both are asked for path and revocation alone; what a certificate is for, we ask beside that.
PURPOSE = (True, True)
WITNESSES: dict[str, tuple[bool | None, bool | None]] = {
    "encipherment": PURPOSE,
    "no key usage": PURPOSE,
    "purpose TLS": PURPOSE,
    "purpose code": PURPOSE,
    "purpose time-stamps": PURPOSE,
    "issuer for TLS alone": PURPOSE,
    "policy required and missing": (True, None),
    "short life, none needed": (False, False),
    "short life, validity assured": (False, False),
    "revoked by a delta list": (True, True),
    "an indirect list alone": (True, True),
}


@pytest.fixture(scope="module")
def cases() -> dict[str, Case]:
    return {}


def made(cases: dict[str, Case], name: str) -> Case:
    if name not in cases:
        cases[name] = CASES[name][0]()
    return cases[name]


@pytest.mark.parametrize("name", CASES)
def test_a_foreign_certificate_is_judged_by_what_it_says(
    name: str, cases: dict[str, Case], tmp_path: Path
) -> None:
    case = made(cases, name)
    case.lay_out(tmp_path / "trust")
    store = TrustStore.open(tmp_path / "trust")
    came = [entry.der for entry in case.path[1:-1]]
    found = store.assess(case.path[0].der, came, FIXED_NOW)
    assert found.standing is CASES[name][1], found.code


@pytest.mark.witness
@pytest.mark.parametrize("name", CASES)
def test_the_witnesses_agree_but_where_it_is_written(
    name: str, cases: dict[str, Case], tmp_path: Path
) -> None:
    case, ours = made(cases, name), CASES[name][1] is GOOD
    said = (case.openssl(tmp_path), case.certvalidator())
    expected = tuple(ours if other is None else other for other in WITNESSES.get(name, (None,) * 2))
    assert said == expected


def test_a_cross_signed_authority_leads_to_either_root(tmp_path: Path) -> None:
    first, second = entity("First", CA), entity("Second", CA)
    middle = entity("Issuing", CA, first)
    crossed = entity("Issuing", CA, second, middle.key)
    signer = entity("Signer", Shape(), middle)
    for root, between in ((first, middle), (second, crossed)):
        folder = tmp_path / root.certificate.subject.rfc4514_string()[-5:]
        Case((signer, between, root), (crl(root), crl(middle))).lay_out(folder)
        store = TrustStore.open(folder)
        found = store.assess(signer.der, (middle.der, crossed.der), FIXED_NOW)
        assert found.standing is GOOD
        assert found.path == (signer.der, between.der, root.der)


def test_a_partial_path_ends_at_the_authority_that_is_trusted(tmp_path: Path) -> None:
    root = entity("Root", CA)
    middle = entity("Issuing", CA, root)
    signer = entity("Signer", Shape(), middle)
    Case((signer, middle), (crl(middle),)).lay_out(tmp_path)
    store = TrustStore.open(tmp_path)
    assert store.assess(signer.der, (root.der,), FIXED_NOW).standing is GOOD
    other = entity("Signer", Shape(), root)
    assert store.assess(other.der, (root.der,), FIXED_NOW).standing is Standing.UNTRUSTED


def test_a_signer_certified_by_a_signer_is_not_trusted(tmp_path: Path) -> None:
    root = entity("Root", CA)
    subscriber = entity("Subscriber", Shape(), root)
    forged: Entity = entity("Forged", Shape(), subscriber)
    Case((forged, subscriber, root), (crl(root), crl(subscriber))).lay_out(tmp_path)
    found = TrustStore.open(tmp_path).assess(forged.der, (subscriber.der,), FIXED_NOW)
    assert found.standing is Standing.UNTRUSTED
