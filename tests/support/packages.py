# SPDX-License-Identifier: Apache-2.0
"""Packages of the national document axis: ours as values, another vendor's as XML."""

from base64 import b64encode
from datetime import UTC, date, datetime

from esign.model import Attachment, DocumentReference, Package, Party, StaffMember, StatusPackage

SENT_AT = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)

PACKAGE = Package(
    sender=Party(
        "H99.12",
        "Sở Giáo dục và Đào tạo tỉnh Ví Dụ",
        parent="UBND TỈNH VÍ DỤ",
        address="1 Đường Mẫu",
        email="vanthu@vidu.gov.vn",
        telephone="0200",
        website="vidu.gov.vn",
    ),
    receivers=(Party("H99.12.01", "Trường THPT Mẫu"), Party("H99", "UBND tỉnh Ví Dụ")),
    document_id="H99.12,2026/11/20,05/QĐ-SGDĐT",
    number="05",
    symbol="QĐ-SGDĐT",
    place="Ví Dụ",
    issued_on=date(2026, 11, 20),
    type_group=2,
    type_detail=2,
    type_name="Quyết định",
    subject="Về việc thành lập hội đồng <thi> & tuyển sinh",
    signer_authority="TM. HỘI ĐỒNG",
    signer_title="Giám đốc",
    signer_name="Nguyễn Văn Mẫu",
    places=("Như Điều 3", "Lưu: VT"),
    page_count=3,
    sent_at=SENT_AT,
    attachments=(
        Attachment("05-QD-SGDDT-2026.pdf", "application/pdf", b"%PDF-1.7 \xff\x00", "Toàn văn"),
    ),
)

STATUS = StatusPackage(
    sender=Party("H99.12.01", "Trường THPT Mẫu"),
    about=DocumentReference("H99.12", "05/QĐ-SGDĐT", PACKAGE.document_id, PACKAGE.issued_on),
    code="03",
    at=SENT_AT,
    description="Đã tiếp nhận, vào sổ số 45",
    staff=(StaffMember("Lê Thử", "Văn phòng", "t@x.vn", "0900000001"),),
)

PDF = b64encode(b"%PDF-1.4 foreign").decode()

FOREIGN = f"""<?xml version="1.0" encoding="utf-8"?>
<edXML xmlns="http://www.mic.gov.vn/TBT/QCVN_102_2016" xmlns:xlink="http://www.w3.org/1999/xlink">
  <edXMLEnvelope>
    <edXMLHeader>
      <!-- another vendor: no prefixes, order of the regulation, attributes, extensions -->
      <MessageHeader>
        <From><OrganId>000.00.99.H98</OrganId><OrganName>Sở Thí Nghiệm</OrganName></From>
        <To><OrganName>Trường A</OrganName><OrganId>001.00.99.H98</OrganId></To>
        <To><OrganId>002.00.99.H98</OrganId><OrganName>Trường B</OrganName></To>
        <Code><CodeNumber> 12 </CodeNumber><CodeNotation>STN-VP</CodeNotation></Code>
        <PromulgationInfo><PromulgationDate>2026/03/05</PromulgationDate></PromulgationInfo>
        <DocumentType><Type>18</Type><TypeName>Công văn</TypeName></DocumentType>
        <Subject>V/v thử gói tin</Subject>
        <Content>Thử gói tin</Content>
        <ToPlaces><Place>Như trên</Place></ToPlaces>
        <OtherInfo><Priority>1</Priority><PageAmount/></OtherInfo>
        <SteeringType>1</SteeringType>
        <DocumentId>000.00.99.H98,2026/03/05,12/STN-VP</DocumentId>
        <ApplicationType>MCDT_DT</ApplicationType>
      </MessageHeader>
      <TraceHeaderList id="0a1b2c3d" version="1.0" mustUnderstand="1">
        <Business><BusinessDocType>0</BusinessDocType></Business>
        <TraceHeader>
          <OrganId>000.00.99.H98</OrganId><Timestamp>2026/03/05 09:10:11</Timestamp>
        </TraceHeader>
      </TraceHeaderList>
      <DigitalSignature/>
    </edXMLHeader>
    <edXMLBody>
      <Manifest>
        <Reference xlink:href="cid:a1"><ContentId>cid:a1</ContentId>
          <ContentType>application/zip</ContentType><Description>Toàn văn</Description>
          <AttachmentName>Công văn 12.pdf</AttachmentName></Reference>
      </Manifest>
    </edXMLBody>
  </edXMLEnvelope>
  <AttachmentEncoded>
    <Attachment><ContentId>a1</ContentId><AttachmentName>Công văn 12.pdf</AttachmentName>
      <ContentType>application/pdf</ContentType>
      <ContentTransferEncoded>{PDF}</ContentTransferEncoded></Attachment>
  </AttachmentEncoded>
</edXML>
"""


def foreign(*changes: tuple[str, str]) -> bytes:
    """The other vendor's package with some places changed; each must be there."""
    text = FOREIGN
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    return text.encode()
