# SPDX-License-Identifier: Apache-2.0
"""What issuing needs and what it yields."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Self

from esign.files import read_bounded
from esign.kinds import Books, read_request
from esign.register import DAYS_TO_SIGN
from esign.rehearsal import Desk

if TYPE_CHECKING:
    from esign.errors import Detail
    from esign.kinds import Media
    from esign.model import Agency, Numbered, Report, Request
    from esign.ports import Clock, KindCatalogue, Renderer
    from esign.register import Register
    from esign.signing import Signatory
    from esign.trust import TrustStore


@dataclass(frozen=True, slots=True)
class Office:
    """Everything that issuing needs, put together once: see `wiring.open_office`.

    `output` is the folder that receives originals and packages; `lookup_address` is empty when no
    look-up page is configured; `actor` is the account that the register's record names and that
    `[roles]` must entrust with what is done; `books` says in which book each kind is entered, and
    `days_to_sign` how many days after the printed date may still be signed; `adopted` is as `Desk`
    says; `tried_out` holds the templates that have been found good. Close it, or use it as a
    context manager; threads may share it.
    """

    agency: Agency
    kinds: KindCatalogue
    renderer: Renderer
    register: Register
    signer: Signatory
    seal: Signatory
    trust: TrustStore
    clock: Clock
    output: Path
    lookup_address: str = ""
    actor: str = "esign"
    books: Books = field(default_factory=Books)
    days_to_sign: int = DAYS_TO_SIGN
    adopted: str = ""
    tried_out: set[str] = field(default_factory=set, repr=False)

    @property
    def desk(self) -> Desk:
        """What checks requests here."""
        return Desk(
            self.agency,
            self.kinds,
            self.renderer,
            self.register,
            self.clock,
            self.books,
            self.days_to_sign,
            self.adopted,
        )

    def close(self) -> None:
        """Let go of the register's files."""
        self.register.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *failure: object) -> None:
        self.close()


@dataclass(frozen=True, slots=True)
class Issued:
    """An issued document and where it lies; `package` is None when the request names no receiver.

    `repeated` tells that the register had the original already and nothing new was signed;
    `remarks` is what the clerk should know of it, such as that it was signed on another day than it
    bears.
    """

    numbered: Numbered
    pdf: Path
    package: Path | None
    report: Report
    repeated: bool
    remarks: tuple[Detail, ...] = ()


def load_request(path: Path | str, kinds: KindCatalogue) -> Request:
    """Read a request file (TOML, or JSON by its suffix) and check it against its kind's schema.

    Raises:
        InputError: the file is unreadable or the request has faults; all of them are reported.
    """
    path = Path(path)
    media: Media = "json" if path.suffix.lower() == ".json" else "toml"
    return read_request(read_bounded(path), media, kinds)
