# SPDX-License-Identifier: Apache-2.0
"""Whatever arrives ends in a package or in a clean refusal; whatever is sent arrives as it was."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from esign.errors import InputError
from esign.exchange import errors, lint, read, write
from esign.model import Attachment, Package, StatusPackage
from support.drawn_packages import packages, statuses
from support.packages import PACKAGE, STATUS, foreign

OURS = write(
    replace(
        PACKAGE,
        attachments=(*PACKAGE.attachments, Attachment("bảng.xlsx", "text/plain", b"cells" * 9, "")),
    )
)
SAMPLES = [OURS, foreign(), write(STATUS)]

quick = settings(max_examples=150, derandomize=True, deadline=None, database=None)


def arrives(data: bytes) -> bool:
    """Whether the package can be read; any other exception than a refusal fails the test.

    What can be read and may be sent arrives a second time as it did the first.
    """
    lint(data)
    try:
        package = read(data)
    except InputError:
        return False
    try:
        again = write(package)
    except InputError:
        return True
    assert read(again) == package
    return True


@quick
@given(packages)
def test_whatever_is_sent_arrives_as_it_was(package: Package) -> None:
    data = write(package)
    assert errors(lint(data)) == ()
    assert read(data) == package


@quick
@given(statuses)
def test_whatever_is_told_of_a_document_arrives_as_it_was(status: StatusPackage) -> None:
    assert read(write(status)) == status


@pytest.mark.parametrize("whole", SAMPLES, ids=["ours", "foreign", "status"])
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
