# SPDX-License-Identifier: Apache-2.0
"""What revision 0011 takes for one agency and for one document; never changes once shipped.

The record is held against these keys: where `esign.model.agency_codes` comes to say otherwise, a
revision of its own has to write them anew.
"""

import re
from string import ascii_lowercase, ascii_uppercase

_OLD = re.compile(
    r"(?:(?P<fourth>[0-9]{3})\.)?(?P<third>[0-9]{2})\.(?P<second>[0-9]{2})\.(?P<first>[A-Z][0-9]{2})"
)
_NEW = re.compile(r"[A-Z][0-9]{2}(\.[0-9A-Z]{2,3})*")
_LONGEST = 35
_CAPITALS = str.maketrans(ascii_lowercase, ascii_uppercase)


def agency_key(code: str) -> str:
    """The code in the newer structure, where the older one tells all of its levels."""
    plain = code.strip().translate(_CAPITALS)
    old = _OLD.fullmatch(plain)
    if old is None:
        return plain
    levels = [old["second"], old["third"], old["fourth"] or "000"]
    second, third = (bool(level.strip("0")) for level in levels[:2])
    if third and not second:  # without its zeros it would be a code of the second level
        return plain if old["fourth"] else f"000.{plain}"
    return ".".join([old["first"], *(level for level in levels if level.strip("0"))])


def document_key(document_id: str) -> str:
    """The DocumentId with the code of its issuer in one structure."""
    code, comma, rest = document_id.strip().partition(",")
    plain = code.strip().translate(_CAPITALS)
    is_new = len(plain) <= _LONGEST and _NEW.fullmatch(plain)
    if not comma or not (is_new or _OLD.fullmatch(plain)):
        return document_id.strip()
    return f"{agency_key(code)},{rest}"
