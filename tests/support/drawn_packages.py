# SPDX-License-Identifier: Apache-2.0
"""Packages of every purpose and status packages with anything in them that may be sent."""

from datetime import date, timedelta

from hypothesis import strategies as st

from esign.model import (
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
from support.packages import SENT_AT

HEADER = "edXMLEnvelope/edXMLHeader"
URI = "http://www.mic.gov.vn/TBT/QCVN_102_2016"

texts = st.text(
    st.characters(
        codec="utf-8", exclude_categories=("Cs", "Cc"), exclude_characters="\uffff\ufffe"
    ),
    max_size=12,
).map(str.strip)
names = texts.filter(bool)
lines = st.lists(names, max_size=2).map(tuple)
flags = st.booleans()
days = st.dates(date(1, 1, 2), date(2026, 11, 19))
moments = st.integers(0, 10**11).map(lambda seconds: SENT_AT + timedelta(seconds=seconds))
parties = st.builds(
    Party,
    code=names,
    name=names,
    parent=texts,
    address=texts,
    email=texts,
    telephone=texts,
    website=texts,
    fax=texts,
)
receivers = st.lists(
    parties, min_size=1, max_size=2, unique_by=lambda party: party.code.upper()
).map(tuple)
staff = st.lists(
    st.builds(StaffMember, name=names, department=texts, email=texts, mobile=texts), max_size=2
).map(tuple)
references = st.builds(
    DocumentReference,
    agency_code=names,
    code=names,
    document_id=names,
    issued_on=st.none() | days,
)
files = st.builds(
    Attachment,
    name=st.from_regex(r"[A-Za-zĂăĐđ][\wắộ ]{0,9}x\.(pdf|PDF|docx|xlsx|txt|zip)", fullmatch=True),
    content_type=st.sampled_from(["application/pdf", "text/plain"]),
    data=st.binary(min_size=1, max_size=60),
    description=texts,
)
replaced = st.builds(Replaced, document_id=names, agency_codes=lines)
changes = st.builds(ReceiverChange, agency_code=names, added=flags)
businesses = st.one_of(
    st.builds(Business, purpose=st.just(Purpose.NEW), reason=texts, staff=staff),
    st.builds(
        Business, purpose=st.just(Purpose.RECALL), reason=names, document_id=names, staff=staff
    ),
    st.builds(
        Business,
        purpose=st.just(Purpose.UPDATE),
        reason=names,
        document_id=names,
        paper=st.integers(0, 9),
        data_changed=flags,
        receivers_changed=flags,
        receiver_changes=st.lists(changes, min_size=1, max_size=2).map(tuple),
    ),
    st.builds(
        Business,
        purpose=st.just(Purpose.REPLACE),
        reason=names,
        replaced=st.lists(replaced, min_size=1, max_size=2).map(tuple),
    ),
)
_values = st.text("ab <>&\"'ắ", max_size=5)


def _unknown(*parents: str) -> st.SearchStrategy[tuple[Unknown, ...]]:
    """Elements of a vendor's own and attributes of its own, in the order of a reader."""
    attributes = st.builds(
        lambda parent, value: Unknown(parent, f"@{{urn:vendor}}own={value}"),
        st.sampled_from(parents),
        _values,
    )
    elements = st.builds(
        Unknown,
        st.sampled_from(parents),
        st.sampled_from(
            [
                f'<StaffId xmlns="{URI}">7</StaffId>',
                '<ns0:Extra xmlns:ns0="urn:vendor" a="1">x<ns0:b/>y</ns0:Extra>',
                f'<Later xmlns="{URI}" version="2"/>',
            ]
        ),
    )
    return st.tuples(attributes, elements).map(
        lambda each: tuple(sorted(each, key=lambda found: (found.parent, found.xml[0] != "@")))
    )


packages = st.builds(
    Package,
    sender=parties,
    receivers=receivers,
    document_id=names,
    number=names,
    symbol=names,
    place=texts,
    issued_on=days,
    type_group=st.integers(0, 32),
    type_detail=st.integers(-1, 32),
    type_name=names,
    subject=names,
    summary=texts,
    signer_authority=texts,
    signer_title=texts,
    signer_name=texts,
    places=lines,
    page_count=st.integers(0, 9999),
    sent_at=moments,
    attachments=st.lists(files, max_size=2).map(tuple),
    priority=st.integers(0, 4),
    appendices=lines,
    due_on=st.none() | days,
    sphere=texts,
    typist=texts,
    copies=st.integers(0, 9),
    directive=flags,
    answers=st.lists(references, max_size=2).map(tuple),
    steering=st.integers(0, 3),
    task_codes=lines,
    reply_fors=texts,
    reference_codes=texts,
    application=texts,
    business=businesses,
    stops=st.lists(st.builds(Stop, agency_code=names, at=moments), max_size=2).map(tuple),
    unknown=_unknown("", HEADER, f"{HEADER}/MessageHeader/From", f"{HEADER}/TraceHeaderList"),
).filter(lambda package: package.summary != package.subject)

statuses = st.builds(
    StatusPackage,
    sender=parties,
    about=references,
    code=st.sampled_from([code.value for code in StatusCode]),
    at=st.none() | moments,
    description=texts,
    staff=staff,
    unknown=_unknown("", f"{HEADER}/MessageHeader", f"{HEADER}/MessageHeader/From"),
)
