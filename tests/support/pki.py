# SPDX-License-Identifier: Apache-2.0
"""One PKI for all tests: good holders, holders with one fault each, strangers and impostors.

Built once per process. Faulty twins of the director and the seal share the good one's key and
subject, so that nothing but the fault tells them apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.serialization import PublicFormat
from cryptography.x509.oid import ExtendedKeyUsageOID

from esign.demo.pki import (
    SIGNING,
    Authority,
    Identity,
    Key,
    Profile,
    Validity,
    agency_name,
    authority_name,
    ecdsa_key,
    issue,
    issuing_authority,
    person_name,
    revocation_list,
    revoked,
    root_authority,
    rsa_key,
    to_pkcs12,
)
from esign.demo.trust_files import ROLES, Anchor, trust_toml
from support.ports import CountingPrompt

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

PASSPHRASE = CountingPrompt.answer
DIRECTOR = "Nguyễn Minh Châu"
SECOND_DIRECTOR = "Trần Thị Bình An"
TITLE = "Giám đốc"
AGENCY = "Sở Giáo dục và Đào tạo tỉnh Ví Dụ"
AGENCY_CODE = "H99.12"
PARENT = "Ủy ban nhân dân tỉnh Ví Dụ"

START = datetime(2026, 1, 1, tzinfo=UTC)
END = datetime(2030, 12, 31, tzinfo=UTC)
HOLDERS = Validity(START, END)
AUTHORITIES = Validity(START, datetime(2046, 1, 1, tzinfo=UTC))
EXPIRED = Validity(START, datetime(2026, 11, 1, tzinfo=UTC))
FUTURE = Validity(datetime(2026, 12, 1, tzinfo=UTC), END)
REVOKED_AT = datetime(2026, 11, 10, tzinfo=UTC)
FRESH = Validity(datetime(2026, 11, 19, tzinfo=UTC), datetime(2026, 12, 19, tzinfo=UTC))
STALE = Validity(datetime(2026, 9, 1, tzinfo=UTC), datetime(2026, 10, 1, tzinfo=UTC))

ROOT_NAME = authority_name("Demo Root CA", "Cơ quan chứng thực mẫu")
ISSUING_NAME = authority_name("Demo Issuing CA", "Cơ quan chứng thực mẫu")
STRANGER_NAME = authority_name("Stranger Root CA", "Tổ chức khác")
PERSON = person_name(DIRECTOR, TITLE, AGENCY)
ORGANISATION = agency_name(AGENCY, AGENCY_CODE, PARENT)
ROOT_URL = "http://crl.example.invalid/root.crl"
ISSUING_URL = "http://crl.example.invalid/issuing.crl"

_FILES: dict[tuple[object, ...], bytes] = {}


@dataclass(frozen=True)
class Tree:
    """A root, its issuing authority, and a director and a seal certified there."""

    root: Authority
    issuing: Authority
    director: Identity
    seal: Identity


@dataclass(frozen=True)
class Faulty:
    """Holders certified by the right authority, with one fault each.

    expired since 2026-11-01; future from 2026-12-01; revoked and revoked_seal at 2026-11-10;
    wrong_usage has key encipherment only; tls_only is a TLS server; weak has RSA-1024; roleless
    has neither title nor agency code; two_roles has both.
    """

    expired: Identity
    future: Identity
    revoked: Identity
    revoked_seal: Identity
    wrong_usage: Identity
    tls_only: Identity
    weak: Identity
    roleless: Identity
    two_roles: Identity


@dataclass(frozen=True)
class Pki:
    """Everybody; RSA-2048 unless named otherwise.

    Attributes:
        ours: the good root, issuing authority, director and seal.
        stranger: another PKI with other authority names; subjects as ours.
        lookalike: every name is byte for byte ours, every key is another.
        second_director: good, without extended key usage.
        ecdsa_director: good, P-256.
        ecdsa_seal: good, P-256.
        faulty: certified by ours, with one fault each.
        lists: revocation lists (DER) by state and file name, see `crls`.
    """

    ours: Tree
    stranger: Tree
    lookalike: Tree
    second_director: Identity
    ecdsa_director: Identity
    ecdsa_seal: Identity
    faulty: Faulty
    lists: Mapping[str, Mapping[str, bytes]]

    @property
    def director(self) -> Identity:
        return self.ours.director

    @property
    def seal(self) -> Identity:
        return self.ours.seal

    def crls(self, state: str = "good") -> Mapping[str, bytes]:
        """Revocation lists by file name, DER.

        Args:
            state: `good`; `stale` (the issuing authority's list ended 2026-10-01); `future` (it
                starts after now); `foreign` (its issuer has our name and another key); `empty`
                (fresh, nobody is revoked); `issuing_revoked` (the root revoked our issuing
                authority); `root_only`; `none`.
        """
        return self.lists[state]

    def trust_dir(
        self,
        path: Path,
        crls: str = "good",
        *,
        anchors: tuple[str, ...] = ("ours",),
        roles: tuple[str, ...] = ROLES,
        include_issuing: bool = True,
    ) -> Path:
        """A trust folder.

        Args:
            path: the folder to make.
            crls: a state of `crls`.
            anchors: whose roots are trusted, of `ours`, `stranger`, `lookalike`.
            roles: what every anchor is trusted for.
            include_issuing: whether our issuing authority's certificate is held locally.
        """
        path.mkdir(parents=True, exist_ok=True)
        trees = {"ours": self.ours, "stranger": self.stranger, "lookalike": self.lookalike}
        named = tuple(
            Anchor(name, f"{name}-root.pem", trees[name].root.identity, AUTHORITIES, roles)
            for name in anchors
        )
        (path / "trust.toml").write_text(trust_toml(named), encoding="utf-8")
        for anchor in named:
            (path / anchor.file).write_bytes(anchor.identity.pem)
        if include_issuing:
            (path / "issuing.pem").write_bytes(self.ours.issuing.identity.pem)
        for name, der in self.crls(crls).items():
            (path / name).write_bytes(der)
        return path

    def p12(self, identity: Identity, path: Path, passphrase: str = PASSPHRASE) -> Path:
        """The identity with its chain as PKCS#12 in the file `path`; few rounds, for speed."""
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(_pkcs12(identity, path.stem, passphrase))
        return path


def chain_of(identity: Identity) -> tuple[bytes, ...]:
    """The certificates above the identity, nearest first, without the root, DER."""
    return tuple(entry.public_bytes(serialization.Encoding.DER) for entry in identity.chain)


@cache
def make_pki() -> Pki:
    """The PKI of this process."""
    director_key, seal_key, foreign_key = rsa_key(), rsa_key(), rsa_key()
    ours = _tree(ROOT_NAME, ISSUING_NAME, director_key, seal_key)
    stranger_issuing = authority_name("Stranger Issuing CA", "Tổ chức khác")
    lookalike = _tree(ROOT_NAME, ISSUING_NAME, foreign_key, foreign_key)
    faulty = _faulty(ours.issuing, director_key, seal_key)
    second = person_name(SECOND_DIRECTOR, "Phó Giám đốc", AGENCY)
    return Pki(
        ours=ours,
        stranger=_tree(STRANGER_NAME, stranger_issuing, foreign_key, foreign_key),
        lookalike=lookalike,
        second_director=issue(ours.issuing, second, rsa_key(), HOLDERS, Profile(purposes=())),
        ecdsa_director=issue(ours.issuing, PERSON, ecdsa_key(), HOLDERS),
        ecdsa_seal=issue(ours.issuing, ORGANISATION, ecdsa_key(), HOLDERS),
        faulty=faulty,
        lists=_crl_states(ours, lookalike.issuing, faulty),
    )


def _tree(root: x509.Name, issuing: x509.Name, director: Key, seal: Key) -> Tree:
    top = root_authority(root, rsa_key(), AUTHORITIES, ROOT_URL)
    below = issuing_authority(top, issuing, rsa_key(), AUTHORITIES, ISSUING_URL)
    return Tree(
        root=top,
        issuing=below,
        director=issue(below, PERSON, director, HOLDERS),
        seal=issue(below, ORGANISATION, seal, HOLDERS),
    )


def _pkcs12(identity: Identity, label: str, passphrase: str) -> bytes:
    """The same file each time, so that its key is checked once, see `support.remembered`."""
    form = serialization.Encoding.DER
    half = identity.key.public_key().public_bytes(form, PublicFormat.SubjectPublicKeyInfo)
    chain = tuple(each.public_bytes(form) for each in identity.chain)
    key = half, identity.der, chain, label, passphrase
    if key not in _FILES:
        _FILES[key] = to_pkcs12(identity, label, passphrase, rounds=1000)
    return _FILES[key]


def _faulty(issuing: Authority, director: Key, seal: Key) -> Faulty:
    enciphers = Profile(frozenset({"key_encipherment"}), ())
    serves = Profile(SIGNING, (ExtendedKeyUsageOID.SERVER_AUTH,))
    nobody = authority_name(DIRECTOR, AGENCY)
    both = x509.Name([*PERSON, *(entry for entry in ORGANISATION if _is_code(entry))])
    return Faulty(
        expired=issue(issuing, PERSON, director, EXPIRED),
        future=issue(issuing, PERSON, director, FUTURE),
        revoked=issue(issuing, PERSON, director, HOLDERS),
        revoked_seal=issue(issuing, ORGANISATION, seal, HOLDERS),
        wrong_usage=issue(issuing, PERSON, director, HOLDERS, enciphers),
        tls_only=issue(issuing, PERSON, director, HOLDERS, serves),
        weak=issue(issuing, PERSON, rsa_key(1024), HOLDERS),
        roleless=issue(issuing, nobody, director, HOLDERS),
        two_roles=issue(issuing, both, director, HOLDERS),
    )


def _is_code(entry: x509.NameAttribute[str | bytes]) -> bool:
    return entry.oid == x509.oid.NameOID.ORGANIZATION_IDENTIFIER


def _crl_states(ours: Tree, impostor: Authority, faulty: Faulty) -> dict[str, dict[str, bytes]]:
    reasons = x509.ReasonFlags
    fallen = revoked(ours.issuing.identity.certificate, REVOKED_AT, reasons.ca_compromise)
    holders = (
        revoked(faulty.revoked.certificate, REVOKED_AT, reasons.key_compromise),
        revoked(faulty.revoked_seal.certificate, REVOKED_AT, reasons.superseded),
    )

    def lists(
        by: Authority, entries: Iterable[x509.RevokedCertificate], window: Validity
    ) -> dict[str, bytes]:
        return {"root.crl": root, "issuing.crl": revocation_list(by, entries, window, 3)}

    root = revocation_list(ours.root, (), FRESH, 1)
    good = lists(ours.issuing, holders, FRESH)
    return {
        "good": good,
        "stale": lists(ours.issuing, holders, STALE),
        "future": lists(ours.issuing, holders, FUTURE),
        "foreign": lists(impostor, (), FRESH),
        "empty": lists(ours.issuing, (), FRESH),
        "issuing_revoked": {**good, "root.crl": revocation_list(ours.root, (fallen,), FRESH, 2)},
        "root_only": {"root.crl": root},
        "none": {},
    }
