# SPDX-License-Identifier: Apache-2.0
"""A repair says what it changed, loses nothing, invents nothing, and is done the first time."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from esign.errors import Detail, InputError
from esign.exchange import errors, lint, repair, unpack, write
from esign.exchange.repair import repairing
from esign.exchange.rules.findings import Level
from esign.messages import Language
from esign.model import Purpose
from support.edxml_samples import DOCUMENT, PDF, STATUS, leaf
from support.envelopes import signed_package
from support.packages import PACKAGE, foreign

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

TO = f"<edXML:To>{leaf('OrganId', 'H98')}{leaf('OrganName', 'UBND tỉnh Ví Dụ')}</edXML:To>"
CODE = leaf("CodeNumber", "12") + leaf("CodeNotation", "STN-VP")
TIME = leaf("Timestamp", "2026/03/05 09:10:11")
DAY = leaf("PromulgationDate", "2026/03/05")

MENDED = {
    "edxml.repair.bom": ("<?xml", "\ufeff<?xml"),
    "edxml.repair.start": ("<?xml", "\r\n <?xml"),
    "edxml.repair.xlink": ("<edXML:Reference>", '<edXML:Reference xlink:href="">'),
    "edxml.repair.ampersand": ("V/v thử gói tin", "V/v thử & sửa"),
    "edxml.repair.recovered": ("</edXML:Subject>", "</edXML:Subjekt>"),
    "edxml.repair.prefix": (leaf("Subject", "V/v thử gói tin"), "<Subject>V/v thử</Subject>"),
    "edxml.repair.name": (
        f"<edXML:Bussiness>{leaf('BussinessDocType', '0')}</edXML:Bussiness>",
        f"<edXML:Business>{leaf('BusinessDocType', '0')}</edXML:Business>",
    ),
    "edxml.repair.receiver": (TO, TO + TO),
    "edxml.repair.steering": (leaf("SteeringType", "0"), "<edXML:SteeringType />"),
    "edxml.repair.purpose": (leaf("BussinessDocType", "0"), ""),
    "edxml.repair.content_id": ("cid:a1", "cid:cid:a1"),
    "edxml.repair.content_type": ("application/pdf", "application/x-pdf"),
    "edxml.repair.blanks": (PDF, f"\n  {PDF[:8]} {PDF[8:]}\n"),
}


def damaged(old: str, new: str, whole: str = DOCUMENT) -> bytes:
    """A sound package with one place changed."""
    assert old in whole
    return whole.replace(old, new, 1).encode()


@pytest.mark.parametrize("code", MENDED)
def test_each_damage_is_mended_and_told(code: str) -> None:
    data = damaged(*MENDED[code])
    repaired = repair(data)
    assert {change.code for change in repaired.changes} == {code}
    assert repaired.is_sound
    assert {finding.level for finding in repaired.left} <= {Level.NOTE}
    assert unpack(repaired.data).attachments == unpack(DOCUMENT.encode()).attachments
    assert all(repaired.changes[0].message(language) for language in Language)
    assert repair(repaired.data).changes == ()


@pytest.mark.parametrize(
    ("old", "new", "put"),
    [
        (DAY, leaf("PromulgationDate", "05/03/2026"), DAY),
        (DAY, leaf("PromulgationDate", "2026-03-05"), DAY),
        (TIME, leaf("Timestamp", "05-03-2026 09:10:11"), TIME),
        (TIME, leaf("Timestamp", "2026-03-05T02:10:11Z"), TIME),
        (CODE, leaf("CodeNumber", "12/STN-VP") + leaf("CodeNotation", "STN-VP"), CODE),
        (CODE, leaf("CodeNumber", "12") + leaf("CodeNotation", "12/STN-VP"), CODE),
        (CODE, leaf("CodeNotation", "12/STN-VP"), leaf("CodeNumber", "12")),
    ],
)
def test_values_are_written_as_the_standard_does(old: str, new: str, put: str) -> None:
    repaired = repair(damaged(old, new))
    assert len(repaired.changes) == 1
    assert put.encode() in repaired.data
    assert repaired.is_sound


@pytest.mark.parametrize("wrapper", ["MessageHeader", "Status"])
def test_a_status_package_is_mended_too(wrapper: str) -> None:
    data = STATUS.replace("MessageHeader", wrapper).replace(">03<", ">3<").encode()
    repaired = repair(data)
    assert b"<edXML:StatusCode>03<" in repaired.data
    assert b"<edXML:MessageHeader>" in repaired.data
    assert lint(repaired.data) == ()


def test_utf_16_becomes_utf_8() -> None:
    repaired = repair(DOCUMENT.encode("utf-16"))
    assert [change.code for change in repaired.changes] == ["edxml.repair.encoding"]
    assert unpack(repaired.data) == unpack(DOCUMENT.encode())


def test_a_sound_package_stays_as_it_is_byte_by_byte() -> None:
    for data in (DOCUMENT.encode(), STATUS.encode(), write(PACKAGE)):
        assert repair(data).data == data


def test_another_vendors_package_says_the_same_after_its_repair() -> None:
    repaired = repair(foreign())
    before, after = unpack(foreign()), unpack(repaired.data)
    assert replace(after, unknown=()) == replace(before, unknown=())
    assert not [each for each in repaired.left if each.level is not Level.NOTE]


@pytest.mark.parametrize(
    "missing",
    [
        leaf("CodeNumber", "12"),
        leaf("Subject", "V/v thử gói tin"),
        leaf("OrganId", "H98.12"),
        DAY,
        TIME,
    ],
)
def test_nothing_that_is_missing_is_made_up(missing: str) -> None:
    repaired = repair(damaged(missing, ""))
    assert repaired.changes == ()
    assert not repaired.is_sound
    assert errors(repaired.left) == errors(lint(damaged(missing, "")))


def test_a_time_of_day_is_not_made_up_from_a_date() -> None:
    data = damaged(TIME, leaf("Timestamp", "05/03/2026"))
    assert repair(data).changes == ()


def test_a_genuine_signature_is_never_broken_unsaid() -> None:
    data = signed_package()
    assert not repair(data).breaks_signature
    for damage in (b"\n" + data, data.replace(b"<?xml", b"\xef\xbb\xbf<?xml")):
        repaired = repair(damage)
        assert repaired.breaks_signature
        assert not repaired.is_sound


def test_receivers_that_differ_both_stay() -> None:
    other = TO.replace("UBND tỉnh Ví Dụ", "Trường B")
    repaired = repair(damaged(TO, TO + other))
    assert repaired.changes == ()
    assert [finding.code for finding in errors(repaired.left)] == ["edxml.O2.twice"]


@pytest.mark.parametrize("letter", ["\u017f98", "\u212a98"])
def test_receivers_whose_codes_merely_fold_alike_both_stay(letter: str) -> None:
    plain = TO.replace(leaf("OrganId", "H98"), leaf("OrganId", letter.upper().casefold().upper()))
    other = TO.replace(leaf("OrganId", "H98"), leaf("OrganId", letter))
    assert repair(damaged(TO, plain + other)).changes == ()


def test_receivers_whose_codes_differ_in_small_letters_are_one() -> None:
    small = TO.replace(leaf("OrganId", "H98"), leaf("OrganId", " h98 "))
    assert [each.code for each in repair(damaged(TO, TO + small)).changes] == [
        "edxml.repair.receiver"
    ]


def test_a_package_cut_short_is_never_completed() -> None:
    whole = DOCUMENT.encode()
    for length in range(200, len(whole.rstrip()) - 1, 7):
        with pytest.raises(InputError) as fault:
            repair(whole[:length])
        assert fault.value.code == "edxml.repair.cut"


def test_what_recovering_would_lose_is_refused() -> None:
    with pytest.raises(InputError) as fault:
        repair(damaged("V/v thử gói tin", "V/v thử < 5 gói tin <b"))
    assert fault.value.code == "edxml.repair.lost"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (DOCUMENT.replace("<edXML ", "<!DOCTYPE a><edXML ", 1).encode(), "edxml.X1.doctype"),
        (b"<html/>", "edxml.X2"),
        (b"", "edxml.X1.empty"),
        (DOCUMENT.replace("MessageHeader", "Header").encode(), "edxml.X3"),
    ],
)
def test_what_is_no_package_is_not_repaired(data: bytes, code: str) -> None:
    with pytest.raises(InputError) as fault:
        repair(data)
    assert fault.value.code == code


@settings(max_examples=150, derandomize=True, deadline=None, database=None)
@given(st.data())
def test_whatever_is_damaged_the_attached_files_are_the_same_or_nothing_is_repaired(
    data: st.DataObject,
) -> None:
    whole = bytearray(foreign())
    inside = (whole.index(PDF[:8].encode()), whole.index(b"</ContentTransferEncoded"))
    place = data.draw(
        st.integers(0, len(whole) - 1).filter(lambda n: not inside[0] <= n < inside[1])
    )
    chunk = data.draw(st.sampled_from([b"<", b">", b"&", b"", b"</To>", b"<a/>", b"\xff", b" "]))
    content = bytes(whole[inside[0] : inside[1]])
    whole[place : place + 1] = chunk
    try:
        repaired = repair(bytes(whole))
    except InputError:
        return
    assert content in repaired.data
    if repaired.is_sound and repaired.changes:
        assert repair(repaired.data).changes == ()


def business(purpose: str, outer: str, inner: str, namespace: str) -> str:
    """What a package is sent for, in a vendor's spelling."""
    opening = f'<{outer} xmlns="{namespace}">' if namespace else f'<{outer} xmlns="">'
    return (
        f"{opening}<{inner}DocType>{purpose}</{inner}DocType>"
        f"<{inner}DocReason>Ban hành nhầm</{inner}DocReason>"
        f"<DocumentId>H98.12,2026/03/05,12/STN-VP</DocumentId></{outer}>"
    )


BUSINESS = f"<edXML:Bussiness>{leaf('BussinessDocType', '0')}</edXML:Bussiness>"
SPELLINGS = st.sampled_from(["Business", "Bussiness"])
NAMESPACES = st.sampled_from(
    ["", "urn:vendor", "http://www.mic.gov.vn/TBT/QCVN_102_2016", "http://www.e-doc.vn/Schema/"]
)


@pytest.mark.parametrize("outer", ["Business", "Bussiness"])
@pytest.mark.parametrize("inner", ["Business", "Bussiness"])
def test_a_recall_stays_a_recall_in_every_spelling(outer: str, inner: str) -> None:
    data = damaged(BUSINESS, business("1", outer, inner, ""))
    repaired = repair(data)
    assert unpack(data).business == unpack(repaired.data).business
    assert unpack(repaired.data).purpose is Purpose.RECALL


def test_of_two_purposes_neither_is_chosen() -> None:
    second = business("1", "Business", "Business", "")
    data = damaged(BUSINESS, second + BUSINESS)
    repaired = repair(data)
    assert unpack(repaired.data).purpose is unpack(data).purpose
    assert not repaired.is_sound


def test_a_mend_that_changes_what_is_said_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def another_subject(root: _Element) -> Iterator[Detail]:
        next(iter(root.iter("{*}Subject"))).text = "V/v khác"
        yield Detail("edxml.repair.date")

    monkeypatch.setattr(repairing, "MENDS", (another_subject,))
    with pytest.raises(InputError) as refused:
        repair(DOCUMENT.encode())
    assert refused.value.code == "edxml.repair.changed"


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_whatever_is_mended_the_package_says_what_it_said(data: st.DataObject) -> None:
    parts = data.draw(
        st.lists(
            st.builds(business, st.sampled_from("0123 "), SPELLINGS, SPELLINGS, NAMESPACES),
            max_size=2,
        )
    )
    if data.draw(st.booleans()):
        parts.insert(data.draw(st.integers(0, len(parts))), BUSINESS)
    whole = DOCUMENT.replace(BUSINESS, "".join(parts))
    for old, new in data.draw(st.lists(st.sampled_from(sorted(MENDED.values())), max_size=3)):
        whole = whole.replace(old, new, 1)
    try:
        before = unpack(whole.encode())
        after = unpack(repair(whole.encode()).data)
    except InputError:
        return
    plain = {"unknown": (), "receivers": (), "attachments": ()}
    assert replace(after, **plain) == replace(before, **plain)
    assert {each.code for each in after.receivers} == {each.code for each in before.receivers}
    assert [each.data for each in after.attachments] == [each.data for each in before.attachments]
