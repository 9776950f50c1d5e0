# SPDX-License-Identifier: Apache-2.0
"""The rules by their ids, in the order in which they are walked.

The national text (QCVN 102:2016/BTTTT) has no schema; these are the demands that hubs and readers
of the axis make in practice, and habits that have cost offices documents. The page
`docs/edxml-rules.md` is made of this.
"""

from __future__ import annotations

from typing import Final

from esign.exchange.rules.topics import (
    attachments,
    document,
    markup,
    organisations,
    purpose,
    status,
    values,
    whole,
)

GATES: Final = markup.RULES[:3]
"""Where one of these finds an error, there is nothing for the others to look at."""

RULES: Final = (
    *markup.RULES,
    *organisations.RULES,
    *document.RULES,
    *values.RULES,
    *purpose.RULES,
    *attachments.RULES,
    *whole.RULES,
    *status.RULES,
)
BY_ID: Final = {rule.id: rule for rule in RULES}

UNAPPLIED: Final = tuple(rule.id for rule in RULES if not rule.is_for_older)
"""Those that have no meaning for packages of the SOAP generation."""
