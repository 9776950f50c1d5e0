# SPDX-License-Identifier: Apache-2.0
"""Packages of the SOAP generation, as a web service and an e-mail program composed them."""

from base64 import b64encode

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
