# SPDX-License-Identifier: Apache-2.0
"""The package of a document that was issued before."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from esign.errors import InputError
from esign.register import ISSUED

if TYPE_CHECKING:
    from esign.register import Register


def pack_again(pdf: bytes, register: Register, actor: str) -> bytes:
    """The package of an original that this register has kept, and that is in force.

    Args:
        pdf: the original.
        register: the office's.
        actor: by which account it is handed out.

    Raises:
        InputError: the register does not know this file, its document is not released or no longer
            in force, or its request names no receiver.
        ConfigurationError: the account may not hand it out.
    """
    numbered = register.numbered_of(sha256(pdf).hexdigest())
    entry = register.entry_to_issue(numbered.request, actor)
    if entry is not None and entry.state not in ISSUED:
        raise InputError("standing.unreleased", number=numbered.number.text)
    package = register.kept(numbered.request.request_id, "package")
    if package is None:
        raise InputError("edxml.no_receivers", number=numbered.number.text)
    return package
