# SPDX-License-Identifier: Apache-2.0
"""Published lists of trusted authorities: first those that must not be believed."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7
from cryptography.x509.oid import ExtendedKeyUsageOID
from lxml import etree

from esign.cli import esign
from esign.cli.boundary import run
from esign.demo.pki import SIGNING, Profile, ecdsa_key, issue, revocation_list, rsa_key
from esign.errors import ExitStatus, InputError
from esign.messages import Language
from esign.trust import Standing, TrustStore
from esign.trust.imports.formats import read_list_file
from support.paths import below, extended, holder, named, root
from support.pki import FRESH, HOLDERS
from support.ports import FIXED_NOW, FixedClock
from support.trusted_lists import (
    WITHDRAWN,
    Service,
    microsoft_list,
    signed_list,
    unsigned_list,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from esign.demo.pki import Authority, Identity
    from esign.trust.imports.listed import Listed, Passed

EMAIL, STAMPS = "1.3.6.1.5.5.7.3.4", "1.3.6.1.5.5.7.3.8"


@pytest.fixture(scope="module")
def operator() -> Identity:
    return holder(root("Scheme"))


@pytest.fixture(scope="module")
def top() -> Authority:
    return root("Top")


def read(
    content: bytes, operator: Identity | None
) -> tuple[tuple[Listed, ...], tuple[Passed, ...]]:
    signer = operator.certificate if operator else None
    return read_list_file(content, signer, FIXED_NOW)


def refusal(content: bytes, operator: Identity | None) -> str:
    with pytest.raises(InputError) as caught:
        read(content, operator)
    for language in Language:
        assert caught.value.message(language)
    return caught.value.code


def test_a_list_without_its_operator_is_refused(operator: Identity, top: Authority) -> None:
    content = signed_list(unsigned_list([Service("Top", top.identity.der)]), operator)
    assert refusal(content, None) == "trust_import.no_operator"
    crafted = microsoft_list([top.identity.der], operator, [EMAIL])
    assert refusal(crafted, None) == "trust_import.no_operator"


def test_a_list_that_its_operator_has_not_signed_is_refused(
    operator: Identity, top: Authority
) -> None:
    content = unsigned_list([Service("Top", top.identity.der)])
    other = holder(root("Scheme"))
    for forged in (content, signed_list(content, other)):
        assert refusal(forged, operator) == "trust_import.not_signed_by_operator"
    crafted = microsoft_list([top.identity.der], other, [EMAIL])
    assert refusal(crafted, operator) == "trust_import.not_signed_by_operator"


def test_a_certificate_put_in_after_signing_is_refused(operator: Identity, top: Authority) -> None:
    content = signed_list(unsigned_list([Service("Top", top.identity.der)]), operator)
    own, other = (Service("Top", entry.identity.der).xml() for entry in (top, root("Evil")))
    (inner,) = etree.fromstring(f"<a>{own}</a>".encode())
    assert refusal(
        content.replace(b"<TSPServices>", b"<TSPServices>" + other.encode(), 1), operator
    ).startswith("trust_import.not_signed")
    assert inner.tag == "TSPService"


def test_a_signed_list_inside_another_is_all_that_counts(
    operator: Identity, top: Authority
) -> None:
    """XML signature wrapping: the signature is moved into a list of the attacker's."""
    signed = etree.fromstring(
        signed_list(unsigned_list([Service("Top", top.identity.der)]), operator)
    )
    evil = etree.fromstring(unsigned_list([Service("Evil", root("Evil").identity.der)]))
    signature = signed[-1]
    evil.append(signature)
    evil.append(signed)
    assert refusal(etree.tostring(evil), operator) == "trust_import.not_signed_by_operator"


@pytest.mark.parametrize(
    "prologue",
    [
        b'<!DOCTYPE a [<!ENTITY x "y">]>',
        b'<!DOCTYPE a SYSTEM "http://example.invalid/a.dtd">',
        b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
    ],
)
def test_entities_and_definitions_are_refused(
    prologue: bytes, operator: Identity, top: Authority
) -> None:
    content = unsigned_list([Service("Top", top.identity.der)])
    assert refusal(prologue + content, operator) == "trust_import.not_a_list"


def test_definitions_in_another_encoding_are_no_way_in(operator: Identity) -> None:
    text = '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'
    for encoding in ("utf-16-le", "utf-16"):
        code = refusal(text.encode(encoding), operator)
        assert code in {"trust_import.not_xml", "trust_import.not_a_list"}


@pytest.mark.parametrize("content", [b"", b"<", b"\x30\x80", b"words", b"<a/>", b"<" * 100_000])
def test_what_is_no_list_is_refused(content: bytes, operator: Identity) -> None:
    assert refusal(content, operator) in {"trust_import.not_xml", "trust_import.not_a_list"}


def test_a_list_beyond_the_bound_is_not_read(operator: Identity) -> None:
    assert refusal(b"<" + b" " * (32 << 20), operator) == "trust_import.too_large"


@pytest.mark.parametrize(
    ("issued", "ends"),
    [
        ("2025-01-01T00:00:00Z", "2026-06-01T00:00:00Z"),
        ("2026-12-01T00:00:00Z", "2027-06-01T00:00:00Z"),
        ("2026-11-01T00:00:00Z", ""),
        ("yesterday", "2027-06-01T00:00:00Z"),
    ],
)
def test_a_list_that_is_not_in_force_is_refused(
    issued: str, ends: str, operator: Identity, top: Authority
) -> None:
    content = unsigned_list([Service("Top", top.identity.der)], issued=issued, ends=ends)
    assert refusal(signed_list(content, operator), operator) == "trust_import.run_out"


def test_an_operator_with_a_weak_key_is_refused(top: Authority) -> None:
    weak = issue(top, named("Weak"), rsa_key(1024), HOLDERS)
    content = unsigned_list([Service("Top", top.identity.der)])
    assert refusal(content, weak) == "trust_import.weak_operator"


def test_only_what_is_granted_and_understood_is_taken_over(
    operator: Identity, top: Authority
) -> None:
    der = top.identity.der
    odd = '<Extension Critical="true"><Odd xmlns="urn:odd"/></Extension>'
    services = [
        Service("good", der),
        Service("withdrawn", der, status=WITHDRAWN),
        Service("later", der, since="2026-12-01T00:00:00Z"),
        Service("other type", der, type="CA/PKC"),
        Service("register", der, type="EDS/Q"),
        Service("web", der, use="ForWebSiteAuthentication"),
        Service("odd", der, extension=odd),
        Service("broken", b"no certificate"),
        Service("seals", der, use="ForeSeals"),
    ]
    listed, passed = read(signed_list(unsigned_list(services), operator), operator)
    assert [entry.name for entry in listed] == ["good", "seals"]
    assert {entry.name: entry.reason for entry in passed} == {
        "withdrawn": "not_granted",
        "later": "not_granted",
        "other type": "other_service",
        "register": "other_service",
        "web": "other_service",
        "odd": "not_understood",
        "broken": "no_certificate",
    }


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("esign.cli.trust_import.SystemClock", FixedClock)
    made = tmp_path / "trust"
    made.mkdir()
    anchor = root("First")
    (made / "first.pem").write_bytes(anchor.identity.pem)
    text = (
        'version = 1\n[[anchor]]\nname = "First"\nfile = "first.pem"\n'
        f'sha256 = "{anchor.identity.certificate.fingerprint(_sha256()).hex()}"\n'
        "trusted_from = 2026-01-01T00:00:00Z\ntrusted_until = 2030-01-01T00:00:00Z\n"
        'roles = ["person"]\n'
    )
    (made / "trust.toml").write_text(text, encoding="utf-8")
    return made


def _sha256() -> object:
    from cryptography.hazmat.primitives.hashes import SHA256  # noqa: PLC0415

    return SHA256()


def take_over(folder: Path, content: bytes, operator: Identity | None, *words: str) -> int:
    file = folder.parent / "list"
    file.write_bytes(content)
    named_operator: list[str] = []
    if operator is not None:
        (folder.parent / "operator.pem").write_bytes(operator.pem)
        named_operator = ["--operator", str(folder.parent / "operator.pem")]
    return run(
        esign,
        [
            *("trust", "import", str(file), "--trust-dir", str(folder), "--yes", "--json"),
            *named_operator,
            *words,
        ],
    )


def stamping(authority: Authority) -> Identity:
    plain = issue(authority, named("Unit"), ecdsa_key(), HOLDERS, Profile(SIGNING, ()))
    return extended(plain, authority, x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]))


def test_a_list_is_taken_over_for_what_it_says(
    folder: Path, operator: Identity, top: Authority, capsys: pytest.CaptureFixture[str]
) -> None:
    unit, foreign = stamping(top), below(top, "Foreign")
    services = [
        Service("Foreign", foreign.identity.der),
        Service("Unit", unit.der, type="TSA/QTST"),
        Service("Old", top.identity.der, status=WITHDRAWN),
    ]
    content = signed_list(unsigned_list(services), operator)
    assert take_over(folder, content, operator) == ExitStatus.DONE
    told = json.loads(capsys.readouterr().out)
    assert [(entry["name"], entry["kind"]) for entry in told["added"]] == [
        ("Foreign", "anchor"),
        ("Unit", "signer"),
    ]
    assert told["added"][0]["trusted_from"] == "2026-02-01T00:00:00+00:00"
    for authority in (top, foreign):
        name = authority.identity.certificate.subject.rfc4514_string()[-20:-15].replace(",", "")
        (folder / f"{name}{authority is top}.crl").write_bytes(
            revocation_list(authority, (), FRESH, 1)
        )
    (folder / "top.pem").write_bytes(top.identity.pem)
    store = TrustStore.load(folder)
    assert store.assess(holder(foreign).der, (), FIXED_NOW).standing is Standing.GOOD
    assert store.assess_timestamp(unit.der, (), FIXED_NOW).standing is Standing.GOOD
    assert store.assess(holder(top).der, (), FIXED_NOW).standing is Standing.UNTRUSTED
    assert take_over(folder, content, operator) == ExitStatus.DONE  # again: nothing new
    assert json.loads(capsys.readouterr().out)["added"] == []


def test_a_microsoft_list_is_taken_over_for_its_usage(
    folder: Path, operator: Identity, top: Authority, capsys: pytest.CaptureFixture[str]
) -> None:
    content = microsoft_list([top.identity.der], operator, [EMAIL])
    assert take_over(folder, content, operator) == ExitStatus.DONE
    (added,) = json.loads(capsys.readouterr().out)["added"]
    assert (added["name"], added["purposes"]) == ("Top", ["agency", "person"])
    assert read(microsoft_list([top.identity.der], operator, [STAMPS]), operator)[0][0].purposes
    absent = microsoft_list([top.identity.der], operator, [EMAIL], came=False)
    assert read(absent, operator)[1][0].reason == "no_certificate"


@pytest.mark.parametrize(
    "spoil",
    [
        lambda content: content.replace(b"\x17\x0d261101", b"\x17\x0d261102"),
        lambda content: content[:-1] + bytes([content[-1] ^ 1]),
        lambda content: content[:-1],
    ],
)
def test_a_spoilt_microsoft_list_is_refused(
    spoil: Callable[[bytes], bytes], operator: Identity, top: Authority
) -> None:
    content = spoil(microsoft_list([top.identity.der], operator, [EMAIL]))
    assert refusal(content, operator).startswith("trust_import.not_")


def test_of_a_bundle_roots_are_trusted_and_others_come_along(
    folder: Path, top: Authority, operator: Identity, capsys: pytest.CaptureFixture[str]
) -> None:
    middle = below(top, "Middle")
    holders = holder(middle)
    for form in (Encoding.DER, Encoding.PEM):
        bundle = pkcs7.serialize_certificates(
            [top.identity.certificate, middle.identity.certificate, holders.certificate], form
        )
        assert refusal(bundle, operator) == "trust_import.bundle_unsigned"
        assert take_over(folder, bundle, None) == ExitStatus.DONE
    told = json.loads(capsys.readouterr().out.partition("}\n{")[0] + "}")
    assert [entry["name"] for entry in told["added"]] == ["Top"]
    for authority, name in ((top, "top"), (middle, "middle")):
        (folder / f"{name}.crl").write_bytes(revocation_list(authority, (), FRESH, 1))
    store = TrustStore.load(folder)
    assert store.assess(holders.der, (), FIXED_NOW).standing is Standing.GOOD
    assert len(store.anchor_names) == 2


def test_a_list_that_nobody_signed_is_a_bundle(top: Authority, operator: Identity) -> None:
    """The form in which the government's authority publishes its own certificates."""
    told = [base64.b64encode(entry.der).decode() for entry in (top.identity, operator)]
    content = json.dumps({"Version": 1, "Cerificates": told}).encode()
    listed, _ = read(content, None)
    assert [entry.certificate for entry in listed] == [
        top.identity.certificate,
        operator.certificate,
    ]
    assert refusal(content, operator) == "trust_import.bundle_unsigned"
    for spoilt in (b"{", b"{}", b'{"Cerificates": [1]}', b'{"Cerificates": ["AAAA"]}'):
        assert refusal(spoilt, None) == "trust_import.not_a_list"
