# SPDX-License-Identifier: Apache-2.0
"""`esign inbox …`: what arrives over the document axis."""

from esign.cli.group import spoken_group

command = spoken_group(
    *("inbox", "receive", "reread", "list", "show", "accept", "return", "progress"),
    *("agree", "refuse", "close", "export"),
)
