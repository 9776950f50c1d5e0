# SPDX-License-Identifier: Apache-2.0
"""A document that is signed before it takes a reserved number brings its look-up code."""

from esign.register.migrations.guards import put_up, take_down
from esign.register.migrations.guards_0006 import GUARDS, REPLACED

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """From revision 0005, keeping every row."""
    take_down(*REPLACED)
    put_up(*GUARDS)
