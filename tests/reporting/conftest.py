# SPDX-License-Identifier: Apache-2.0
"""A good document, one that was painted over after sealing, and what a recipient finds of them."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, NamedTuple

import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from esign.model import Role
from support.pages import prepared
from support.pki import make_pki
from support.sealed import close_forge, forge, judged, sealed_page, trust_store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from esign.model import Report
    from esign.trust import TrustStore

PAINT = b"q 0.6 g 60 700 300 40 re f Q"


class Found(NamedTuple):
    """A file and the report on it."""

    data: bytes
    report: Report


@pytest.fixture(scope="session")
def trust_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_pki().trust_dir(tmp_path_factory.mktemp("recipient") / "trust")


@pytest.fixture(scope="session")
def trust(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TrustStore]:
    yield trust_store(tmp_path_factory.mktemp("trust"))
    close_forge()


@pytest.fixture(scope="session")
def good(trust: TrustStore) -> Found:
    return Found(sealed_page(), judged(sealed_page(), trust))


@pytest.fixture(scope="session")
def two_pages() -> bytes:
    """A signed and sealed document of two pages."""
    signed = forge().sign(prepared(2).data, make_pki().director, Role.PERSON)
    return forge().seal(signed)


@pytest.fixture(scope="session")
def painted(trust: TrustStore, two_pages: bytes) -> Found:
    """It, with a grey box on its second page, put there after sealing."""
    writer = IncrementalPdfFileWriter(BytesIO(two_pages))
    page = writer.root["/Pages"]["/Kids"][1]
    drawn = writer.add_object(generic.StreamObject(stream_data=PAINT))
    whole = generic.ArrayObject([page.raw_get("/Contents"), drawn])
    page[pdf_name("/Contents")] = whole
    writer.update_container(page)
    data = written(writer)
    return Found(data, judged(data, trust))


@pytest.fixture(scope="session")
def strange(trust: TrustStore) -> Found:
    """A document by people whom nobody vouches for."""
    data = forge().document(make_pki().stranger.director)
    return Found(data, judged(data, trust))


def written(writer: IncrementalPdfFileWriter) -> bytes:
    out = BytesIO()
    writer.write(out)
    return out.getvalue()
