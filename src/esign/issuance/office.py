# SPDX-License-Identifier: Apache-2.0
"""What issuing needs and what it yields."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Self

from esign.annexes import annex_digest
from esign.errors import EsignError
from esign.files import read_bounded
from esign.kinds import Books, media_of, read_request
from esign.model import Role, Spellings
from esign.register import DAYS_TO_SIGN, DIRECTORY_DAYS
from esign.rehearsal import Desk
from esign.self_check import SelfChecks

if TYPE_CHECKING:
    from collections.abc import Callable

    from esign.annexes import AdmittedAnnexes
    from esign.augmenting import Raising
    from esign.errors import Detail
    from esign.model import Agency, Numbered, Report, Request
    from esign.ports import Clock, KindCatalogue, Renderer
    from esign.register import Register
    from esign.signing import Signatory
    from esign.trust import TrustStore


class Keys:
    """The keys of an office, each opened when it is first needed, and never twice.

    Args:
        signer: opens the competent person's.
        seal: opens the agency's.
    """

    def __init__(self, signer: Callable[[], Signatory], seal: Callable[[], Signatory]) -> None:
        self._openers = {Role.PERSON: signer, Role.AGENCY: seal}
        self._opened: dict[Role, Signatory] = {}
        self._faults: dict[Role, EsignError] = {}
        self._turn = Lock()

    def exchanged(self, signatory: Signatory) -> Keys:
        """The same keys, but for this signatory in his role."""
        keys = Keys(partial(self.of, Role.PERSON), partial(self.of, Role.AGENCY))
        keys._opened[signatory.role] = signatory
        return keys

    def of(self, role: Role) -> Signatory:
        """The signatory in that role.

        Raises:
            ConfigurationError: the settings name no such key.
            KeyFaultError: it cannot be opened. Asked for again, the same is raised again: a
                passphrase that was wrong is not tried twice.
        """
        with self._turn:
            if role in self._faults:
                raise self._faults[role]
            if role not in self._opened:
                try:
                    self._opened[role] = self._openers[role]()
                except EsignError as fault:
                    self._faults[role] = fault
                    raise
            return self._opened[role]


@dataclass(frozen=True, slots=True)
class Office:
    """Everything that issuing needs, put together once: see `wiring.open_office`.

    `keys` are opened when they are first needed: preparing needs none, signing and sealing each its
    own. `output` is the folder that receives originals and packages; `lookup_address` is empty when
    no look-up page is configured; `actor` is the account that the register's record names and that
    `[roles]` must entrust with what is done; `books` says in which book each kind is entered, and
    `days_to_sign` how many days after the printed date may still be signed; `signer_name` is whose
    documents wait at the leader's desk, everybody's where it is empty; `adopted` is as `Desk` says;
    `annexes` are those at hand for the request that is issued, by their digests; `raising` adds
    lasting proof, where there is any to be had; `sign_first` says that new documents are numbered
    after they are signed; `spellings` tell how certificates spell signers' names; `directory_days`
    is as `Desk` says; `tried_out` holds the templates that have been found good, and `self_checks`
    judges what was just issued. Close it, or use it as a context manager; threads may share it.
    """

    agency: Agency
    kinds: KindCatalogue
    renderer: Renderer
    register: Register
    keys: Keys
    trust: TrustStore
    clock: Clock
    output: Path
    lookup_address: str = ""
    actor: str = "esign"
    books: Books = field(default_factory=Books)
    days_to_sign: int = DAYS_TO_SIGN
    signer_name: str = ""
    adopted: str = ""
    annexes: AdmittedAnnexes = field(default_factory=dict)
    raising: Raising | None = None
    sign_first: bool = False
    spellings: Spellings = field(default_factory=Spellings)
    directory_days: int = DIRECTORY_DAYS
    tried_out: set[str] = field(default_factory=set, repr=False)
    self_checks: SelfChecks = field(default_factory=SelfChecks, repr=False)

    def in_order(self, order: str | None) -> Office:
        """The office with that order for new documents, `number-first` or `sign-first`.

        None leaves it as the settings say.
        """
        return self if order is None else replace(self, sign_first=order == "sign-first")

    @property
    def signer(self) -> Signatory:
        """The competent person."""
        return self.keys.of(Role.PERSON)

    @property
    def seal(self) -> Signatory:
        """The agency."""
        return self.keys.of(Role.AGENCY)

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
            frozenset(self.annexes),
            self.directory_days,
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
    bears; `annexes` lie in files of their own.
    """

    numbered: Numbered
    pdf: Path
    package: Path | None
    report: Report
    repeated: bool
    remarks: tuple[Detail, ...] = ()
    annexes: tuple[Path, ...] = ()


def load_request(path: Path | str, kinds: KindCatalogue) -> Request:
    """Read a request file (TOML, or JSON by its suffix) and check it against its kind's schema.

    Annex files that it names without a digest are read from beside it: their digests become a part
    of the request.

    Raises:
        InputError: the file is unreadable or the request has faults; all of them are reported.
    """
    path = Path(path)
    data, media = read_bounded(path), media_of(path)
    return read_request(data, media, kinds, lambda name: annex_digest(path.parent, name))
