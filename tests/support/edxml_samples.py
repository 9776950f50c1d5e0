# SPDX-License-Identifier: Apache-2.0
"""Sound packages as text, to be changed in one place: a document, a status, and each purpose."""

from base64 import b64encode
from io import BytesIO
from zipfile import ZipFile, ZipInfo

ID = "H98.12,2026/03/05,12/STN-VP"
PDF = b64encode(b"%PDF-1.7 page").decode()


def zipped(*names: str) -> str:
    """A ZIP of files of these names, in base64."""
    target = BytesIO()
    with ZipFile(target, "w") as archive:
        for name in names:
            archive.writestr(ZipInfo(name), b"content")  # dated 1980
    return b64encode(target.getvalue()).decode()


DOCUMENT = f"""<?xml version="1.0" encoding="UTF-8"?>
<edXML xmlns="http://www.mic.gov.vn/TBT/QCVN_102_2016"
><e:edXMLEnvelope xmlns:e="http://www.mic.gov.vn/TBT/QCVN_102_2016"
><e:edXMLHeader><e:MessageHeader>
<e:From><e:OrganId>H98.12</e:OrganId><e:OrganName>Sở Thí Nghiệm</e:OrganName>
<e:Email>vt@vidu.gov.vn</e:Email></e:From>
<e:To><e:OrganId>H98.12.01</e:OrganId><e:OrganName>Trường A</e:OrganName></e:To>
<e:To><e:OrganId>H98</e:OrganId><e:OrganName>UBND tỉnh Ví Dụ</e:OrganName></e:To>
<e:DocumentId>{ID}</e:DocumentId>
<e:Code><e:CodeNumber>12</e:CodeNumber><e:CodeNotation>STN-VP</e:CodeNotation></e:Code>
<e:PromulgationInfo><e:Place>Ví Dụ</e:Place>
<e:PromulgationDate>2026/03/05</e:PromulgationDate></e:PromulgationInfo>
<e:DocumentType><e:Type>2</e:Type><e:TypeDetail>18</e:TypeDetail><e:TypeName>Công văn</e:TypeName>
</e:DocumentType>
<e:Subject>V/v thử gói tin</e:Subject><e:Content>Thử gói tin</e:Content>
<e:DueDate>2026/03/20</e:DueDate>
<e:OtherInfo><e:Priority>1</e:Priority><e:PageAmount>3</e:PageAmount></e:OtherInfo>
<e:SteeringType>0</e:SteeringType>
</e:MessageHeader><e:TraceHeaderList>
<e:TraceHeader><e:OrganId>H98.12</e:OrganId>
<e:Timestamp>2026/03/05 09:10:11</e:Timestamp></e:TraceHeader>
<e:Bussiness><e:BussinessDocType>0</e:BussinessDocType></e:Bussiness>
</e:TraceHeaderList><Signature/></e:edXMLHeader><e:edXMLBody><e:edXMLManifest version="1.0">
<e:Reference><e:ContentId>cid:a1</e:ContentId><e:AttachmentName>12.pdf</e:AttachmentName></e:Reference>
</e:edXMLManifest></e:edXMLBody></e:edXMLEnvelope><AttachmentEncoded><Attachment>
<ContentId>cid:a1</ContentId><AttachmentName>12.pdf</AttachmentName>
<ContentType>application/pdf</ContentType>
<ContentTransferEncoded>{PDF}</ContentTransferEncoded>
</Attachment></AttachmentEncoded></edXML>
""".replace("e:", "edXML:").replace("xmlns:e=", "xmlns:edXML=")

STATUS = f"""<?xml version="1.0" encoding="UTF-8"?>
<edXML xmlns="http://www.mic.gov.vn/TBT/QCVN_102_2016"
><e:edXMLEnvelope xmlns:e="http://www.mic.gov.vn/TBT/QCVN_102_2016"
><e:edXMLHeader><e:MessageHeader>
<e:From><e:OrganId>H98.12.01</e:OrganId><e:OrganName>Trường A</e:OrganName></e:From>
<e:ResponseFor><e:OrganId>H98.12</e:OrganId><e:Code>12/STN-VP</e:Code>
<e:DocumentId>{ID}</e:DocumentId></e:ResponseFor>
<e:StatusCode>03</e:StatusCode><e:Description>Vào sổ số 45</e:Description>
<e:Timestamp>2026/03/05 14:20:00</e:Timestamp>
</e:MessageHeader></e:edXMLHeader></e:edXMLEnvelope></edXML>
""".replace("e:", "edXML:").replace("xmlns:e=", "xmlns:edXML=")

BUSINESS = "<BussinessDocType>0</BussinessDocType>"
RECALL = (
    "<BussinessDocType>1</BussinessDocType><BussinessDocReason>Gửi nhầm</BussinessDocReason>"
    f"<DocumentId>{ID}</DocumentId>"
)
UPDATE = (
    "<BussinessDocType>2</BussinessDocType><BussinessDocReason>Thêm nơi nhận</BussinessDocReason>"
    f"<DocumentId>{ID}</DocumentId><BussinessDocumentInfo><DocumentReceiver>1</DocumentReceiver>"
    "<ReceiverList><Receiver><OrganId>H98</OrganId><ReceiverType>1</ReceiverType></Receiver>"
    "</ReceiverList></BussinessDocumentInfo>"
)
REPLACE = (
    "<BussinessDocType>3</BussinessDocType><BussinessDocReason>Ban hành lại</BussinessDocReason>"
    "<ReplacementInfoList><ReplacementInfo><DocumentId>H98.12,2026/01/02,7/STN-VP</DocumentId>"
    "</ReplacementInfo></ReplacementInfoList>"
)


def prefixed(fragment: str) -> str:
    """A fragment with the prefix of the envelope's elements."""
    return fragment.replace("</", "\0").replace("<", "<edXML:").replace("\0", "</edXML:")


def leaf(name: str, value: str) -> str:
    """An element of the envelope."""
    return f"<edXML:{name}>{value}</edXML:{name}>"
