# SPDX-License-Identifier: Apache-2.0
"""What revision 0004 guards; never changes once shipped."""

from esign.register.migrations.guards import Guard

_LAID_OUT = (
    "id, request_id, digest, request, agency, kind, type_name, template_digest, book, symbol, "
    "subject, signer_name, lookup_code, lookup_url, drawn_on, prepared_sha256, prepared_size"
)

GUARDS = (
    Guard("unnumbered_no_delete", "DELETE", "unnumbered", "what was laid out is never deleted"),
    Guard(
        "unnumbered_fixed",
        f"UPDATE OF {_LAID_OUT}",
        "unnumbered",
        "what was laid out is never changed",
    ),
    Guard(
        "unnumbered_signed_once",
        "UPDATE OF signed_sha256, signed_size, signed_at, signed_by",
        "unnumbered",
        "a document is signed once",
        "OLD.signed_sha256 IS NOT NULL",
    ),
    Guard(
        "unnumbered_done",
        "UPDATE OF state",
        "unnumbered",
        "what is numbered or dropped stays so",
        "OLD.state IN ('numbered', 'dropped')",
    ),
)
