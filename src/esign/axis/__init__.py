# SPDX-License-Identifier: Apache-2.0
"""A simulated document axis for demonstrations, training and tests.

It speaks the protocol of the national axis's adapter and that of a provincial hub, and goes wrong
when it is asked to.
"""

from esign.axis.core import Axis, Habit
from esign.axis.desk import Desk
from esign.axis.faults import Fault, Rule, Script, read_faults
from esign.axis.journal import FolderJournal, MemoryJournal, keep_secrets, kept_secrets
from esign.axis.members import DEFAULT, Member, Members, read_members, with_secrets
from esign.axis.messages import Copy, Message, Progress
from esign.axis.server import Server

__all__ = [
    "DEFAULT",
    "Axis",
    "Copy",
    "Desk",
    "Fault",
    "FolderJournal",
    "Habit",
    "Member",
    "Members",
    "MemoryJournal",
    "Message",
    "Progress",
    "Rule",
    "Script",
    "Server",
    "keep_secrets",
    "kept_secrets",
    "read_faults",
    "read_members",
    "with_secrets",
]
