# SPDX-License-Identifier: Apache-2.0
"""What lies beside the XML of a package."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from lxml.etree import _Element


@dataclass(frozen=True, slots=True)
class Part:
    """A file beside the XML, in a MIME message.

    Attributes:
        identifier: its Content-ID, without brackets; empty where it has none.
        name: under which it would be kept; empty where it has none, or none that can be read.
        kind: its content type.
        data: its bytes, or what a lenient reader would take them for.
        greets: whether it is no file but a text to whoever reads the message.
        is_damaged: whether it is not encoded as it says.
    """

    identifier: str
    name: str
    kind: str
    data: bytes
    greets: bool = False
    is_damaged: bool = False


@dataclass(frozen=True, slots=True)
class Parts:
    """What lies beside the XML.

    Attributes:
        files: the further parts of a MIME message.
        documents: the root elements of the further XML files of a ZIP, which hold files.
    """

    files: tuple[Part, ...] = ()
    documents: tuple[_Element, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.files or self.documents)


NONE: Final = Parts()
