# SPDX-License-Identifier: Apache-2.0
"""Trusted lists after ETSI TS 119 612: only what the operator has signed, and only what is granted.

Of the services those of authorities for qualified certificates are taken over for signatures, and
those of qualified time-stamps for time-stamps (§5.5.1, §D.2). What a list marks as critical and
this reader does not know leaves a service out (§5.5.9).
"""

from __future__ import annotations

import base64
import binascii
from datetime import datetime
from typing import TYPE_CHECKING

from lxml import etree
from signxml.exceptions import InvalidDigest, InvalidInput, InvalidSignature
from signxml.verifier import SignatureConfiguration, XMLVerifier

from esign.errors import InputError
from esign.trust.certificate import parse, sha256_of
from esign.trust.fitness import strong_key
from esign.trust.imports.listed import MOST_CERTIFICATES, Listed, Passed
from esign.trust.purposes import SIGNERS, STAMPS
from esign.trust.wording import vietnam_day

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cryptography import x509

TSL = "{http://uri.etsi.org/02231/v2#}"
_ROOT = f"{TSL}TrustServiceStatusList"
_TYPES = "http://uri.etsi.org/TrstSvc/Svctype/"
_PURPOSES = {f"{_TYPES}CA/QC": SIGNERS, f"{_TYPES}TSA/QTST": STAMPS}
_STATUSES = "http://uri.etsi.org/TrstSvc/TrustedList/Svcstatus/"
_GRANTED = frozenset((f"{_STATUSES}granted", f"{_STATUSES}recognisedatnationallevel"))
_WEB_ONLY = "http://uri.etsi.org/TrstSvc/TrustedList/SvcInfoExt/ForWebSiteAuthentication"
_FOR_SIGNING = frozenset(
    f"http://uri.etsi.org/TrstSvc/TrustedList/SvcInfoExt/{word}"
    for word in ("ForeSignatures", "ForeSeals")
)
_KNOWN_EXTENSIONS = frozenset(
    ("AdditionalServiceInformation", "Qualifications", "ExpiredCertsRevocationInfo")
)


def looks_like_xml(content: bytes) -> bool:
    """Whether a file may be such a list."""
    return content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")


def read_etsi_list(
    content: bytes, operator: x509.Certificate, now: datetime
) -> tuple[tuple[Listed, ...], tuple[Passed, ...]]:
    """The services of a list that are granted now, and what was left out.

    Args:
        content: the list.
        operator: who must have signed it.
        now: the moment, aware.

    Raises:
        InputError: it is no such list, the operator has not signed all of it, or it has run out.
    """
    root = _signed(_parsed(content), operator)
    _refuse_run_out(root, operator, now)
    listed: list[Listed] = []
    passed: list[Passed] = []
    for service in root.iterfind(f".//{TSL}TSPService/{TSL}ServiceInformation"):
        name, reason = _name(service), _hindrance(service, now)
        certificates = [] if reason else list(_certificates(service))
        if reason or not certificates:
            passed.append(Passed(name, reason or "no_certificate"))
            continue
        purposes, since = _PURPOSES[_text(service, "ServiceTypeIdentifier")], _since(service)
        listed.extend(Listed(name, entry, purposes, since) for entry in certificates)
    if len(listed) > MOST_CERTIFICATES:
        raise InputError("trust_import.too_many", most=MOST_CERTIFICATES)
    return tuple(listed), tuple(passed)


def _parsed(content: bytes) -> etree._Element:
    parser = etree.XMLParser(
        encoding="utf-8",  # whatever it declares, so that the bytes above are what is read
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
    )
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as fault:
        raise InputError("trust_import.not_xml") from fault
    if b"<!DOCTYPE" in content or root.tag != _ROOT:
        raise InputError("trust_import.not_a_list")
    return root


def _signed(root: etree._Element, operator: x509.Certificate) -> etree._Element:
    """What the operator has signed; it must be the whole list (TS 119 612 §5.7)."""
    if not strong_key(operator):
        raise InputError("trust_import.weak_operator")
    config = SignatureConfiguration(location="./", expect_references=True)
    try:
        results = XMLVerifier().verify(root, x509_cert=operator, expect_config=config)
    except (InvalidSignature, InvalidDigest, InvalidInput, ValueError, etree.LxmlError) as fault:
        raise InputError("trust_import.not_signed_by_operator") from fault
    found = results if isinstance(results, list) else [results]
    whole = [entry.signed_xml for entry in found if entry.signed_xml is not None]
    lists = [element for element in whole if element.tag == _ROOT]
    if len(lists) != 1:
        raise InputError("trust_import.not_signed_by_operator")
    return lists[0]


def _refuse_run_out(root: etree._Element, operator: x509.Certificate, now: datetime) -> None:
    scheme = root.find(f"{TSL}SchemeInformation")
    issued = _moment(scheme, f"{TSL}ListIssueDateTime")
    ends = _moment(scheme, f"{TSL}NextUpdate/{TSL}dateTime")
    if issued is None or ends is None or not issued <= now <= ends:
        told = vietnam_day(ends) if ends else "—"
        raise InputError("trust_import.run_out", until=told)
    if not operator.not_valid_before_utc <= issued <= operator.not_valid_after_utc:
        raise InputError("trust_import.operator_out_of_period")


def _hindrance(service: etree._Element, now: datetime) -> str:
    """Why a service is not taken over; empty if it is."""
    if _text(service, "ServiceTypeIdentifier") not in _PURPOSES:
        return "other_service"
    since = _since(service)
    if _text(service, "ServiceStatus") not in _GRANTED or since is None or since > now:
        return "not_granted"
    for extension in service.iterfind(f"{TSL}ServiceInformationExtensions/{TSL}Extension"):
        names = {etree.QName(child).localname for child in extension.iterchildren("*")}
        if extension.get("Critical") in {"true", "1"} and not names <= _KNOWN_EXTENSIONS:
            return "not_understood"
    uses = {
        entry.text.strip()
        for entry in service.iterfind(f".//{TSL}AdditionalServiceInformation/{TSL}URI")
        if entry.text
    }
    return "other_service" if _WEB_ONLY in uses and not uses & _FOR_SIGNING else ""


def _certificates(service: etree._Element) -> Iterator[x509.Certificate]:
    """The certificates of a service's present identity, each once."""
    found: dict[str, x509.Certificate] = {}
    path = f"{TSL}ServiceDigitalIdentity/{TSL}DigitalId/{TSL}X509Certificate"
    for entry in service.iterfind(path):
        try:
            parsed = parse(base64.b64decode("".join((entry.text or "").split()), validate=True))
        except binascii.Error:
            continue
        if parsed is not None:
            found[sha256_of(parsed)] = parsed
    yield from found.values()


def _name(service: etree._Element) -> str:
    names = {
        entry.get("{http://www.w3.org/XML/1998/namespace}lang", ""): (entry.text or "").strip()
        for entry in service.iterfind(f"{TSL}ServiceName/{TSL}Name")
    }
    return names.get("vi") or names.get("en") or next(iter(names.values()), "")


def _since(service: etree._Element) -> datetime | None:
    return _moment(service, f"{TSL}StatusStartingTime")


def _text(element: etree._Element, name: str) -> str:
    return (element.findtext(f"{TSL}{name}") or "").strip()


def _moment(element: etree._Element | None, path: str) -> datetime | None:
    text = (element.findtext(path) or "").strip() if element is not None else ""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo is not None else None
