# SPDX-License-Identifier: Apache-2.0
"""A document on its way to being issued, for a person and for a program."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from esign.cli.output import remarks_as_json
from esign.cli.reports import judged_signature_line
from esign.cli.words import day_text, word
from esign.model import PreparedOpen

if TYPE_CHECKING:
    from collections.abc import Iterator

    from esign.issuance import Issued, Signed
    from esign.model import PreparedCopy, PreparedPdf


def issued_line(issued: Issued, request: Path | str) -> str:
    """One of many documents: its number, and from where to where."""
    name = request.name if isinstance(request, Path) else request
    return f"{issued.numbered.number.text}  {name} → {issued.pdf}"


def issued_lines(issued: Issued) -> Iterator[str]:
    """What the clerk needs to know of the one document just issued."""
    numbered = issued.numbered
    done = "copied" if numbered.request.sealed_alone else "issued"
    code = f"cli.{done}.again" if issued.repeated else f"cli.{done}.new"
    yield word(code, number=numbered.number.text, date=day_text(numbered.issued_on))
    for signature in issued.report.signatures:
        yield "  " + judged_signature_line(signature)
    if issued.report.level:
        yield "  " + word("cli.issued.level", level=issued.report.level)
    yield "  " + word(f"cli.{done}.pdf", path=issued.pdf)
    for path in issued.annexes:
        yield "  " + word("cli.issued.annex", path=path)
    if issued.package is None:
        yield "  " + word("cli.issued.no_package")
    else:
        yield "  " + word("cli.issued.package", path=issued.package)
    yield "  " + word("cli.issued.request_id", request_id=numbered.request.request_id)


def prepared_line(prepared: PreparedCopy | PreparedOpen | PreparedPdf) -> str:
    """A page that waits to be signed: its number and date, and by which id it is known."""
    if isinstance(prepared, PreparedOpen):
        name = prepared.unnumbered.request.request_id
        return word("cli.prepare.done_open", pages=prepared.pages, request_id=name)
    numbered = prepared.numbered
    return word(
        "cli.prepare.done",
        number=numbered.number.text,
        date=day_text(numbered.issued_on),
        pages=prepared.pages,
        request_id=numbered.request.request_id,
    )


def prepared_as_json(prepared: PreparedCopy | PreparedOpen | PreparedPdf) -> dict[str, object]:
    """A page that waits to be signed, as part of `esign.prepare/1`; it may have no number yet."""
    if isinstance(prepared, PreparedOpen):
        return {
            "request_id": prepared.unnumbered.request.request_id,
            "number": None,
            "issued_on": None,
            "pages": prepared.pages,
            "sha256": sha256(prepared.data).hexdigest(),
        }
    numbered = prepared.numbered
    return {
        "request_id": numbered.request.request_id,
        "number": numbered.number.text,
        "issued_on": numbered.issued_on.isoformat(),
        "pages": prepared.pages,
        "sha256": sha256(prepared.data).hexdigest(),
    }


def signed_as_json(signed: Signed) -> dict[str, object]:
    """A document that waits to be sealed, as part of `esign.sign/1`."""
    return {
        "request_id": signed.line.request_id,
        "number": signed.line.number,
        "sha256": signed.sha256,
        "remarks": remarks_as_json(signed.remarks),
    }


def issued_as_json(issued: Issued) -> dict[str, object]:
    """An issued document as part of `esign.issue/1`."""
    numbered = issued.numbered
    return {
        "request_id": numbered.request.request_id,
        "number": numbered.number.text,
        "issued_on": numbered.issued_on.isoformat(),
        "document_id": numbered.document_id,
        "lookup_code": numbered.lookup_code,
        "pdf": str(issued.pdf),
        "annexes": [str(path) for path in issued.annexes],
        "package": str(issued.package) if issued.package else None,
        "sha256": issued.report.sha256,
        "repeated": issued.repeated,
        "verdict": issued.report.verdict,
        "level": issued.report.level or None,
        "remarks": remarks_as_json(issued.remarks),
        "signers": [
            {"role": signature.role, "signer": signature.signer}
            for signature in issued.report.signatures
        ],
    }
