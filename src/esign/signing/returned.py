# SPDX-License-Identifier: Apache-2.0
"""Finishing a signature whose maker returned a whole container (CMS SignedData, RFC 5652).

Phone apps and the clients of ministries do. Nothing of it is taken over but the signature value:
everything else must say exactly what was begun, and is written again in the one canonical form.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from asn1crypto import cms, core

from esign.errors import InputError
from esign.signing.container import signer_identifier
from esign.signing.der import set_of
from esign.signing.opening import finish

if TYPE_CHECKING:
    from esign.signing.opening import OpenSignature

LARGEST_CONTAINER = 1 << 20
# What asn1crypto raises on malformed input, which it parses only as far as it is asked for.
MALFORMED = (ValueError, TypeError, LookupError, OverflowError, RecursionError)


def finish_with_container(opened: OpenSignature, container: bytes) -> bytes:
    """The signed file, or the container beside a statement.

    Args:
        opened: the signature as it was begun.
        container: the container that was returned, in any encoding of BER; certificates and
            attributes in any order.

    Raises:
        InputError: it is unreadable, for another document or by another certificate, states other
            attributes than those begun, carries unsigned attributes, or its value is wrong.
    """
    if len(container) > LARGEST_CONTAINER:
        raise InputError("signing.container_unreadable")
    try:
        signed = _signed_data(container)
        (info,) = signed["signer_infos"]
        value = bytes(info["signature"].native)
        fault = _fault(opened, signed, info)
    except MALFORMED as malformed:
        raise InputError("signing.container_unreadable") from malformed
    if fault:
        raise InputError(fault)
    return finish(opened, value)


def _signed_data(container: bytes) -> cms.SignedData:
    content = cms.ContentInfo.load(container, strict=True)
    if content["content_type"].native != "signed_data":
        raise ValueError("no SignedData")
    return content["content"]


def _fault(opened: OpenSignature, signed: cms.SignedData, info: cms.SignerInfo) -> str:
    """What a container says beside or against what was begun; empty when nothing."""
    leaf = opened.path[0]
    if not _names(info["sid"], leaf) or leaf not in _certificates(signed, leaf):
        return "signing.container_other_signer"
    if info["digest_algorithm"]["algorithm"].native != opened.digest_algorithm:
        return "signing.container_other_attributes"
    if opened.digest not in _digests(info):
        return "signing.container_other_document"
    own = set_of(*(entry.dump() for entry in info["signed_attrs"]))
    content = signed["encap_content_info"]["content"]
    if own != opened.attributes or not _absent(content):
        return "signing.container_other_attributes"
    return "" if _absent(info["unsigned_attrs"]) else "signing.container_unsigned_attributes"


def _names(identifier: cms.SignerIdentifier, leaf: bytes) -> bool:
    named: bytes = identifier.chosen.dump()
    return identifier.name == "issuer_and_serial_number" and named == signer_identifier(leaf)


def _certificates(signed: cms.SignedData, leaf: bytes) -> list[bytes]:
    """The embedded certificates; a container without any is taken to mean the signer's."""
    if _absent(signed["certificates"]):
        return [leaf]
    return [entry.chosen.dump() for entry in signed["certificates"]]


def _digests(info: cms.SignerInfo) -> list[bytes]:
    entries = [entry for entry in info["signed_attrs"] if entry["type"].native == "message_digest"]
    return [value.native for entry in entries for value in entry["values"]]


def _absent(value: core.Asn1Value) -> bool:
    return isinstance(value, core.Void) or value.native is None
