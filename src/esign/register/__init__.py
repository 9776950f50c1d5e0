# SPDX-License-Identifier: Apache-2.0
"""The office's memory: what was issued, under which number, in which state, and proof of it.

Sole importer of SQLAlchemy and Alembic; neither shows in what this package offers.
"""

from esign.register.entries import Entry, State
from esign.register.register import Register, Stage

__all__ = ["Entry", "Register", "Stage", "State"]
