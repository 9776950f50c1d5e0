# SPDX-License-Identifier: Apache-2.0
"""A statement about colours comes later; one that could show black as white is not accepted."""

from __future__ import annotations

import re
import tracemalloc
import zlib
from functools import cache
from hashlib import sha256
from typing import Any

import pytest
from pyhanko.pdf_utils.generic import NameObject, NumberObject, PdfObject, StreamObject
from pyhanko.sign.fields import MDPPerm

from esign.model import Changes, Verdict
from esign.verification import colour_rule
from support.foreign_cms import cms_by
from support.foreign_files import page, signed
from support.pki import make_pki
from support.proving import judged, reader
from support.updates import body, layout, stream_object, update, with_entry

KNOWN = b"the profile of every screen"
WHITE = b"a profile by which all is white"
USUAL = b"/Type /OutputIntent /S /GTS_PDFA1 /OutputCondition (sRGB)"


@pytest.fixture(autouse=True)
def _known(monkeypatch: pytest.MonkeyPatch) -> None:
    """The real one comes with Java (see tests/conformance/test_other_writers.py)."""
    monkeypatch.setattr(colour_rule, "PROFILES", {sha256(KNOWN).hexdigest()})


@cache
def base(catalogue: bytes = b"") -> bytes:
    return signed(page(catalogue), cms_by(make_pki().director))


def coloured(  # noqa: PLR0913 - all but the file are named
    data: bytes,
    *,
    profile: bytes = KNOWN,
    packed: bytes = b"",
    entries: bytes = b"/N 3",
    intent: bytes = USUAL,
    listed: bytes = b"[%d 0 R]",
    number: int = 0,
) -> bytes:
    """The file with such a statement; `number` is the profile's, by default a new one."""
    root, first = layout(data).root, layout(data).size
    number = number or first + 1
    catalogue = with_entry(body(data, root), b"/OutputIntents " + listed % first)
    stated = b"<< %b /DestOutputProfile %d 0 R >>" % (intent, number)
    stored = stream_object(packed or zlib.compress(profile), b"/Filter /FlateDecode " + entries)
    return update(data, {root: catalogue, first: stated, number: stored})


def told(data: bytes) -> tuple[Verdict, Changes | None]:
    report = judged(data, reader(), policy="signed")
    return report.verdict, report.signatures[0].changes


def test_a_known_profile_in_a_file_that_had_none_is_permitted() -> None:
    assert told(coloured(base())) == (Verdict.PASSED, Changes.PERMITTED)


@pytest.mark.parametrize(
    "how",
    [
        {"profile": WHITE},
        {"profile": KNOWN + b"\0"},
        {"entries": b"/N 4"},
        {"entries": b""},
        {"entries": b"/N 3 /Alternate /DeviceGray"},
        {"entries": b"/N 3 /F (white.icc)"},
        {"entries": b"/N 3 /DecodeParms << /Predictor 15 >>"},
        {"intent": USUAL.replace(b"GTS_PDFA1", b"GTS_PDFX")},
        {"intent": USUAL.replace(b"/Type /OutputIntent", b"")},
        {"intent": USUAL + b" /DestOutputProfileRef << /URLs [] >>"},
        {"intent": USUAL + b" /MixingHints << >>"},
        {"intent": USUAL.replace(b"(sRGB)", b"6 0 R")},
        {"listed": b"[%d 0 R 4 0 R]"},
        {"listed": b"[[%d 0 R]]"},
        {"listed": b"%d 0 R"},
        {"number": 4},
        {"number": 5},
    ],
    ids=repr,
)
def test_any_other_is_not(how: dict[str, Any]) -> None:
    verdict, changes = told(coloured(base(), **how))
    assert verdict is not Verdict.PASSED
    assert changes in {Changes.UNKNOWN, Changes.FORBIDDEN}


def test_one_that_swells_without_end_is_not_unpacked_to_its_end() -> None:
    packing = zlib.compressobj(9)
    packed = b"".join(packing.compress(bytes(1 << 20)) for _ in range(32)) + packing.flush()
    assert told(coloured(base(), packed=packed)) == (Verdict.INDETERMINATE, Changes.UNKNOWN)
    profile = stream(packed, packed_by="/FlateDecode")
    tracemalloc.start()
    try:
        assert not colour_rule._is_known(profile)
        assert tracemalloc.get_traced_memory()[1] < 1 << 20
    finally:
        tracemalloc.stop()


def test_a_profile_is_known_by_what_unpacks_from_it(monkeypatch: pytest.MonkeyPatch) -> None:
    assert colour_rule._is_known(stream(zlib.compress(KNOWN), packed_by="/FlateDecode"))
    assert colour_rule._is_known(stream(KNOWN))
    for packed in (zlib.compress(KNOWN)[:-5], zlib.compress(KNOWN)[2:], b"", KNOWN):
        assert not colour_rule._is_known(stream(packed, packed_by="/FlateDecode"))
    assert not colour_rule._is_known(stream(zlib.compress(KNOWN), packed_by="/LZWDecode"))
    monkeypatch.setattr(colour_rule, "_LARGEST", len(KNOWN) - 1)
    assert not colour_rule._is_known(stream(KNOWN))
    assert not colour_rule._is_known(stream(zlib.compress(KNOWN), packed_by="/FlateDecode"))


def stream(data: bytes, *, packed_by: str = "") -> StreamObject:
    entries: dict[NameObject, PdfObject] = {NameObject("/N"): NumberObject(3)}
    if packed_by:
        entries[NameObject("/Filter")] = NameObject(packed_by)
    return StreamObject(entries, encoded_data=data)


def test_one_that_was_signed_stays_what_it_is() -> None:
    older = b"/OutputIntents [<< /Type /OutputIntent /S /GTS_PDFA1 >>]"
    data = base(older)
    root = layout(data).root
    without = re.sub(rb"/OutputIntents\s*\[.*?\]", b"", body(data, root), flags=re.DOTALL)
    assert without != body(data, root)
    for later in (update(data, {root: without}), coloured(update(data, {root: without}))):
        assert told(later)[0] is not Verdict.PASSED


def test_a_profile_is_not_exchanged_afterwards() -> None:
    once = coloured(base())
    number = layout(once).size - 1
    swapped = stream_object(zlib.compress(WHITE), b"/Filter /FlateDecode /N 3")
    verdict, changes = told(update(once, {number: swapped}))
    assert (verdict is Verdict.PASSED, changes is Changes.PERMITTED) == (False, False)


def test_whoever_permits_nothing_permits_no_colours() -> None:
    data = signed(page(), cms_by(make_pki().director), permission=MDPPerm.NO_CHANGES)
    assert told(coloured(data)) == (Verdict.FAILED, Changes.FORBIDDEN)
