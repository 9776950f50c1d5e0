# SPDX-License-Identifier: Apache-2.0
"""Writing a signature as a revision of its own: one field filled, nothing else touched."""

from __future__ import annotations

from hashlib import sha256
from io import BytesIO
from typing import TYPE_CHECKING

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.sign.fields import FieldMDPSpec, MDPPerm, SigSeedSubFilter
from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigIOSetup, SigMDPSetup, SigObjSetup
from pyhanko.sign.signers.pdf_byterange import SignatureObject

from esign.signing.appearance import Box

if TYPE_CHECKING:
    from pyhanko.pdf_utils.reader import PdfFileReader

    from esign.signing.appearance import Drawing, Showing
    from esign.signing.container import ContainerForm

# What the library raises on bytes that are no sound PDF.
UNREADABLE = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    PdfError,
    RecursionError,
    TypeError,
    ValueError,
)


class Revision(IncrementalPdfFileWriter):
    """A revision that leaves metadata alone and whose identifier follows from what it revises.

    Attributes:
        data: the document before this revision.
    """

    def __init__(self, data: bytes) -> None:
        super().__init__(BytesIO(data))
        self.data = data

    @property
    def next_number(self) -> int:
        """The number of the next object that is added."""
        return int(self._lastobj_id) + 1

    def value_place(self, field: generic.DictionaryObject) -> int | None:
        """Where the object of a field's value starts in `data`; None when the field is empty."""
        if "/V" not in field:
            return None
        place: int = self.prev.xrefs[field.raw_get("/V").reference]
        return place

    @classmethod
    def _handle_id(cls, prev: PdfFileReader) -> generic.ArrayObject:
        first, _ = prev.document_id
        second = sha256(prev.stream.getvalue()).digest()[:16]
        return generic.ArrayObject(map(generic.ByteStringObject, (first, second)))

    def _update_meta(self) -> None:
        """Information and XMP were final before the first signature."""


def reserve(
    revision: Revision,
    name: str,
    form: ContainerForm,
    showing: Showing,
    *,
    certifying: bool = False,
) -> tuple[bytes, tuple[int, int]]:
    """The signed file but for its container, and the gap for that, angle brackets included.

    Args:
        revision: the file.
        name: of the field.
        form: of the container.
        showing: what the field shows.
        certifying: permit the filling of fields afterwards, and nothing else (DocMDP, ISO 32000-2
            §12.8.2.2); what the field's own lock says counts otherwise.

    Raises:
        ConfigurationError: what the seal shows does not fit into its box.
    """
    algorithm = form.digest_algorithm
    steps = PdfCMSEmbedder().write_cms(name, revision, existing_fields_only=True)
    field = next(steps).get_object()
    draw(revision, showing.drawing(box_of(field)), field)
    value = SignatureObject(
        timestamp=showing.at, subfilter=SigSeedSubFilter.PADES, bytes_reserved=2 * form.largest
    )
    certified = SigMDPSetup(algorithm, certify=True, docmdp_perms=MDPPerm.FILL_FORMS)
    locks = certified if certifying else _locks(field, algorithm)
    steps.send(SigObjSetup(value, mdp_setup=locks))
    prepared, output = steps.send(SigIOSetup(algorithm, in_place=True))
    gap = (prepared.reserved_region_start, prepared.reserved_region_end)
    return output.getvalue(), gap


def box_of(field: generic.DictionaryObject) -> Box:
    """The size of a field merged with its widget."""
    left, bottom, right, top = (float(value) for value in field["/Rect"])
    return Box(right - left, top - bottom)


def draw(revision: Revision, drawing: Drawing, field: generic.DictionaryObject) -> None:
    """Give the field this appearance."""
    first = revision.next_number
    for number, entry in enumerate(drawing, first):
        parsed = generic.read_object(
            BytesIO(entry.body(first)), generic.Reference(number, 0, revision)
        )
        reference = revision.add_object(parsed)
    field[pdf_name("/AP")] = generic.DictionaryObject({pdf_name("/N"): reference})


def _locks(field: generic.DictionaryObject, algorithm: str) -> SigMDPSetup | None:
    """What the field's `/Lock` wants the signature to forbid (ISO 32000-2 §12.8.2.4)."""
    if "/Lock" not in field:
        return None
    lock = field["/Lock"]
    permitted = MDPPerm(lock["/P"])
    return SigMDPSetup(
        algorithm, field_lock=FieldMDPSpec.from_pdf_object(lock), docmdp_perms=permitted
    )
