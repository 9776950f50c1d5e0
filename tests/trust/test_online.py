# SPDX-License-Identifier: Apache-2.0
"""Asking the network while judging: nobody may be led astray, and silence is said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7
from cryptography.x509.oid import AuthorityInformationAccessOID

from esign.demo.pki import revocation_list, revoked
from esign.fetching import CircuitBreaker
from esign.messages import Language, message, remedy
from esign.trust import (
    FetchedStatus,
    Grounds,
    OnlineTrustStore,
    Reach,
    Standing,
    StatusCache,
    read_any_folder,
)
from support.paths import below, holder, root, with_addresses
from support.pki import FRESH, REVOKED_AT, STALE
from support.ports import FIXED_NOW, FixedClock, SeededRandom
from support.status_service import StatusService, publishing

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from esign.demo.pki import Authority, Identity
    from esign.trust import CertificateStanding

LARGEST = 1 << 16
HERE = frozenset({"127.0.0.1"})


@dataclass
class Reader:
    """Somebody who trusts one root, whose authority publishes on this machine."""

    folder: Path
    service: StatusService
    top: Authority
    middle: Authority
    signer: Identity

    def store(self, **reach: object) -> OnlineTrustStore:
        bounds = {"hosts": HERE, "private": True, "largest": LARGEST, **reach}
        supply = FetchedStatus(
            Reach(**bounds),  # type: ignore[arg-type]
            StatusCache(self.folder / "cache", LARGEST),
            SeededRandom(),
            CircuitBreaker(self.folder / "services.json", FixedClock()),
        )
        return OnlineTrustStore(read_any_folder(self.folder / "trust"), supply, FixedClock())

    def publish(self, *entries: x509.RevokedCertificate, window: object = FRESH) -> None:
        made = revocation_list(self.middle, entries, window, 2)  # type: ignore[arg-type]
        self.service.served["/list.crl"] = made

    def judge(
        self, store: OnlineTrustStore | None = None, *, alone: bool = False
    ) -> CertificateStanding:
        came = (self.middle.identity.der,) if alone else ()
        grounds = Grounds(FIXED_NOW, alone=alone) if alone else None
        return (store or self.store()).assess(self.signer.der, came, FIXED_NOW, grounds)


@pytest.fixture
def reader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Reader]:
    monkeypatch.setenv("no_proxy", "*")
    top = root("Top")
    middle = below(top, "Middle")
    trust = tmp_path / "trust"
    trust.mkdir()
    (trust / "top.pem").write_bytes(top.identity.pem)
    (trust / "top.crl").write_bytes(revocation_list(top, (), FRESH, 1))
    with publishing(StatusService()) as service:
        signer = with_addresses(
            holder(middle),
            middle,
            crl=f"{service.url}/list.crl",
            issuer=f"{service.url}/middle.cer",
        )
        service.served["/middle.cer"] = middle.identity.der
        yield Reader(tmp_path, service, top, middle, signer)


def test_what_is_missing_is_fetched_and_judged(reader: Reader) -> None:
    reader.publish()
    assert reader.judge().standing is Standing.GOOD
    assert reader.service.asked == ["/middle.cer", "/list.crl"]
    assert list((reader.folder / "cache").glob("*.crl"))


def test_a_list_that_is_published_as_text_is_read(reader: Reader) -> None:
    reader.publish()
    published = x509.load_der_x509_crl(reader.service.served["/list.crl"])
    reader.service.served["/list.crl"] = published.public_bytes(Encoding.PEM)
    assert reader.judge().standing is Standing.GOOD
    assert reader.judge().standing is Standing.GOOD  # from the disk
    reader.service.served["/list.crl"] = b"-----BEGIN X509 CRL-----\nAAAA"


def test_a_fetched_list_revokes(reader: Reader) -> None:
    entry = revoked(reader.signer.certificate, REVOKED_AT, x509.ReasonFlags.key_compromise)
    reader.publish(entry)
    assert reader.judge().standing is Standing.REVOKED


@pytest.mark.parametrize("form", ["pem", "p7c"])
def test_issuers_are_understood_in_every_usual_form(form: str, reader: Reader) -> None:
    certificate = reader.middle.identity.certificate
    forms = {
        "pem": certificate.public_bytes(Encoding.PEM),
        "p7c": pkcs7.serialize_certificates([certificate], Encoding.DER),
    }
    reader.service.served["/middle.cer"] = forms[form]
    reader.publish()
    assert reader.judge().standing is Standing.GOOD


def test_a_fetched_issuer_of_the_name_alone_is_no_issuer(reader: Reader) -> None:
    reader.publish()
    impostor = below(reader.top, "Middle")
    reader.service.served["/middle.cer"] = impostor.identity.der
    found = reader.judge()
    assert found.standing is Standing.UNTRUSTED
    assert found.code == "online.issuer_unanswered"
    assert found.facts["hosts"] == "127.0.0.1"


def test_a_fetched_authority_of_nobody_is_not_trusted(reader: Reader) -> None:
    stranger = root("Stranger")
    signer = with_addresses(
        holder(stranger), stranger, crl="", issuer=f"{reader.service.url}/stranger.cer"
    )
    reader.service.served["/stranger.cer"] = stranger.identity.der
    found = reader.store().assess(signer.der, (), FIXED_NOW)
    assert found.standing is Standing.UNTRUSTED
    assert found.path == ()


def test_an_address_that_a_stranger_wrote_is_not_asked(reader: Reader) -> None:
    found = reader.judge(reader.store(hosts=frozenset(), vouched=True))
    assert reader.service.asked == []
    assert found.standing is Standing.UNTRUSTED


def test_an_address_that_a_trusted_authority_wrote_is_asked(reader: Reader) -> None:
    reader.publish()
    (reader.folder / "trust" / "middle.pem").write_bytes(reader.middle.identity.pem)
    assert reader.judge(reader.store(hosts=frozenset(), vouched=True)).standing is Standing.GOOD
    assert reader.judge(reader.store(hosts=frozenset())).standing is Standing.GOOD  # from the disk


def test_an_address_of_this_machine_is_not_asked_unless_that_is_allowed(reader: Reader) -> None:
    reader.publish()
    store = reader.store(private=False)
    assert reader.judge(store).standing is Standing.UNTRUSTED
    assert reader.service.asked == []
    assert [miss.reason for miss in store.misses] == ["not_public"]


def test_silence_is_told_with_the_host(reader: Reader) -> None:
    store = reader.store()
    found = reader.judge(store)
    assert found.standing is Standing.REVOCATION_UNKNOWN
    assert found.code == "online.status_unanswered"
    assert found.facts["hosts"] == "127.0.0.1"
    assert ("127.0.0.1", "http_status") in [(miss.host, miss.reason) for miss in store.misses]
    for language in Language:
        assert "127.0.0.1" in message(found.code, language, found.facts)


def test_where_no_address_is_known_nobody_is_told_to_ask_the_network(reader: Reader) -> None:
    issuer = f"{reader.service.url}/middle.cer"
    signer = holder(reader.middle)
    reader.signer = with_addresses(signer, reader.middle, crl="", issuer=issuer)
    found = reader.judge()
    assert (found.standing, found.code) == (Standing.REVOCATION_UNKNOWN, "online.no_address_known")
    for language in Language:
        assert "--online" not in remedy(found.code, language, found.facts)


def test_a_list_that_has_run_out_proves_nothing(reader: Reader) -> None:
    reader.publish(window=STALE)
    store = reader.store()
    assert reader.judge(store).standing is Standing.REVOCATION_UNKNOWN
    assert store.misses[0].reason == "unfit"


def test_a_redirection_is_not_followed(reader: Reader) -> None:
    reader.service.redirect = f"{reader.service.url}/middle.cer"
    store = reader.store()
    assert reader.judge(store).standing is Standing.UNTRUSTED
    assert [miss.reason for miss in store.misses] == ["http_status"]


def test_an_answer_beyond_the_bound_is_not_read(reader: Reader) -> None:
    reader.service.served["/middle.cer"] = b"x" * (LARGEST + 1)
    store = reader.store()
    reader.judge(store)
    assert [miss.reason for miss in store.misses] == ["too_large"]


def test_nobody_is_asked_when_the_time_of_the_run_is_used_up(reader: Reader) -> None:
    store = reader.store(budget=0)
    reader.judge(store)
    assert reader.service.asked == []
    assert [miss.reason for miss in store.misses] == ["no_time"]


def test_what_the_file_proves_alone_is_judged_without_asking(reader: Reader) -> None:
    reader.publish()
    assert reader.judge(alone=True).standing is Standing.REVOCATION_UNKNOWN
    assert reader.service.asked == []


def test_a_judgement_is_asked_for_once(reader: Reader) -> None:
    reader.publish()
    store = reader.store()
    assert reader.judge(store) == reader.judge(store)
    assert len(reader.service.asked) == 2


def test_a_pinned_signers_status_is_asked_for_as_well(reader: Reader) -> None:
    reader.publish()
    (reader.folder / "trust" / "top.pem").write_bytes(reader.signer.pem)
    found = reader.store().assess(
        reader.signer.der, (reader.middle.identity.der, reader.top.identity.der), FIXED_NOW
    )
    assert found.standing is Standing.GOOD


def test_the_addresses_of_issuers_are_read_from_the_certificate(reader: Reader) -> None:
    access = reader.signer.certificate.extensions.get_extension_for_class(
        x509.AuthorityInformationAccess
    )
    assert {entry.access_method for entry in access.value} == {
        AuthorityInformationAccessOID.CA_ISSUERS
    }


PAST = FIXED_NOW - timedelta(days=5)


def test_a_past_moment_does_not_hide_who_is_revoked_today(reader: Reader) -> None:
    entry = revoked(reader.signer.certificate, REVOKED_AT, x509.ReasonFlags.key_compromise)
    reader.publish(entry)
    store, came = reader.store(), (reader.middle.identity.der,)
    assert store.assess(reader.signer.der, came, PAST).standing is Standing.REVOKED
    assert store.assess(reader.signer.der, came, FIXED_NOW).standing is Standing.REVOKED
    assert HERE.isdisjoint(miss.host for miss in store.misses)


def test_judging_for_a_past_moment_first_leaves_the_verdict_of_today_as_it_is(
    reader: Reader,
) -> None:
    reader.publish()
    store, came = reader.store(), (reader.middle.identity.der,)
    # What is published today is no word of that day, and nobody is blamed for it.
    assert store.assess(reader.signer.der, came, PAST).standing is Standing.REVOCATION_STALE
    assert store.assess(reader.signer.der, came, FIXED_NOW).standing is Standing.GOOD
    assert HERE.isdisjoint(miss.host for miss in store.misses)
    assert reader.service.asked == ["/list.crl"]
