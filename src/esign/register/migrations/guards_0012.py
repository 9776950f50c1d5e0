# SPDX-License-Identifier: Apache-2.0
"""What revision 0012 guards; never changes once shipped."""

from esign.register.migrations.guards import Guard

GUARDS = (
    Guard(
        "delivery_fixed",
        "UPDATE OF message_id, receiver_code, receiver_name, receiver_key",
        "delivery",
        "the receivers of a message stay",
    ),
)

REPLACED = (("delivery_fixed", "delivery"),)
