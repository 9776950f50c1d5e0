# SPDX-License-Identifier: Apache-2.0
"""The signed attributes of a signature of any origin (RFC 5652 §11)."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final

from asn1crypto import cms, core, tsp

if TYPE_CHECKING:
    from datetime import datetime

    from asn1crypto import x509

DIGESTS: Final = frozenset(
    (
        *("md5", "sha1", "sha224", "sha256", "sha384", "sha512", "sha512_224", "sha512_256"),
        *("sha3_224", "sha3_256", "sha3_384", "sha3_512"),
    )
)
"""Digests that can be checked, weak ones among them."""


class Attributes:
    """The signed attributes of a signer, who may have none."""

    def __init__(self, attributes: cms.CMSAttributes | core.Void) -> None:
        entries = [] if isinstance(attributes, core.Void) else list(attributes)
        self.present = bool(entries)
        self.names = tuple(str(entry["type"].native) for entry in entries)
        self._values = {
            name: entry["values"][0]
            for name, entry in zip(self.names, entries, strict=True)
            if len(entry["values"]) == 1
        }
        digest = self._values.get("message_digest")
        claimed = self._values.get("signing_time")
        self.digest: bytes | None = None if digest is None else digest.native
        self.claimed_at: datetime | None = None if claimed is None else claimed.native

    def is_sound(self, info: cms.SignerInfo) -> bool:
        """Whether each stands once, what is signed is data, and the algorithms are those signed.

        RFC 5652 §11.1, §11.2; RFC 6211.
        """
        if not self.present:
            return True
        kind = self._values.get("content_type")
        once = len(set(self.names)) == len(self.names)
        return once and kind is not None and kind.native == "data" and self._protects(info)

    def _protects(self, info: cms.SignerInfo) -> bool:
        said = self._values.get("cms_algorithm_protection")
        if said is None:
            return True
        protected = cms.CMSAlgorithmProtection.load(said.dump())
        return bool(
            protected["digest_algorithm"].native == info["digest_algorithm"].native
            and protected["signature_algorithm"].native == info["signature_algorithm"].native
        )

    def names_certificate(self, leaf: x509.Certificate) -> bool | None:
        """Whether the signed reference names this certificate (RFC 5035 §3, RFC 2634 §5.4)."""
        newer, older = (
            self._values.get(name) for name in ("signing_certificate_v2", "signing_certificate")
        )
        if newer is not None:
            reference = tsp.SigningCertificateV2.load(newer.dump())["certs"][0]
            algorithm = str(reference["hash_algorithm"]["algorithm"].native)
        elif older is not None:
            reference = tsp.SigningCertificate.load(older.dump())["certs"][0]
            algorithm = "sha1"
        else:
            return None
        if algorithm not in DIGESTS:
            return None
        own = hashlib.new(algorithm, leaf.dump(), usedforsecurity=False).digest()
        return bool(reference["cert_hash"].native == own)
