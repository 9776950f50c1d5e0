# SPDX-License-Identifier: Apache-2.0
"""`esign dossier …`: related documents under one code, for the archive."""

from esign.cli.group import spoken_group

command = spoken_group("dossier", "open", "add", "list", "export", "due")
