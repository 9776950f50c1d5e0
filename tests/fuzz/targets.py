# SPDX-License-Identifier: Apache-2.0
"""What is fuzzed: every parser that bytes from outside reach.

Each target takes any bytes and ends, or raises one of our own errors; whatever else it raises is a
fault. Nothing here knows what the bytes should mean.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections import deque
from functools import cache
from http import HTTPStatus
from io import BytesIO
from typing import TYPE_CHECKING
from unittest.mock import patch

from esign.errors import EsignError
from esign.exchange import ambiguities, envelope_signature, lint, read
from esign.exchange.transports import answers
from esign.exchange.transports.faults import Faults
from esign.exchange.transports.http import Answer, Call, HttpClient, HttpProfile
from esign.kinds.parsing import parse
from esign.model import MessageType
from esign.model.proof import Proof
from esign.receiving import Given, Sources
from esign.receiving.archive import Archive
from esign.signing import timestamp
from esign.signing.timestamp import HttpTimestampAuthority, Terms
from esign.tables.reading import read_csv, read_xlsx
from esign.trust.certificate_files import read_certificates
from esign.trust.imports.formats import read_list_file
from esign.trust.policy import read_policy
from esign.trust.responses import parse_response
from esign.trust.revocation import parse_list, parse_published
from esign.trust.token import read_token
from esign.verification import inspect, read_detached
from esign.verification.container import read_container
from esign.verification.general.containers import open_container
from esign.verification.metadata import read_packet
from esign.verification.policy_table import read_table
from esign.verification.stamps import read_stamp
from support.pki import make_pki
from support.ports import FIXED_NOW, FixedClock, SeededRandom
from support.proving import reader

if TYPE_CHECKING:
    from collections.abc import Callable

    from esign.trust import TrustStore

    Target = Callable[[bytes], None]

MOST_MEMBERS = 20


@cache
def _trust() -> TrustStore:
    return reader()


def _digest(algorithm: str) -> bytes:
    return hashlib.new(algorithm, b"", usedforsecurity=False).digest()


def pdf(data: bytes) -> None:
    """A document of our own form."""
    inspect(data, name="a.pdf", trust=_trust(), at=FIXED_NOW)


def any_pdf(data: bytes) -> None:
    """A document of any origin."""
    inspect(data, name="a.pdf", trust=_trust(), at=FIXED_NOW, policy="signed")


def cms(data: bytes) -> None:
    """A signature's container, by all that read one."""
    read_container(data, _digest)
    open_container(data, "adbe.pkcs7.detached", _digest, ())
    open_container(data, "adbe.pkcs7.sha1", _digest, ())
    read_detached(data)


def token(data: bytes) -> None:
    """A time-stamp token."""
    read_token(data)
    read_stamp(data, _digest)


def xmp(data: bytes) -> None:
    """A document's metadata."""
    read_packet(data)


def edxml(data: bytes) -> None:
    """A package of the document axis: its rules, its signature, what it says."""
    lint(data)
    envelope_signature(data)
    ambiguities(data)
    read(data)


def archive(data: bytes) -> None:
    """A ZIP archive, as one and as a source of files."""
    found = Archive(BytesIO(data), "a.zip")
    for name in found.members[:MOST_MEMBERS]:
        with contextlib.suppress(EsignError):
            found.read(name)
    for item in Sources([Given("a.zip", data)]):
        with contextlib.suppress(EsignError):
            item.read()


def trust_list(data: bytes) -> None:
    """A published list of authorities, of any form."""
    read_list_file(data, make_pki().ecdsa_director.certificate, FIXED_NOW)
    read_list_file(data, None, FIXED_NOW)


def revocation(data: bytes) -> None:
    """What authorities say of certificates: lists and single answers, and certificates as such."""
    parse_published(data)
    parse_list(data)
    parse_response(data)
    read_certificates("a.pem", data)


def stamp_answer(data: bytes) -> None:
    """What a time-stamp authority answers."""
    clock, terms = FixedClock(FIXED_NOW), Terms(seconds=1, budget=1)
    asked = HttpTimestampAuthority(["http://a.example"], terms, SeededRandom(), clock)
    with patch.object(timestamp, "fetch", return_value=data):
        asked.timestamp(bytes(32))


def hub_answer(data: bytes) -> None:
    """What a hub of the document axis answers, by all that read it."""
    answer = Answer(HTTPStatus.OK, {}, data, bounded=True)
    answers.is_page(answer)
    said = answers.judged(_hub(), Call("GET", "/"), answer, Faults("a"))
    answers.document_id(said)
    answers.package(said)
    answers.is_whole(said)
    listed = list(answers.records(said))
    answers.in_order([*answers.offered(listed, MessageType.DOCUMENT)])
    for entry in listed:
        answers.agency(entry)


@cache
def _hub() -> HttpClient:
    return HttpClient("a", HttpProfile("http://127.0.0.1:9"), Faults("a"))


def request(data: bytes) -> None:
    """What a document is asked for with, in both notations."""
    parse(data, "toml")
    parse(data, "json")


def table(data: bytes) -> None:
    """A table of many requests, separated or as a spreadsheet."""
    for reading in (read_csv, read_xlsx):
        with contextlib.suppress(EsignError):
            deque(reading(data, "a"), maxlen=0)


def policy(data: bytes) -> None:
    """A policy of verification."""
    read_table("a.toml", data.decode("utf-8", "replace"))


def trust_policy(data: bytes) -> None:
    """The file that says whom to trust."""
    read_policy(data.decode("utf-8", "replace"))


def proof(data: bytes) -> None:
    """A proof from an office's record."""
    Proof.read(data, "a.json")


TARGETS: dict[str, Target] = {
    each.__name__: each
    for each in (
        *(pdf, any_pdf, cms, token, xmp, edxml, archive, trust_list, policy, trust_policy),
        *(proof, revocation, stamp_answer, hub_answer, request, table),
    )
}


def try_out(name: str, data: bytes) -> None:
    """One run of a target; our own errors are answers."""
    with contextlib.suppress(EsignError):
        TARGETS[name](data)
