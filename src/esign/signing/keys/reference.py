# SPDX-License-Identifier: Apache-2.0
"""The one way in which settings and commands name a key: `SORT:PLACE`."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from esign.errors import ConfigurationError
from esign.signing.keys.token_uri import TokenUri, parse_token_uri


class KeySort(StrEnum):
    """Where a private key is kept."""

    PKCS12 = "pkcs12"
    PEM = "pem"
    PKCS11 = "pkcs11"
    CSC = "csc"
    EXTERNAL = "external"


FORMS = {
    KeySort.PKCS12: "pkcs12:FILE",
    KeySort.PEM: "pem:FILE",
    KeySort.PKCS11: "pkcs11:token=LABEL;object=LABEL",
    KeySort.CSC: "csc:PROFILE",
    KeySort.EXTERNAL: "external:CERTIFICATE-FILE",
}


@dataclass(frozen=True, slots=True)
class KeyReference:
    """A key by its sort and place.

    Attributes:
        sort: what stands before the first colon.
        place: the rest: a file, a profile, or the URI's attributes.
        token: the attributes read, for a key on a token.
    """

    sort: KeySort
    place: str
    token: TokenUri | None = None


def parse_reference(text: str) -> KeyReference:
    """A key's reference, read.

    Raises:
        ConfigurationError: the sort is unknown, the place is missing, or a PKCS#11 URI is unsound;
            nothing of the text is quoted but the name of the attribute at fault.
    """
    sort, _, place = text.partition(":")
    if sort not in list(KeySort) or not place:
        raise ConfigurationError("key.unknown_scheme", known=", ".join(FORMS.values()))
    token = parse_token_uri(place) if sort == KeySort.PKCS11 else None
    return KeyReference(KeySort(sort), place, token)
