# SPDX-License-Identifier: Apache-2.0
"""What arrives at an agency: documents, requests and statuses of others."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from hashlib import sha256
from typing import TYPE_CHECKING

from esign.exchange import write
from esign.intake.assessing import of_package
from esign.model import (
    Agency,
    Attachment,
    Business,
    DocumentReference,
    Party,
    Purpose,
    Replaced,
    StatusCode,
    StatusPackage,
)
from support.packages import SENT_AT
from support.received import SHEET
from support.sealed import sealed_page

if TYPE_CHECKING:
    from esign.model import Package
    from esign.register import Reading

US = Agency(
    name="Trường THPT Mẫu",
    heading="TRƯỜNG THPT MẪU",
    parent="SỞ GIÁO DỤC VÀ ĐÀO TẠO",
    abbreviation="THPTM",
    code="H99.12.01",
    place="Ví Dụ",
)
"""Who receives."""

SENDER = SHEET.sender
STRANGER = Party("H99.77", "Cơ quan Lạ")


@cache
def document() -> Package:
    """A decision with a signed and sealed page, for us alone."""
    page = Attachment("05-QD-SGDDT-2026.pdf", "application/pdf", sealed_page(), "Toàn văn")
    return replace(SHEET, receivers=(Party(US.code, US.name),), attachments=(page,))


def numbered(number: str) -> Package:
    """The same under another number."""
    package = document()
    return replace(
        package, number=number, document_id=f"{SENDER.code},2026/11/20,{number}/{package.symbol}"
    )


def request(purpose: Purpose, about: str = "", *, sender: Party = SENDER) -> Package:
    """A request about the document, without attachments."""
    business = Business(purpose, reason="Sai thẩm quyền", document_id=about or SHEET.document_id)
    if purpose is Purpose.UPDATE:
        business = replace(business, data_changed=True)
    return replace(document(), sender=sender, attachments=(), business=business)


def replacement() -> Package:
    """A new document in the place of the first."""
    business = Business(
        Purpose.REPLACE, reason="Sai nội dung", replaced=(Replaced(SHEET.document_id),)
    )
    return replace(numbered("06"), business=business)


def status(code: str, *, sender: Party = SENDER, document_id: str = "") -> StatusPackage:
    """What an agency reports, or with code 13 asks for, of the document."""
    about = DocumentReference(
        US.code if code == StatusCode.TAKE_BACK else SENDER.code,
        SHEET.code,
        document_id or SHEET.document_id,
        SHEET.issued_on,
    )
    return StatusPackage(sender, about, code, SENT_AT, "Gửi nhầm")


def reading(package: Package | None = None, **changes: object) -> Reading:
    """What is told of a package that was found good, without opening any."""
    package = package or SHEET
    content = f"{package.business.purpose}{package.business.reason}{package.subject}"
    digest = sha256(content.encode()).hexdigest()
    read = of_package(package, digest, "passed", [], unfit=False)
    return replace(read, **changes)  # type: ignore[arg-type]


def data(package: Package | StatusPackage) -> bytes:
    """The package as it travels."""
    return write(package)
