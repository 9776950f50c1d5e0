# SPDX-License-Identifier: Apache-2.0
"""XML made to harm its reader, or to say two things at once, ends in a refusal or a finding."""

from __future__ import annotations

import resource
from typing import TYPE_CHECKING

import pytest

from esign.errors import InputError
from esign.exchange import ambiguities, envelope_signature, lint, read
from esign.exchange.envelope import open_envelope, parse
from esign.model import Package
from support.envelopes import STATUS, changed, signed_package
from support.packages import FOREIGN, foreign

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

GOOD = foreign()
HEAD = FOREIGN.index("<edXML")
SUBJECT = "V/v thử gói tin"


def with_doctype(subset: str, value: str = SUBJECT) -> bytes:
    text = FOREIGN.replace(SUBJECT, value)
    return (text[:HEAD] + f"<!DOCTYPE edXML [{subset}]>" + text[HEAD:]).encode()


def laughs(levels: int = 12) -> str:
    first = '<!ENTITY a0 "ha">'
    others = (f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, levels))
    return first + "".join(others)


REFUSED: dict[str, Callable[[Path], bytes]] = {
    "an empty DTD": lambda _: with_doctype(""),
    "a billion laughs": lambda _: with_doctype(laughs(), "&a11;"),
    "quadratic growth": lambda _: with_doctype(f'<!ENTITY a "{"x" * 9999}">', "&a;" * 9999),
    "a local file": lambda secret: with_doctype(f'<!ENTITY a SYSTEM "file://{secret}">', "&a;"),
    "an address": lambda _: with_doctype('<!ENTITY a SYSTEM "http://127.0.0.1:9/">', "&a;"),
    "parameters": lambda _: with_doctype('<!ENTITY % a SYSTEM "http://127.0.0.1:9/"> %a;'),
    "an outside DTD": lambda _: (
        FOREIGN[:HEAD] + '<!DOCTYPE edXML SYSTEM "http://127.0.0.1:9/a.dtd">' + FOREIGN[HEAD:]
    ).encode(),
    "default attributes": lambda _: with_doctype('<!ATTLIST Code a CDATA "b">'),
    "an unknown entity": lambda _: foreign((SUBJECT, "&secret;")),
    "UTF-16": lambda _: FOREIGN.replace("utf-8", "utf-16").encode("utf-16"),
    "UTF-16 undeclared": lambda _: FOREIGN.encode("utf-16-le"),
    "UTF-16 with a DTD": lambda _: with_doctype("").decode().encode("utf-16-be"),
    "UTF-7": lambda _: FOREIGN.replace("utf-8", "utf-7").encode("utf-7"),
    "UTF-32": lambda _: FOREIGN.encode("utf-32"),
    "EBCDIC": lambda _: FOREIGN.encode("cp037", "replace"),
    "Latin-1": lambda _: FOREIGN.replace("utf-8", "iso-8859-1").encode("iso-8859-1", "replace"),
    "NUL": lambda _: GOOD.replace(b"STN-VP", b"STN\0VP"),
    "NUL by number": lambda _: foreign(("STN-VP", "STN&#0;VP")),
    "a control character": lambda _: foreign(("STN-VP", "STN&#x1b;VP")),
    "half a character": lambda _: GOOD.replace("ử".encode(), b"\xe1\xbb", 1),
    "deep nesting": lambda _: foreign((SUBJECT, "<a>" * 40_000 + "</a>" * 40_000)),
    "many attributes": lambda _: foreign(
        ("<SteeringType>", "<SteeringType " + " ".join(f"a{n}=''" for n in range(100_001)) + ">")
    ),
    "many elements": lambda _: foreign((SUBJECT, "<a/>" * 100_001)),
    "one attribute twice": lambda _: foreign(('version="1.0"', 'version="1.0" version="2"')),
    "text behind the end": lambda _: GOOD + b"<edXML/>",
    "nothing": lambda _: b"",
}


@pytest.mark.parametrize("make", REFUSED.values(), ids=REFUSED.keys())
def test_xml_that_harms_is_refused_by_all_that_read_packages(
    make: Callable[[Path], bytes], tmp_path: Path
) -> None:
    secret = tmp_path / "secret"
    secret.write_text("the secret", encoding="ascii")
    data = make(secret)
    for reader in (read, envelope_signature, ambiguities):
        with pytest.raises(InputError) as refused:
            reader(data)
        assert refused.value.code.startswith("edxml.X1")
        assert "the secret" not in str(refused.value)
    assert [each.level for each in lint(data)] == ["error"]


def test_inclusions_are_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("the secret", encoding="ascii")
    inclusion = (
        f'<i:include xmlns:i="http://www.w3.org/2001/XInclude" parse="text" href="{secret}"/>'
    )
    data = foreign((SUBJECT, inclusion))
    assert ambiguities(data) == ("edXML/edXMLEnvelope/edXMLHeader/MessageHeader/Subject",)
    package = read(data)
    assert isinstance(package, Package)
    assert "the secret" not in str(package)


def test_ten_megabytes_in_one_text_are_read_in_little_memory() -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    package = read(foreign((SUBJECT, "x" * 11_000_000)))
    assert isinstance(package, Package)
    assert len(package.subject) == 11_000_000
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < 200_000  # KB


def test_markup_in_utf7_stays_text() -> None:
    package = read(foreign((SUBJECT, "+ADw-CodeNumber+AD4-13")))
    assert isinstance(package, Package)
    assert (package.subject, package.number) == ("+ADw-CodeNumber+AD4-13", "12")


def test_a_byte_order_mark_changes_nothing() -> None:
    assert read(b"\xef\xbb\xbf" + GOOD) == read(GOOD)


EQUIVOCAL = {
    "two numbers": ("<CodeNumber> 12 </CodeNumber>", "<CodeNumber>12</CodeNumber>" * 2),
    "two messages": ("</edXMLHeader>", "<MessageHeader/></edXMLHeader>"),
    "two senders": ("<To><OrganName>", "<From><OrganId>H1</OrganId></From><To><OrganName>"),
    "two subjects": (f"<Subject>{SUBJECT}</Subject>", "<Subject>a</Subject><Subject>b</Subject>"),
    "two codes of one receiver": ("<OrganId>001", "<OrganId>H1</OrganId><OrganId>001"),
    "a twin of another namespace": ("</Code>", '<CodeNumber xmlns="x">13</CodeNumber></Code>'),
    "a decoy below": (
        "<ApplicationType>",
        "<Old><CodeNumber>13</CodeNumber></Old><ApplicationType>",
    ),
    "a decoy in the signature": (
        "<DigitalSignature/>",
        "<Signature><CodeNumber>13</CodeNumber></Signature>",
    ),
    "a status below a document": (
        "<ApplicationType>",
        "<Old><StatusCode>02</StatusCode></Old><Old2><StatusCode/></Old2><ApplicationType>",
    ),
    "two bodies": ("<edXMLBody>", "<edXMLBody/><edXMLBody>"),
    "two sets of files": ("<AttachmentEncoded>", "<AttachmentEncoded/><AttachmentEncoded>"),
    "two contents of one file": (
        "<ContentTransferEncoded>",
        "<ContentTransferEncoded>QQ==</ContentTransferEncoded><ContentTransferEncoded>",
    ),
    "an element in a value": ("STN-VP</CodeNotation>", "STN<a/>-VP</CodeNotation>"),
    "a comment in a value": ("STN-VP</CodeNotation>", "STN<!-- -->-VP</CodeNotation>"),
    "a comment before a value": ("<CodeNotation>STN", "<CodeNotation><!-- -->STN"),
    "an instruction in a value": ("STN-VP</CodeNotation>", "STN<?a b?>-VP</CodeNotation>"),
}


@pytest.mark.parametrize(("old", "new"), EQUIVOCAL.values(), ids=EQUIVOCAL.keys())
def test_what_two_readers_read_differently_is_noticed(old: str, new: str) -> None:
    data = foreign((old, new))
    assert ambiguities(data)
    assert "error" in [each.level for each in lint(data)]


def test_honest_packages_say_one_thing() -> None:
    assert [ambiguities(data) for data in (GOOD, signed_package(), STATUS)] == [(), (), ()]


def test_a_value_in_a_marked_section_is_read_whole() -> None:
    data = foreign(("STN-VP</CodeNotation>", "<![CDATA[STN-VP]]></CodeNotation>"))
    package = read(data)
    assert isinstance(package, Package)
    assert package.symbol == "STN-VP"
    assert ambiguities(data) == ()


def test_a_code_in_letters_that_only_look_alike_is_pointed_out() -> None:
    data = changed(
        signed_package(),
        "H99.12</edXML:OrganId>",
        "\N{CYRILLIC CAPITAL LETTER EN}99.12</edXML:OrganId>",
    )
    assert any(each.rule in {"O3", "D5"} for each in lint(data))


BUSINESS = "<Bussiness>{}</Bussiness>"
RECALL = "<{0}><{1}DocType>1</{1}DocType></{0}>"


def with_business(*parts: str) -> bytes:
    """A package that says with these elements what it is sent for."""
    own = "<Business><BusinessDocType>0</BusinessDocType></Business>"
    return foreign((own, "".join(parts)))


@pytest.mark.parametrize("parts", [(0, 1), (1, 0)])
@pytest.mark.parametrize("inner", ["Business", "Bussiness"])
def test_two_spellings_of_one_name_are_told_and_read_in_one_way(
    parts: tuple[int, int], inner: str
) -> None:
    new = BUSINESS.format("<BussinessDocType>0</BussinessDocType>")
    both = new, RECALL.format("Business", inner)
    data = with_business(*(both[place] for place in parts))
    package = read(data)
    assert isinstance(package, Package)
    assert open_envelope(parse(data)).business_type == package.purpose.value == "0"
    assert any(place.endswith("/Bussiness") for place in ambiguities(data))


def test_two_spellings_of_a_purpose_are_told_and_read_in_one_way() -> None:
    types = "<BusinessDocType>1</BusinessDocType><BussinessDocType>0</BussinessDocType>"
    data = with_business(BUSINESS.format(types))
    package = read(data)
    assert isinstance(package, Package)
    assert open_envelope(parse(data)).business_type == package.purpose.value == "0"
    assert any(place.endswith("/BussinessDocType") for place in ambiguities(data))


def test_a_blank_element_hides_no_other_from_any_reader() -> None:
    data = with_business("<Bussiness/>", RECALL.format("Business", "Business"))
    package = read(data)
    assert isinstance(package, Package)
    assert open_envelope(parse(data)).business_type == package.purpose.value == "1"
    assert ambiguities(data)


def test_two_lists_of_files_in_two_spellings_are_told() -> None:
    assert ambiguities(changed(GOOD, "<edXMLBody>", "<edXMLBody><edXMLManifest/>"))
