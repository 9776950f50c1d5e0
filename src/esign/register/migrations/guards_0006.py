# SPDX-License-Identifier: Apache-2.0
"""What revision 0006 guards, and which older guard it replaces; never changes once shipped."""

from esign.register.migrations.guards import Guard

_NAMED = "symbol, issued_on, document_id"
REPLACED = (("register_name_fixed", "register"),)
"""By name and table."""

GUARDS = (
    Guard(
        "register_name_fixed",
        f"UPDATE OF {_NAMED}",
        "register",
        "symbol and date go with the number",
        "OLD.state <> 'reserved' OR OLD.kind <> ''",
    ),
    Guard(
        "register_code_fixed",
        "UPDATE OF lookup_code",
        "register",
        "the look-up code goes with the document",
        "OLD.state <> 'reserved'",
    ),
)
