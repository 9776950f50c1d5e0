# SPDX-License-Identifier: Apache-2.0
"""From the bytes of a package, of whichever generation, to its XML and what lies beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from esign.exchange.soap.mail import is_zip, mail_parts
from esign.exchange.soap.mime import is_mime, mime_parts
from esign.exchange.soap.parts import NONE

if TYPE_CHECKING:
    from esign.exchange.soap.parts import Parts


def taken_apart(data: bytes) -> tuple[bytes, Parts]:
    """The XML of a package, and what lies beside it; of all but MIME and ZIP the bytes themselves.

    Raises:
        InputError: as `mime_parts` and `mail_parts`.
    """
    if is_mime(data):
        return mime_parts(data)
    return mail_parts(data) if is_zip(data) else (data, NONE)
