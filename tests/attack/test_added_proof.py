# SPDX-License-Identifier: Apache-2.0
"""Somebody hides something beside a genuine time-stamp or genuine validation data."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name, pdf_string

from esign.model import Level, Role, Verdict
from support.levels import page_at
from support.loose import NUMBERS, with_shadow
from support.pki import make_pki
from support.ports import FIXED_NOW
from support.proving import (
    judged,
    lists_at,
    proven_page,
    pyhanko_stamped,
    reader,
    revised,
    stamped,
    stamped_besides,
    stored,
)
from support.sealed import forge, rules, sealed_page, signed_page

if TYPE_CHECKING:
    from collections.abc import Callable

    from esign.signing.revision import Revision
    from esign.trust import TrustStore

    Change = Callable[[Revision], None]

CHANGES_RULE = "changes-after-signature"


@pytest.fixture(scope="module")
def trust() -> TrustStore:
    return reader()


def entries(**values: object) -> generic.DictionaryObject:
    return generic.DictionaryObject({pdf_name(f"/{key}"): value for key, value in values.items()})


def numbers(*values: int) -> generic.ArrayObject:
    return generic.ArrayObject(map(generic.NumberObject, values))


def page_of(revision: Revision) -> generic.DictionaryObject:
    return revision.root["/Pages"]["/Kids"][0]


def other_content(revision: Revision) -> None:
    page = page_of(revision)
    page[pdf_name("/Contents")] = revision.add_object(generic.StreamObject(stream_data=b"q Q"))
    revision.update_container(page)


def annotation(revision: Revision) -> None:
    page = page_of(revision)
    note = entries(
        Type=pdf_name("/Annot"),
        Subtype=pdf_name("/FreeText"),
        Rect=numbers(0, 0, 300, 300),
        Contents=pdf_string("Đã hủy"),
    )
    page["/Annots"].append(revision.add_object(note))
    revision.update_container(page)


def further_page(revision: Revision) -> None:
    pages = revision.root["/Pages"]
    page = entries(
        Type=pdf_name("/Page"),
        Parent=revision.root.raw_get("/Pages"),
        MediaBox=page_of(revision).get("/MediaBox"),
    )
    pages["/Kids"].append(revision.add_object(page))
    pages[pdf_name("/Count")] = generic.NumberObject(2)
    revision.update_container(pages)


def other_value(revision: Revision) -> None:
    first, second = (revision.root["/AcroForm"]["/Fields"][place] for place in (0, 1))
    first[pdf_name("/V")] = second.raw_get("/V")
    revision.update_container(first)


def other_mark(revision: Revision) -> None:
    widget = revision.root["/AcroForm"]["/Fields"][0]
    form = {pdf_name("/Subtype"): pdf_name("/Form"), pdf_name("/BBox"): numbers(0, 0, 9, 9)}
    drawn = generic.StreamObject(form, stream_data=b"0 0 9 9 re f")
    widget["/AP"][pdf_name("/N")] = revision.add_object(drawn)
    revision.update_container(widget)


def orphan(revision: Revision) -> None:
    revision.add_object(generic.StreamObject(stream_data=b"waiting to be called"))


def same_again(revision: Revision) -> None:
    """An object is written once more as it was: nothing differs, yet it is there."""
    revision.update_container(page_of(revision)["/Resources"])
    revision.update_container(page_of(revision))


def in_catalogue(key: str, value: Callable[[], generic.PdfObject]) -> Change:
    def change(revision: Revision) -> None:
        revision.root[pdf_name(key)] = value()
        revision.update_root()

    change.__name__ = f"catalogue {key}"
    return change


def in_form(key: str, value: generic.PdfObject) -> Change:
    def change(revision: Revision) -> None:
        form = revision.root["/AcroForm"]
        form[pdf_name(key)] = value
        revision.update_container(form)

    change.__name__ = f"form {key}"
    return change


def other_metadata(revision: Revision) -> None:
    old = revision.root["/Metadata"]
    stream = generic.StreamObject(
        entries(Type=pdf_name("/Metadata"), Subtype=pdf_name("/XML")),
        stream_data=old.data.replace(b"05", b"06"),
    )
    revision.root[pdf_name("/Metadata")] = revision.add_object(stream)
    revision.update_root()


def other_information(revision: Revision) -> None:
    revision.set_info(entries(Title=pdf_string("Khác")))


def script() -> generic.PdfObject:
    return entries(S=pdf_name("/JavaScript"), JS=pdf_string("1"))


def extension(revision: Revision) -> None:
    carrier = revision.add_object(generic.StreamObject(stream_data=b"hidden"))
    revision.root[pdf_name("/Extensions")] = entries(ESIC=entries(URL=carrier))
    revision.update_root()


def empty_field(revision: Revision) -> None:
    field = entries(FT=pdf_name("/Sig"), T=pdf_string("more"))
    revision.root["/AcroForm"]["/Fields"].append(revision.add_object(field))
    revision.update_container(revision.root["/AcroForm"])


BESIDES = (
    other_content,
    annotation,
    further_page,
    other_value,
    other_mark,
    orphan,
    same_again,
    other_metadata,
    other_information,
    extension,
    empty_field,
    in_catalogue("/OpenAction", script),
    in_catalogue("/AA", lambda: entries(WC=script())),
    in_catalogue("/Names", lambda: entries(JavaScript=entries())),
    in_catalogue("/PageLayout", lambda: pdf_name("/TwoColumnLeft")),
    in_catalogue("/Lang", lambda: pdf_string("en")),
    in_form("/NeedAppearances", generic.BooleanObject(value=True)),
    in_form("/XFA", generic.ArrayObject()),
    in_form("/SigFlags", generic.NumberObject(0)),
)


@pytest.mark.parametrize("change", BESIDES, ids=lambda change: change.__name__)
def test_a_time_stamp_revision_that_does_more_is_not_accepted(
    change: Change, trust: TrustStore
) -> None:
    report = judged(stamped_besides(sealed_page(), change), trust)
    assert report.verdict is not Verdict.PASSED
    assert CHANGES_RULE in rules(report)


def test_a_time_stamp_revision_that_does_no_more_is_accepted(trust: TrustStore) -> None:
    assert judged(stamped_besides(sealed_page(), lambda _: None), trust).verdict is Verdict.PASSED


@pytest.mark.parametrize("change", BESIDES, ids=lambda change: change.__name__)
def test_a_revision_of_validation_data_that_does_more_is_not_accepted(
    change: Change, trust: TrustStore
) -> None:
    def store_besides(revision: Revision) -> None:
        store_at(lambda writer: writer.add_object(listed(one_list(writer))))(revision)
        change(revision)

    report = judged(revised(stamped(sealed_page()), store_besides), trust)
    assert report.verdict is not Verdict.PASSED
    assert CHANGES_RULE in rules(report)


@pytest.mark.parametrize("change", BESIDES, ids=lambda change: change.__name__)
def test_nor_is_it_when_a_genuine_time_stamp_covers_it(change: Change, trust: TrustStore) -> None:
    data = stamped(revised(stamped(sealed_page()), change))
    report = judged(data, trust)
    assert report.verdict is not Verdict.PASSED
    assert CHANGES_RULE in rules(report)


@pytest.mark.parametrize("number", range(NUMBERS[0], NUMBERS[-1] + 8))
def test_an_object_that_an_earlier_page_waits_for_is_not_accepted(
    number: int, trust: TrustStore
) -> None:
    signed = forge().sign(with_shadow(number), make_pki().director, Role.PERSON)
    sealed = forge().seal(signed)
    data = stored(stamped(sealed), lists=lists_at(FIXED_NOW))
    assert judged(data, trust).verdict is not Verdict.PASSED


@pytest.mark.parametrize("tail", [b"\n", b"%", b"\0", b" " * 5000, b"9 0 obj\n<<>>\nendobj\n"])
@pytest.mark.parametrize("level", [Level.B_T, Level.B_LT, Level.B_LTA])
def test_bytes_after_the_last_revision_are_not_accepted(
    level: Level, tail: bytes, trust: TrustStore
) -> None:
    report = judged(page_at(level) + tail, trust)
    assert report.verdict is Verdict.FAILED
    assert "nothing-after-seal" in rules(report)


@pytest.mark.parametrize("level", [Level.B_T, Level.B_LT, Level.B_LTA])
def test_a_second_end_is_not_accepted(level: Level, trust: TrustStore) -> None:
    data = page_at(level)
    report = judged(data + data[data.rindex(b"startxref") :], trust)
    assert report.verdict is Verdict.FAILED


def test_proof_added_before_the_seal_is_not_accepted(trust: TrustStore) -> None:
    early = forge().seal(pyhanko_stamped(signed_page(), "stamp"))
    assert judged(early, trust).verdict is not Verdict.PASSED
    stored_early = forge().seal(stored(signed_page(), lists=lists_at(FIXED_NOW)))
    assert judged(stored_early, trust).verdict is not Verdict.PASSED


def store_at(value: Callable[[Revision], generic.PdfObject]) -> Change:
    def change(revision: Revision) -> None:
        revision.root[pdf_name("/DSS")] = value(revision)
        revision.update_root()

    return change


def one_list(revision: Revision) -> generic.IndirectObject:
    return revision.add_object(generic.StreamObject(stream_data=lists_at(FIXED_NOW)[0]))


def listed(item: generic.PdfObject) -> generic.DictionaryObject:
    return entries(CRLs=generic.ArrayObject([item]))


def with_entry(key: str, value: object) -> Callable[[Revision], generic.PdfObject]:
    def build(revision: Revision) -> generic.PdfObject:
        store = listed(one_list(revision))
        store[pdf_name(key)] = value
        return revision.add_object(store)

    return build


def odd_stream(**more: generic.PdfObject) -> Callable[[Revision], generic.PdfObject]:
    def build(revision: Revision) -> generic.PdfObject:
        stream = generic.StreamObject(entries(**more), stream_data=lists_at(FIXED_NOW)[0])
        return revision.add_object(listed(revision.add_object(stream)))

    return build


def bomb(revision: Revision) -> generic.PdfObject:
    packed = zlib.compress(bytes(200 << 20), 9)
    stream = generic.StreamObject(entries(Filter=pdf_name("/FlateDecode")), encoded_data=packed)
    return revision.add_object(listed(revision.add_object(stream)))


def crowd(revision: Revision) -> generic.PdfObject:
    items = [one_list(revision) for _ in range(600)]
    return revision.add_object(entries(CRLs=generic.ArrayObject(items)))


def twice(revision: Revision) -> generic.PdfObject:
    item = one_list(revision)
    return revision.add_object(entries(CRLs=generic.ArrayObject([item, item])))


def trailing(revision: Revision) -> generic.PdfObject:
    stream = generic.StreamObject(stream_data=lists_at(FIXED_NOW)[0] + b"more")
    return revision.add_object(listed(revision.add_object(stream)))


STORES = {
    "a page": lambda revision: revision.root["/Pages"]["/Kids"].raw_get(0),
    "the catalogue": lambda revision: generic.IndirectObject(
        revision.root_ref.idnum, revision.root_ref.generation, revision
    ),
    "a page's content": lambda revision: listed(page_of(revision).raw_get("/Contents")),
    "an array": lambda revision: generic.ArrayObject([one_list(revision)]),
    "a stream": one_list,
    "a foreign entry": with_entry("/Contents", pdf_string("text")),
    "another type": with_entry("/Type", pdf_name("/Page")),
    "an odd signature's name": with_entry("/VRI", entries(Page=entries())),
    "an odd entry of a signature": with_entry("/VRI", entries(**{"AB" * 20: entries(TS=script())})),
    "data of a signature alone": with_entry(
        "/VRI", entries(**{"AB" * 20: entries(CRL=generic.ArrayObject([script()]))})
    ),
    "an image": odd_stream(Subtype=pdf_name("/Image")),
    "a foreign file": odd_stream(F=pdf_string("file")),
    "a bomb": bomb,
    "a crowd": crowd,
    "one piece twice": twice,
    "bytes behind the data": trailing,
}


@pytest.mark.parametrize("value", STORES.values(), ids=STORES)
def test_what_is_no_store_of_validation_data_is_not_accepted(
    value: Callable[[Revision], generic.PdfObject], trust: TrustStore
) -> None:
    report = judged(revised(stamped(sealed_page()), store_at(value)), trust)
    assert report.verdict is not Verdict.PASSED
    assert {CHANGES_RULE, "validation-data"} & rules(report)


def test_a_store_may_be_written_as_it_should(trust: TrustStore) -> None:
    plain = store_at(lambda revision: revision.add_object(listed(one_list(revision))))
    assert judged(revised(stamped(sealed_page()), plain), trust).verdict is Verdict.PASSED


def without_lists(revision: Revision) -> None:
    store = revision.root["/DSS"]
    store[pdf_name("/CRLs")] = generic.ArrayObject()
    revision.update_container(store)


def without_store(revision: Revision) -> None:
    del revision.root["/DSS"]
    revision.update_root()


def other_data(revision: Revision) -> None:
    reference = revision.root["/DSS"]["/CRLs"].raw_get(0)
    stream = reference.get_object()
    stream._data = lists_at(FIXED_NOW)[1]
    stream._encoded_data = None
    revision.mark_update(reference.reference)


@pytest.mark.parametrize("change", [without_lists, without_store, other_data])
def test_proof_that_is_taken_away_again_is_noticed(change: Change, trust: TrustStore) -> None:
    report = judged(stamped(revised(proven_page(), change)), trust)
    assert report.verdict is not Verdict.PASSED
    assert CHANGES_RULE in rules(report)
