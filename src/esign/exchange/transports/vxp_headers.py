# SPDX-License-Identifier: Apache-2.0
"""The headers of the VXP adapter: parameters, and the signature over them."""

from __future__ import annotations

import hmac
import json
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from esign.model import VIETNAM

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

PREFIX: Final = "XroadVnpt-"
VERSION: Final = "3.0.201608"


def signed_headers(parameters: Mapping[str, str], secret: str) -> dict[str, str]:
    """The headers of a request: its parameters, prefixed, and what proves that they are ours.

    Args:
        parameters: by their names without prefix, in the order of sending; `Content-Type`, where it
            is among them, is sent under its own name as well.
        secret: shared with the adapter.
    """
    prefixed = {PREFIX + name: value for name, value in parameters.items()}
    told = json.dumps(prefixed, separators=(",", ":"), ensure_ascii=False)
    proof = {
        "sign-header-key": ";".join(prefixed),
        "sign-header": told,
        "hash-header": hmac.new(secret.encode(), told.encode(), sha256).hexdigest(),
        "version": VERSION,
    }
    plain = {name: value for name, value in parameters.items() if name == "Content-Type"}
    return {**plain, **prefixed, **{PREFIX + name: value for name, value in proof.items()}}


def timestamp(at: datetime) -> str:
    """A moment as the adapter writes it, `ddMMyyyy'T'HHmmss+SSSS` in Vietnam's time.

    What follows the plus sign looks like a zone and is milliseconds, in four digits.
    """
    local = at.astimezone(VIETNAM)
    return f"{local:%d%m%Y}T{local:%H%M%S}+{local.microsecond // 1000:04}"


def file_digest(data: bytes) -> str:
    """SHA-256 of a package as the adapter's own software writes it.

    That software turns each byte into hexadecimal without a leading zero. The server compares what
    it receives with what it works out in the same way, so a correct digest would be refused.
    """
    return "".join(f"{byte:x}" for byte in sha256(data).digest())
