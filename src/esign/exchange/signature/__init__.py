# SPDX-License-Identifier: Apache-2.0
"""The signature over a whole package: XML-DSig (W3C XML Signature 1.1), enveloped."""

from esign.exchange.signature.making import sign_envelope
from esign.exchange.signature.reading import envelope_signature

__all__ = ["envelope_signature", "sign_envelope"]
