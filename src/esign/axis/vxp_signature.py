# SPDX-License-Identifier: Apache-2.0
"""Who calls the VXP adapter: parameters in headers, and a keyed hash over them."""

from __future__ import annotations

import hmac
import json
import re
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from esign.axis.refusals import Code, NotTakenError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from esign.axis.members import Members

PREFIX: Final = "xroadvnpt-"
VERSION: Final = "3.0.201608"
_SIGNED_BESIDE: Final = frozenset(
    {"sign-header-key", "sign-header", "hash-header", "version", "hash-file"}
)
"""Headers that are about the signature, and need not be under it."""
_TIMESTAMP: Final = re.compile(r"\d{8}T\d{6}\+\d{3,4}")


def caller(headers: Mapping[str, str], members: Members) -> str:
    """The system that signed the headers.

    Raises:
        NotTakenError: nobody has, or not these headers.
    """
    system_id = headers.get(f"{PREFIX}systemid", "")
    secret = members.secrets.get(system_id, "")
    text = headers.get(f"{PREFIX}sign-header", "")
    claimed = headers.get(f"{PREFIX}hash-header", "")
    wanted = hmac.new(secret.encode(), text.encode(), sha256).digest()
    if not secret or not same_digest(claimed, wanted):
        raise NotTakenError(Code.CREDENTIAL)
    _refuse_unsigned(headers, _signed(text), headers.get(f"{PREFIX}sign-header-key", ""))
    if headers.get(f"{PREFIX}version") != VERSION:
        raise NotTakenError(Code.HUB, f"{PREFIX}version")
    if not _TIMESTAMP.fullmatch(headers.get(f"{PREFIX}timestamp", "")):
        raise NotTakenError(Code.HUB, f"{PREFIX}timestamp")
    return system_id


def refuse_altered(headers: Mapping[str, str], body: bytes) -> None:
    """Hold a file against the hash that came with it.

    Raises:
        NotTakenError: it is another file, or has lost its end on the way.
    """
    claimed = headers.get(f"{PREFIX}hash-file") or headers.get("hash-file", "")
    if not same_digest(claimed, sha256(body).digest()):
        raise NotTakenError(Code.FILE, "hash-file")


def same_digest(text: str, digest: bytes) -> bool:
    """Whether hexadecimal text is that of a digest; clients in Java leave out leading zeros."""
    unpadded = "".join(f"{byte:x}" for byte in digest)
    given = text.strip().lower().encode()
    return any(hmac.compare_digest(given, form.encode()) for form in (digest.hex(), unpadded))


def _signed(text: str) -> dict[str, str]:
    """The headers that were signed, by name without prefix.

    Raises:
        NotTakenError: that is no such list.
    """
    try:
        pairs = json.loads(text, object_pairs_hook=lambda found: found)
        signed = {_bare(name): value for name, value in pairs}
    except (ValueError, TypeError, AttributeError) as error:
        raise NotTakenError(Code.CREDENTIAL, "sign-header") from error
    if len(signed) != len(pairs) or not all(isinstance(value, str) for value in signed.values()):
        raise NotTakenError(Code.CREDENTIAL, "sign-header")
    return signed


def _refuse_unsigned(headers: Mapping[str, str], signed: Mapping[str, str], keys: str) -> None:
    if [_bare(name) for name in keys.split(";")] != list(signed):
        raise NotTakenError(Code.CREDENTIAL, "sign-header-key")
    sent = {_bare(name): value for name, value in headers.items() if name.startswith(PREFIX)}
    sent.setdefault("content-type", headers.get("content-type", ""))
    for name in sent.keys() - _SIGNED_BESIDE - {"content-type"} | signed.keys():
        if name not in signed or signed[name].strip() != sent.get(name):
            raise NotTakenError(Code.CREDENTIAL, name)


def _bare(name: str) -> str:
    return name.strip().lower().removeprefix(PREFIX)
