# SPDX-License-Identifier: Apache-2.0
"""Taking in what comes over the document axis: kept, read, judged, answered."""

from esign.intake.answers import composer, party, status_bytes, status_package
from esign.intake.fetching import MOST_AT_ONCE, Fetched, fetch_waiting
from esign.intake.opening import Opened, Readers
from esign.intake.reading import Intake
from esign.intake.rereading import Reread, reread

__all__ = [
    "MOST_AT_ONCE",
    "Fetched",
    "Intake",
    "Opened",
    "Readers",
    "Reread",
    "composer",
    "fetch_waiting",
    "party",
    "reread",
    "status_bytes",
    "status_package",
]
