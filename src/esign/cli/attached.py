# SPDX-License-Identifier: Apache-2.0
"""The data that travel inside a PDF."""

from __future__ import annotations

from esign.errors import InputError
from esign.rendering import ATTACHMENT_NAME, attachments


def attached_text(pdf: bytes, name: str) -> str:
    """The attached JSON as it stands; what it says is not compared with the pages.

    Args:
        pdf: a received file; the caller bounds what reading it may cost.
        name: how errors call it.

    Raises:
        InputError: the file is no PDF, or has no such data or several.
    """
    found = attachments(pdf, ATTACHMENT_NAME)
    if len(found) != 1:
        raise InputError("show.no_data", name=name, file=ATTACHMENT_NAME)
    try:
        return found[0].decode("utf-8")
    except UnicodeDecodeError:
        raise InputError("show.no_data", name=name, file=ATTACHMENT_NAME) from None
