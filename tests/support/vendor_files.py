# SPDX-License-Identifier: Apache-2.0
"""Packages as four vendors' programs write them, each with the habits that are known of it."""

from base64 import b64encode
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

URI = "http://www.mic.gov.vn/TBT/QCVN_102_2016"
PDF = b"%PDF-1.4 foreign"
TABLE = b"PK cells of a table"


def _zipped(entry: str, content: bytes) -> str:
    archive = BytesIO()
    with ZipFile(archive, "w", ZIP_DEFLATED) as target:
        target.writestr(entry, content)
    return b64encode(archive.getvalue()).decode()


_PDF = b64encode(PDF).decode()
_TABLE = _zipped("8f0e.xlsx", TABLE)

JAVA_KIT = f"""<?xml version="1.0" encoding="UTF-8"?>
<edXML xmlns="{URI}"><edXML:edXMLEnvelope xmlns:edXML="{URI}"><edXML:edXMLHeader>
<edXML:MessageHeader>
<edXML:From><edXML:OrganId>000.00.99.H98</edXML:OrganId>
<edXML:OrganizationInCharge>UBND tỉnh Ví Dụ</edXML:OrganizationInCharge>
<edXML:OrganName>Sở Thí Nghiệm</edXML:OrganName><edXML:Fax>0201</edXML:Fax></edXML:From>
<edXML:To><edXML:OrganId>001.00.99.H98</edXML:OrganId>
<edXML:OrganName>Trường A</edXML:OrganName></edXML:To>
<edXML:DocumentId>000.00.99.H98,2014/02/30,12/STN-VP</edXML:DocumentId>
<edXML:Code><edXML:CodeNumber>12</edXML:CodeNumber>
<edXML:CodeNotation>STN-VP</edXML:CodeNotation></edXML:Code>
<edXML:PromulgationInfo><edXML:Place>Ví Dụ</edXML:Place>
<edXML:PromulgationDate>2026/03/05</edXML:PromulgationDate></edXML:PromulgationInfo>
<edXML:DocumentType><edXML:Type>1</edXML:Type><edXML:TypeDetail>0</edXML:TypeDetail>
<edXML:TypeName>Công văn</edXML:TypeName></edXML:DocumentType>
<edXML:Subject>V/v thử gói tin</edXML:Subject><edXML:Content>Thử gói tin</edXML:Content>
<edXML:DueDate/>
<edXML:OtherInfo><edXML:Priority>0</edXML:Priority><edXML:Direction>true</edXML:Direction>
<edXML:ReplyFors>7</edXML:ReplyFors></edXML:OtherInfo>
<edXML:ResponseFor><edXML:OrganId/><edXML:Code/><edXML:PromulgationDate/><edXML:DocumentId/>
</edXML:ResponseFor>
<edXML:SteeringType>1</edXML:SteeringType>
<edXML:ToPlaces><edXML:Place>Như trên</edXML:Place></edXML:ToPlaces>
<edXML:ResponseForTask><edXML:TaskCode>T-1</edXML:TaskCode></edXML:ResponseForTask>
</edXML:MessageHeader>
<edXML:TraceHeaderList><edXML:TraceHeader><edXML:OrganId>000.00.99.H98</edXML:OrganId>
<edXML:Timestamp>2026/03/05 09:10:11</edXML:Timestamp></edXML:TraceHeader>
<edXML:Bussiness><edXML:BussinessDocType>2</edXML:BussinessDocType>
<edXML:BussinessDocReason>Thêm nơi nhận</edXML:BussinessDocReason>
<edXML:DocumentId>000.00.99.H98,2026/03/01,11/STN-VP</edXML:DocumentId><edXML:Paper>0</edXML:Paper>
<edXML:StaffInfo><edXML:DepartmentId>3</edXML:DepartmentId><edXML:Staff>Trần Mẫu</edXML:Staff>
</edXML:StaffInfo>
<edXML:BussinessDocumentInfo><edXML:DocumentInfo>0</edXML:DocumentInfo>
<edXML:DocumentReceiver>1</edXML:DocumentReceiver><edXML:ReceiverList>
<edXML:Receiver><edXML:OrganId>003.00.99.H98</edXML:OrganId>
<edXML:ReceiverType>1</edXML:ReceiverType></edXML:Receiver>
<edXML:Receiver><edXML:OrganId>004.00.99.H98</edXML:OrganId>
<edXML:ReceiverType>0</edXML:ReceiverType></edXML:Receiver>
</edXML:ReceiverList></edXML:BussinessDocumentInfo></edXML:Bussiness></edXML:TraceHeaderList>
<Signature><SignedInfo><SignatureMethod Algorithm="http://www.w3.org/2000/09/xmldsig#rsa-sha1"/>
</SignedInfo><SignatureValue>0123456789ab</SignatureValue></Signature>
</edXML:edXMLHeader><edXML:edXMLBody><edXML:edXMLManifest version="1.0">
<edXML:Reference><edXML:ContentId>cid:cid:a1</edXML:ContentId>
<edXML:ContentType>application/zip</edXML:ContentType>
<edXML:AttachmentName>12-STN-VP.pdf</edXML:AttachmentName></edXML:Reference>
<edXML:Reference><edXML:ContentId>cid:a2</edXML:ContentId>
<edXML:ContentType>application/zip</edXML:ContentType>
<edXML:AttachmentName>Bảng.xlsx</edXML:AttachmentName></edXML:Reference>
</edXML:edXMLManifest></edXML:edXMLBody></edXML:edXMLEnvelope>
<AttachmentEncoded><Attachment><ContentId>cid:a1</ContentId>
<AttachmentName>12-STN-VP.pdf</AttachmentName><ContentType>application/pdf</ContentType>
<Format>pdf</Format>
<edXML:ContentTransferEncoded xmlns:edXML="{URI}">{_PDF}</edXML:ContentTransferEncoded>
</Attachment><Attachment><ContentId>cid:cid:a2</ContentId><AttachmentName>Bảng.xlsx</AttachmentName>
<ContentType>application/zip</ContentType>
<edXML:ContentTransferEncoded xmlns:edXML="{URI}">{_TABLE}</edXML:ContentTransferEncoded>
</Attachment></AttachmentEncoded></edXML>""".encode()

DOT_NET = f"""\ufeff<?xml version="1.0" encoding="utf-8"?>
<edXML xmlns="{URI}"><edXML:edXMLEnvelope xmlns:edXML="{URI}"><edXML:edXMLHeader>
<edXML:MessageHeader><edXML:From><edXML:OrganId>000.00.99.H98</edXML:OrganId>
<edXML:OrganName>Sở Thí Nghiệm</edXML:OrganName></edXML:From>
<edXML:To><edXML:OrganId>001.00.99.H98</edXML:OrganId>
<edXML:OrganName>Trường A</edXML:OrganName></edXML:To>
<edXML:Code><edXML:CodeNumber>12</edXML:CodeNumber>
<edXML:CodeNotation>STN-VP</edXML:CodeNotation></edXML:Code>
<edXML:PromulgationInfo><edXML:PromulgationDate>2026-03-05</edXML:PromulgationDate>
</edXML:PromulgationInfo>
<edXML:DocumentType><edXML:Type>18</edXML:Type><edXML:TypeName>Công văn</edXML:TypeName>
</edXML:DocumentType><edXML:Subject>V/v thử</edXML:Subject><edXML:Content>Thử</edXML:Content>
<edXML:ToPlaces><edXML:Place>Như trên</edXML:Place></edXML:ToPlaces>
<edXML:OtherInfo><edXML:Priority>2</edXML:Priority></edXML:OtherInfo>
<edXML:SteeringType>0</edXML:SteeringType>
<edXML:DocumentId>000.00.99.H98,2026-03-05,12/STN-VP</edXML:DocumentId></edXML:MessageHeader>
<edXML:TraceHeaderList id="0a1b2c3d" version="1.0" mustUnderstand="1"
 actor="http://schemas.xmlsoap.org/soap/actor/next"><edXML:Bussiness>
<edXML:BussinessDocType>3</edXML:BussinessDocType>
<edXML:BussinessDocReason>Sai biểu mẫu</edXML:BussinessDocReason>
<edXML:ReplacementInfoList><edXML:ReplacementInfo>
<edXML:DocumentId>000.00.99.H98,2026/03/01,11/STN-VP</edXML:DocumentId>
<edXML:OrganIdList><edXML:OrganId>001.00.99.H98</edXML:OrganId>
<edXML:OrganId>002.00.99.H98</edXML:OrganId></edXML:OrganIdList></edXML:ReplacementInfo>
</edXML:ReplacementInfoList></edXML:Bussiness>
<edXML:TraceHeader><edXML:OrganId>000.00.99.H98</edXML:OrganId>
<edXML:Timestamp>05/03/2026 09:10:11</edXML:Timestamp></edXML:TraceHeader>
<edXML:TraceHeader><edXML:OrganId>00.00.G22</edXML:OrganId>
<edXML:Timestamp>2026/03/05 09:11:00</edXML:Timestamp></edXML:TraceHeader>
</edXML:TraceHeaderList></edXML:edXMLHeader><edXML:edXMLBody>
<edXML:edXMLManifest version="1.0"><edXML:Reference xmlns:xlink="http://www.w3.org/1999/xlink"
 xlink:href="cid:a1" xlink:role="XLinkRole" xlink:type="simple">
<edXML:ContentId>cid:a1</edXML:ContentId><edXML:AttachmentName>12.pdf</edXML:AttachmentName>
</edXML:Reference></edXML:edXMLManifest></edXML:edXMLBody></edXML:edXMLEnvelope>
<AttachmentEncoded><Attachment><ContentId>a1</ContentId><AttachmentName>12.pdf</AttachmentName>
<ContentType>application/pdf</ContentType>
<ContentTransferEncoded>{_PDF}</ContentTransferEncoded></Attachment>
</AttachmentEncoded></edXML>""".encode()

PROVINCIAL_HUB = f"""<?xml version="1.0" encoding="UTF-8"?>
<edXML xmlns="{URI}"><edXML:edXMLEnvelope xmlns:edXML="{URI}"><edXML:edXMLHeader>
<edXML:MessageHeader><edXML:From><edXML:OrganId>000.00.99.H98</edXML:OrganId>
<edXML:OrganName>Sở Thí Nghiệm</edXML:OrganName><edXML:OrganAdd/></edXML:From>
<edXML:To><edXML:OrganId>001.00.99.H98</edXML:OrganId>
<edXML:OrganName>Trường A</edXML:OrganName><edXML:OrganAdd/></edXML:To>
<edXML:Code><edXML:CodeNumber>12</edXML:CodeNumber>
<edXML:CodeNotation>STN-VP</edXML:CodeNotation></edXML:Code>
<edXML:PromulgationInfo><edXML:PromulgationDate>05/03/2026</edXML:PromulgationDate>
</edXML:PromulgationInfo><edXML:DocumentType><edXML:Type>2</edXML:Type>
<edXML:TypeName>Công văn</edXML:TypeName></edXML:DocumentType>
<edXML:Subject>V/v thử</edXML:Subject><edXML:Content>V/v thử</edXML:Content>
<edXML:SteeringType>1</edXML:SteeringType>
<edXML:DocumentId>6f1c2d3e-0000-4000-8000-00112233aabb</edXML:DocumentId></edXML:MessageHeader>
<edXML:TraceHeaderList><edXML:TraceHeader><edXML:OrganId>000.00.99.H98</edXML:OrganId>
<edXML:Timestamp>2026/03/05 09:10:11</edXML:Timestamp></edXML:TraceHeader>
<edXML:Business><edXML:BusinessDocType>1</edXML:BusinessDocType>
<edXML:BusinessDocReason>Gửi nhầm</edXML:BusinessDocReason>
<edXML:DocumentId>000.00.99.H98,2026/03/01,11/STN-VP</edXML:DocumentId></edXML:Business>
</edXML:TraceHeaderList><Signature/></edXML:edXMLHeader></edXML:edXMLEnvelope></edXML>""".encode()

HUB_STATUS = f"""<?xml version="1.0" encoding="UTF-8"?>
<edXML xmlns="{URI}"><edXML:edXMLEnvelope xmlns:edXML="{URI}"><edXML:edXMLHeader><edXML:Status>
<edXML:From><edXML:OrganId>001.00.99.H98</edXML:OrganId>
<edXML:OrganName>Trường A</edXML:OrganName></edXML:From>
<edXML:ResponseFor><edXML:OrganId>000.00.99.H98</edXML:OrganId><edXML:Code>12/STN-VP</edXML:Code>
<edXML:DocumentId>000.00.99.H98,2026/03/05,12/STN-VP</edXML:DocumentId></edXML:ResponseFor>
<edXML:StatusCode>3</edXML:StatusCode><edXML:Priority>9</edXML:Priority>
</edXML:Status></edXML:edXMLHeader></edXML:edXMLEnvelope></edXML>""".encode()
