# SPDX-License-Identifier: Apache-2.0
"""The office's memory: what was issued, under which number, in which state, and proof of it.

Sole importer of SQLAlchemy and Alembic; neither shows in what this package offers.
"""

from esign.register.acts import Dispatch, LifeCycle
from esign.register.arrivals import Arrival, Incoming
from esign.register.backup import BackupMade, Backups
from esign.register.backup_destination import Destination
from esign.register.backup_restoring import Restored, Waiting, restore
from esign.register.bookkeeping import Bookkeeping
from esign.register.confirming import Confirmed
from esign.register.directory import DIRECTORY_DAYS, Directory, DirectoryList, TakenOver
from esign.register.dossier_rows import Dossier, Due, Filed
from esign.register.dossiers import Dossiers
from esign.register.entries import Entry
from esign.register.exchange_tables import MessageAct, MessageState
from esign.register.folding import fold
from esign.register.heads import KeptHead, Occasion
from esign.register.holdings import Collected, Fault, Holdings, Inventory
from esign.register.inbox import OPEN, Inbox
from esign.register.inbox_answering import PROGRESS, Acceptance
from esign.register.inbox_rows import (
    OTHER_SENDER,
    UNPROVEN,
    ArrivedMessage,
    Delivered,
    Reading,
    Remark,
)
from esign.register.inbox_story import ArrivedStory
from esign.register.inbox_tables import FROZEN, Standing
from esign.register.inbox_vouching import LONGEST_REASON
from esign.register.incoming import Forwarding
from esign.register.lifecycle import Stage, annex_stage, prepared_annex_stage
from esign.register.object_bucket import open_bucket
from esign.register.outbox_claims import LONGEST_PAUSE, is_claimed, is_put_off
from esign.register.outbox_rows import Attempt, Delivery, Message
from esign.register.outbox_sending import Failing
from esign.register.outbox_unreached import Unreached
from esign.register.outbox_windows import Start, Taken
from esign.register.paper import PaperDocument
from esign.register.receipts import Effect, Receipt
from esign.register.record import Record
from esign.register.record_check import Checked
from esign.register.recovered import IssuedFile, own_id
from esign.register.register import Register
from esign.register.roles import Roles
from esign.register.search import Query
from esign.register.signing_days import DAYS_TO_SIGN, refuse_late
from esign.register.store import ObjectStore
from esign.register.summaries import BookSummary
from esign.register.traces import Event, Link
from esign.register.transitions import (
    ISSUED,
    TRANSITIONS,
    WRITING_DUTIES,
    Duty,
    State,
    Step,
    Writing,
)
from esign.register.unnumbered import UnnumberedDocuments
from esign.register.unnumbered_rows import Waiting as UnnumberedDocument
from esign.register.unnumbered_table import Waits
from esign.register.versions import Version, Versions, refuse_unless_out

__all__ = [
    "DAYS_TO_SIGN",
    "DIRECTORY_DAYS",
    "FROZEN",
    "ISSUED",
    "LONGEST_PAUSE",
    "LONGEST_REASON",
    "OPEN",
    "OTHER_SENDER",
    "PROGRESS",
    "TRANSITIONS",
    "UNPROVEN",
    "WRITING_DUTIES",
    "Acceptance",
    "Arrival",
    "ArrivedMessage",
    "ArrivedStory",
    "Attempt",
    "BackupMade",
    "Backups",
    "BookSummary",
    "Bookkeeping",
    "Checked",
    "Collected",
    "Confirmed",
    "Delivered",
    "Delivery",
    "Destination",
    "Directory",
    "DirectoryList",
    "Dispatch",
    "Dossier",
    "Dossiers",
    "Due",
    "Duty",
    "Effect",
    "Entry",
    "Event",
    "Failing",
    "Fault",
    "Filed",
    "Forwarding",
    "Holdings",
    "Inbox",
    "Incoming",
    "Inventory",
    "IssuedFile",
    "KeptHead",
    "LifeCycle",
    "Link",
    "Message",
    "MessageAct",
    "MessageState",
    "ObjectStore",
    "Occasion",
    "PaperDocument",
    "Query",
    "Reading",
    "Receipt",
    "Record",
    "Register",
    "Remark",
    "Restored",
    "Roles",
    "Stage",
    "Standing",
    "Start",
    "State",
    "Step",
    "Taken",
    "TakenOver",
    "UnnumberedDocument",
    "UnnumberedDocuments",
    "Unreached",
    "Version",
    "Versions",
    "Waiting",
    "Waits",
    "Writing",
    "annex_stage",
    "fold",
    "is_claimed",
    "is_put_off",
    "open_bucket",
    "own_id",
    "prepared_annex_stage",
    "refuse_late",
    "refuse_unless_out",
    "restore",
]
