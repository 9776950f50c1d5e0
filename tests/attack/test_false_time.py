# SPDX-License-Identifier: Apache-2.0
"""Time-stamps and validation data that are not what they are taken for."""

from __future__ import annotations

import re
from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

import pytest
from asn1crypto import cms
from cryptography import x509
from cryptography.x509 import ocsp
from cryptography.x509.oid import ExtendedKeyUsageOID
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name, pdf_string

from esign.model import Level, Verdict
from esign.signing.levels import append_timestamp
from esign.trust import Grounds, Material, Standing
from support.levels import page_at
from support.pki import AUTHORITIES, EXPIRED, FUTURE, chain_of, make_pki
from support.ports import FIXED_NOW
from support.proving import (
    AFTERWARDS,
    DAY,
    Answer,
    judged,
    lists_at,
    proven_page,
    reader,
    revised,
    revocation,
    stamped,
    stored,
)
from support.sealed import forge, rules, sealed_page, trust_store
from support.status_service import delegate
from support.timestamps import Stamper, good_authority, stamping_identity

if TYPE_CHECKING:
    from collections.abc import Callable

    from esign.demo.pki import Identity
    from esign.signing.revision import Revision
    from esign.trust import TrustStore

RANGE = re.compile(rb"/ByteRange \[0 (\d+) (\d+) (\d+)\]( *)")
LONG_HEX = re.compile(rb"(?<=<)[0-9A-Fa-f]{1000,}(?=>)")


@pytest.fixture(scope="module")
def trust() -> TrustStore:
    return reader()


def last_token(data: bytes) -> re.Match[bytes]:
    return list(LONG_HEX.finditer(data))[-1]


def with_token(data: bytes, token: bytes) -> bytes:
    """The file with another token in its last time-stamp's place."""
    place = last_token(data)
    digits = token.hex().upper().encode().ljust(len(place[0]), b"0")
    return data[: place.start()] + digits + data[place.end() :]


def token_of(data: bytes) -> bytes:
    found: bytes = cms.ContentInfo.load(bytes.fromhex(last_token(data)[0].decode())).dump()
    return found


STRANGERS: dict[str, Callable[[], Identity]] = {
    "of another root": lambda: stamping_identity(stranger=True),
    "for other purposes": lambda: stamping_identity(purposes=(ExtendedKeyUsageOID.SERVER_AUTH,)),
    "for more than that": lambda: stamping_identity(
        purposes=(ExtendedKeyUsageOID.TIME_STAMPING, ExtendedKeyUsageOID.EMAIL_PROTECTION)
    ),
    "not bound to that": lambda: stamping_identity(critical=False),
    "a signer": lambda: make_pki().director,
    "the agency itself": lambda: make_pki().seal,
}


@pytest.mark.parametrize("identity", STRANGERS.values(), ids=STRANGERS)
def test_a_time_stamp_by_nobody_trusted_for_it_proves_nothing(
    identity: Callable[[], Identity], trust: TrustStore
) -> None:
    report = judged(stamped(sealed_page(), by=identity()), trust)
    assert report.verdict is Verdict.INDETERMINATE
    assert rules(report) == {"time-stamp-authority"}
    assert report.level == Level.B_B


def test_an_authority_that_the_reader_does_not_trust_for_time_proves_nothing(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    report = judged(stamped(sealed_page()), trust_store(tmp_path_factory.mktemp("trust")))
    assert rules(report) == {"time-stamp-authority"}


@pytest.mark.parametrize(
    "stamper",
    [
        Stamper(imprint=lambda digest: sha256(digest).digest()),
        Stamper(imprint=lambda _: sha256(b"another file").digest()),
        Stamper(spoil=lambda token: token[:-1] + bytes([token[-1] ^ 1])),
    ],
    ids=["another digest", "another file", "another signature"],
)
def test_a_time_stamp_that_is_not_over_this_file_fails(stamper: Stamper, trust: TrustStore) -> None:
    report = judged(append_timestamp(sealed_page(), stamper), trust)
    assert report.verdict is Verdict.FAILED
    assert rules(report) == {"time-stamp-token"}


def test_a_token_carried_over_from_another_file_fails(trust: TrustStore) -> None:
    other = stamped(forge().document(agency=make_pki().ecdsa_seal))
    report = judged(with_token(stamped(sealed_page()), token_of(other)), trust)
    assert report.verdict is Verdict.FAILED
    assert rules(report) == {"time-stamp-token"}


def test_the_tokens_of_one_file_cannot_be_swapped(trust: TrustStore) -> None:
    first, last = stamped(sealed_page()), page_at(Level.B_LTA)
    report = judged(with_token(last, token_of(first)), trust)
    assert report.verdict is Verdict.FAILED


@pytest.mark.parametrize("less", [1, 100, 600])
def test_a_time_stamp_that_leaves_out_the_end_fails(less: int, trust: TrustStore) -> None:
    """Its range is made shorter and its authority asked again: what it says is true, but less."""
    data = stamped(proven_page(), AFTERWARDS)
    found = list(RANGE.finditer(data))[-1]
    before, after, length = map(int, found.groups()[:3])
    written = b"/ByteRange [0 %d %d %d]" % (before, after, length - less)
    data = data[: found.start()] + written.ljust(len(found[0])) + data[found.end() :]
    digest = sha256(data[:before] + data[after : after + length - less]).digest()
    report = judged(with_token(data, Stamper(at=AFTERWARDS).timestamp(digest)), trust, AFTERWARDS)
    assert report.verdict is Verdict.FAILED
    assert "time-stamp-coverage" in rules(report)


def second_field(revision: Revision) -> None:
    """One more field for the time-stamp there is."""
    fields = revision.root["/AcroForm"]["/Fields"]
    value = fields[-1].raw_get("/V")
    field = {pdf_name("/FT"): pdf_name("/Sig"), pdf_name("/T"): pdf_string("more")}
    field[pdf_name("/V")] = value
    fields.append(revision.add_object(generic.DictionaryObject(field)))
    revision.update_container(revision.root["/AcroForm"])


def test_two_fields_that_share_a_time_stamp_are_not_accepted(trust: TrustStore) -> None:
    report = judged(revised(stamped(sealed_page()), second_field), trust)
    assert report.verdict is Verdict.FAILED
    assert "time-stamp-coverage" in rules(report)
    again = judged(stamped(revised(stamped(sealed_page()), second_field)), trust)
    assert again.verdict is Verdict.FAILED


def test_a_time_stamp_that_claims_to_be_a_signature_is_not_accepted(trust: TrustStore) -> None:
    data = stamped(sealed_page()).replace(b"/ETSI.RFC3161", b"/ETSI.RFC3162")
    assert judged(data, trust).verdict is Verdict.FAILED


@pytest.mark.parametrize("days", [1, 400])
def test_a_time_stamp_from_the_future_proves_nothing(days: int, trust: TrustStore) -> None:
    report = judged(stamped(sealed_page(), FIXED_NOW + days * DAY), trust)
    assert report.verdict is Verdict.INDETERMINATE
    assert rules(report) == {"time-stamp-moment"}


def test_a_time_stamp_backdated_by_an_expired_authority_proves_nothing(trust: TrustStore) -> None:
    expired = stamping_identity(until=EXPIRED.end)
    backdated = stamped(sealed_page(), EXPIRED.end - DAY, expired)
    assert judged(backdated, trust).verdict is Verdict.INDETERMINATE
    covered = stamped(backdated)
    report = judged(covered, trust)
    assert report.verdict is Verdict.INDETERMINATE
    assert {entry.time for entry in report.signatures} == {FIXED_NOW}


def test_a_time_stamp_of_before_its_certificate_proves_nothing(trust: TrustStore) -> None:
    report = judged(stamped(sealed_page(), FIXED_NOW - 9999 * DAY), trust)
    assert "time-stamp-moment" in rules(report)
    assert report.verdict is Verdict.INDETERMINATE


def test_a_later_time_stamp_cannot_be_older(trust: TrustStore) -> None:
    data = stamped(stamped(sealed_page(), AFTERWARDS), FIXED_NOW)
    report = judged(data, trust, AFTERWARDS + DAY)
    assert report.verdict is Verdict.INDETERMINATE
    assert "time-stamp-moment" in rules(report)


def test_a_revoked_authority_proves_nothing(trust: TrustStore) -> None:
    entry = revocation(good_authority(), FIXED_NOW + DAY / 2, x509.ReasonFlags.superseded)
    lists = lists_at(AFTERWARDS, [entry])
    report = judged(stamped(sealed_page()), reader(lists), AFTERWARDS)
    assert report.verdict is Verdict.INDETERMINATE
    assert rules(report) >= {"time-stamp-authority"}
    brought = stored(stamped(sealed_page()), lists=lists)
    assert judged(brought, trust, AFTERWARDS).verdict is Verdict.INDETERMINATE


def test_a_time_stamp_does_not_make_an_expired_signature_good(trust: TrustStore) -> None:
    late = stamped(forge().document(person=make_pki().faulty.expired))
    report = judged(late, trust)
    assert report.verdict is Verdict.INDETERMINATE
    assert "certificate" in rules(report)


def test_nor_one_made_before_its_certificate_was_valid(trust: TrustStore) -> None:
    early = stamped(forge().document(person=make_pki().faulty.future))
    report = judged(early, trust, FUTURE.start + timedelta(hours=1))
    assert report.verdict is Verdict.INDETERMINATE
    assert "certificate" in rules(report)


POISONED = {
    "by another key of that name": lambda: lists_at(
        AFTERWARDS, issuing=make_pki().lookalike.issuing
    ),
    "by a stranger": lambda: lists_at(AFTERWARDS, issuing=make_pki().stranger.issuing),
    "from the future": lambda: lists_at(AFTERWARDS + 30 * DAY),
}


@pytest.mark.parametrize("lists", POISONED.values(), ids=POISONED)
@pytest.mark.parametrize("held", [None, ()], ids=["with lists of his own", "without"])
def test_poisoned_lists_are_not_accepted(
    lists: Callable[[], tuple[bytes, bytes]], held: tuple[bytes, ...] | None
) -> None:
    data = stored(stamped(sealed_page()), lists=lists())
    report = judged(data, reader(held), AFTERWARDS)
    assert report.verdict is Verdict.INDETERMINATE
    assert "validation-data" in rules(report)
    assert report.level == Level.B_T or held == ()


def answers(**odd: object) -> Callable[[], list[bytes]]:
    """Responses about both signers and the authority, with something odd about each."""

    def build() -> list[bytes]:
        pki = make_pki()
        about = (pki.director, pki.seal, good_authority())
        means = {key: value() if callable(value) else value for key, value in odd.items()}
        return [Answer(each.certificate, **means).encoded() for each in about]

    return build


def of_others() -> list[bytes]:
    others = (make_pki().second_director, make_pki().ecdsa_seal)
    return [Answer(each.certificate).encoded() for each in others]


FALSE_ANSWERS = {
    "about other certificates": of_others,
    "by the signer himself": answers(responder=lambda: make_pki().director),
    "by a stranger's responder": answers(responder=lambda: delegate(make_pki().stranger.issuing)),
    "by a namesake's responder": answers(responder=lambda: delegate(make_pki().lookalike.issuing)),
    "by a responder nobody vouches for": answers(responder=lambda: delegate(no_check=False)),
    "from the future": answers(issued=AFTERWARDS + 9 * DAY, until=AFTERWARDS + 10 * DAY),
    "of nothing known": answers(status=ocsp.OCSPCertStatus.UNKNOWN),
}


@pytest.mark.parametrize("responses", FALSE_ANSWERS.values(), ids=FALSE_ANSWERS)
@pytest.mark.parametrize("held", [None, ()], ids=["with lists of his own", "without"])
def test_false_answers_are_not_accepted(
    responses: Callable[[], list[bytes]], held: tuple[bytes, ...] | None
) -> None:
    root_list = lists_at(AFTERWARDS)[0]
    data = stored(stamped(sealed_page()), lists=[root_list], responses=responses())
    report = judged(data, reader(held), AFTERWARDS)
    assert report.verdict is Verdict.INDETERMINATE
    assert "validation-data" in rules(report)


def test_certificates_of_strangers_in_the_store_are_not_accepted(trust: TrustStore) -> None:
    pki = make_pki()
    for stranger in (pki.stranger.director.der, pki.lookalike.issuing.identity.der):
        report = judged(stored(stamped(sealed_page()), certificates=[stranger]), trust)
        assert rules(report) == {"validation-data"}


def test_data_older_than_the_revocation_does_not_hide_it() -> None:
    """A thief signs after the revocation, and brings a list of before it."""
    entry = revocation(make_pki().director, FIXED_NOW - DAY, x509.ReasonFlags.key_compromise)
    data = stored(stamped(sealed_page()), lists=lists_at(FIXED_NOW - 2 * DAY))
    report = judged(data, reader(lists_at(AFTERWARDS, [entry])), AFTERWARDS)
    assert report.verdict is Verdict.FAILED
    assert rules(report) == {"certificate"}


def test_data_that_has_run_out_before_the_time_stamp_is_no_evidence() -> None:
    data = stored(
        stamped(sealed_page()),
        certificates=chain_of(good_authority()),
        lists=lists_at(FIXED_NOW - 40 * DAY),
    )
    report = judged(data, reader(()), AFTERWARDS)
    assert report.verdict is Verdict.INDETERMINATE
    assert rules(report) == {"certificate", "time-stamp-authority"}


def test_a_list_is_no_evidence_once_its_authority_has_expired_unless_it_was_archived(
    trust: TrustStore,
) -> None:
    """Afterwards nobody guards the authority's key: such a list could be made at any time."""
    pki, lists = make_pki(), lists_at(AFTERWARDS)
    material = Material(lists=lists)
    for seen, standing in (
        ({}, Standing.REVOCATION_UNKNOWN),
        (dict.fromkeys(lists, AFTERWARDS), Standing.GOOD),
        (dict.fromkeys(lists, AUTHORITIES.end + DAY), Standing.REVOCATION_UNKNOWN),
    ):
        grounds = Grounds(
            AUTHORITIES.end + 30 * DAY, proven=True, alone=True, material=material, seen=seen
        )
        found = trust.assess(pki.director.der, chain_of(pki.director), FIXED_NOW, grounds)
        assert found.standing is standing
