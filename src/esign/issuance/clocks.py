# SPDX-License-Identifier: Apache-2.0
"""A document that bears its number when it is signed was not signed before it had it.

Where the claimed time says otherwise, the clock of the one machine or of the other was wrong, and
so is the time that the signature states for ever. Documents that are numbered after they were
signed are the other way round, and none of this concerns them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from esign.errors import ConfigurationError
from esign.model import VIETNAM
from esign.register import Step
from esign.signing import signed_at
from esign.verification.timeline import CLOCKS_DIFFER

if TYPE_CHECKING:
    from datetime import datetime

    from esign.issuance.office import Office
    from esign.register import Entry


def refuse_early_clock(entry: Entry, office: Office) -> None:
    """Refuse to sign a numbered document by a clock that is behind its numbering.

    Raises:
        ConfigurationError: the clock is more than `CLOCKS_DIFFER` behind.
    """
    _refuse("desk.clock_before_number", entry, office.clock.now(), office)


def refuse_signed_early(entry: Entry, data: bytes, office: Office) -> None:
    """Refuse to seal what claims to have been signed before it was numbered.

    Args:
        entry: the document; its number was taken before it was signed.
        data: what the competent person signed.
        office: whose register knows when it was numbered.

    Raises:
        InputError: the signature is not as this tool writes it.
        ConfigurationError: it claims a time more than `CLOCKS_DIFFER` before.
    """
    _refuse("desk.signed_before_number", entry, signed_at(data), office)


def _refuse(code: str, entry: Entry, moment: datetime, office: Office) -> None:
    numbered_at = _numbered_at(entry, office)
    if moment + CLOCKS_DIFFER < numbered_at:
        told, numbered = _told(moment), _told(numbered_at)
        number = entry.number.text
        raise ConfigurationError(code, number=number, moment=told, numbered=numbered)


def _numbered_at(entry: Entry, office: Office) -> datetime:
    """When the document itself got its number, which may have been kept free for it before."""
    events = office.register.lifecycle.history(entry.request_id)
    return max((each.at for each in events if each.act is Step.NUMBER), default=entry.numbered_at)


def _told(moment: datetime) -> str:
    return f"{moment.astimezone(VIETNAM):%H:%M:%S %d/%m/%Y}"
