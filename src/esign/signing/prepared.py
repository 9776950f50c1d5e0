# SPDX-License-Identifier: Apache-2.0
"""Opening a prepared file: quickly where it is of our own plain form, else by pyHanko.

Both ways write the same bytes. All that stamping makes is plain; the general way decides whatever
the quick one cannot tell.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Protocol, TypeVar

from lxml import etree

from esign.errors import InputError
from esign.model import XMP_NAMESPACE
from esign.signing.general import GeneralPrepared
from esign.signing.opening import LARGEST_FILE, open_signature
from esign.signing.plain import NotPlainError
from esign.signing.plain_field import PlainPrepared

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from esign.model import SignatureField
    from esign.signing.appearance import Showing
    from esign.signing.container import ContainerForm
    from esign.signing.opening import OpenSignature
    from esign.signing.signatory import Signatory

Answer = TypeVar("Answer")


class Way(Protocol):
    """A way of reading a prepared file and continuing it."""

    def values(self) -> Mapping[str, int | None]:
        """Where the value of each field starts, by its name; None while it is empty."""
        ...

    def complete(self, place: int, /) -> bool:
        """Whether everything that is referred to is there, and was when it was referred to.

        Args:
            place: where the object of the person's signature starts; that one refers to nothing.
        """
        ...

    def packet(self) -> bytes:
        """The metadata packet (XMP)."""
        ...

    def reserve(
        self, name: str, form: ContainerForm, showing: Showing
    ) -> tuple[bytes, tuple[int, int]]:
        """The file with a field filled, and the gap where the container goes."""
        ...


class PreparedFile:
    """A file with signature fields.

    Args:
        data: a prepared document, copy, annex or book.
        expected: the fields its form has.

    Raises:
        InputError: the bytes are too many or no PDF, their cross-reference table is damaged or not
            a classic one, or the form has other fields or two of one name.
    """

    def __init__(self, data: bytes, expected: Collection[SignatureField]) -> None:
        if len(data) > LARGEST_FILE:
            raise InputError("signing.too_large", limit_mb=LARGEST_FILE >> 20)
        self._data = data
        try:
            self._plain: PlainPrepared | None = PlainPrepared(data)
        except NotPlainError:
            self._plain = None
        self.values = self._ask(lambda way: way.values())
        if set(self.values) != set(expected):
            raise InputError("signing.not_prepared")

    @cached_property
    def _general(self) -> GeneralPrepared:
        return GeneralPrepared.open(self._data)

    def _ask(self, question: Callable[[Way], Answer]) -> Answer:
        if self._plain is not None:
            try:
                return question(self._plain)
            except NotPlainError:
                self._plain = None
        return question(self._general)

    def complete(self, place: int) -> bool:
        """See `Way.complete`.

        Raises:
            InputError: something cannot be read.
        """
        return self._ask(lambda way: way.complete(place))

    def packet(self) -> bytes:
        """See `Way.packet`.

        Raises:
            InputError: there is none.
        """
        return self._ask(lambda way: way.packet())

    def said(self, name: str) -> list[str | None]:
        """What the document says of itself by a property of ours, as often as it does.

        Raises:
            InputError: its metadata cannot be read.
        """
        return self._properties.get(name, [])

    @cached_property
    def _properties(self) -> Mapping[str, list[str | None]]:
        parser = etree.XMLParser(resolve_entities=False, no_network=True)
        try:
            root = etree.fromstring(self.packet(), parser)
        except (ValueError, etree.XMLSyntaxError) as fault:
            raise InputError("signing.other_document") from fault
        found: dict[str, list[str | None]] = {}
        for entry in root.iter(f"{{{XMP_NAMESPACE}}}*"):
            found.setdefault(etree.QName(entry).localname, []).append(entry.text)
        return found

    def begin(self, name: SignatureField, signatory: Signatory) -> OpenSignature:
        """The signature of an empty field, as one revision, but for its value.

        Raises:
            ConfigurationError: what a seal shows does not fit into its box.
        """
        form, showing = signatory.form, signatory.shown()
        data, gap = self._ask(lambda way: way.reserve(name, form, showing))
        return open_signature(form, data, gap, name, showing.at)
