# SPDX-License-Identifier: Apache-2.0
"""What revision 0002 guards; never changes once shipped."""

from esign.register.migrations.guards import Guard

_PLACE = "id, agency_code, book, year, value, symbol, issued_on, document_id, lookup_code"
_FILLED = (
    "request_id, lookup_url, medium, kind, type_name, template_digest, digest, request, agency, "
    "subject, signer_title, signer_name, recipients, copies, note, retain_until, numbered_at, "
    "numbered_by"
)
_HEAD = "size, root, occasion, at, frontier, statement, seal"
_ARRIVAL = (
    "id, agency_code, year, arrival_number, arrived_on, author, symbol, dated_on, subject, sha256, "
    "message_id, entered_at, entered_by"
)
GUARDS = (
    Guard("register_no_delete", "DELETE", "register", "numbers are voided, never deleted"),
    Guard(
        "register_place_fixed", f"UPDATE OF {_PLACE}", "register", "a number stays where it stands"
    ),
    Guard(
        "register_fixed",
        f"UPDATE OF {_FILLED}",
        "register",
        "what was numbered is never changed",
        "OLD.state <> 'reserved'",
    ),
    Guard(
        "register_frozen",
        "UPDATE",
        "register",
        "a voided number and a recalled document stay as they are",
        "OLD.state IN ('voided', 'recalled')",
    ),
    Guard("artefact_no_update", "UPDATE", "artefact", "the first artefact stays"),
    Guard("artefact_no_delete", "DELETE", "artefact", "the first artefact stays"),
    Guard("history_no_update", "UPDATE", "history", "what was done is never changed"),
    Guard("history_no_delete", "DELETE", "history", "what was done is never deleted"),
    Guard("tree_head_fixed", f"UPDATE OF {_HEAD}", "tree_head", "a sealed head is never changed"),
    Guard(
        "tree_head_time_fixed",
        "UPDATE",
        "tree_head",
        "a time-stamp is never replaced",
        "OLD.timestamp IS NOT NULL",
    ),
    Guard("tree_head_no_delete", "DELETE", "tree_head", "a sealed head is never deleted"),
    Guard(
        "dispatch_fixed",
        "UPDATE OF audit_seq, entry_id, recipient, sent_on, note, at, actor",
        "dispatch",
        "what was sent is never changed",
    ),
    Guard(
        "dispatch_received_once",
        "UPDATE",
        "dispatch",
        "a receipt is never replaced",
        "OLD.received_by <> ''",
    ),
    Guard("dispatch_no_delete", "DELETE", "dispatch", "what was sent is never deleted"),
    Guard(
        "notice_fixed",
        "UPDATE OF id, entry_id, audit_seq, act, receiver_code, receiver_name, other_id, reason, "
        "queued_at",
        "notice",
        "a notice is never changed",
    ),
    Guard(
        "notice_carried_once",
        "UPDATE",
        "notice",
        "a notice is carried once",
        "OLD.carried_at IS NOT NULL",
    ),
    Guard("notice_no_delete", "DELETE", "notice", "a notice is never deleted"),
    Guard(
        "incoming_fixed", f"UPDATE OF {_ARRIVAL}", "incoming", "what has arrived is never changed"
    ),
    Guard("incoming_no_delete", "DELETE", "incoming", "what has arrived is never deleted"),
    Guard("dossier_no_delete", "DELETE", "dossier", "a dossier is never deleted"),
    Guard("dossier_document_fixed", "UPDATE", "dossier_document", "a place in a dossier stays"),
    Guard("dossier_document_no_delete", "DELETE", "dossier_document", "a place in a dossier stays"),
)
