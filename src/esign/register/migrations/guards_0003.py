# SPDX-License-Identifier: Apache-2.0
"""What revision 0003 guards, and which older guards it replaces; never changes once shipped."""

from esign.register.migrations.guards import Guard

_PLACE = "id, agency_code, book, year, value, lookup_code"
_NAMED = "symbol, issued_on, document_id"
REPLACED = (
    ("series_by_one", "series"),
    ("register_place_fixed", "register"),
    ("dispatch_fixed", "dispatch"),
    ("dispatch_received_once", "dispatch"),
)
"""By name and table."""

GUARDS = (
    Guard(
        "series_by_one",
        "UPDATE OF agency_code, book, year, last, last_day",
        "series",
        "numbers rise by one, dates never fall",
        "NEW.last NOT IN (OLD.last, OLD.last + 1) OR NEW.last_day < OLD.last_day "
        "OR NEW.agency_code <> OLD.agency_code OR NEW.book <> OLD.book OR NEW.year <> OLD.year",
    ),
    Guard(
        "register_place_fixed", f"UPDATE OF {_PLACE}", "register", "a number stays where it stands"
    ),
    Guard(
        "register_name_fixed",
        f"UPDATE OF {_NAMED}",
        "register",
        "symbol and date go with the number",
        "OLD.state <> 'reserved' OR OLD.kind <> ''",
    ),
    Guard("dispatch_no_update", "UPDATE", "dispatch", "what was sent is never changed"),
    Guard("restoration_no_update", "UPDATE", "restoration", "a restoration is never changed"),
    Guard("restoration_no_delete", "DELETE", "restoration", "a restoration is never deleted"),
    Guard("confirmation_no_update", "UPDATE", "confirmation", "what was said is never changed"),
    Guard("confirmation_no_delete", "DELETE", "confirmation", "what was said is never deleted"),
)
