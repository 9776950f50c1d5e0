# SPDX-License-Identifier: Apache-2.0
"""`esign book …`: the office's register books."""

from esign.cli.group import spoken_group

command = spoken_group(
    "book", "list", "reserve", "enter", "receive", "forward", "print", "confirm", "recover"
)
