# SPDX-License-Identifier: Apache-2.0
"""An attempt that a test begins itself, where sending would go on at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from esign.register import Start

if TYPE_CHECKING:
    from esign.register import Message, Register


def begin(
    register: Register, claimed: Message, transport: str, data: bytes | None = None
) -> Message | None:
    """Note that an attempt begins; `data` is given with the first one."""
    return register.sending.begin_all((Start(claimed, transport, data),))[0]
