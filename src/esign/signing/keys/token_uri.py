# SPDX-License-Identifier: Apache-2.0
"""PKCS#11 URIs (RFC 7512), as far as they name a key that signs.

Attributes that this program would have to ignore are refused, so that no key is taken by less than
what was written. A PIN never stands in a reference: references lie in settings, which are shown and
copied.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from esign.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Mapping

PATH_ATTRIBUTES = {"token", "serial", "manufacturer", "model", "slot-id", "object", "id", "type"}
QUERY_ATTRIBUTES = {"module-name", "module-path"}
PIN_ATTRIBUTES = {"pin-value", "pin-source"}
TYPES = {"private", "cert"}
_ESCAPE = re.compile(rb"%([0-9A-Fa-f]{2})")


@dataclass(frozen=True, slots=True)
class TokenUri:
    """What a PKCS#11 URI says; None where it says nothing (RFC 7512 §2.3).

    `object` and `id` are CKA_LABEL and CKA_ID of the key, or of its certificate; `module_name` is
    a file name without folder, `lib` and suffix, `module_path` a file or a folder.
    """

    token: str | None = None
    serial: str | None = None
    manufacturer: str | None = None
    model: str | None = None
    slot_id: int | None = None
    object: str | None = None
    id: bytes | None = None
    module_name: str | None = None
    module_path: str | None = None


def parse_token_uri(place: str) -> TokenUri:
    """What stands after `pkcs11:`.

    Raises:
        ConfigurationError: an attribute is unknown, stands twice, is empty or badly escaped; a PIN
            stands in the URI; or it names something else than a private key or its certificate.
    """
    path, _, query = place.partition("?")
    found = _attributes(path, ";", PATH_ATTRIBUTES) | _attributes(query, "&", QUERY_ATTRIBUTES)
    kind = found.pop("type", b"private").decode("utf-8", "replace")
    if kind not in TYPES:
        raise ConfigurationError("token.uri_type", known=", ".join(sorted(TYPES)))
    identifier, slot = found.pop("id", None), found.pop("slot-id", None)
    if slot is not None and not re.fullmatch(rb"[0-9]{1,19}", slot):
        raise ConfigurationError("token.uri_value", name="slot-id")
    texts = {name.replace("-", "_"): _text(name, value) for name, value in found.items()}
    if "/" in texts.get("module_name", "") or "\\" in texts.get("module_name", ""):
        raise ConfigurationError("token.uri_value", name="module-name")
    return TokenUri(id=identifier, slot_id=None if slot is None else int(slot), **texts)


def _attributes(text: str, separator: str, known: set[str]) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    for entry in text.split(separator) if text else ():
        name, _, value = entry.partition("=")
        _refuse_unfit(name, value, known, found)
        found[name] = _ESCAPE.sub(lambda code: bytes.fromhex(code[1].decode()), value.encode())
    return found


def _refuse_unfit(name: str, value: str, known: set[str], found: Mapping[str, bytes]) -> None:
    if name in PIN_ATTRIBUTES:
        raise ConfigurationError("token.uri_pin", name=name)
    if name not in known:
        # What is unknown may be a misplaced secret; only what looks like a name is quoted.
        quoted = name if re.fullmatch(r"[a-z][a-z-]{0,30}", name) else "?"
        listed = ", ".join(sorted(PATH_ATTRIBUTES | QUERY_ATTRIBUTES))
        raise ConfigurationError("token.uri_unknown", name=quoted, known=listed)
    if name in found:
        raise ConfigurationError("token.uri_twice", name=name)
    if not value or "%" in re.sub(r"%[0-9A-Fa-f]{2}", "", value):
        raise ConfigurationError("token.uri_value", name=name)


def _text(name: str, value: bytes) -> str:
    try:
        return value.decode()
    except UnicodeDecodeError:
        raise ConfigurationError("token.uri_value", name=name) from None
