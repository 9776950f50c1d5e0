# SPDX-License-Identifier: Apache-2.0
"""Signed packages with large files, whose texts are digested where they lie in the bytes."""

from __future__ import annotations

import re
from dataclasses import replace
from hashlib import sha256
from random import Random
from time import process_time

import pytest
from lxml import etree

from esign.exchange import envelope_signature
from esign.exchange.envelope import parse
from esign.exchange.signature import hollow as hollowing
from esign.exchange.signature.digesting import hollow_digest
from esign.exchange.signature.hollow import LARGE, hollow, stands_in
from esign.model import Attachment, EnvelopeState
from support.envelopes import signed_package
from support.packages import PACKAGE

FILES = tuple(
    Attachment(f"{name}.pdf", "application/pdf", b"%PDF-1.7\n" + name.encode() * LARGE)
    for name in ("mot", "hai")
)


@pytest.fixture(scope="module")
def signed() -> bytes:
    return signed_package(package=replace(PACKAGE, attachments=FILES))


def state(data: bytes) -> EnvelopeState:
    return envelope_signature(data).state


def test_a_large_file_moved_into_a_comment_does_not_pass_for_the_text_it_was(
    signed: bytes,
) -> None:
    found = hollow(signed)
    assert found is not None
    text = bytes(found.texts[0])
    word = "".join(f"&#{byte};" for byte in found.marks[0]).encode()  # not in the bytes as such
    moved = signed.replace(text, word).replace(b"</edXML>", b"<!-->%b<--></edXML>" % text)
    assert state(moved) is EnvelopeState.BROKEN
    assert hollow(moved) is None


def test_two_large_files_that_change_places_break_the_signature(signed: bytes) -> None:
    found = hollow(signed)
    assert found is not None
    first, second = map(bytes, found.texts)
    swapped = signed.replace(first, b"|~|").replace(second, first).replace(b"|~|", second)
    assert swapped != signed
    assert state(swapped) is EnvelopeState.BROKEN


@pytest.mark.parametrize("place", [0, LARGE // 2, -1])
def test_one_letter_of_a_large_file_breaks_the_signature(signed: bytes, place: int) -> None:
    found = hollow(signed)
    assert found is not None
    text = bytearray(found.texts[1])
    text[place] = ord("A") if text[place] != ord("A") else ord("B")
    assert state(signed.replace(bytes(found.texts[1]), bytes(text))) is EnvelopeState.BROKEN


def test_both_ways_of_reading_come_to_the_same(
    signed: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert hollow(signed) is not None
    judged = envelope_signature(signed)
    assert judged.state is EnvelopeState.INTACT
    monkeypatch.setattr("esign.exchange.signature.reading.hollow", lambda _: None)
    assert envelope_signature(signed) == judged


def test_a_mark_never_stands_in_what_came(signed: bytes) -> None:
    found = hollow(signed)
    assert found is not None
    taunting = signed.replace(b"</edXML>", found.marks[0] + b"</edXML>")
    other = hollow(taunting)
    assert other is not None
    assert all(mark not in taunting for mark in other.marks)
    assert state(taunting) is EnvelopeState.BROKEN


@pytest.mark.parametrize("place", [rb"<(\w+:)?KeyInfo>", rb"<(\w+:)?Signature [^>]*>"])
def test_a_file_moved_into_the_signature_does_not_count_for_where_it_was(
    signed: bytes, place: bytes
) -> None:
    found = hollow(signed)
    assert found is not None
    text = bytes(found.texts[0])
    for mark in (found.marks[0], b"left-out-0-0."):
        spelt = "".join(f"&#{byte};" for byte in mark).encode()  # not in the bytes as such
        moved = signed.replace(text, spelt)
        inside = re.search(place, moved)
        assert inside is not None
        moved = moved[: inside.end()] + text + moved[inside.end() :]
        without = hollow(moved)
        assert without is not None
        assert not stands_in(parse(without.data), without)
        assert state(moved) is not EnvelopeState.INTACT


def test_words_between_the_parts_of_a_signature_are_not_understood(signed: bytes) -> None:
    told = re.sub(rb"(?=<(\w+:)?KeyInfo>)", b"see here", signed, count=1)
    assert told != signed
    assert state(told) is EnvelopeState.UNCLEAR
    spaced = re.sub(rb"(?=<(\w+:)?KeyInfo>)", b"\n  ", signed, count=1)
    assert state(spaced) is EnvelopeState.INTACT


def test_a_text_full_of_marks_costs_no_more_than_any_other() -> None:
    words = b"".join(b"left-out-%d-" % number for number in reversed(range(40_000)))
    data = b"<a><b>%b</b><c>%b</c></a>" % (b"A" * (LARGE + 10), words)
    start = process_time()
    assert hollow(data) is not None
    assert process_time() - start < 1


PIECES = (
    *(b"AAAABBBBCCCC", b"AAAABBBBCCCC\nAAAABBBB", b"AAAABBBB\r\nAAAABBBB", b"x>AAAABBBBCCCC"),
    *(b"AAAABBBB&#10;AAAABBBB", "AAAABBBBCCCCđ".encode(), b"", b"short", b"\n\t"),
    *(b"left-out-0-0.", b"&#108;eft-out-0-0.", b"]]&gt;AAAABBBBCCCC"),
)
TAGS = (b"<a>%b</a>", b'<b x="1>AAAABBBBCCCC">%b</b>', b'<p:c xmlns:q="urn:q">%b</p:c>')
BESIDE = (b"",) * 30 + (b"<!-->AAAABBBBCCCC<-->", b"<![CDATA[>AAAABBBBCCCC]]>", b"<?pi >AAAABBBB?>")
SIGNATURE = b'<Signature xmlns="http://www.w3.org/2000/09/xmldsig#">%b</Signature>'


def node(random: Random, depth: int = 0) -> bytes:
    """An element with texts that are left out, texts that are not, and other elements."""
    children = b"".join(
        random.choice(PIECES) + node(random, depth + 1) + random.choice(BESIDE)
        for _ in range(random.randrange(3) if depth < 3 else 0)
    )
    return random.choice(TAGS) % (children + random.choice(PIECES))


def expected(data: bytes, *, exclusive: bool) -> bytes:
    """The digest as lxml's own canonical form of the whole document gives it."""
    root = parse(data)
    signature = root.find("{*}Signature")
    assert signature is not None
    etree.strip_elements(root, signature.tag, with_tail=False)
    return sha256(etree.tostring(root, method="c14n", exclusive=exclusive)).digest()


def test_whatever_is_left_out_the_digest_is_that_of_the_whole(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    short = hollowing._TEXT.pattern.replace(b"%d" % (LARGE - 1), b"7")
    monkeypatch.setattr(hollowing, "LARGE", 8)
    monkeypatch.setattr(hollowing, "_TEXT", re.compile(short))
    random = Random(20261122)  # noqa: S311 - the same in every run
    compared = refused = 0
    for _ in range(1_500):
        inside = random.choice([b"", b"", b"<V>%b</V>" % random.choice(PIECES), b"AAAABBBBCCCC"])
        within = random.choice(PIECES).join([node(random), SIGNATURE % inside, node(random)])
        data = b'<r xmlns:p="urn:p">%b</r>' % within
        without = hollow(data)
        if without is None:
            continue
        root = parse(without.data)
        signature = root.find("{*}Signature")
        assert signature is not None
        if not stands_in(root, without):
            refused += 1
            continue
        for exclusive in (True, False):
            found = hollow_digest(signature, "sha256", without, exclusive=exclusive)
            assert found == expected(data, exclusive=exclusive), data
            compared += 1
    assert compared > 1_000
    assert refused > 50
