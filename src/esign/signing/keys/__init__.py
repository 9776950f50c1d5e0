# SPDX-License-Identifier: Apache-2.0
"""Signing keys of every sort, named in one way and opened in one place.

A sort of key is a `KeySort`, a form in `reference`, and an opener in `opening.OPENERS`; what it
yields satisfies `ports.SigningKey`.
"""

from esign.signing.keys.external import external_key, read_external
from esign.signing.keys.material import KeyOptions
from esign.signing.keys.opening import open_key
from esign.signing.keys.reference import KeyReference, KeySort, parse_reference

__all__ = [
    "KeyOptions",
    "KeyReference",
    "KeySort",
    "external_key",
    "open_key",
    "parse_reference",
    "read_external",
]
