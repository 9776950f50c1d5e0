# SPDX-License-Identifier: Apache-2.0
"""`esign trust …`: whose certificates are believed."""

from esign.cli.group import spoken_group

command = spoken_group("trust", "list", "add", "remove", "check", "import")
