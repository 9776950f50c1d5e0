# SPDX-License-Identifier: Apache-2.0
"""The seams of the tool: what the outside world must offer, and nothing more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, runtime_checkable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from esign.errors import Detail
    from esign.model import (
        Agency,
        AgencyRecord,
        Consignment,
        DocumentKind,
        DraftPdf,
        LegalData,
        Numbered,
        Offered,
        RegisterStanding,
        RenderedOpen,
        RenderedPdf,
        Request,
        SignatureScheme,
        Unnumbered,
    )


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """The present moment, time-zone aware."""
        ...


class RandomSource(Protocol):
    """Gives unpredictable bits."""

    def bits(self, count: int) -> int:
        """A number of `count` random bits from a cryptographic source."""
        ...


class SecretPrompt(Protocol):
    """Obtains a passphrase or a PIN from a person or from where a person has put it."""

    def passphrase(self, label: str) -> str:
        """The passphrase of what `label` names; asked for once, never retried.

        Raises:
            KeyFaultError: none can be had.
        """
        ...

    def pin(self, label: str, about: Sequence[Detail], *, in_person: bool) -> str:
        """The PIN of the token that `label` names; asked for once, never retried.

        Args:
            label: the token's label.
            about: what the person is told before: token, signer, certificate, warnings.
            in_person: whether only a person may give it, here and now, and nothing stored counts.

        Raises:
            KeyFaultError: none can be had.
        """
        ...

    def tell(self, about: Sequence[Detail]) -> None:
        """Tell the person, if there is one, what is about to be used."""
        ...


class SigningKey(Protocol):
    """A private key that is ready to sign, with its certificate; loaded once, used many times."""

    @property
    def certificate(self) -> bytes:
        """The signer's certificate, DER."""
        ...

    @property
    def chain(self) -> tuple[bytes, ...]:
        """Certificates of the issuing authorities, DER, leaf first, without leaf and root."""
        ...

    @property
    def scheme(self) -> SignatureScheme:
        """How `sign` makes its signatures."""
        ...

    def sign(self, data: bytes, digest_algorithm: str) -> bytes:
        """The signature over `data` by the key's scheme; ECDSA as DER (RFC 3279 §2.2.3).

        Args:
            data: the bytes to sign, not yet hashed.
            digest_algorithm: `sha256`, `sha384` or `sha512`.
        """
        ...


@runtime_checkable
class BatchSigningKey(SigningKey, Protocol):
    """A key that makes many signatures at once for less than one after the other costs."""

    @property
    def at_once(self) -> int:
        """How many signatures its holder can allow at once."""
        ...

    def sign_all(self, entries: Sequence[bytes], digest_algorithm: str) -> tuple[bytes, ...]:
        """The signatures over all entries, in their order; otherwise as `sign`."""
        ...


class TimestampAuthority(Protocol):
    """Certifies that a digest was there at a moment (RFC 3161)."""

    def timestamp(self, digest: bytes) -> bytes:
        """The token (DER) over a SHA-256 digest, checked as far as that goes without trust.

        Raises:
            ServiceError: no authority answers in time, or none as the protocol demands.
        """
        ...


class Renderer(Protocol):
    """Lays a document out."""

    @property
    def reservations(self) -> tuple[Detail, ...]:
        """What is usable but not as prescribed; whoever issues should be told."""
        ...

    @property
    def text_font(self) -> Path:
        """The file of the font for texts that are set when signing.

        Raises:
            ConfigurationError: there is none.
        """
        ...

    def check(self, request: Request, kind: DocumentKind) -> None:
        """Refuse what cannot be laid out, before a number is taken.

        Raises:
            InputError: the font lacks a character; names it and the field's path.
        """
        ...

    def render(self, numbered: Numbered, kind: DocumentKind) -> RenderedPdf:
        """The numbered document as PDF/A-3a and PDF/UA-1 with its carried data attached."""
        ...

    def draft(self, request: Request, kind: DocumentKind, agency: Agency) -> DraftPdf:
        """The same page without number or date, watermarked; for reading only."""
        ...


@runtime_checkable
class OpenRenderer(Protocol):
    """Lays documents out that are signed before they are numbered; pages of others cannot be."""

    def render_open(self, unnumbered: Unnumbered, kind: DocumentKind) -> RenderedOpen:
        """The document as `Renderer.render` has it, with room for number, day and month.

        Raises:
            InputError, ConfigurationError: it cannot be laid out so.
        """
        ...


class KindCatalogue(Protocol):
    """The kinds this office can issue."""

    def kind(self, name: str) -> DocumentKind:
        """The kind of that name.

        Raises:
            InputError: there is none.
            ConfigurationError: its template is unsound.
        """
        ...

    def kinds(self) -> Mapping[str, DocumentKind]:
        """All kinds by name."""
        ...

    @property
    def law(self) -> LegalData:
        """What the law says and since when.

        Raises:
            ConfigurationError: its data are missing or unsound.
        """
        ...


class Transport(Protocol):
    """A way to the document axis: a hub's adapter, a folder, a server for files.

    Every method may also raise ServiceError: the service cannot be reached, or does not answer as
    it should, and certainly nothing has been done.
    """

    @property
    def name(self) -> str:
        """How the settings call it."""
        ...

    @property
    def can_find(self) -> bool:
        """Whether `find` can tell what has become of a message."""
        ...

    def send(self, consignment: Consignment) -> str:
        """Hand a message over; returns what the axis calls it.

        A message that was handed over before under the same id is not delivered twice where the
        other side can tell.

        Raises:
            RefusedError: it has the message and refuses it.
            OutcomeUnknownError: it may have the message or not.
        """
        ...

    def find(self, consignment: Consignment) -> str | None:
        """What the axis calls a message that was sent; None where it certainly has none.

        Raises:
            UsageError: it can tell of none (`can_find`).
            OutcomeUnknownError: it cannot tell of this one; the same message may be sent again.
        """
        ...

    def offered(self) -> Sequence[Offered]:
        """The messages that wait for us, oldest first."""
        ...

    def fetch(self, offered: Offered) -> bytes:
        """A waiting message's edXML, as it came; it goes on waiting.

        Raises:
            InputError: it is larger than any message may be, or not what was announced.
        """
        ...

    def confirm(self, offered: Offered, *, taken: bool) -> None:
        """Say that a message is kept, or that it cannot be used; it is not offered again.

        Raises:
            OutcomeUnknownError: no answer came; the same may be said again.
        """
        ...

    def agencies(self) -> Sequence[AgencyRecord]:
        """The axis's list of agencies.

        Raises:
            UsageError: this way has none.
        """
        ...


class IssueRecord(Protocol):
    """Knows what an office has issued."""

    def standing(self, sha256: str, document: Mapping[str, str]) -> RegisterStanding:
        """What is known of a file that somebody holds.

        Args:
            sha256: the file's digest, hexadecimal.
            document: what the file says of itself, as `Report.document`.

        Raises:
            EsignError: the record cannot be asked.
        """
        ...
