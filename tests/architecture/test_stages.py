# SPDX-License-Identifier: Apache-2.0
"""A document's stages cannot be taken in the wrong order: it does not type-check."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from support.source import ROOT

if TYPE_CHECKING:
    from pathlib import Path

HEAD = """# SPDX-License-Identifier: Apache-2.0
from datetime import datetime
from esign.exchange import pack
from esign.model import DocumentKind, DraftPdf, PreparedPdf, RenderedPdf, SealedPdf, SignedPdf
from esign.model import BookPdf, PreparedBook, RenderedBook, SealedBook
from esign.signing import Signatory, seal, seal_book, sign
from esign.stamping import stamp, stamp_book

"""

RIGHT_ORDER = """
def run(page: RenderedPdf, kind: DocumentKind, director: Signatory, agency: Signatory) -> SealedPdf:
    return seal(sign(stamp(page, kind), director), agency)


def bind(book: RenderedBook, agency: Signatory) -> SealedBook:
    return seal_book(stamp_book(book), agency)
"""

WRONG_ORDERS = {
    "stamping_a_signed_file": (
        "def run(page: SignedPdf, kind: DocumentKind) -> object:\n    return stamp(page, kind)\n",
        'Argument 1 to "stamp" has incompatible type "SignedPdf"; expected "RenderedPdf"',
    ),
    "sealing_before_the_director": (
        "def run(page: PreparedPdf, agency: Signatory) -> object:\n    return seal(page, agency)\n",
        'Argument 1 to "seal" has incompatible type "PreparedPdf"; expected "SignedPdf"',
    ),
    "signing_a_draft": (
        "def run(page: DraftPdf, leader: Signatory) -> object:\n    return sign(page, leader)\n",
        'Argument 1 to "sign" has incompatible type "DraftPdf"; expected "PreparedPdf"',
    ),
    "signing_a_book_as_a_document": (
        "def run(book: PreparedBook, by: Signatory) -> object:\n    return sign(book, by)\n",
        'Argument 1 to "sign" has incompatible type "PreparedBook"; expected "PreparedPdf"',
    ),
    "sealing_a_document_as_a_book": (
        "def run(page: SignedPdf, by: Signatory) -> object:\n    return seal_book(page, by)\n",
        'Argument 1 to "seal_book" has incompatible type "SignedPdf"; expected "PreparedBook"',
    ),
    "sealing_a_book_that_is_to_be_signed_by_hand": (
        "def run(book: BookPdf) -> object:\n    return stamp_book(book)\n",
        'Argument 1 to "stamp_book" has incompatible type "BookPdf"; expected "RenderedBook"',
    ),
    "packing_a_sealed_book": (
        (
            "def run(book: SealedBook, kind: DocumentKind, at: datetime) -> object:\n"
            "    return pack(book, kind, sent_at=at)\n"
        ),
        'Argument 1 to "pack" has incompatible type "SealedBook"; expected "SealedPdf"',
    ),
    "signing_twice": (
        "def run(page: SignedPdf, leader: Signatory) -> object:\n    return sign(page, leader)\n",
        'Argument 1 to "sign" has incompatible type "SignedPdf"; expected "PreparedPdf"',
    ),
}


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What mypy says about all orders, in one run under the project's own settings."""
    folder = tmp_path_factory.mktemp("orders")
    files = [_write(folder, "right_order", RIGHT_ORDER)]
    files += [_write(folder, name, text) for name, (text, _) in WRONG_ORDERS.items()]
    command = [sys.executable, "-m", "mypy", "--config-file", "pyproject.toml", *map(str, files)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False, encoding="utf-8")
    assert done.returncode == 1, done.stdout + done.stderr
    return done.stdout


def _write(folder: Path, name: str, text: str) -> Path:
    path = folder / f"{name}.py"
    path.write_text(HEAD + text, encoding="utf-8")
    return path


def test_the_right_order_passes(judged: str) -> None:
    assert "right_order.py" not in judged
    assert f"Found {len(WRONG_ORDERS)} errors" in judged


@pytest.mark.parametrize("name", WRONG_ORDERS)
def test_a_wrong_order_is_refused(judged: str, name: str) -> None:
    complaints = [line for line in judged.splitlines() if f"{name}.py" in line]
    assert len(complaints) == 1
    assert WRONG_ORDERS[name][1] in complaints[0]
    assert complaints[0].endswith("[arg-type]")
