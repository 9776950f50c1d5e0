# SPDX-License-Identifier: Apache-2.0
"""`esign kinds …`: the kinds of documents, for whoever writes their templates."""

from esign.cli.group import spoken_group

command = spoken_group("kinds", "list", "check")
