# SPDX-License-Identifier: Apache-2.0
"""What revision 0011 guards; never changes once shipped."""

from esign.register.migrations.guards import Guard

GUARDS = (
    Guard(
        "arrived_keys_once",
        "UPDATE OF sender_agency, document_key, twin",
        "arrived",
        "a message is read once",
        "OLD.state <> 'kept'",
    ),
    Guard("receipt_no_update", "UPDATE", "receipt", "a receipt is never changed"),
)

REPLACED = (("receipt_no_update", "receipt"),)
