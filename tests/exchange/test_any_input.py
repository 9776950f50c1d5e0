# SPDX-License-Identifier: Apache-2.0
"""Whatever arrives ends in a package or in a clean refusal; whatever is sent arrives as it was."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from esign.errors import InputError
from esign.exchange import lint, unpack, write
from esign.model import Attachment, Package, Party
from support.packages import PACKAGE, SENT_AT, foreign

OURS = write(
    replace(
        PACKAGE,
        attachments=(*PACKAGE.attachments, Attachment("bảng.xlsx", "text/plain", b"cells" * 9, "")),
    )
)
SAMPLES = [OURS, foreign()]

quick = settings(max_examples=300, derandomize=True, deadline=None, database=None)
texts = st.text(
    st.characters(
        codec="utf-8", exclude_categories=("Cs", "Cc"), exclude_characters="\uffff\ufffe"
    ),
    max_size=30,
).map(str.strip)
names = texts.filter(bool)
parties = st.builds(
    Party, code=names, name=names, parent=texts, address=texts, email=texts, website=texts
)
receivers = st.lists(
    parties, min_size=1, max_size=3, unique_by=lambda party: party.code.upper()
).map(tuple)
files = st.builds(
    Attachment,
    name=st.from_regex(r"[A-Za-zĂăĐđ][\wắộ ]{0,20}x\.(pdf|PDF|docx|xlsx|txt|zip)", fullmatch=True),
    content_type=st.sampled_from(["application/pdf", "text/plain"]),
    data=st.binary(min_size=1, max_size=200),
    description=texts,
)
packages = st.builds(
    Package,
    sender=parties,
    receivers=receivers,
    document_id=names,
    number=names,
    symbol=names,
    place=texts,
    issued_on=st.dates(date(1, 1, 2), date(2026, 11, 19)),
    type_group=st.integers(0, 32),
    type_detail=st.integers(-1, 32),
    type_name=names,
    subject=names,
    signer_authority=texts,
    signer_title=texts,
    signer_name=texts,
    places=st.lists(names, max_size=3).map(tuple),
    page_count=st.integers(0, 9999),
    sent_at=st.integers(0, 10**11).map(lambda seconds: SENT_AT + timedelta(seconds=seconds)),
    attachments=st.lists(files, max_size=3).map(tuple),
)


def arrives(data: bytes) -> bool:
    """Whether the package can be read; any other exception than a refusal fails the test."""
    lint(data)
    try:
        return isinstance(unpack(data), Package)
    except InputError:
        return False


@quick
@given(packages)
def test_whatever_is_sent_arrives_as_it_was(package: Package) -> None:
    data = write(package)
    assert lint(data) == ()
    assert unpack(data) == package


@pytest.mark.parametrize("whole", SAMPLES, ids=["ours", "foreign"])
def test_a_package_cut_short_anywhere_is_refused(whole: bytes) -> None:
    assert arrives(whole)
    lengths = range(len(whole.rstrip()))
    assert not any(arrives(whole[:length]) for length in lengths)


@quick
@given(st.sampled_from(SAMPLES), st.data())
def test_a_damaged_package_is_read_or_refused_but_never_breaks_the_reader(
    whole: bytes, data: st.DataObject
) -> None:
    damaged = bytearray(whole)
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(damaged) - 1))
        _damage(damaged, place, data.draw)
    arrives(bytes(damaged))


def _damage(
    target: bytearray, place: int, draw: Callable[[st.SearchStrategy[bytes]], bytes]
) -> None:
    """Put a few bytes of any kind in place of some others."""
    chunk = draw(st.binary(max_size=3) | st.sampled_from([b"<", b">", b"&amp;", b"", b"<a/>"]))
    target[place : place + len(draw(st.binary(max_size=3)))] = chunk


@quick
@given(st.data())
def test_a_damaged_zip_inside_a_package_never_breaks_the_reader(data: st.DataObject) -> None:
    content = OURS[OURS.rindex(b"UEsD") : OURS.rindex(b"</edXML:Content")]
    place = data.draw(st.integers(0, len(content) - 1))
    letter = data.draw(
        st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
    )
    damaged = content[:place] + letter.encode() + content[place + 1 :]
    arrives(OURS.replace(content, damaged))
