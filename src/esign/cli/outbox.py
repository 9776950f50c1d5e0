# SPDX-License-Identifier: Apache-2.0
"""`esign outbox …`: what is sent to other agencies over the document axis."""

from esign.cli.group import spoken_group

command = spoken_group("outbox", "list", "show", "send", "retry", "cancel", "take-back")
