# SPDX-License-Identifier: Apache-2.0
"""Packages of the SOAP generation, as a web service and an e-mail program composed them."""

from __future__ import annotations

import struct
from base64 import b64encode
from html import escape
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZipFile

if TYPE_CHECKING:
    from collections.abc import Mapping

    from esign.model import Package

FILE = b"%PDF-1.4 of 2014"

SOAP = """<?xml version="1.0" encoding="utf-8"?>
<SOAP-ENV:Envelope xmlns:SOAP-ENV="http://schemas.xmlsoap.org/soap/envelope/"
  xmlns:edXML="http://www.e-doc.vn/Schema/" xmlns:xlink="http://www.w3.org/1999/xlink">
  <SOAP-ENV:Header>
    <edXML:MessageHeader edXML:OriginalBodyRequested="false">
      <edXML:From><edXML:OrganId>01.00.H98</edXML:OrganId>
        <edXML:OrganName>Sở Thí Nghiệm</edXML:OrganName></edXML:From>
      <edXML:To><edXML:OrganId>02.00.H98</edXML:OrganId>
        <edXML:OrganName>Trường A</edXML:OrganName></edXML:To>
      <edXML:Code><edXML:CodeNumber>12</edXML:CodeNumber>
        <edXML:CodeNotation>STN-VP</edXML:CodeNotation></edXML:Code>
      <edXML:PromulgationInfo><edXML:Place>Ví Dụ</edXML:Place>
        <edXML:Date>2014-12-05</edXML:Date></edXML:PromulgationInfo>
      <edXML:Type><edXML:value>2</edXML:value>
        <edXML:description>Công văn</edXML:description></edXML:Type>
      <edXML:Subject>V/v thử gói tin</edXML:Subject>
      <edXML:Content>Thử gói tin</edXML:Content>
      <edXML:Author><edXML:Competence>KT. GIÁM ĐỐC</edXML:Competence>
        <edXML:Function>Phó Giám đốc</edXML:Function>
        <edXML:FullName>Nguyễn Ví Dụ</edXML:FullName></edXML:Author>
      <edXML:OtherInfo><edXML:Priority>1</edXML:Priority>
        <edXML:Secret>0</edXML:Secret></edXML:OtherInfo>
    </edXML:MessageHeader>
    <edXML:TraceHeaderList><edXML:TraceHeader>
      <edXML:Sender><edXML:OrganId>01.00.H98</edXML:OrganId></edXML:Sender>
      <edXML:Timestamp>2014-12-05T09:10:11</edXML:Timestamp>
    </edXML:TraceHeader></edXML:TraceHeaderList>
  </SOAP-ENV:Header>
  <SOAP-ENV:Body>
    <edXML:Manifest edXML:version="1.0">
      <edXML:Reference xlink:href="cid:a1@sender">
        <edXML:AttachmentName>Công văn 12.pdf</edXML:AttachmentName>
        <edXML:Description>Toàn văn</edXML:Description></edXML:Reference>
    </edXML:Manifest>
  </SOAP-ENV:Body>
</SOAP-ENV:Envelope>
"""

INSIDE = SOAP.replace(
    "</SOAP-ENV:Body>",
    '<document><attach><attachment Content-Type="application/pdf" '
    'Content-Transfer-Encoding="base64"><name>Công văn 12.pdf</name>'
    f"<value>{b64encode(FILE).decode()}</value></attachment></attach></document></SOAP-ENV:Body>",
)

_LINES = (
    "--part-limit",
    "Content-Type: text/xml; charset=utf-8",
    "Content-ID: <header@sender>",
    "",
    SOAP,
    "--part-limit",
    "Content-Type: application/pdf",
    "Content-Transfer-Encoding: base64",
    "Content-ID: <a1@sender>",
    "",
    b64encode(FILE).decode(),
    "--part-limit--",
    "",
)
BARE_PARTS = "\r\n".join(_LINES).encode()
"""Parts without the header that names their limit, as a web server hands them over."""

WITH_PARTS = (
    b'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="part-limit"\r\n\r\n'
    + BARE_PARTS
)

FILES_OUTSIDE = (
    '<?xml version="1.0" encoding="utf-8"?>\n<document><attach>'
    '<attachment Content-Type="application/pdf" Content-Transfer-Encoding="base64">'
    f"<name>Công văn 12.pdf</name><value>{b64encode(FILE).decode()}</value>"
    "</attachment></attach></document>"
)


def zipped_mail(members: Mapping[str, bytes | str]) -> bytes:
    """A ZIP archive as an e-mail carried it."""
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def understated(archive: bytes, count: int) -> bytes:
    """The archive with another count of entries at its end; its directory lists them all."""
    changed = bytearray(archive)
    struct.pack_into("<HH", changed, archive.rindex(b"PK\5\6") + 8, count, count)
    return bytes(changed)


def with_part(*lines: str | bytes) -> bytes:
    """The parts with one more behind them: its fields, an empty line, its content."""
    part = b"\r\n".join(each if isinstance(each, bytes) else each.encode() for each in lines)
    return WITH_PARTS.replace(b"--part-limit--", b"--part-limit\r\n" + part + b"\r\n--part-limit--")


MAIL = zipped_mail({"header.xml": SOAP, "attach.xml": FILES_OUTSIDE})
"""The header and its files, each in an XML file of its own."""


def older(sheet: Package, files: Mapping[str, bytes]) -> str:
    """A package of that generation that says what a sheet says, with the files in it."""
    said = {
        "01.00.H98": sheet.sender.code,
        "Sở Thí Nghiệm": sheet.sender.name,
        "CodeNumber>12<": f"CodeNumber>{sheet.number}<",
        "STN-VP": sheet.symbol,
        "2014-12-05<": f"{sheet.issued_on.isoformat()}<",
        "2014-12-05T": f"{sheet.issued_on.isoformat()}T",
        "Công văn<": f"{sheet.type_name}<",
        "V/v thử gói tin": escape(sheet.subject),
        "Nguyễn Ví Dụ": sheet.signer_name,
    }
    text = SOAP
    for old, new in said.items():
        text = text.replace(old, new)
    start, end = text.index("<edXML:Reference"), text.index("</edXML:Manifest>")
    listed = "".join(
        f'<edXML:Reference xlink:href="cid:{n}@sender">'
        f"<edXML:AttachmentName>{name}</edXML:AttachmentName></edXML:Reference>"
        for n, name in enumerate(files)
    )
    inside = "".join(
        '<attachment Content-Type="application/pdf" Content-Transfer-Encoding="base64">'
        f"<name>{name}</name><value>{b64encode(data).decode()}</value></attachment>"
        for name, data in files.items()
    )
    text = text[:start] + listed + text[end:]
    document = f"<document><attach>{inside}</attach></document></SOAP-ENV:Body>"
    return text.replace("</SOAP-ENV:Body>", document)


def older_mail(sheet: Package, files: Mapping[str, bytes]) -> bytes:
    """The same as an e-mail carried it."""
    text = older(sheet, files)
    start, end = text.index("<document>"), text.index("</SOAP-ENV:Body>")
    return zipped_mail({"1.xml": text[:start] + text[end:], "2.xml": text[start:end]})
