# SPDX-License-Identifier: Apache-2.0
"""An office's post room: documents that are out, an axis in memory, and passes of sending."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

from esign import exchange
from esign.delivery import Dispatcher, composers, send_waiting
from esign.exchange import file_stem
from esign.fetching import CircuitBreaker
from esign.model import Attachment, DocumentReference, Party, StatusPackage
from support.books import AGENCY, DECISION
from support.lives import RECEIVERS, asked
from support.packages import PACKAGE
from support.ports import SeededRandom
from support.transports import MemoryAxis, MemoryTransport

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from esign.delivery import Sent
    from esign.model import Consignment, DocumentKind, Package
    from esign.register import Message, Register
    from support.ports import FixedClock

HOME, MONEY = (each["code"] for each in RECEIVERS)


def sendable(
    register: Register, request_id: str, kind: DocumentKind = DECISION, *, only: str = ""
) -> None:
    """A document that is out, with the package that was made for it; `only` to one receiver."""
    receivers = [each for each in RECEIVERS if only in {"", each["code"]}]
    request = replace(asked(request_id), kind=kind.name)
    request = replace(request, content={**request.content, "receivers": receivers})
    numbered = register.number(request, kind, AGENCY)
    pdf = b"%PDF-1.7 sealed " + request_id.encode()
    package = replace(
        PACKAGE,
        receivers=tuple(Party(each["code"], each["name"]) for each in receivers),
        document_id=numbered.document_id,
        number=numbered.number.digits,
        symbol=numbered.number.symbol,
        issued_on=numbered.issued_on,
        sent_at=datetime.combine(numbered.issued_on, time(3), UTC),
        attachments=(Attachment(f"{file_stem(numbered)}.pdf", "application/pdf", pdf, "Toàn văn"),),
    )
    register.keep(request_id, {"signed": b"signed " + request_id.encode()})
    register.keep(request_id, {"pdf": pdf, "package": exchange.write(package)})
    register.release(request_id)


@dataclass
class Post:
    """Sends what waits, and knows what the axis has got."""

    register: Register
    clock: FixedClock
    circuits: Path
    axis: MemoryAxis = field(default_factory=MemoryAxis)
    can_find: bool = True
    way: MemoryTransport = field(init=False)

    def __post_init__(self) -> None:
        self.way = self.axis.join(AGENCY.code, can_find=self.can_find)

    def by(self, register: Register | None = None) -> Dispatcher:
        return Dispatcher(
            register or self.register,
            {"axis": self.way},
            "axis",
            composers(self.clock.now),
            self.clock,
            SeededRandom(),
            CircuitBreaker(self.circuits, self.clock),
            "vanthu",
        )

    def send(self) -> Sent:
        """One pass."""
        return send_waiting(self.by())

    def later(self, seconds: float = 7200) -> Sent:
        """One pass after a while."""
        self.clock.moment += timedelta(seconds=seconds)
        return self.send()

    def got(self, code: str) -> list[Package]:
        """The document packages that an agency has got, in order."""
        return [exchange.unpack(each.data) for each in self.posted(code)]

    def posted(self, code: str) -> Sequence[Consignment]:
        return self.axis.received(code)

    def states(self, request_id: str) -> list[tuple[str, str]]:
        """What was queued about a document, and where each stands."""
        return [(str(each.act), str(each.state)) for each in self.register.outbox.of(request_id)]

    def message(self, request_id: str, act: str = "released") -> Message:
        (found,) = [each for each in self.register.outbox.of(request_id) if each.act == act]
        return found

    def at(self, request_id: str, code: str, act: str = "released") -> str:
        """Where a message stands with one receiver."""
        (found,) = [e for e in self.message(request_id, act).deliveries if e.code == code]
        return str(found.state)

    def report(self, request_id: str, code: str, status: str, *, minute: int = 0) -> StatusPackage:
        """What an agency reports of a document."""
        numbered = self.register.numbered(request_id)
        about = DocumentReference(
            AGENCY.code, numbered.number.text, numbered.document_id, numbered.issued_on
        )
        at = PACKAGE.sent_at + timedelta(minutes=minute)
        return StatusPackage(Party(code, f"Cơ quan {code}"), about, status, at, f"mã {status}")
