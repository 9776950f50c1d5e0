# SPDX-License-Identifier: Apache-2.0
"""On what a certificate is judged beside the trust folder: the file's data, and proven times."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING

from esign.trust.certificate import is_authority, parse_all
from esign.trust.responses import OcspResponses, parse_response
from esign.trust.revocation import RevocationLists, parse_list

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from datetime import datetime

    from cryptography import x509

    from esign.trust.status import Word


class Material:
    """Validation data that came with a file, parsed once; what cannot be read is left out.

    Args:
        certificates: DER.
        lists: certificate revocation lists, DER.
        responses: OCSP responses (RFC 6960 OCSPResponse), DER.

    Attributes:
        certificates: those that can be read.
        lists: DER of each readable list, at its place.
        responses: DER of each readable response, at its place.
        whole: nothing had to be left out.
    """

    def __init__(
        self,
        certificates: Iterable[bytes] = (),
        lists: Iterable[bytes] = (),
        responses: Iterable[bytes] = (),
    ) -> None:
        by_list = {entry: parse_list(entry) for entry in dict.fromkeys(lists)}
        by_response = {entry: parse_response(entry) for entry in dict.fromkeys(responses)}
        came = dict.fromkeys(certificates)
        self.certificates = parse_all(came)
        self.lists = tuple(entry for entry, parsed in by_list.items() if parsed is not None)
        self.responses = tuple(entry for entry, parsed in by_response.items() if parsed is not None)
        self.whole = (
            len(self.certificates) == len(came)
            and None not in by_list.values()
            and None not in by_response.values()
        )
        self.by_list = RevocationLists(parsed for parsed in by_list.values() if parsed is not None)
        self.by_response = OcspResponses(
            parsed for parsed in by_response.values() if parsed is not None
        )

    def words(
        self, certificate: x509.Certificate, issuer: x509.Certificate
    ) -> Iterator[tuple[bytes, Word]]:
        """What authentic data says of a certificate, each word with its source, DER."""
        by_list = ((self.lists[at], said) for at, said in self.by_list.words(certificate, issuer))
        by_response = (
            (self.responses[at], said) for at, said in self.by_response.words(certificate, issuer)
        )
        return chain(by_list, by_response)

    def stands(self, vouched: Collection[x509.Certificate], latest: datetime) -> bool:
        """Whether all of it comes from where it should.

        Every certificate is a vouched one, every list is by a vouched authority, every response by
        one and about a vouched certificate; nothing is issued later than a moment.

        Args:
            vouched: certificates that lead to an anchor.
            latest: the moment, aware.
        """
        authorities = [entry for entry in vouched if is_authority(entry)]
        by_list = {place for entry in authorities for place in self.by_list.signed_by(entry)}
        by_response = {
            place
            for issuer in authorities
            for entry in vouched
            if entry.issuer == issuer.subject
            for place in self.by_response.concerns(entry, issuer)
        }
        return (
            self.whole
            and all(entry in vouched for entry in self.certificates)
            and len(by_list) == len(self.lists)
            and len(by_response) == len(self.responses)
            and self.by_list.latest <= latest
            and self.by_response.latest <= latest
        )

    def issuers_of(self, leaf: x509.Certificate) -> tuple[x509.Certificate, ...]:
        """Of the certificates, the authorities that names lead to from `leaf`."""
        found: dict[x509.Certificate, None] = {}
        names = [leaf.issuer]
        for name in names:
            for entry in self.certificates:
                if entry.subject == name and entry not in found and is_authority(entry):
                    found[entry] = None
                    names.append(entry.issuer)
        return tuple(found)


_NOTHING = Material()


@dataclass(frozen=True, slots=True)
class Grounds:
    """On what a certificate is judged.

    Attributes:
        now: when it is judged, aware.
        proven: a time-stamp proves the moment for which it is judged.
        alone: of the trust folder the anchors alone count.
        material: what the file brings.
        seen: since when a piece of `material` (DER) is known to exist; `now` where it is missing.
            An authority's word counts only if its certificate was still valid then: afterwards
            nobody guards its key.
    """

    now: datetime
    proven: bool = False
    alone: bool = False
    material: Material = _NOTHING
    seen: Mapping[bytes, datetime] = field(default_factory=dict)

    def words(self, certificate: x509.Certificate, issuer: x509.Certificate) -> Iterator[Word]:
        """What the file's data says of a certificate."""
        until = issuer.not_valid_after_utc
        for source, said in self.material.words(certificate, issuer):
            if self.seen.get(source, self.now) <= until:
                yield said
