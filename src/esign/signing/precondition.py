# SPDX-License-Identifier: Apache-2.0
"""What must be true before the agency seals: the competent person has validly signed.

NĐ 30/2020 Đ32 k2 d lets the clerk seal such documents only. The file is checked byte by byte as
this tool writes it, and nothing more lenient, before any parser sees it: a container that is not
exactly the one its signer's path, digest and signature yield is refused.
"""

from __future__ import annotations

import hashlib
import re
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from esign.errors import InputError
from esign.model import Commitment, Role, SignatureScheme
from esign.signing.container import container_form, signer_identifier
from esign.signing.der import Element, elements
from esign.signing.signatory import refuse_other_bearer, refuse_unless_good

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from esign.model import Signer
    from esign.signing.container import ContainerForm
    from esign.signing.signatory import Signatory

_VALUE = re.compile(
    rb"\d+ 0 obj\n<<\n/Contents <(?P<contents>[0-9A-F]+)>\n"
    rb"/ByteRange \[0 (?P<start>\d+) (?P<end>\d+) (?P<rest>\d+)\] *\n"
    rb"/Type /Sig\n/Filter /Adobe\.PPKLite\n/SubFilter /ETSI\.CAdES\.detached\n"
    rb"/M \((?P<time>[^()]*)\)\n(?P<lock>/Reference \[[^\]]*\]\n)?>>\nendobj\n"
)

# What a signature says that permits filling the open fields, and nothing else.
CERTIFYING = b"""\
/Reference [ <<
/Type /SigRef
/TransformMethod /DocMDP
/TransformParams <<
/Type /TransformParams
/V /1.2
/P 2
>>
>> ]
"""

# Where such an object might start, a line before; quick to search for.
_START = re.compile(rb"\n\d+ 0 obj\n<<\n/Contents <")

_ESCAPED = re.compile(rb"\\([0-3][0-7]{2})")


class Cut(NamedTuple):
    """A signature cut out of its file.

    Attributes:
        place: where the object of its dictionary starts.
        claimed_at: the time of signing that it states.
        container: the CMS container, DER.
        signed: the two stretches of the file it covers: all the rest.
        certificate: the signer's, DER, once it was judged; empty before.
    """

    place: int
    claimed_at: datetime
    container: bytes
    signed: tuple[memoryview, memoryview]
    certificate: bytes = b""


def require_signed(
    data: bytes, signer: Signer, signatory: Signatory, *, certifying: bool = False
) -> Cut:
    """Require the competent person's valid signature, and that it is the only one.

    Args:
        data: the document.
        signer: the competent person as printed.
        signatory: the agency, whose trust judges the person's certificate.
        certifying: it must permit the filling of open fields; else it must say nothing of changes.

    Raises:
        InputError: the signature is missing, does not fit the document, is not in canonical form,
            or the document is sealed already.
        KeyFaultError: the signer's certificate is not good now, is no person's, or bears another
            name.
    """
    try:
        cut = _cut(data, CERTIFYING if certifying else None)
        (leaf, *issuers), signature = _opened(cut.container)
    except (StopIteration, ValueError) as fault:
        raise InputError("signing.signature_broken") from fault
    standing = signatory.assess(leaf, tuple(issuers))
    refuse_unless_good(standing, Role.PERSON)
    path = standing.carried
    if {leaf, *issuers} != set(path):
        raise InputError("signing.signature_broken")
    _verify(cut, path, signature)
    refuse_other_bearer(leaf, signer.name, signer.title, signatory.spellings)
    return cut._replace(certificate=leaf)


def signed_at(data: bytes) -> datetime:
    """The time that the one signature of a numbered document claims; nothing else is judged.

    Raises:
        InputError: there is none, or a seal, or it is not as this tool writes it.
    """
    try:
        return _cut(data, None).claimed_at
    except ValueError as fault:
        raise InputError("signing.signature_broken") from fault


def _cut(data: bytes, lock: bytes | None) -> Cut:
    """The one signature with that lock, when it covers the whole file.

    Raises:
        InputError: there is none, or a seal.
        ValueError: it is not as this tool writes it, or does not cover everything else.
    """
    starts = (match.start() + 1 for match in _START.finditer(data))
    found = [value for value in (_VALUE.match(data, start) for start in starts) if value]
    if not found and b"/ByteRange" not in data:
        raise InputError("signing.unsigned")
    if any(value["lock"] not in {None, CERTIFYING} for value in found):
        raise InputError("signing.sealed_already")
    (value,) = found
    if value["lock"] != lock:
        raise InputError("signing.other_order")
    start, end, rest = (int(value[name]) for name in ("start", "end", "rest"))
    gap = (value.start("contents") - 1, value.end("contents") + 1)
    if (start, end) != gap or end + rest != len(data):
        raise ValueError("the signature does not cover the whole file")
    contents = bytes.fromhex(value["contents"].decode("ascii"))
    container = next(elements(contents)).whole
    if any(contents[len(container) :]):
        raise ValueError("something hides behind the container")
    claimed_at = _moment(value["time"])
    view = memoryview(data)
    return Cut(value.start(), claimed_at, container, (view[:start], view[end:]))


def _moment(written: bytes) -> datetime:
    """The moment of a PDF date (ISO 32000-1 §7.9.4) as this tool writes it.

    Raises:
        ValueError: it is written in another way.
    """
    text = _ESCAPED.sub(lambda found: bytes((int(found[1], 8),)), written).decode("ascii")
    return datetime.strptime(text.replace("'", ""), "D:%Y%m%d%H%M%S%z")


def _opened(container: bytes) -> tuple[Sequence[bytes], bytes]:
    """Certificates, the signer's first, and signature value of a container, judging nothing."""
    _, explicit = _inside(container)
    _, _, _, embedded, infos = _inside(explicit.content)
    _, identifier, *_, signature = _inside(infos.content)
    certificates = [entry.whole for entry in elements(embedded.content)]
    (leaf,) = (entry for entry in certificates if signer_identifier(entry) == identifier.whole)
    return [leaf, *(entry for entry in certificates if entry != leaf)], signature.content


def _inside(data: bytes) -> list[Element]:
    """What the first value of `data` consists of."""
    return list(elements(next(elements(data)).content))


def _verify(cut: Cut, path: tuple[bytes, ...], signature: bytes) -> None:
    """Compare the container with those that `path` and `signature` yield, then verify.

    Raises:
        InputError: none is the same, or the mathematics fail.
    """
    for form in _forms(path):
        digest = hashlib.new(form.digest_algorithm)
        for stretch in cut.signed:
            digest.update(stretch)
        attributes = form.attributes(digest.digest())
        if form.container(attributes, signature) == cut.container:
            if form.fits(attributes, signature):
                return
            break
    raise InputError("signing.signature_broken")


def _forms(path: tuple[bytes, ...]) -> Iterator[ContainerForm]:
    """The forms in which a person with this path may have signed."""
    for scheme in SignatureScheme:
        for commitment in (None, Commitment.APPROVAL):
            try:
                yield container_form(path, scheme, commitment)
            except ValueError:  # no key of this scheme
                break
