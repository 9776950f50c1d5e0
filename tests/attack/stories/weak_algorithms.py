# SPDX-License-Identifier: Apache-2.0
"""Weak digests and keys: what can be forged with a computer proves nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyhanko.pdf_utils.generic import ByteStringObject

from support.foreign_cms import bare_by, cms_by
from support.foreign_files import page, signed
from support.pki import make_pki
from support.proving import stamped
from support.sealed import forge
from support.stories import Attempt, Story

if TYPE_CHECKING:
    from collections.abc import Iterator


def forms() -> Iterator[tuple[str, Attempt]]:
    pki = make_pki()
    yield "ours: RSA 1024", Attempt(forge().document(person=pki.faulty.weak))
    yield "foreign: RSA 1024", Attempt(signed(page(), cms_by(pki.faulty.weak)))
    for digest in ("md5", "sha1"):
        data = signed(page(), cms_by(pki.director, digest=digest))
        yield f"foreign: {digest}", Attempt(data)
        yield f"foreign: {digest}, time-stamped today", Attempt(stamped(data))
        bare = signed(page(), cms_by(pki.director, digest=digest, attributes=False))
        yield f"foreign: {digest} without attributes", Attempt(bare)
    inner = cms_by(pki.director, inner=True)
    yield (
        "foreign: SHA-1 of the content within",
        Attempt(signed(page(), inner, subfilter="adbe.pkcs7.sha1")),
    )
    beside = [("/Cert", ByteStringObject(pki.director.der))]
    yield (
        "foreign: the oldest form",
        Attempt(
            signed(page(), bare_by(pki.director), subfilter="adbe.x509.rsa_sha1", entries=beside)
        ),
    )


STORY = Story(
    "Weak digest and key",
    "MD5, SHA-1 and RSA of 1024 bits, in every place where a signature may use them, also with a"
    " time-stamp of today",
    forms,
)
