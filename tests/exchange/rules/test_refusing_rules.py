# SPDX-License-Identifier: Apache-2.0
"""What refuses a package: each fault alone at its place, and sound packages left alone."""

import pytest

from esign.exchange import Finding, errors, lint
from esign.messages import Language
from support.packages import PDF, foreign

TO_A = "<To><OrganName>Trường A</OrganName><OrganId>001.00.99.H98</OrganId></To>"
TO_B = "<To><OrganId>002.00.99.H98</OrganId><OrganName>Trường B</OrganName></To>"
DATE = "MessageHeader/PromulgationInfo/PromulgationDate"
BUSINESS = "TraceHeaderList/Bussiness/BussinessDocType"

REPLACEMENT = (
    "<BusinessDocType>3</BusinessDocType><ReplacementInfoList><ReplacementInfo>"
    "<DocumentId>H98,2026/01/02,1/A</DocumentId></ReplacementInfo></ReplacementInfoList>"
)

FAULTS = [
    ("edxml.X1", "", [("</edXML>", "")]),
    ("edxml.X2", "", [("QCVN_102_2016", "QCVN_102")]),
    ("edxml.X3", "", [("MessageHeader>", "Message>")]),
    ("edxml.O1", "MessageHeader/From/OrganName", [("Sở Thí Nghiệm", " ")]),
    (
        "edxml.O1",
        "MessageHeader/From/OrganId",
        [("<From><OrganId>000.00.99.H98", "<From><OrganId>")],
    ),
    ("edxml.O2", "MessageHeader/To", [(TO_A, ""), (TO_B, "")]),
    ("edxml.O2", "MessageHeader/To[1]/OrganId", [("001.00.99.H98", "")]),
    ("edxml.O2.twice", "MessageHeader/To[2]/OrganId", [("002.00.99.H98", "001.00.99.h98")]),
    ("edxml.D1", "MessageHeader/Code/CodeNumber", [(" 12 ", " ")]),
    ("edxml.D1", "MessageHeader/Code/CodeNotation", [("<CodeNotation>STN-VP</CodeNotation>", "")]),
    ("edxml.D2", DATE, [(">2026/03/05</P", ">2026/3/5</P")]),
    ("edxml.D2", DATE, [(">2026/03/05</P", ">2026/02/30</P")]),
    ("edxml.D2.future", DATE, [(">2026/03/05</P", ">2026/03/07</P")]),
    ("edxml.D3", "MessageHeader/Subject", [("<Subject>V/v thử gói tin</Subject>", "<Subject/>")]),
    ("edxml.D3", "MessageHeader/Content", [("<Content>Thử gói tin</Content>", "")]),
    ("edxml.D3", "MessageHeader/DocumentType/TypeName", [("<TypeName>Công văn</TypeName>", "")]),
    ("edxml.D5", "MessageHeader/DocumentId", [("000.00.99.H98,2026/03/05,12/STN-VP", "")]),
    ("edxml.D7", "MessageHeader/OtherInfo/Priority", [("<Priority>1<", "<Priority>5<")]),
    (
        "edxml.D7",
        "MessageHeader/OtherInfo/PageAmount",
        [("<PageAmount/>", "<PageAmount>-1</PageAmount>")],
    ),
    ("edxml.D7.empty", "MessageHeader/SteeringType", [("<SteeringType>1<", "<SteeringType><")]),
    ("edxml.T1", "TraceHeaderList/TraceHeader[1]", [("2026/03/05 09:10:11", "05.03.2026 9h10")]),
    ("edxml.T1", "TraceHeaderList/TraceHeader[1]", [("TraceHeader>", "Trace>")]),
    ("edxml.B1", BUSINESS, [("<BusinessDocType>0<", "<BusinessDocType>4<")]),
    ("edxml.B1", BUSINESS, [("<BusinessDocType>0<", "<BusinessDocType>mới<")]),
    ("edxml.A1", "edXMLManifest/Reference[2]", [("</Manifest>", "<Reference/></Manifest>")]),
    ("edxml.A2.base64", "AttachmentEncoded/Attachment[1]", [(PDF, "?")]),
    ("edxml.A2.empty", "AttachmentEncoded/Attachment[1]", [(PDF, "")]),
    (
        "edxml.A2.zip",
        "AttachmentEncoded/Attachment[1]",
        [
            (
                "<ContentType>application/pdf</ContentType>",
                "<ContentType>application/zip</ContentType>",
            )
        ],
    ),
]


@pytest.mark.parametrize(("code", "path", "changes"), FAULTS)
def test_each_rule_finds_its_fault_and_no_other(
    code: str, path: str, changes: list[tuple[str, str]]
) -> None:
    faults = errors(lint(foreign(*changes)))
    assert [(fault.code, fault.path) for fault in faults] == [(code, path)]
    assert all(_has_texts(fault) for fault in faults)


def _has_texts(fault: Finding) -> bool:
    return all(fault.message(language) and fault.remedy(language) for language in Language)


@pytest.mark.parametrize(
    "changes",
    [
        [],
        [("<SteeringType>1</SteeringType>", "")],
        [("<Priority>1</Priority>", "<Priority>4</Priority>")],
        [("<PageAmount/>", "<PageAmount>0</PageAmount>")],
        [("Business", "Bussiness")],
        [
            (
                "<BusinessDocType>0</BusinessDocType>",
                REPLACEMENT,
            )
        ],
        [("<BusinessDocType>0</BusinessDocType>", "")],
        [(">2026/03/05</P", ">2026/03/06</P")],
        [("<TraceHeader>", "<TraceHeader/><TraceHeader>")],
        [(TO_B, "")],
        [("Manifest>", "edXMLManifest>")],
    ],
)
def test_what_the_rules_allow_is_not_reported(changes: list[tuple[str, str]]) -> None:
    assert errors(lint(foreign(*changes))) == ()


def test_an_attached_file_that_the_manifest_does_not_list_is_found() -> None:
    smuggled = f"""<Attachment><AttachmentName>b.pdf</AttachmentName>
        <ContentTransferEncoded>{PDF}</ContentTransferEncoded></Attachment></AttachmentEncoded>"""
    faults = errors(lint(foreign(("</AttachmentEncoded>", smuggled))))
    assert [(fault.code, fault.path) for fault in faults] == [
        ("edxml.A1.unlisted", "AttachmentEncoded/Attachment[2]")
    ]


def test_a_second_attachment_under_the_same_identifier_is_found() -> None:
    doubled = f"""<Attachment><ContentId>a1</ContentId><AttachmentName>b.pdf</AttachmentName>
        <ContentTransferEncoded>{PDF}</ContentTransferEncoded></Attachment></AttachmentEncoded>"""
    found = errors(lint(foreign(("</AttachmentEncoded>", doubled))))
    assert [fault.code for fault in found] == ["edxml.A1.unlisted"]


def test_faults_are_reported_together() -> None:
    data = foreign(("Sở Thí Nghiệm", ""), (" 12 ", ""), ("001.00.99.H98", ""), (PDF, "?"))
    assert [fault.code for fault in errors(lint(data))] == [
        "edxml.O1",
        "edxml.O2",
        "edxml.D1",
        "edxml.A2.base64",
    ]


def test_a_value_is_repeated_in_its_message_but_not_at_any_length() -> None:
    (fault,) = errors(lint(foreign(("<Priority>1<", f"<Priority>{'9' * 5000}<"))))
    assert len(fault.message(Language.VIETNAMESE)) < 200
