# SPDX-License-Identifier: Apache-2.0
"""How other vendors' programs read packages, each with its own habits and its own strictness.

Nothing here shares code with the reader under test, not even the XML parser's settings.
"""

from __future__ import annotations

from base64 import b64decode
from datetime import date, datetime
from io import BytesIO
from itertools import product
from typing import TYPE_CHECKING, Final
from xml.dom import minidom
from xml.etree import ElementTree as ET
from zipfile import ZipFile

if TYPE_CHECKING:
    from collections.abc import Iterator

ORGANISATION: Final = (
    "OrganId",
    "OrganizationInCharge",
    "OrganName",
    "OrganAdd",
    "Email",
    "Telephone",
    "Fax",
    "Website",
)


class VendorError(Exception):
    """The vendor's program stops."""


class JavaKit:
    """VNPT's kit EdXML102: elements by local name in any order, numbers by `Integer.valueOf`."""

    def __init__(self, data: bytes) -> None:
        self.root = ET.fromstring(data)  # noqa: S314 - packages of our own making
        envelope = _need(self.root, "edXMLEnvelope")
        self.header = _need(envelope, "edXMLHeader")
        self.message = _need(self.header, "MessageHeader")
        body = _one(envelope, "edXMLBody")
        manifest = _one(body, "edXMLManifest")
        self.manifest = _one(body, "Manifest") if manifest is None else manifest

    def text(self, *path: str) -> str | None:
        """The text at a path below the message; None for an element that is not there."""
        return _text(self.message, *path)

    def organisation(self, element: ET.Element) -> dict[str, str | None]:
        """All eight fields."""
        return {name: _text(element, name) for name in ORGANISATION}

    @property
    def sender(self) -> dict[str, str | None]:
        """From."""
        return self.organisation(_need(self.message, "From"))

    @property
    def receivers(self) -> list[dict[str, str | None]]:
        """To, in their order."""
        return [self.organisation(each) for each in _all(self.message, "To")]

    def number(self, *path: str, absent: int) -> int:
        """`Integer.valueOf`: an empty or wordy text ends the whole reading."""
        found = self.text(*path)
        return absent if found is None else _integer(found)

    @property
    def steering(self) -> int:
        """SteeringType; the field that breaks the reader when its tag is empty."""
        element = _one(self.message, "SteeringType")
        return 0 if element is None else _integer(element.text or "")

    def day(self, *path: str) -> date | None:
        """`yyyy/MM/dd`; anything else is silently nothing."""
        return _day(self.text(*path) or "")

    @property
    def traces(self) -> list[tuple[str | None, datetime | None]]:
        """Each system passed, with its time."""
        found = _all(_one(self.header, "TraceHeaderList"), "TraceHeader")
        return [(_text(each, "OrganId"), _moment(_text(each, "Timestamp") or "")) for each in found]

    @property
    def business(self) -> ET.Element:
        """Bussiness: a package without it ends the reading."""
        return _need(_need(self.header, "TraceHeaderList"), "Bussiness")

    @property
    def files(self) -> dict[str, tuple[str | None, bytes]]:
        """Each file by its name, with the manifest's description; zips opened by the rule."""
        described = {
            _bare(_text(each, "ContentId")): _text(each, "Description")
            for each in _all(self.manifest, "Reference")
        }
        files = {}
        for each in _all(_one(self.root, "AttachmentEncoded"), "Attachment"):
            name = _text(each, "AttachmentName") or ""
            data = b64decode(_text(each, "ContentTransferEncoded") or "", validate=True)
            if _text(each, "ContentType") == "application/zip" and not name.endswith(".zip"):
                with ZipFile(BytesIO(data)) as archive:
                    (entry,) = archive.namelist()
                    data = archive.read(entry)
            files[name] = (described[_bare(_text(each, "ContentId"))], data)
        return files


class ProvincialHub:
    """Bkav's hub: a fixed set of fields must be filled, the document's id has three parts."""

    REQUIRED: Final = (
        "From/OrganId",
        "From/OrganName",
        "Code/CodeNumber",
        "Code/CodeNotation",
        "PromulgationInfo/PromulgationDate",
        "DocumentType/Type",
        "DocumentType/TypeName",
        "Subject",
        "Content",
        "DocumentId",
    )

    def __init__(self, data: bytes, now: date) -> None:
        kit = JavaKit(data)
        for path in self.REQUIRED:
            if not kit.text(*path.split("/")):
                raise VendorError(f"N.MessageHeader.{path.replace('/', '.')}")
        codes = [each["OrganId"] for each in kit.receivers]
        if not codes or not all(codes) or len(set(codes)) < len(codes):
            raise VendorError("M.MessageHeader.To")
        for receiver, name in product(_all(kit.message, "To"), ("OrganName", "OrganAdd")):
            if _one(receiver, name) is None:  # an empty one will do
                raise VendorError(f"N.MessageHeader.To.{name}")
        issued = kit.day("PromulgationInfo", "PromulgationDate")
        if issued is None or issued > now:
            raise VendorError("M.MessageHeader.PromulgationInfo.PromulgationDate")
        if kit.number("OtherInfo", "Priority", absent=0) not in range(5):
            raise VendorError("R.MessageHeader.OtherInfo.Priority")
        if not kit.traces or not all(code for code, _ in kit.traces):
            raise VendorError("N.TraceHeaderList.TraceHeader.OrganId")
        self.business_type = _integer(_text(kit.business, "BussinessDocType") or "")
        self.issuer, self.issued, self.code = (kit.text("DocumentId") or "").split(",", 2)
        self.matches_by = f"{kit.text('Code', 'CodeNumber')}/{kit.text('Code', 'CodeNotation')}"


class HubStatus:
    """Bkav's hub reads status packages in a wrapper `Status` and requires six fields."""

    REQUIRED: Final = (
        "From/OrganId",
        "From/OrganName",
        "ResponseFor/OrganId",
        "ResponseFor/Code",
        "ResponseFor/DocumentId",
        "StatusCode",
    )

    def __init__(self, data: bytes, wrapper: str = "Status") -> None:
        root = ET.fromstring(data)  # noqa: S314 - packages of our own making
        header = _need(_need(root, "edXMLEnvelope"), "edXMLHeader")
        self.status = _need(header, wrapper)
        for path in self.REQUIRED:
            if not _text(self.status, *path.split("/")):
                raise VendorError(f"N.{wrapper}.{path.replace('/', '.')}")
        self.code = _integer(_text(self.status, "StatusCode") or "")
        self.about = _text(self.status, "ResponseFor", "Code")


class DotNetStatus:
    """A .NET program: looks elements up by their literal names, prefix and all."""

    def __init__(self, data: bytes) -> None:
        self.document = minidom.parseString(data)  # noqa: S318 - packages of our own making
        self.code = self.text("edXML:StatusCode")
        self.document_number = self.text("edXML:DocumentId").split(",")[2]

    def text(self, name: str) -> str:
        """The text of the first element of this literal name."""
        found = self.document.getElementsByTagName(name)
        if not found or found[0].firstChild is None:
            raise VendorError(name)
        return str(found[0].firstChild.nodeValue)


def _all(parent: ET.Element | None, name: str) -> Iterator[ET.Element]:
    if parent is not None:
        yield from (each for each in parent if each.tag.rpartition("}")[2] == name)


def _one(parent: ET.Element | None, name: str) -> ET.Element | None:
    return next(_all(parent, name), None)


def _need(parent: ET.Element, name: str) -> ET.Element:
    found = _one(parent, name)
    if found is None:
        raise VendorError(name)
    return found


def _text(parent: ET.Element, *path: str) -> str | None:
    place: ET.Element | None = parent
    for name in path:
        place = _one(place, name)
    return None if place is None else place.text


def _integer(found: str) -> int:
    try:
        return int(found)
    except ValueError:
        raise VendorError(f"NumberFormatException: {found!r}") from None


def _day(found: str) -> date | None:
    try:
        return datetime.strptime(found, "%Y/%m/%d").date()  # noqa: DTZ007 - the wire has no zone
    except ValueError:
        return None


def _moment(found: str) -> datetime | None:
    try:
        return datetime.strptime(found, "%Y/%m/%d %H:%M:%S")  # noqa: DTZ007 - the wire has no zone
    except ValueError:
        return None


def _bare(identifier: str | None) -> str:
    bare = identifier or ""
    while bare.startswith("cid:"):
        bare = bare.removeprefix("cid:")
    return bare
