# SPDX-License-Identifier: Apache-2.0
"""For every rule of edXML packages a package that keeps it and one that breaks it, and the page."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from esign.exchange import LintContext, StoredDocument
from esign.exchange.rules import RULES, PackageType
from esign.model import AgencyRecord
from support.edxml_samples import (
    BUSINESS,
    DOCUMENT,
    ID,
    PDF,
    RECALL,
    REPLACE,
    STATUS,
    UPDATE,
    leaf,
    prefixed,
    zipped,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

AGENCIES = {
    each.code: each
    for each in (
        AgencyRecord("H98.12", "Sở Thí Nghiệm"),
        AgencyRecord("H98", "UBND tỉnh Ví Dụ"),
        AgencyRecord("H98.12.01", "Trường A"),
        AgencyRecord("H98.13", "Sở Cũ", closed=True, successor_code="H98.12"),
    )
}
OLD_CODES = {"000.00.12.H98": "H98.12"}
STORED = StoredDocument("H98.12", ("H98.12.01", "H98"))

_NOON = LintContext(now=datetime(2026, 3, 5, 5, 0, tzinfo=UTC))


def with_directory() -> LintContext:
    """A directory of four agencies."""
    return LintContext(
        find_agency=lambda code: AGENCIES.get(OLD_CODES.get(code, code)),
        similar_codes=lambda code: ["H98.12.01"] if code.startswith("H98") else [],
    )


def knowing(stored: StoredDocument) -> LintContext:
    """A register that knows the one document."""
    return LintContext(find_document={ID: stored}.get)


@dataclass(frozen=True)
class Broken:
    """How a package that keeps a rule becomes one that breaks it.

    Attributes:
        code: what is found then.
        old: the place in the sound package.
        new: what stands there instead.
        purpose: what the sound package is sent for.
        context: what is known beyond it.
    """

    code: str
    old: str
    new: str
    purpose: str = BUSINESS
    context: LintContext = field(default_factory=LintContext)

    @property
    def rule(self) -> str:
        """The rule's id."""
        return self.code.split(".")[1]

    @property
    def sound(self) -> bytes:
        """A package that keeps the rule."""
        rule = next(rule for rule in RULES if rule.id == self.rule)
        document = DOCUMENT.replace(prefixed(BUSINESS), prefixed(self.purpose))
        is_status = rule.of is PackageType.STATUS or self.old not in document
        return (STATUS if is_status else document).encode()

    @property
    def kept_in(self) -> LintContext:
        """Where the sound package keeps the rule: S6 and K1 are about what else is here."""
        return LintContext() if self.rule in {"S6", "K1"} else self.context

    @property
    def needs_more(self) -> bool:
        """Whether the finding takes knowledge beyond the package."""
        return self.context != LintContext()

    @property
    def broken(self) -> bytes:
        """The same package, breaking it."""
        text = self.sound.decode()
        assert self.old in text, self.old
        if self.code == "edxml.X1.encoding":
            return text.encode("utf-16")
        if self.code == "edxml.X1.damaged":
            return text.encode()[:900].ljust(4096, b"\0")
        return text.replace(self.old, self.new, 1).encode()


def _breaks() -> Iterator[Broken]:
    yield from _opening()
    yield from _organisations()
    yield from _documents()
    yield from _values()
    yield from _purposes()
    yield from _files()
    yield from _states()


def _opening() -> Iterator[Broken]:
    yield Broken("edxml.X1", "</edXML>", "")
    yield Broken("edxml.X1.bom", "<?xml", "\ufeff<?xml")
    yield Broken("edxml.X1.encoding", "<?xml", "")
    yield Broken("edxml.X1.damaged", "<?xml", "<?xml")
    yield Broken("edxml.X1.pdf", "<?xml", "%PDF-1.7 <?xml")
    yield Broken("edxml.X1.zip", "<?xml", "PK\x03\x04 <?xml")
    yield Broken("edxml.X1.doctype", "<edXML ", "<!DOCTYPE edXML><edXML ")
    yield Broken("edxml.X1.markup", "<Signature/>", "<a/>" * 100_001)
    yield Broken("edxml.X2", 'edXML xmlns="http://www.mic', 'edXML xmlns="http://www.abc')
    own = "http://www.mic.gov.vn/TBT/QCVN_102_2016"
    yield Broken("edxml.X2.invented", f'edXML xmlns="{own}', 'edXML xmlns="http://www.go.vn/eDoc')
    soap = 'edXML xmlns="http://www.e-doc.vn/Schema/'
    yield Broken("edxml.X2.soap", f'edXML xmlns="{own}', soap)
    yield Broken("edxml.X3", "</edXML:MessageHeader>", "</edXML:MessageHeader><MessageHeader/>")
    yield Broken("edxml.X3.ambiguous", leaf("Subject", "V/v thử gói tin"), leaf("Subject", "A") * 2)
    yield Broken("edxml.X4", leaf("Subject", "V/v thử gói tin"), "<Subject>V/v thử</Subject>")


def _organisations() -> Iterator[Broken]:
    yield Broken("edxml.O1", leaf("OrganName", "Sở Thí Nghiệm"), "")
    first, second = leaf("OrganId", "H98.12.01"), leaf("OrganId", "H98")
    yield Broken("edxml.O2", first, "")
    yield Broken("edxml.O2.twice", second, leaf("OrganId", "h98.12.01"))
    yield Broken("edxml.O2.both", first, leaf("OrganId", "000.00.00.H98"))
    yield Broken("edxml.O2.name", leaf("OrganName", "Trường A"), "")
    yield Broken("edxml.O3", first, leaf("OrganId", "TRUONG-A"))
    yield Broken("edxml.O3.hub", first, leaf("OrganId", "00.01.W00"))
    yield Broken("edxml.O3.system", leaf("OrganId", "H98.12"), leaf("OrganId", "00.01.W00"))
    known = with_directory()
    yield Broken("edxml.O3.unknown", first, leaf("OrganId", "G22"), context=known)
    yield Broken("edxml.O3.similar", first, leaf("OrganId", "H98.12.02"), context=known)
    yield Broken("edxml.O3.closed", first, leaf("OrganId", "H98.13"), context=known)
    sender = leaf("OrganId", "H98.12")
    yield Broken("edxml.O3.old", sender, leaf("OrganId", "000.00.12.H98"), context=known)
    yield Broken("edxml.O4", second, leaf("OrganId", "000.00.12.H98"))
    own = LintContext(own_code="H98.12", now=datetime(2026, 3, 5, 3, 0, tzinfo=UTC))
    yield Broken("edxml.O5", sender, leaf("OrganId", "H98.14"), context=own)


def _documents() -> Iterator[Broken]:
    number, day = leaf("CodeNumber", "12"), leaf("PromulgationDate", "2026/03/05")
    yield Broken("edxml.D1", number, "")
    yield Broken("edxml.D1.whole", number, leaf("CodeNumber", "12/STN-VP"))
    yield Broken("edxml.D2", day, leaf("PromulgationDate", "2026/02/30"))
    yield Broken("edxml.D2.notation", day, leaf("PromulgationDate", "05/03/2026"))
    yield Broken("edxml.D2.future", day, leaf("PromulgationDate", "2026/03/07"))
    yield Broken("edxml.D2.ahead", day, leaf("PromulgationDate", "2099/03/05"), context=_NOON)
    yield Broken("edxml.D2.tomorrow", day, leaf("PromulgationDate", "2026/03/06"))
    yield Broken("edxml.D2.year", day, leaf("PromulgationDate", "0020/03/05"))
    yield Broken("edxml.D3", leaf("Content", "Thử gói tin"), "<edXML:Content/>")
    yield Broken("edxml.D4", leaf("Type", "2"), leaf("Type", "33"))
    yield Broken("edxml.D4.absent", leaf("Type", "2"), "")
    yield Broken("edxml.D4.name", leaf("TypeDetail", "18"), leaf("TypeDetail", "7"))
    normative = leaf("Type", "2") + leaf("TypeDetail", "18")
    yield Broken("edxml.D4.normative", normative, leaf("Type", "1"))
    name = leaf("TypeDetail", "18") + leaf("TypeName", "Công văn")
    yield Broken("edxml.D4.administrative", name, leaf("TypeName", "Nghị định"))
    identifier = leaf("DocumentId", ID)
    yield Broken("edxml.D5", identifier, "")
    yield Broken("edxml.D5.form", identifier, leaf("DocumentId", "9f1c8c5e-7d5f-4f0e"))
    other = leaf("DocumentId", "H98.14,2026/03/05,12/STN-VP")
    yield Broken("edxml.D5.agency", identifier, other)
    later = leaf("DocumentId", "H98.12,2026/03/06,12/STN-VP")
    yield Broken("edxml.D5.day", identifier, later)
    yield Broken("edxml.D5.code", identifier, leaf("DocumentId", "H98.12,2026/03/05,13/STN-VP"))


def _values() -> Iterator[Broken]:
    yield Broken("edxml.D6", leaf("Subject", "V/v thử gói tin"), leaf("Subject", "a" * 501))
    yield Broken("edxml.D7", leaf("Priority", "1"), leaf("Priority", "5"))
    yield Broken("edxml.D7.empty", leaf("SteeringType", "0"), "<edXML:SteeringType/>")
    due = leaf("DueDate", "2026/03/20")
    yield Broken("edxml.D8", due, leaf("DueDate", "cuối tháng"))
    yield Broken("edxml.D8.notation", due, leaf("DueDate", "2026-03-20"))
    yield Broken("edxml.D8.before", due, leaf("DueDate", "2026/03/04"))
    yield Broken("edxml.D9", leaf("Email", "vt@vidu.gov.vn"), leaf("Email", "vt vidu.gov.vn"))


def _purposes() -> Iterator[Broken]:
    time = leaf("Timestamp", "2026/03/05 09:10:11")
    yield Broken("edxml.T1", time, "")
    yield Broken("edxml.T1.notation", time, leaf("Timestamp", "05/03/2026 09:10:11"))
    yield Broken("edxml.T1.year", time, leaf("Timestamp", "0020/03/05 09:10:11"))
    yield Broken("edxml.T1.ahead", time, leaf("Timestamp", "2026/03/07 09:10:11"), context=_NOON)
    reported = leaf("Timestamp", "2026/03/05 14:20:00")
    yield Broken("edxml.T1.status", reported, leaf("Timestamp", "hôm nay"))
    yield Broken("edxml.B1", leaf("BussinessDocType", "0"), leaf("BussinessDocType", "4"))
    yield Broken("edxml.B1.absent", leaf("BussinessDocType", "0"), "")
    about = leaf("BussinessDocReason", "Gửi nhầm") + leaf("DocumentId", ID)
    yield Broken("edxml.B2", about, leaf("BussinessDocReason", "Gửi nhầm"), RECALL)
    yield Broken("edxml.B2.reason", leaf("BussinessDocReason", "Gửi nhầm"), "", RECALL)
    information = prefixed(UPDATE[UPDATE.index("<BussinessDocumentInfo>") :])
    yield Broken("edxml.B3", information, "", UPDATE)
    receiver = leaf("OrganId", "H98") + leaf("ReceiverType", "1")
    listed = f"<edXML:Receiver>{receiver}</edXML:Receiver>"
    yield Broken("edxml.B3.receivers", listed, "", UPDATE)
    yield Broken("edxml.B3.change", leaf("ReceiverType", "1"), leaf("ReceiverType", "2"), UPDATE)
    replaced = leaf("DocumentId", "H98.12,2026/01/02,7/STN-VP")
    yield Broken("edxml.B4", replaced, "", REPLACE)
    purpose = leaf("BussinessDocType", "3")
    yield Broken("edxml.B5", purpose, leaf("BussinessDocType", "0"), REPLACE)


def _files() -> Iterator[Broken]:
    content = f"<ContentTransferEncoded>{PDF}<"
    listed = prefixed("<Reference><AttachmentName>phu-luc.pdf</AttachmentName></Reference>")
    manifest = "</edXML:edXMLManifest>"
    yield Broken("edxml.A1", manifest, listed + manifest)
    yield Broken("edxml.A1.unlisted", "</Attachment>", "</Attachment><Attachment/>")
    yield Broken("edxml.A2.base64", content, "<ContentTransferEncoded>JVB?<")
    yield Broken("edxml.A2.empty", content, "<ContentTransferEncoded><")
    two = f"<ContentType>application/zip</ContentType>\n<ContentTransferEncoded>{zipped('a', 'b')}<"
    typed = f"<ContentType>application/pdf</ContentType>\n{content}"
    yield Broken("edxml.A2.zip", typed, two)
    yield Broken("edxml.A2.name", "<AttachmentName>12.pdf<", "<AttachmentName>../12.pdf<")
    yield Broken("edxml.A2.renamed", "<AttachmentName>12.pdf<", "<AttachmentName>12: gì?.pdf<")
    start, end = DOCUMENT.index("<edXML:Reference>"), DOCUMENT.index("</edXML:edXMLManifest>")
    close = DOCUMENT.index("</AttachmentEncoded>")
    yield Broken(
        "edxml.A3",
        DOCUMENT[start:close],
        DOCUMENT[end : DOCUMENT.index("<Attachment>")],
    )
    yield Broken("edxml.A4.acting", "<AttachmentName>12.pdf<", "<AttachmentName>12.exe<")
    yield Broken("edxml.A4.magic", "<AttachmentName>12.pdf<", "<AttachmentName>12.png<")
    yield Broken("edxml.A4.type", "application/pdf", "text/plain")
    limited = LintContext(size_limit=4_000)
    yield Broken("edxml.A5.setting", "<Signature/>", "<Signature/>" + " " * 4_000, context=limited)
    yield Broken("edxml.G1.absent", "<Signature/>", "")
    yield Broken("edxml.G1.decorative", "<Signature/>", "<Signature>2jmj7l5rSw0=</Signature>")


def _states() -> Iterator[Broken]:
    yield Broken(
        "edxml.K1", leaf("DocumentId", ID), leaf("DocumentId", ID), context=knowing(STORED)
    )
    yield Broken("edxml.S1", leaf("Code", "12/STN-VP"), "")
    code = leaf("StatusCode", "03")
    yield Broken("edxml.S2", code, leaf("StatusCode", "07"))
    yield Broken("edxml.S2.digits", code, leaf("StatusCode", "3"))
    said = leaf("Description", "Vào sổ số 45")
    yield Broken("edxml.S3", code + said, leaf("StatusCode", "02"))
    yield Broken("edxml.S4", code, leaf("StatusCode", "13"))
    reporter = leaf("OrganId", "H98.12.01")
    yield Broken("edxml.S4.itself", reporter, leaf("OrganId", "H98.12"))
    known = knowing(STORED)
    yield Broken("edxml.S4.stranger", reporter, leaf("OrganId", "H98.77"), context=known)
    symbol = leaf("Code", "12/STN-VP")
    yield Broken("edxml.S5.code", symbol, leaf("Code", "H98.12.01"))
    yield Broken("edxml.S5.two", symbol, leaf("Code", "13/STN-VP"))
    yield Broken("edxml.S5.otherwise", symbol, leaf("Code", "12/STN-TCHC"))
    both = leaf("OrganId", "H98.12") + symbol
    yield Broken("edxml.S5.agency", both, leaf("OrganId", "12/STN-VP") + symbol)
    for facet, before, now in (
        ("again", "04", "04"),
        ("refused", "02", "03"),
        ("early", "01", "06"),
        ("unasked", "01", "15"),
    ):
        stored = StoredDocument("H98.12", (), statuses=(("H98.12.01", before),))
        asked = leaf("StatusCode", now)
        yield Broken(f"edxml.S6.{facet}", code, asked, context=knowing(stored))


BREAKS = tuple(_breaks())
