# SPDX-License-Identifier: Apache-2.0
"""Authorities that look like the trusted one: all names are right, the keys are not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from asn1crypto import cms
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives.serialization import Encoding

from esign.demo.pki import Authority, Identity, issue, issuing_authority
from support.foreign_cms import cms_by
from support.foreign_files import page, signed
from support.pki import (
    HOLDERS,
    ISSUING_NAME,
    ISSUING_URL,
    ORGANISATION,
    PERSON,
    chain_of,
    make_pki,
)
from support.sealed import forge
from support.stories import EVERY, Attempt, Story

if TYPE_CHECKING:
    from collections.abc import Iterator


# The others have no path that our own signer would sign with.
OURS = ("strangers", "namesakes", "a namesake of the person", "a namesake of the agency")


def forms() -> Iterator[tuple[str, Attempt]]:
    pki = make_pki()
    pairs = {
        "strangers": (pki.stranger.director, pki.stranger.seal),
        "namesakes": (pki.lookalike.director, pki.lookalike.seal),
        "a namesake of the person": (pki.lookalike.director, pki.seal),
        "a namesake of the agency": (pki.director, pki.lookalike.seal),
        "certified by a holder": by_holder(),
        "with the trusted chain beside them": (
            borrowed(pki.lookalike.director),
            borrowed(pki.lookalike.seal),
        ),
        "an authority below a holder": below_holder(),
    }
    for name, (person, agency) in pairs.items():
        if name in OURS:
            yield f"ours: {name}", Attempt(forge().document(person, agency), policies=EVERY)
        if person is not pki.director:
            yield f"foreign: {name}", Attempt(signed(page(), cms_by(person)))
    root = pki.lookalike.root.identity.certificate.public_bytes(Encoding.DER)
    stranger = pki.lookalike.director
    both = cms_by(stranger, others=(*chain_of(stranger), *chain_of(pki.director), root))
    yield "foreign: with the false root and the true chain", Attempt(signed(page(), both))

    def exchanged(content: cms.SignedData) -> None:
        content["certificates"] = [
            asn1_x509.Certificate.load(entry)
            for entry in (pki.director.der, *chain_of(pki.director))
        ]

    swapped = cms_by(stranger, spoilt=exchanged)
    yield (
        "foreign: the true certificate beside a namesake's signature",
        Attempt(signed(page(), swapped)),
    )


def by_holder() -> tuple[Identity, Identity]:
    """Certified by the director himself, who is no authority."""
    holder = make_pki().director
    own = Authority(holder, ISSUING_URL)
    keys = make_pki().lookalike.director.key
    return tuple(  # type: ignore[return-value]
        Identity(
            keys, issue(own, name, keys, HOLDERS).certificate, (holder.certificate, *holder.chain)
        )
        for name in (PERSON, ORGANISATION)
    )


def below_holder() -> tuple[Identity, Identity]:
    """Certified by an authority that the director has certified."""
    holder = make_pki().director
    keys = make_pki().lookalike.director.key
    middle = issuing_authority(
        Authority(holder, ISSUING_URL), ISSUING_NAME, keys, HOLDERS, ISSUING_URL
    )
    above = (middle.identity.certificate, holder.certificate, *holder.chain)
    return tuple(  # type: ignore[return-value]
        Identity(keys, issue(middle, name, keys, HOLDERS).certificate, above)
        for name in (PERSON, ORGANISATION)
    )


def borrowed(identity: Identity) -> Identity:
    """The namesake with the chain of the true one."""
    return Identity(identity.key, identity.certificate, make_pki().director.chain)


STORY = Story(
    "Look-alike authorities",
    "Signers are certified by authorities whose names are byte for byte the trusted ones, by"
    " strangers, or by an ordinary holder who plays authority",
    forms,
)
