# SPDX-License-Identifier: Apache-2.0
"""`esign agencies …`: who can be reached over the document axis, and under which code."""

from esign.cli.group import spoken_group

command = spoken_group("agencies", "sync", "import", "search", "check")
