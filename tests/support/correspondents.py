# SPDX-License-Identifier: Apache-2.0
"""Agencies that write to each other over one axis, each with its register, outbox and inbox.

Files are judged good without being looked at, and packages are opened in this process, so that many
passes are cheap.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from esign import exchange
from esign.delivery import Dispatcher, composers, send_waiting
from esign.errors import UsageError
from esign.exchange import file_stem
from esign.exchange.transports import HttpProfile, VxpProfile, VxpTransport
from esign.fetching import CircuitBreaker
from esign.intake import Intake, Readers, composer, fetch_waiting, party
from esign.intake.opening import opened
from esign.model import VIETNAM, Agency, Attachment, OutcomeUnknownError, Party, Purpose, Verdict
from esign.receiving import Judged, Judges, Nature
from esign.register import MessageAct
from esign.system import SystemRandom
from support.books import AGENCY, DECISION, a_request
from support.packages import PACKAGE
from support.ports import SeededRandom
from support.ready import ready_place
from support.transports import MemoryTransport

if TYPE_CHECKING:
    from collections.abc import Sequence

    from esign.delivery import Sent
    from esign.intake import Fetched
    from esign.limits import Asked
    from esign.model import Consignment, DocumentKind
    from esign.ports import Clock, Transport
    from esign.register import Register
    from support.perils import PerilousWay
    from support.places import Place
    from support.ports import FixedClock

AGENCIES = (
    AGENCY,
    replace(AGENCY, name="Sở Nội vụ tỉnh Ví Dụ", code="H99.5", abbreviation="SNV"),
    replace(AGENCY, name="Sở Tài chính tỉnh Ví Dụ", code="H99.6", abbreviation="STC"),
)


class GoodJudges(Judges):
    """Find every file good, unseen."""

    def __init__(self) -> None:
        """Need no process."""

    def judge(self, data: bytes, name: str, known_as: tuple[str, ...]) -> Judged:  # noqa: ARG002
        return _Good(name, Nature.PACKAGE)


class _Good(Judged):
    @property
    def verdict(self) -> Verdict:
        return Verdict.PASSED


class _Here:
    """Does the task of a limited process in this one."""

    def ask(self, asked: Asked) -> Any:
        (data,) = asked.load()
        return opened({})(data, asked.options)

    def close(self) -> None:
        """Nothing to end."""


class HereReaders(Readers):
    """Open messages in this process."""

    def __init__(self) -> None:
        self._crew = _Here()  # type: ignore[assignment]


@dataclass
class FieldTransport(MemoryTransport):
    """A way that answers like the ones in the field.

    Attributes:
        lists: it knows what was sent by a list, which settles the matter of new documents alone,
            and shows of any package only which document it speaks of.
    """

    lists: bool = False

    def find(self, consignment: Consignment) -> str | None:
        if not self.lists:
            return super().find(consignment)
        self._called("find")
        if not self.can_find:
            raise UsageError("transport.cannot_find", service=self.name)
        if consignment.message_type == "status":
            raise OutcomeUnknownError("transport.not_certain", service=self.name)
        about = (consignment.sender_code, consignment.message_type, consignment.document_id)
        sent = [
            each
            for each in self.axis.sendings
            if (each.sender_code, each.message_type, each.document_id) == about
        ]
        if not sent:
            return None
        if exchange.unpack(consignment.data).business.purpose is Purpose.NEW:
            return self.axis.found(sent[0])
        raise OutcomeUnknownError("transport.not_certain", service=self.name)

    def calm(self) -> None:
        """Nothing goes wrong any more."""
        self.down = None
        self._faults.clear()


@dataclass
class Correspondent:
    """An agency with its register and its way to the axis."""

    agency: Agency
    place: Place
    register: Register
    way: Transport
    clock: Clock

    def send(self) -> Sent:
        """A pass over the outbox."""
        known = dict(composers(self.clock.now))
        known[MessageAct.STATUS] = composer(self.agency)
        by = Dispatcher(
            register=self.register,
            transports={"axis": self.way},
            usual="axis",
            composers=known,
            clock=self.clock,
            random=SeededRandom(),
            circuits=CircuitBreaker(self.place.folder.parent / "circuits.json", self.clock),
            actor="clerk",
        )
        return send_waiting(by)

    def receive(
        self, most: int = 500, *, readers: Readers | None = None, judges: Judges | None = None
    ) -> Fetched:
        """A pass over what waits on the axis."""
        opening, judging = readers or HereReaders(), judges or GoodJudges()
        ways, code = {"axis": self.way}, self.agency.code
        intake = Intake(self.register, ways, opening, judging, code, "clerk")
        return fetch_waiting(intake, most=most)

    def release(
        self,
        request_id: str,
        receivers: Sequence[Agency],
        kind: DocumentKind = DECISION,
        pdf: bytes = b"",
    ) -> None:
        """A document that is out, with any file, by default one of its own.

        It has a package where it has receivers.
        """
        named = [{"code": each.code, "name": each.name} for each in receivers]
        asked = a_request(request_id, f"Về việc {request_id}")
        asked = replace(asked, kind=kind.name, content={**asked.content, "receivers": named})
        numbered = self.register.number(asked, kind, self.agency)
        pdf = pdf or b"%PDF-1.7 sealed " + request_id.encode()
        name = f"{file_stem(numbered)}.pdf"
        package = replace(
            PACKAGE,
            sender=party(self.agency),
            receivers=tuple(Party(each.code, each.name) for each in receivers),
            document_id=numbered.document_id,
            number=numbered.number.digits,
            symbol=numbered.number.symbol,
            issued_on=numbered.issued_on,
            type_name=kind.type_name,
            subject=f"Về việc {request_id}",
            sent_at=datetime.combine(numbered.issued_on, time(10), VIETNAM),
            attachments=(Attachment(name, "application/pdf", pdf, "Toàn văn"),),
        )
        self.register.keep(request_id, {"signed": b"signed " + request_id.encode()})
        self.register.keep(request_id, {"pdf": pdf})
        if receivers:
            self.register.keep(request_id, {"package": exchange.write(package)})
        self.register.release(request_id)


def correspondents(
    folder: Path, clock: FixedClock, ways: Sequence[PerilousWay]
) -> tuple[Correspondent, ...]:
    """Every agency with its way, and an empty register of its own; to be closed."""
    made = []
    for seed, (agency, way) in enumerate(zip(AGENCIES, ways, strict=True)):
        place = ready_place(folder / agency.code / "books")
        register = place.open(clock, SeededRandom(seed), exchanges=True)
        made.append(Correspondent(agency, place, register, way, clock))
    return tuple(made)


def at_simulator(
    url: str, credential: tuple[str, str], agency: Agency, place: Place, clock: Clock
) -> Correspondent:
    """An agency whose way leads to a simulated axis; credential: system and its secret."""
    system_id, secret = credential
    http = HttpProfile(f"{url}/XrdAdapter/adapter")
    profile = VxpProfile(http, system_id, 30, raw_download=True, most_bytes=50 << 20)
    way = VxpTransport("axis", profile, secret, clock)
    register = place.open(clock, SystemRandom(), patience=10, exchanges=True)
    return Correspondent(agency, place, register, way, clock)


def later(clock: FixedClock, **how_long: float) -> None:
    """Let time pass."""
    clock.moment += timedelta(**how_long)


def quick_folder() -> Path | None:
    """Where files need no disk, if there is such a folder: power failures there are acted."""
    folder = Path("/dev/shm")  # noqa: S108 - only the place for folders of random names
    return folder if folder.is_dir() else None
