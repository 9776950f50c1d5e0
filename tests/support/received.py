# SPDX-License-Identifier: Apache-2.0
"""What others send: archives, packages and detached signatures, good and hostile."""

from __future__ import annotations

import hashlib
import struct
from dataclasses import replace
from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from asn1crypto import cms

from esign.exchange import write
from esign.model import Attachment, Package
from esign.signing.container import ContainerForm
from support.packages import PACKAGE
from support.pages import SUBJECT
from support.pki import DIRECTOR, Identity, make_pki
from support.sealed import AnyKey, sealed_page

if TYPE_CHECKING:
    from collections.abc import Mapping

SHEET = replace(PACKAGE, subject=SUBJECT, signer_name=DIRECTOR)
LETTER = "Công văn số 7".encode() * 100


def zipped(members: Mapping[str, bytes]) -> bytes:
    """A ZIP archive of these files."""
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def zipped_raw(*members: tuple[ZipInfo, bytes]) -> bytes:
    """A ZIP archive of just these entries, as odd as they are."""
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for entry, data in members:
            archive.writestr(entry, data)
    return out.getvalue()


def with_directory(data: bytes, place: int, form: str, value: int) -> bytes:
    """An archive with a field of its first directory entry rewritten."""
    start = data.index(b"PK\x01\x02") + place
    changed = bytearray(data)
    struct.pack_into(form, changed, start, value)
    return bytes(changed)


def packed(*attachments: tuple[str, bytes], package: Package = SHEET) -> bytes:
    """An edXML package with these files; its sheet says what the sealed page says."""
    files = tuple(
        Attachment(name, "application/octet-stream", data, "Tệp kèm") for name, data in attachments
    )
    return write(replace(package, attachments=files))


@cache
def detached(content: bytes = LETTER, identity: Identity | None = None) -> bytes:
    """A detached signature over some content, by the agency unless another one is named."""
    identity = identity or make_pki().seal
    key = AnyKey(identity)
    form = ContainerForm((key.certificate, *key.chain), key.scheme)
    attributes = form.attributes(hashlib.new(form.digest_algorithm, content).digest())
    return form.container(attributes, key.sign(attributes, form.digest_algorithm))


def detached_by(*identities: Identity) -> bytes:
    """One file with several signatures over the letter."""
    files = [cms.ContentInfo.load(detached(LETTER, each)) for each in identities]
    whole, parts = files[0], [each["content"] for each in files]
    held = {entry.chosen.dump(): entry for part in parts for entry in part["certificates"]}
    whole["content"]["certificates"] = cms.CertificateSet(list(held.values()))
    infos = [info for part in parts for info in part["signer_infos"]]
    whole["content"]["signer_infos"] = cms.SignerInfos(infos)
    return bytes(whole.dump(force=True))


def changed_page() -> bytes:
    """A sealed page with one byte of its text changed."""
    data = bytearray(sealed_page())
    data[len(data) // 3] ^= 1
    return bytes(data)
