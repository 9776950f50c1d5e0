# SPDX-License-Identifier: Apache-2.0
"""What a package's own signature comes to, over and apart from those in the files inside."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class EnvelopeState(StrEnum):
    """How a package's envelope is signed.

    `INTACT` alone says that somebody's key has signed all of it and that nothing was changed
    since; who that was is for the certificate to say.
    """

    ABSENT = "absent"
    EMPTY = "empty"
    DECORATIVE = "decorative"
    """Filled in, but no signature: constants, a certificate that is none, another namespace."""
    INTACT = "intact"
    BROKEN = "broken"
    PARTIAL = "partial"
    """A signature, but not over the one whole envelope, or not over that alone."""
    WEAK = "weak"
    """By an algorithm or key that anybody might have forged, SHA-1 among them."""
    UNCLEAR = "unclear"
    """In a form that is not understood here."""


@dataclass(frozen=True, slots=True)
class EnvelopeSignature:
    """The signature over an envelope as it is found; never a judgement of who signed.

    Attributes:
        state: what it is.
        algorithm: its algorithm, `rsa-sha256`; empty where none can be told.
        certificate: that of the key that made it, DER; where it is not intact, the one it names.
        chain: the other certificates it brings, DER.
    """

    state: EnvelopeState
    algorithm: str = ""
    certificate: bytes = b""
    chain: tuple[bytes, ...] = ()
