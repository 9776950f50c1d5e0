# SPDX-License-Identifier: Apache-2.0
"""A certificate's status is believed from nobody but its issuer, and asked for within bounds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from cryptography.x509 import ReasonFlags, ocsp

from esign.demo.pki import revocation_list, revoked
from esign.errors import EsignError
from esign.fetching import CircuitBreaker
from esign.messages import Language
from esign.trust import (
    EvidenceFinder,
    FetchedStatus,
    Reach,
    Standing,
    StatusCache,
    WatchfulTrustStore,
    hosts_named,
    read_folder,
)
from support.pki import FRESH, REVOKED_AT, STALE, chain_of, make_pki
from support.ports import FIXED_NOW, FixedClock, SeededRandom
from support.status_service import (
    LIST,
    RESPONDER,
    Responder,
    StatusService,
    delegate,
    holder_at,
    publishing,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from cryptography import x509

    from esign.demo.pki import Identity
    from esign.trust import Evidence

LARGEST = 1 << 16


@dataclass
class Desk:
    """A trust folder that knows of no status but the root's, and a service that may know more."""

    folder: Path
    service: StatusService

    def supply(self, **reach: object) -> FetchedStatus:
        bounds = {"hosts": frozenset({"127.0.0.1"}), "private": True, "largest": LARGEST, **reach}
        return FetchedStatus(
            Reach(**bounds),  # type: ignore[arg-type]
            StatusCache(self.folder / "cache", LARGEST),
            SeededRandom(),
            CircuitBreaker(self.folder / "services.json", FixedClock()),
        )

    def found(self, person: Identity, **reach: object) -> Evidence:
        finder = EvidenceFinder.load(self.folder / "trust", self.supply(**reach))
        return finder.evidence(person.der, chain_of(person), FIXED_NOW)

    def refusal(self, person: Identity, **reach: object) -> str:
        with pytest.raises(EsignError) as caught:
            self.found(person, **reach)
        assert caught.value.message(Language.VIETNAMESE)
        return caught.value.code

    def kept(self) -> list[str]:
        return sorted(path.suffix for path in (self.folder / "cache").glob("*"))


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    monkeypatch.setenv("no_proxy", "*")
    make_pki().trust_dir(tmp_path / "trust", "root_only")
    with publishing(StatusService()) as service:
        yield Desk(tmp_path, service)


def issuing_list(*entries: x509.RevokedCertificate, window: object = FRESH) -> bytes:
    return revocation_list(make_pki().ours.issuing, entries, window, 9)  # type: ignore[arg-type]


def test_a_list_is_fetched_where_the_folder_has_none(desk: Desk) -> None:
    desk.service.served[LIST] = issuing_list()
    found = desk.found(holder_at(desk.service))
    assert desk.service.served[LIST] in found.lists
    assert (len(found.certificates), len(found.lists), found.responses) == (3, 2, frozenset())
    assert desk.kept() == [".crl"]


def test_without_anybody_to_ask_the_status_stays_open(desk: Desk) -> None:
    person = holder_at(desk.service)
    finder = EvidenceFinder.load(desk.folder / "trust")
    with pytest.raises(EsignError) as caught:
        finder.evidence(person.der, chain_of(person), FIXED_NOW)
    assert caught.value.code == "evidence.no_status"
    assert desk.service.asked == []


def test_a_revoked_certificate_is_named(desk: Desk) -> None:
    person = holder_at(desk.service)
    entry = revoked(person.certificate, REVOKED_AT, ReasonFlags.key_compromise)
    desk.service.served[LIST] = issuing_list(entry)
    assert desk.refusal(person) == "evidence.revoked"


def by_impostor() -> bytes:
    return revocation_list(make_pki().lookalike.issuing, (), FRESH, 9)


def by_stranger() -> bytes:
    return revocation_list(make_pki().stranger.issuing, (), FRESH, 9)


@pytest.mark.parametrize(
    "published",
    [
        lambda: issuing_list(window=STALE),
        by_impostor,
        by_stranger,
        lambda: b"<html>",
        lambda: b"",
        lambda: issuing_list()[:-1],
        lambda: issuing_list() + bytes(LARGEST),
        lambda: issuing_list()[:-8] + bytes(8),
    ],
    ids=["expired", "impostor", "stranger", "web page", "empty", "cut", "too large", "damaged"],
)
def test_a_list_that_proves_nothing_is_neither_used_nor_kept(desk: Desk, published: object) -> None:
    desk.service.served[LIST] = published()  # type: ignore[operator]
    assert desk.refusal(holder_at(desk.service)) == "evidence.no_status"
    assert desk.kept() == []


def test_a_list_is_fetched_once_a_run_and_not_again_while_it_is_fresh(desk: Desk) -> None:
    desk.service.served[LIST] = issuing_list()
    first, second = holder_at(desk.service), holder_at(desk.service)
    finder = EvidenceFinder.load(desk.folder / "trust", desk.supply(fresh=timedelta(days=2)))
    for person in (first, second, first):
        finder.evidence(person.der, chain_of(person), FIXED_NOW)
    assert desk.service.asked == [LIST]
    desk.service.served.clear()
    assert desk.found(first, fresh=timedelta(days=2)).lists
    assert desk.service.asked == [LIST]


def test_a_list_that_is_old_but_in_force_serves_where_no_newer_one_can_be_had(desk: Desk) -> None:
    desk.service.served[LIST] = issuing_list()
    person = holder_at(desk.service)
    assert desk.found(person).lists
    desk.service.served.clear()
    assert desk.found(person, fresh=timedelta(minutes=1)).lists
    assert desk.service.asked == [LIST, LIST]


def test_what_lies_in_the_cache_is_judged_like_anything_else(desk: Desk) -> None:
    person = holder_at(desk.service)
    cache = StatusCache(desk.folder / "cache", LARGEST)
    cache.keep(by_impostor(), ".crl")
    cache.keep(issuing_list(window=STALE), ".crl")
    (desk.folder / "cache" / f"{'0' * 64}.crl").write_bytes(issuing_list())
    assert desk.refusal(person) == "evidence.no_status"
    assert desk.kept() == [".crl"]  # the impostor's alone: it is sound, and believed by nobody


@pytest.mark.parametrize("hosts", [frozenset(), frozenset({"crl.example.invalid"})])
def test_a_host_that_is_not_on_the_list_is_not_asked(desk: Desk, hosts: frozenset[str]) -> None:
    desk.service.served[LIST] = issuing_list()
    assert desk.refusal(holder_at(desk.service), hosts=hosts) == "evidence.no_status"
    assert desk.service.asked == []


def test_an_address_of_this_machine_is_not_asked_unless_allowed(desk: Desk) -> None:
    desk.service.served[LIST] = issuing_list()
    assert desk.refusal(holder_at(desk.service), private=False) == "evidence.no_status"
    assert desk.service.asked == []


def test_a_redirection_is_not_followed(desk: Desk) -> None:
    desk.service.served["/other"] = issuing_list()
    desk.service.redirect = f"{desk.service.url}/other"
    assert desk.refusal(holder_at(desk.service)) == "evidence.no_status"
    assert desk.service.asked == [LIST]


def test_the_hosts_of_the_trust_folder_are_those_its_certificates_name() -> None:
    ours = make_pki().ours
    named = (ours.root.identity.certificate, ours.issuing.identity.certificate)
    assert hosts_named(named) == {"crl.example.invalid"}


def test_a_service_that_fails_again_and_again_is_left_alone(desk: Desk) -> None:
    for _ in range(4):
        assert desk.refusal(holder_at(desk.service)) == "evidence.no_status"
    assert desk.service.asked == [LIST, LIST]


def test_a_responder_is_asked_where_there_is_no_list(desk: Desk) -> None:
    person = holder_at(desk.service, lists=False, responder=True)
    desk.service.respond = Responder(person.certificate).answer
    found = desk.found(person)
    assert (len(found.lists), len(found.responses)) == (1, 1)
    assert desk.found(person) == found
    assert desk.service.asked == [RESPONDER]
    assert desk.kept() == [".ocsp"]


def test_a_responder_that_says_revoked_is_believed(desk: Desk) -> None:
    person = holder_at(desk.service, lists=False, responder=True)
    answer = Responder(person.certificate, status=ocsp.OCSPCertStatus.REVOKED).answer
    desk.service.respond = answer
    assert desk.refusal(person) == "evidence.revoked"


@pytest.mark.parametrize(
    "wrong",
    [
        {"repeats_nonce": False},
        {"until": FIXED_NOW - timedelta(minutes=1)},
        {"issued": FIXED_NOW + timedelta(hours=1)},
        {"status": ocsp.OCSPCertStatus.UNKNOWN},
        {"identity": "stranger"},
        {"identity": "without no-check"},
        {"identity": "holder"},
        {"about": "another"},
    ],
    ids=lambda wrong: str(wrong)[:40],
)
def test_a_response_that_proves_nothing_is_neither_used_nor_kept(
    desk: Desk, wrong: dict[str, object]
) -> None:
    pki, person = make_pki(), holder_at(desk.service, lists=False, responder=True)
    identities = {
        "stranger": lambda: delegate(pki.stranger.issuing),
        "without no-check": lambda: delegate(no_check=False),
        "holder": lambda: pki.ecdsa_seal,
    }
    if "identity" in wrong:
        wrong = {"identity": identities[str(wrong["identity"])]()}
    about = pki.director.certificate if wrong.pop("about", None) else person.certificate
    desk.service.respond = Responder(about, **wrong).answer  # type: ignore[arg-type]
    assert desk.refusal(person) == "evidence.no_status"
    assert desk.kept() == []


def test_a_signer_is_judged_by_the_newest_word_when_it_can_be_had(desk: Desk) -> None:
    person = holder_at(desk.service)
    folder = read_folder(desk.folder / "trust", ())
    store = WatchfulTrustStore(folder, desk.supply())
    unknown = store.assess(person.der, chain_of(person), FIXED_NOW)
    assert unknown.standing is Standing.REVOCATION_UNKNOWN
    desk.service.served[LIST] = issuing_list()
    store = WatchfulTrustStore(folder, desk.supply())
    assert store.assess(person.der, chain_of(person), FIXED_NOW).standing is Standing.GOOD
    assert store.assess(person.der, chain_of(person), FIXED_NOW).standing is Standing.GOOD
    assert desk.service.asked == [LIST, LIST]
