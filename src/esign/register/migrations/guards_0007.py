# SPDX-License-Identifier: Apache-2.0
"""What revision 0007 guards; never changes once shipped."""

from esign.register.migrations.guards import Guard

_QUEUED = (
    "id, audit_seq, entry_id, act, status_code, document_id, other_id, reason, queued_at, "
    "arrived_id"
)

GUARDS = (
    Guard("message_no_delete", "DELETE", "message", "a message is never deleted"),
    Guard("message_fixed", f"UPDATE OF {_QUEUED}", "message", "a message is never changed"),
    Guard(
        "message_payload_once",
        "UPDATE OF payload, payload_size",
        "message",
        "every attempt sends the same bytes",
        "OLD.payload IS NOT NULL",
    ),
    Guard(
        "message_settled",
        "UPDATE",
        "message",
        "a message that was sent or cancelled stays so",
        "OLD.state IN ('sent', 'cancelled')",
    ),
    Guard("attempt_no_delete", "DELETE", "attempt", "an attempt is never deleted"),
    Guard(
        "attempt_fixed",
        "UPDATE OF message_id, n, started_at",
        "attempt",
        "an attempt is never changed",
    ),
    Guard(
        "attempt_ended_once",
        "UPDATE",
        "attempt",
        "an attempt ends once",
        "OLD.ended_at IS NOT NULL",
    ),
    Guard("delivery_no_delete", "DELETE", "delivery", "a delivery is never deleted"),
    Guard(
        "delivery_fixed",
        "UPDATE OF message_id, receiver_code, receiver_name",
        "delivery",
        "the receivers of a message stay",
    ),
    Guard("receipt_no_delete", "DELETE", "receipt", "a receipt is never deleted"),
    Guard("receipt_no_update", "UPDATE", "receipt", "a receipt is never changed"),
)
