# SPDX-License-Identifier: Apache-2.0
"""What revision 0005 guards, and which older guards it replaces; never changes once shipped."""

from esign.register.migrations.guards import Guard

_PLACE = "id, agency_code, book, year, value"
_NAMED = "symbol, issued_on, document_id, lookup_code"
REPLACED = (("register_place_fixed", "register"), ("register_name_fixed", "register"))
"""By name and table."""

GUARDS = (
    Guard(
        "register_place_fixed", f"UPDATE OF {_PLACE}", "register", "a number stays where it stands"
    ),
    Guard(
        "register_name_fixed",
        f"UPDATE OF {_NAMED}",
        "register",
        "symbol, date and look-up code go with the number",
        "OLD.state <> 'reserved' OR OLD.kind <> ''",
    ),
)
