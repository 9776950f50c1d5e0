# SPDX-License-Identifier: Apache-2.0
"""`esign store …`: the issued files beside the register."""

from esign.cli.group import spoken_group

command = spoken_group("store", "check", "collect")
