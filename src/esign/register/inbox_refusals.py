# SPDX-License-Identifier: Apache-2.0
"""What cannot be done with a message of the inbox where it stands, and what can."""

from __future__ import annotations

from typing import TYPE_CHECKING

from esign.errors import InputError
from esign.messages import Term

if TYPE_CHECKING:
    from esign.register.inbox_rows import ArrivedMessage


def not_now(message: ArrivedMessage) -> InputError:
    """The refusal of an act that a message's state does not allow."""
    stands = "closed" if message.is_closed else message.state
    state, way = (Term(f"inbox.{kind}.{stands}") for kind in ("state", "way"))
    return InputError("inbox.not_now", id=message.id, state=state, way=way)
