# SPDX-License-Identifier: Apache-2.0
"""Keeping a trust folder: who is in it, who may come in, and whether it still serves."""

from esign.trust.upkeep.admission import Wish, admitted, only_certificate
from esign.trust.upkeep.choosing import Choice, chosen
from esign.trust.upkeep.folder_changes import (
    add,
    entry_named,
    keep_intermediates,
    planned,
    remove,
)
from esign.trust.upkeep.state import EntryState, read_states

__all__ = [
    "Choice",
    "EntryState",
    "Wish",
    "add",
    "admitted",
    "chosen",
    "entry_named",
    "keep_intermediates",
    "only_certificate",
    "planned",
    "read_states",
    "remove",
]
