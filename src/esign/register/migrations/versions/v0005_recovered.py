# SPDX-License-Identifier: Apache-2.0
"""A lost document that comes back from its file brings the look-up code that it bears."""

from esign.register.migrations.guards import put_up, take_down
from esign.register.migrations.guards_0005 import GUARDS, REPLACED

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """From revision 0004, keeping every row."""
    take_down(*REPLACED)
    put_up(*GUARDS)
