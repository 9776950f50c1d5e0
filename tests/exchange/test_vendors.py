# SPDX-License-Identifier: Apache-2.0
"""What is written is read by other vendors' programs field by field, and theirs by ours."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from xml.etree import ElementTree as ET

import pytest

from esign.exchange import errors, lint, read, unpack, write
from esign.model import (
    VIETNAM,
    Attachment,
    Business,
    DocumentReference,
    Package,
    Party,
    Purpose,
    ReceiverChange,
    Replaced,
    StaffMember,
    StatusCode,
    StatusPackage,
    Stop,
    Unknown,
)
from support.packages import PACKAGE, STATUS
from support.vendor_files import DOT_NET, HUB_STATUS, JAVA_KIT, PDF, PROVINCIAL_HUB, TABLE
from support.vendors import (
    ORGANISATION,
    DotNetStatus,
    HubStatus,
    JavaKit,
    ProvincialHub,
    VendorError,
)

NEXT_DAY = date(2026, 11, 21)
FULL = replace(
    PACKAGE,
    summary="Tóm tắt",
    due_on=date(2026, 12, 1),
    sphere="Liên thông",
    typist="NVD",
    copies=2,
    directive=True,
    steering=2,
    priority=3,
    appendices=("Phụ lục 1",),
    answers=(DocumentReference("H99", "7/UBND", "H99,2026/11/01,7/UBND", date(2026, 11, 1)),),
    task_codes=("T-1",),
    reply_fors="7",
    reference_codes="8",
    application="MCDT_DT",
    stops=(Stop("00.00.G22", PACKAGE.sent_at + timedelta(minutes=1)),),
    sender=replace(PACKAGE.sender, fax="0201"),
    attachments=(
        *PACKAGE.attachments,
        Attachment("bảng.xlsx", "application/vnd.ms-excel", b"cells" * 9, "Bảng"),
        Attachment("hồ sơ.zip", "application/zip", b"PK zip", "Hồ sơ"),
    ),
)
STAFF = (StaffMember("Trần Mẫu", "Văn phòng", "m@vidu.gov.vn", "0900000000"),)
OTHER_ID = "H99.12,2026/11/01,01/QĐ-SGDĐT"
PURPOSES = [
    Business(staff=STAFF),
    Business(Purpose.RECALL, "Gửi nhầm", OTHER_ID),
    Business(
        Purpose.UPDATE,
        "Thêm nơi nhận",
        OTHER_ID,
        receivers_changed=True,
        receiver_changes=(
            ReceiverChange("H99.12.02", added=True),
            ReceiverChange("H99", added=False),
        ),
    ),
    Business(Purpose.REPLACE, "Sai biểu mẫu", replaced=(Replaced(OTHER_ID, ("H99", "H99.12.01")),)),
]


def child_texts(element: ET.Element, name: str) -> list[str | None]:
    """The texts of all elements of this local name below an element."""
    return [each.text for each in element.iter() if each.tag.rpartition("}")[2] == name]


def fields_of(party: Party) -> dict[str, str | None]:
    """An agency as other programs name its fields; what is empty is not there."""
    values = (
        party.code,
        party.parent,
        party.name,
        party.address,
        party.email,
        party.telephone,
        party.fax,
        party.website,
    )
    return dict(zip(ORGANISATION, (value or None for value in values), strict=True))


@pytest.mark.parametrize("data", [JAVA_KIT, DOT_NET])
def test_the_stand_ins_read_their_own_vendors_packages(data: bytes) -> None:
    assert JavaKit(data).files


def test_the_stand_ins_are_as_strict_as_what_they_stand_for() -> None:
    with pytest.raises(VendorError, match="NumberFormat"):
        _ = JavaKit(JAVA_KIT.replace(b"<edXML:SteeringType>1", b"<edXML:SteeringType>")).steering
    with pytest.raises(VendorError, match=r"To"):
        ProvincialHub(write(PACKAGE).replace(b"H99.12.01", b"H99"), NEXT_DAY)
    with pytest.raises(VendorError, match="StatusCode"):
        DotNetStatus(write(STATUS).replace(b"edXML:", b"e:").replace(b":edXML", b":e"))


def test_a_hub_that_asks_for_names_and_addresses_of_receivers_takes_ours() -> None:
    data = write(PACKAGE)
    assert ProvincialHub(data, NEXT_DAY).business_type == 0
    assert [each["OrganAdd"] for each in JavaKit(data).receivers] == [None, None]
    with pytest.raises(VendorError, match=r"N\.MessageHeader\.To\.OrganAdd"):
        ProvincialHub(data.replace(b"<edXML:OrganAdd/>", b"", 1), NEXT_DAY)


def test_the_java_kit_reads_every_field_of_the_header() -> None:
    kit = JavaKit(write(FULL))
    assert kit.sender == fields_of(FULL.sender)
    assert kit.receivers == [fields_of(each) for each in FULL.receivers]
    assert kit.text("DocumentId") == FULL.document_id
    assert (kit.text("Code", "CodeNumber"), kit.text("Code", "CodeNotation")) == (
        FULL.number,
        FULL.symbol,
    )
    assert kit.text("PromulgationInfo", "Place") == FULL.place
    assert kit.day("PromulgationInfo", "PromulgationDate") == FULL.issued_on
    assert kit.day("DueDate") == FULL.due_on
    assert (kit.text("Subject"), kit.text("Content")) == (FULL.subject, FULL.summary)
    assert [kit.text("SignerInfo", name) for name in ("Competence", "Position", "FullName")] == [
        FULL.signer_authority,
        FULL.signer_title,
        FULL.signer_name,
    ]
    assert kit.text("ApplicationType") == FULL.application
    assert child_texts(kit.message, "TaskCode") == list(FULL.task_codes)
    assert kit.steering == FULL.steering
    assert kit.traces == [
        ("H99.12", datetime(2026, 11, 20, 10, 0)),  # noqa: DTZ001 - the wire has no zone
        ("00.00.G22", datetime(2026, 11, 20, 10, 1)),  # noqa: DTZ001
    ]


def test_the_java_kit_reads_types_amounts_and_lists() -> None:
    kit = JavaKit(write(FULL))
    assert kit.number("DocumentType", "Type", absent=2) == FULL.type_group
    assert kit.number("DocumentType", "TypeDetail", absent=-1) == FULL.type_detail
    assert kit.text("DocumentType", "TypeName") == FULL.type_name
    amounts = ("Priority", "PromulgationAmount", "PageAmount")
    assert [kit.number("OtherInfo", name, absent=-1) for name in amounts] == [3, 2, 3]
    words = ("SphereOfPromulgation", "TyperNotation", "Direction", "ReplyFors", "ReferenceCodes")
    assert [kit.text("OtherInfo", name) for name in words] == [
        "Liên thông",
        "NVD",
        "true",
        "7",
        "8",
    ]
    assert child_texts(kit.message, "Appendix") == ["Phụ lục 1"]
    places = [each for each in kit.message if each.tag.endswith("}ToPlaces")]
    assert child_texts(places[0], "Place") == list(FULL.places)
    answered = FULL.answers[0]
    assert kit.text("ResponseFor", "OrganId") == answered.agency_code
    assert kit.text("ResponseFor", "Code") == answered.code
    assert kit.text("ResponseFor", "DocumentId") == answered.document_id
    assert kit.day("ResponseFor", "PromulgationDate") == answered.issued_on


def test_the_java_kit_opens_every_file_by_its_rule() -> None:
    assert JavaKit(write(FULL)).files == {
        each.name: (each.description, each.data) for each in FULL.attachments
    }


@pytest.mark.parametrize("business", PURPOSES)
def test_every_purpose_is_read_by_the_kit_and_by_the_hub(business: Business) -> None:
    data = write(replace(FULL, business=business))
    element = JavaKit(data).business
    assert ProvincialHub(data, NEXT_DAY).business_type == int(business.purpose)
    assert child_texts(element, "BussinessDocType") == [business.purpose.value]
    assert child_texts(element, "Paper") == ["0"]
    assert child_texts(element, "Staff") == [each.name for each in business.staff]
    assert child_texts(element, "ReceiverType") == [
        "1" if each.added else "0" for each in business.receiver_changes
    ]
    named = [each.document_id for each in business.replaced]
    assert child_texts(element, "DocumentId") == (
        named or [business.document_id] * (business.purpose != "0")
    )
    agencies = [code for each in business.replaced for code in each.agency_codes]
    agencies += [each.agency_code for each in business.receiver_changes]
    assert child_texts(element, "OrganId") == agencies


@pytest.mark.parametrize("business", PURPOSES)
def test_every_purpose_passes_the_rules_and_comes_back(business: Business) -> None:
    package = replace(FULL, business=business)
    assert errors(lint(write(package))) == ()
    assert read(write(package)) == package


def test_the_hub_finds_the_parts_of_the_documents_id_and_what_statuses_match_by() -> None:
    hub = ProvincialHub(write(PACKAGE), NEXT_DAY)
    assert (hub.issuer, hub.issued, hub.code) == ("H99.12", "2026/11/20", "05/QĐ-SGDĐT")
    assert hub.matches_by == PACKAGE.code == STATUS.about.code


@pytest.mark.parametrize("code", list(StatusCode))
def test_every_status_is_read_by_the_kit_and_by_literal_names(code: StatusCode) -> None:
    status = replace(STATUS, code=code.value)
    data = write(status)
    assert HubStatus(data, wrapper="MessageHeader").code == int(code)
    assert DotNetStatus(data).code == code.value
    assert DotNetStatus(data).document_number == "05/QĐ-SGDĐT"
    assert JavaKit(data).text("Timestamp") == "2026/11/20 10:00:00"
    assert JavaKit(data).text("Description") == STATUS.description
    assert JavaKit(data).text("StaffInfo", "Staff") == "Lê Thử"
    assert read(data) == status


def test_a_package_of_the_java_kit_is_read_whole() -> None:
    package = unpack(JAVA_KIT)
    assert package.business == Business(
        Purpose.UPDATE,
        "Thêm nơi nhận",
        "000.00.99.H98,2026/03/01,11/STN-VP",
        staff=(StaffMember("Trần Mẫu"),),
        receivers_changed=True,
        receiver_changes=(
            ReceiverChange("003.00.99.H98", added=True),
            ReceiverChange("004.00.99.H98", added=False),
        ),
    )
    assert (package.answers, package.due_on, package.steering) == ((), None, 1)
    assert (package.directive, package.reply_fors, package.task_codes) == (True, "7", ("T-1",))
    assert package.sender.fax == "0201"
    assert [(each.name, each.data) for each in package.attachments] == [
        ("12-STN-VP.pdf", PDF),
        ("Bảng.xlsx", TABLE),
    ]
    assert [each.parent.rpartition("/")[2] for each in package.unknown] == [
        "Attachment[1]",
        "StaffInfo[1]",
    ]


def test_a_package_of_a_net_program_is_read_whole() -> None:
    package = unpack(DOT_NET)
    assert package.business.replaced == (
        Replaced("000.00.99.H98,2026/03/01,11/STN-VP", ("001.00.99.H98", "002.00.99.H98")),
    )
    assert package.issued_on == date(2026, 3, 5)
    assert package.sent_at == datetime(2026, 3, 5, 9, 10, 11, tzinfo=VIETNAM)
    assert package.stops == (Stop("00.00.G22", datetime(2026, 3, 5, 9, 11, tzinfo=VIETNAM)),)
    assert [each.data for each in package.attachments] == [PDF]
    kept = [each.xml.partition("=")[0] for each in package.unknown]
    assert kept == ["@actor", "@id", "@mustUnderstand", "@version"]


def test_a_recall_without_files_is_read_in_the_hubs_spelling() -> None:
    package = unpack(PROVINCIAL_HUB)
    assert (package.purpose, package.business.reason) == (Purpose.RECALL, "Gửi nhầm")
    assert (package.attachments, package.unknown) == ((), ())
    assert package.document_id == "6f1c2d3e-0000-4000-8000-00112233aabb"


def test_a_status_in_the_hubs_wrapper_is_read() -> None:
    status = read(HUB_STATUS)
    assert isinstance(status, StatusPackage)
    assert HubStatus(HUB_STATUS).code == 3
    assert (status.code, status.at, status.about.code) == ("03", None, "12/STN-VP")
    assert [each.parent.rpartition("/")[2] for each in status.unknown] == ["MessageHeader"]


@pytest.mark.parametrize("data", [JAVA_KIT, DOT_NET, PROVINCIAL_HUB, HUB_STATUS])
def test_what_other_programs_wrote_goes_through_ours_without_loss(data: bytes) -> None:
    first = read(data)
    assert read(write(first)) == first


def test_what_nobody_here_knows_goes_out_where_it_came_in() -> None:
    written = write(unpack(JAVA_KIT))
    member = child_texts(JavaKit(written).business, "DepartmentId")
    assert member == ["3"]
    assert b"<Format>pdf</Format>" in written
    assert b"<edXML:DepartmentId>3</edXML:DepartmentId>" in written


def test_a_value_that_says_nothing_here_is_kept_as_it_stands() -> None:
    data = DOT_NET.replace(b"<edXML:Priority>2<", b"<edXML:Priority>r\xe1\xba\xa5t<")
    package = unpack(data)
    header = "edXMLEnvelope/edXMLHeader/MessageHeader/OtherInfo"
    (kept,) = (each for each in package.unknown if each.parent == header)
    assert package.priority == 0
    assert ">rất<" in kept.xml


@pytest.mark.parametrize(
    "unknown",
    [
        Unknown("", "<a"),
        Unknown("", "<!DOCTYPE a><a/>"),
        Unknown("", "@a b=c"),
        Unknown("a b/c", "<a/>"),
        Unknown("a[0x1]", "<a/>"),
        Unknown("", "@a=\x00"),
    ],
)
def test_what_cannot_be_xml_is_not_put_back(unknown: Unknown) -> None:
    with pytest.raises(Exception, match=r"edxml\.(text|X1)"):
        write(replace(PACKAGE, unknown=(unknown,)))


def test_the_packages_of_tests_are_of_the_kinds_they_stand_for() -> None:
    assert isinstance(read(DOT_NET), Package)
    assert isinstance(read(HUB_STATUS), StatusPackage)
