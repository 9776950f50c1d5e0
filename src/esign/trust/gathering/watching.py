# SPDX-License-Identifier: Apache-2.0
"""A trust store that asks the authorities for the newest status before it judges a signer.

NĐ 23/2025/NĐ-CP Đ15: whoever signs checks his certificate's status first. Where nobody answers, the
trust folder alone decides.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.serialization import Encoding

from esign.trust.certificate import parse_all
from esign.trust.grounds import Grounds, Material
from esign.trust.store import TrustStore

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from esign.trust.folder import TrustFolder
    from esign.trust.gathering.finding import StatusSupply
    from esign.trust.standing import CertificateStanding

MOST_WATCHED = 512


class WatchfulTrustStore(TrustStore):
    """Judges as `TrustStore` does, by what a supply of statuses has as well.

    Args:
        folder: the trust folder.
        supply: asks the authorities, each once a run.
    """

    def __init__(self, folder: TrustFolder, supply: StatusSupply) -> None:
        super().__init__(folder)
        self._supply = supply
        self._watched: dict[object, CertificateStanding] = {}

    def assess(
        self,
        certificate: bytes,
        intermediates: Iterable[bytes],
        at: datetime,
        grounds: Grounds | None = None,
    ) -> CertificateStanding:
        """As `TrustStore.assess`; a judgement with grounds of its own asks nobody."""
        if grounds is not None:
            return super().assess(certificate, intermediates, at, grounds)
        came = tuple(sorted({*intermediates}))
        key = (certificate, came, at.replace(second=0, microsecond=0))
        if key not in self._watched:
            if len(self._watched) >= MOST_WATCHED:
                self._watched.clear()
            path = super().assess(certificate, came, at).path
            fresh = Grounds(at, material=self._material(path, at))
            self._watched[key] = super().assess(certificate, came, at, fresh)
        return self._watched[key]

    def _material(self, path: tuple[bytes, ...], at: datetime) -> Material:
        lists: list[bytes] = []
        responses: list[bytes] = []
        for issued, issuer in pairwise(parse_all(path)):
            found = self._supply.lists(issued, issuer, at)
            lists.extend(entry.public_bytes(Encoding.DER) for entry in found)
            if not found:
                responses.extend(self._supply.responses(issued, issuer, at))
        return Material((), lists, responses)
