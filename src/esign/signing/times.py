# SPDX-License-Identifier: Apache-2.0
"""Times that cannot be: found here, they cost nothing; found by a recipient, the document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from esign.errors import ConfigurationError
from esign.model import VIETNAM

if TYPE_CHECKING:
    from datetime import datetime

    from esign.model import Numbered


def require_after_issue(numbered: Numbered, signed_at: datetime) -> None:
    """Require that a document is not signed before the day on which it was numbered.

    Raises:
        ConfigurationError: it is, so that a clock must be wrong.
    """
    day = signed_at.astimezone(VIETNAM).date()
    if day < numbered.issued_on:
        raise ConfigurationError(
            "signing.before_issue",
            moment=_told(signed_at),
            issued=f"{numbered.issued_on:%d/%m/%Y}",
        )


def require_after_signature(signed_at: datetime, now: datetime) -> None:
    """Require that the agency seals no earlier than the person says to have signed.

    Raises:
        ConfigurationError: it would, so that a clock must be wrong.
    """
    if now < signed_at:
        raise ConfigurationError(
            "signing.before_signature", moment=_told(now), signed=_told(signed_at)
        )


def _told(moment: datetime) -> str:
    return f"{moment.astimezone(VIETNAM):%H:%M:%S %d/%m/%Y}"
