# SPDX-License-Identifier: Apache-2.0
"""Validation data that a signature container brings along."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final

from asn1crypto import core, crl, ocsp

if TYPE_CHECKING:
    from asn1crypto import cms

MOST: Final = 64
"""Pieces that are looked at."""
_ARCHIVED = "1.2.840.113583.1.1.8"
_OCSP = "1.3.6.1.5.5.7.16.2"


@dataclass(frozen=True, slots=True)
class Carried:
    """Everything DER: revocation lists (RFC 5280) and OCSP responses (RFC 6960)."""

    lists: tuple[bytes, ...] = ()
    responses: tuple[bytes, ...] = ()


NOTHING: Final = Carried()


class _Lists(core.SequenceOf):  # type: ignore[misc]  # no types in the library
    _child_spec = crl.CertificateList


class _Responses(core.SequenceOf):  # type: ignore[misc]  # no types in the library
    _child_spec = ocsp.OCSPResponse


class _Archived(core.Sequence):  # type: ignore[misc]  # no types in the library
    """RevocationInfoArchival (ISO 32000-1 §12.8.3.3.2), a signed attribute of Adobe's."""

    _fields: ClassVar = [
        ("crl", _Lists, {"explicit": 0, "optional": True}),
        ("ocsp", _Responses, {"explicit": 1, "optional": True}),
        ("other", core.Any, {"explicit": 2, "optional": True}),
    ]


def carried(signed: cms.SignedData, info: cms.SignerInfo) -> Carried:
    """What the container holds of lists and responses (RFC 5652 §10.2.1, RFC 5940)."""
    lists: list[bytes] = []
    responses: list[bytes] = []
    for choice in signed["crls"] or ():
        if choice.name == "crl":
            lists.append(choice.chosen.dump())
        elif choice.chosen["other_rev_info_format"].native == _OCSP:
            responses.append(choice.chosen["other_rev_info"].dump())
    for entry in info["signed_attrs"] or ():
        if entry["type"].dotted == _ARCHIVED:
            for value in entry["values"]:
                archived = _Archived.load(value.dump())
                lists += [each.dump() for each in archived["crl"] or ()]
                responses += [each.dump() for each in archived["ocsp"] or ()]
    return Carried(tuple(lists[:MOST]), tuple(responses[:MOST]))
