# SPDX-License-Identifier: Apache-2.0
"""Packages from before 2016 are walked over by every rule that has a meaning for them."""

from __future__ import annotations

import pytest

from esign.exchange import Level, LintContext, errors, examine, lint, read
from esign.exchange.rules import RULES, PackageType
from esign.messages import Language
from esign.model import EnvelopeSignature, EnvelopeState
from support.envelopes import signed_package
from support.ports import FIXED_NOW
from support.soap_packages import BARE_PARTS, FILES_OUTSIDE, INSIDE, MAIL, SOAP, WITH_PARTS
from support.soap_packages import zipped_mail as zipped

SOUND = {"mime": WITH_PARTS, "bare": BARE_PARTS, "inside": INSIDE.encode(), "mail": MAIL}
UNAPPLIED = (
    *("X4", "D4", "D5", "B1", "B2", "B3", "B4", "B5", "K1"),
    *("S1", "S2", "S3", "S4", "S5", "S6"),
)


def codes(data: bytes, context: LintContext | None = None) -> list[str]:
    found = lint(data) if context is None else lint(data, context)
    return [each.code.removeprefix("edxml.") for each in found]


def broken(old: str, new: str) -> list[str]:
    assert old in INSIDE
    return codes(INSIDE.replace(old, new).encode())[1:-1]


@pytest.mark.parametrize("data", SOUND.values(), ids=SOUND)
def test_a_sound_one_is_told_by_its_generation_and_gives_no_error(data: bytes) -> None:
    found = lint(data)
    assert [(each.code, each.level) for each in found] == [
        ("edxml.X2.older", Level.WARNING),
        ("edxml.G1.absent", Level.NOTE),
    ]
    assert "X4, D4, D5" in found[0].message(Language.VIETNAMESE)


def test_the_rules_that_have_no_meaning_there_are_named_one_by_one() -> None:
    assert lint(MAIL)[0].facts["unapplied"] == ", ".join(UNAPPLIED)
    left = [rule.id for rule in RULES if rule.of is not PackageType.STATUS and not rule.of_older]
    assert tuple(left) == (*UNAPPLIED[:-6], "S5")


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("<edXML:OrganName>Sở Thí Nghiệm</edXML:OrganName>", "", "O1"),
        ("<edXML:OrganId>02.00.H98</edXML:OrganId>", "", "O2"),
        ("02.00.H98", "TRUONG-A", "O3"),
        ("02.00.H98", "00.01.W00", "O3.hub"),
        ("02.00.H98", "01.00.H98", "O4"),
        ("<edXML:CodeNumber>12</edXML:CodeNumber>", "", "D1"),
        (">12<", ">12/STN-VP<", "D1.whole"),
        ("2014-12-05<", "05/12/2014<", "D2.notation"),
        ("2014-12-05<", "2014-02-30<", "D2"),
        ("2014-12-05<", "2014-12-06<", "D2.tomorrow"),
        ("2014-12-05<", "2015-12-06<", "D2.future"),
        ("<edXML:Subject>V/v thử gói tin</edXML:Subject>", "", "D3"),
        ("<edXML:description>Công văn</edXML:description>", "", "D3"),
        ("Phó Giám đốc", "Phó Giám đốc" * 10, "D6"),
        (">1</edXML:Priority>", ">9</edXML:Priority>", "D7"),
        ("<edXML:Author>", "<edXML:DueDate>2014-12-01</edXML:DueDate><edXML:Author>", "D8.before"),
        ("<edXML:OrganName>Trường A", "<edXML:Email>a</edXML:Email><edXML:OrganName>T", "D9"),
        ("2014-12-05T09:10:11", "05/12/2014 09:10:11", "T1.notation"),
        ("<edXML:Sender><edXML:OrganId>01.00.H98</edXML:OrganId></edXML:Sender>", "", "T1"),
        ("Công văn 12.pdf</edXML", "Công văn 13.pdf</edXML", "A1"),
        ("<value>", "<value>%", "A2.base64"),
        ("Công văn 12.pdf", "Công văn 12.exe", "A4.acting"),
        ("Công văn 12.pdf", "Công văn 12.docx", "A4.magic"),
        ("<edXML:Subject>", "<edXML:Subject>A</edXML:Subject><edXML:Subject>", "X3.ambiguous"),
        ("<name>", "<name>b.pdf</name><name>", "X3.ambiguous"),
    ],
)
def test_every_rule_that_has_a_meaning_finds_what_breaks_it(old: str, new: str, code: str) -> None:
    assert code in broken(old, new) or code in codes(INSIDE.replace(old, new).encode())


def test_findings_stand_under_the_names_of_that_time() -> None:
    data = INSIDE.replace("Công văn</edXML:description>", "</edXML:description>")
    data = data.replace("<edXML:Date>2014-12-05", "<edXML:Date>05/12/2014")
    found = {each.rule: each.path for each in lint(data.encode())}
    assert found["D2"] == "MessageHeader/PromulgationInfo/Date"
    assert found["D3"] == "MessageHeader/Type/description"


def test_the_files_that_are_listed_and_those_that_are_there_are_held_against_each_other() -> None:
    assert codes(SOAP.encode()) == ["X2.older", "A1", "A3", "G1.absent"]
    other = BARE_PARTS.replace(b"<a1@sender>", b"<b2@sender>")
    assert [each.path for each in lint(other) if each.rule == "A1"] == [
        "Manifest/Reference[1]",
        "MIME[1]",
    ]
    twice = FILES_OUTSIDE.replace("</attach>", "<attachment><name>b.pdf</name>")
    value = FILES_OUTSIDE[FILES_OUTSIDE.index("<value>") : FILES_OUTSIDE.index("</attachment>")]
    twice = twice.replace("<name>b.pdf</name>", f"<name>b.pdf</name>{value}</attachment></attach>")
    found = lint(zipped({"h": SOAP, "a": twice}))
    assert [each.path for each in found if each.rule == "A1"] == ["attach/attachment[2]"]


def test_a_file_under_the_id_of_another_is_no_sound_package() -> None:
    twice = BARE_PARTS.replace(b"<header@sender>", b"<a1@sender>")
    assert codes(twice) == ["X3.ambiguous"]


def test_of_a_package_that_is_about_to_be_sent_the_generation_is_an_error() -> None:
    found = lint(MAIL, LintContext(own_code="01.00.H98"))
    assert [(each.code, each.level) for each in found] == [("edxml.X2.older", Level.ERROR)]


def test_another_soap_message_stays_an_error() -> None:
    found = lint(SOAP.replace("MessageHeader", "Other").encode())
    assert [(each.code, each.level) for each in found] == [("edxml.X2.soap", Level.ERROR)]


def test_two_messages_in_one_envelope_are_refused() -> None:
    data = SOAP.replace("</SOAP-ENV:Header>", "<edXML:MessageHeader/></SOAP-ENV:Header>")
    assert codes(data.encode()) == ["X3", "X3.ambiguous"]


def test_a_package_of_today_does_not_lie_in_a_mime_message() -> None:
    wrapped = b"Content-Type: text/xml\r\n\r\n" + signed_package()
    assert "X2.wrapped" in codes(wrapped)
    assert errors(lint(wrapped))


def test_a_signature_of_the_xml_is_not_one_over_the_files_beside_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    intact = EnvelopeSignature(EnvelopeState.INTACT)
    monkeypatch.setattr("esign.exchange.rules.subject.envelope_signature", lambda *_: intact)
    assert examine(INSIDE.encode(), FIXED_NOW).signature.state is EnvelopeState.INTACT
    for data in (WITH_PARTS, MAIL):
        assert examine(data, FIXED_NOW).signature.state is EnvelopeState.PARTIAL


def test_the_whole_counts_for_the_size_and_not_the_xml_alone() -> None:
    assert "A5.setting" in codes(WITH_PARTS, LintContext(size_limit=len(SOAP.encode()) + 10))


@pytest.mark.parametrize("data", SOUND.values(), ids=SOUND)
def test_looking_at_all_of_it_at_once_finds_the_same(data: bytes) -> None:
    found = examine(data, FIXED_NOW)
    assert found.content == read(data)
    assert [each.code for each in found.findings] == ["edxml.X2.older"]
    assert (found.ambiguous, found.signature.state) == ((), EnvelopeState.ABSENT)
