# SPDX-License-Identifier: Apache-2.0
"""Which form a list of authorities has: ETSI's XML, Microsoft's CTL, a bare bundle."""

from __future__ import annotations

import base64
import binascii
import json
import re
from typing import TYPE_CHECKING

from asn1crypto import cms

from esign.errors import InputError
from esign.trust.certificate import parse, subject_text
from esign.trust.imports.etsi_list import looks_like_xml, read_etsi_list
from esign.trust.imports.listed import MOST_BYTES, MOST_CERTIFICATES, Listed, Passed
from esign.trust.imports.microsoft_list import is_trust_list, read_microsoft_list

if TYPE_CHECKING:
    from datetime import datetime

    from cryptography import x509

_ARMOUR = re.compile(rb"-----BEGIN (PKCS7|CMS)-----(.+?)-----END \1-----", re.DOTALL)
_BLANK = b"\xef\xbb\xbf \t\r\n"
_WRITTEN = ("Cerificates", "Certificates")
_MALFORMED = (ValueError, TypeError, LookupError, OverflowError, RecursionError, AttributeError)


def read_list_file(
    content: bytes, operator: x509.Certificate | None, now: datetime
) -> tuple[tuple[Listed, ...], tuple[Passed, ...]]:
    """The certificates that a list vouches for, and what of it was left out.

    A bundle of certificates is nobody's word: each of its certificates has to be compared.

    Args:
        content: the file.
        operator: who must have signed a list; None only for bundles.
        now: the moment, aware.

    Raises:
        InputError: it is none of these, or is a list and not signed by its operator.
    """
    if len(content) > MOST_BYTES:
        raise InputError("trust_import.too_large", most=MOST_BYTES >> 20)
    if looks_like_xml(content):
        return read_etsi_list(content, _needed(operator), now)
    written = content.lstrip(_BLANK).startswith(b"{")
    signed = None if written else _signed_data(content)
    if signed is not None and is_trust_list(signed):
        return read_microsoft_list(signed, _needed(operator), now)
    if operator is not None:
        raise InputError("trust_import.bundle_unsigned")
    return _bundle(_written_certificates(content) if signed is None else _carried(signed)), ()


def _needed(operator: x509.Certificate | None) -> x509.Certificate:
    if operator is None:
        raise InputError("trust_import.no_operator")
    return operator


def _signed_data(content: bytes) -> cms.SignedData:
    armour = _ARMOUR.search(content)
    try:
        encoded = base64.b64decode(armour[2]) if armour else content
        found = cms.ContentInfo.load(encoded, strict=True)
        if found["content_type"].native != "signed_data":
            raise InputError("trust_import.not_a_list")
        _ = found["content"].native
        return found["content"]
    except (binascii.Error, *_MALFORMED) as fault:
        raise InputError("trust_import.not_a_list") from fault


def _carried(signed: cms.SignedData) -> list[bytes]:
    return [entry.chosen.dump() for entry in signed["certificates"] if entry.name == "certificate"]


def _written_certificates(content: bytes) -> list[bytes]:
    """The certificates of a list in JSON, as the government's authority publishes one.

    Its clients take the list as it comes, without any signature.
    """
    try:
        table = json.loads(content)
        found = next(table[key] for key in _WRITTEN if key in table)
        return [base64.b64decode("".join(entry.split()), validate=True) for entry in found]
    except (binascii.Error, StopIteration, UnicodeDecodeError, *_MALFORMED) as fault:
        raise InputError("trust_import.not_a_list") from fault


def _bundle(certificates: list[bytes]) -> tuple[Listed, ...]:
    parsed = [parse(entry) for entry in certificates]
    found = [entry for entry in parsed if entry is not None]
    if not found or len(found) < len(parsed):
        raise InputError("trust_import.not_a_list")
    if len(found) > MOST_CERTIFICATES:
        raise InputError("trust_import.too_many", most=MOST_CERTIFICATES)
    return tuple(Listed(subject_text(entry), entry, frozenset()) for entry in found)
