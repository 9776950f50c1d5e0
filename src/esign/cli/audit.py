# SPDX-License-Identifier: Apache-2.0
"""`esign audit …`: the record of what was done, its sealed heads, and its check."""

from esign.cli.group import spoken_group

command = spoken_group("audit", "check", "seal", "list")
