# SPDX-License-Identifier: Apache-2.0
"""What revision 0008 guards; never changes once shipped."""

from esign.register.migrations.guards import Guard

_KEPT = (
    "id, agency_code, transport, axis_id, offered_by, message_type, sha256, size, received_at, "
    "received_by"
)
_READ = (
    "sender_key, sender_code, sender_name, document_id, code, issued_on, type_name, subject, "
    "purpose, asks_reason, about_document, content, verdict, findings"
)

GUARDS = (
    Guard("arrived_no_delete", "DELETE", "arrived", "what has arrived is never deleted"),
    Guard("arrived_fixed", f"UPDATE OF {_KEPT}", "arrived", "what has arrived is never changed"),
    Guard(
        "arrived_read_once",
        f"UPDATE OF {_READ}",
        "arrived",
        "a message is read once",
        "OLD.state <> 'kept'",
    ),
    Guard(
        "arrived_done",
        "UPDATE OF state, incoming_id, answered",
        "arrived",
        "what is settled stays so",
        "OLD.state IN ('returned', 'noted', 'duplicate', 'recalled', 'replaced')",
    ),
    Guard(
        "arrived_entered_once",
        "UPDATE OF incoming_id",
        "arrived",
        "a message is entered once",
        "OLD.incoming_id IS NOT NULL",
    ),
)
