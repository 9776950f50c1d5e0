# SPDX-License-Identifier: Apache-2.0
"""The client sends a signing service exactly what was recorded, and understands what it said."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding

from esign.errors import KeyFaultError
from support.exchanges import CLAUSES, ENTRIES, RECORDED, STORIES, Replay

RECORDS = sorted((version, name) for version in CLAUSES for name in STORIES)


def recorded(version: str, name: str) -> list[dict[str, Any]]:
    text = (RECORDED / f"{version}-{name}.json").read_text(encoding="utf-8")
    exchanges: list[dict[str, Any]] = json.loads(text)["exchanges"]
    return exchanges


def method(exchange: dict[str, Any], version: str) -> str:
    line: str = exchange["request"]["line"]
    return line.removeprefix(f"POST /rssp/csc/{version}/").removesuffix(" HTTP/1.1")


@pytest.mark.parametrize(("version", "name"), RECORDS)
def test_exactly_the_recorded_requests_are_sent_in_their_order(version: str, name: str) -> None:
    replay = Replay(recorded(version, name))
    if name == "wrong-pin":
        with pytest.raises(KeyFaultError) as refused:
            replay.tell(STORIES[name], version)
        assert refused.value.code == "csc.not_allowed"
        assert refused.value.facts["reason"] == "invalid_pin"
    else:
        made = replay.tell(STORIES[name], version)
        assert len(made) == len(ENTRIES)
        answer = next(
            each["response"]["body"]
            for each in replay.exchanges
            if method(each, version) == "credentials/info"
        )
        refuse_unsigned(made, answer["cert"]["certificates"][0], name)
    assert replay.asked == [each["request"] for each in replay.exchanges]


def refuse_unsigned(made: tuple[bytes, ...], certificate: str, name: str) -> None:
    """Compare the signatures with the key that the answer names."""
    pem = f"-----BEGIN CERTIFICATE-----\n{certificate}\n-----END CERTIFICATE-----\n"
    public: Any = x509.load_pem_x509_certificate(pem.encode()).public_key()
    scheme = padding.PSS(padding.MGF1(hashes.SHA256()), 32) if name == "pss" else padding.PKCS1v15()
    for signature, entry in zip(made, ENTRIES, strict=True):
        public.verify(signature, entry, scheme, hashes.SHA256())


@pytest.mark.parametrize(("version", "name"), RECORDS)
def test_every_recorded_exchange_names_its_clause(version: str, name: str) -> None:
    for each in recorded(version, name):
        assert each["clause"] == CLAUSES[version][method(each, version)]


def test_the_records_cover_every_method_that_the_client_uses() -> None:
    for version, clauses in CLAUSES.items():
        used = {method(each, version) for name in STORIES for each in recorded(version, name)}
        assert used == clauses.keys()


@pytest.mark.parametrize("version", CLAUSES)
def test_the_answers_that_the_specification_prints_are_understood(version: str) -> None:
    """Our certificate stands where the text has a placeholder; the rest is as it is printed."""
    printed = json.loads((RECORDED / "printed.json").read_text(encoding="utf-8"))[version]
    # A named credential is not looked up; the printed password (v1) is not sent by the service.
    unasked = {"credentials/list"} | ({"credentials/sendOTP"} if version == "v1" else set())
    exchanges = {method(each, version): each for each in recorded(version, "bound-with-password")}
    for name, text in printed.items():
        answer = exchanges[name]["response"]
        if "cert" in text["body"]:
            text["body"]["cert"]["certificates"] = answer["body"]["cert"]["certificates"]
        answer["body"] = text["body"]
    replay = Replay([each for name, each in exchanges.items() if name not in unasked])
    made = replay.tell(STORIES["bound-with-password"], version, "GX0112348")
    said = printed["signatures/signHash"]["body"]["signatures"]
    assert made == tuple(map(base64.b64decode, said))
    last = replay.asked[-1]["body"]
    assert last["SAD"] == printed["credentials/authorize"]["body"]["SAD"]
    assert last["credentialID"] == "GX0112348"
    assert [each["line"] for each in replay.asked] == [
        each["request"]["line"] for each in replay.exchanges
    ]
