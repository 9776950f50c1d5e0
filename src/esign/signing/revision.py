# SPDX-License-Identifier: Apache-2.0
"""Writing a signature as a revision of its own: one field filled, nothing else touched."""

from __future__ import annotations

from hashlib import sha256
from io import BytesIO
from typing import TYPE_CHECKING

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.sign.fields import FieldMDPSpec, MDPPerm, SigSeedSubFilter
from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigIOSetup, SigMDPSetup, SigObjSetup
from pyhanko.sign.signers.pdf_byterange import SignatureObject

from esign.errors import InputError
from esign.model import Role, SignatureField
from esign.signing.appearance import draw

if TYPE_CHECKING:
    from collections.abc import Collection

    from pyhanko.pdf_utils.reader import PdfFileReader

    from esign.signing.signatory import Signatory

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
FIELDS = {Role.PERSON: SignatureField.SIGNER, Role.AGENCY: SignatureField.SEAL}


class Revision(IncrementalPdfFileWriter):
    """A revision that leaves metadata alone and whose identifier follows from what it revises.

    Attributes:
        data: the document before this revision.
    """

    def __init__(self, data: bytes) -> None:
        super().__init__(BytesIO(data))
        self.data = data

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


def open_revision(
    data: bytes, expected: Collection[SignatureField] = tuple(SignatureField)
) -> tuple[Revision, dict[str, generic.DictionaryObject]]:
    """A revision of what was prepared, and its signature fields by name.

    Args:
        data: a prepared document or book.
        expected: the fields its form has; a document has both.

    Raises:
        InputError: the bytes are no PDF, or its form has other fields.
    """
    try:
        revision = Revision(data)
        listed = [entry.get_object() for entry in revision.root["/AcroForm"]["/Fields"]]
        fields = {str(field["/T"]): field for field in listed}
    except UNREADABLE as fault:
        raise InputError("signing.not_prepared") from fault
    if set(fields) != set(expected):
        raise InputError("signing.not_prepared")
    return revision, fields


def write_signature(revision: Revision, signatory: Signatory) -> bytes:
    """Sign the revision in the field of the signatory's role.

    Raises:
        ConfigurationError: the seal's image does not fit into its box.
    """
    signer = signatory.signer()
    algorithm = signer.form.digest_algorithm
    steps = PdfCMSEmbedder().write_cms(FIELDS[signatory.role], revision, existing_fields_only=True)
    field = next(steps).get_object()
    draw(revision, signatory.mark, field, exact=signatory.role is Role.AGENCY)
    value = SignatureObject(
        timestamp=signatory.now(),
        subfilter=SigSeedSubFilter.PADES,
        bytes_reserved=2 * signer.form.largest,
    )
    steps.send(SigObjSetup(value, mdp_setup=_locks(field, algorithm)))
    prepared, output = steps.send(SigIOSetup(algorithm, in_place=True))
    steps.send(signer.sign(prepared.document_digest))
    signed: bytes = output.getvalue()
    return signed


def _locks(field: generic.DictionaryObject, algorithm: str) -> SigMDPSetup | None:
    """What the field's `/Lock` wants the signature to forbid (ISO 32000-2 §12.8.2.4)."""
    if "/Lock" not in field:
        return None
    lock = field["/Lock"]
    permitted = MDPPerm(lock["/P"])
    return SigMDPSetup(
        algorithm, field_lock=FieldMDPSpec.from_pdf_object(lock), docmdp_perms=permitted
    )
