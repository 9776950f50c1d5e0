# SPDX-License-Identifier: Apache-2.0
"""Certificates for something else: servers, encryption, authorities, other times."""

from __future__ import annotations

from typing import TYPE_CHECKING

from support.foreign_cms import cms_by
from support.foreign_files import page, signed
from support.pki import make_pki
from support.sealed import forge
from support.stories import EVERY, Attempt, Story
from support.timestamps import good_authority

if TYPE_CHECKING:
    from collections.abc import Iterator

    from esign.demo.pki import Identity


def forms() -> Iterator[tuple[str, Attempt]]:
    for name, identity in holders().items():
        if not name.startswith(("an authority", "the root")):
            yield f"ours: {name}", Attempt(forge().document(person=identity), policies=EVERY)
        yield f"foreign: {name}", Attempt(signed(page(), cms_by(identity)))


def holders() -> dict[str, Identity]:
    pki = make_pki()
    return {
        "encryption": pki.faulty.wrong_usage,
        "a server": pki.faulty.tls_only,
        "an authority that issues": pki.ours.issuing.identity,
        "the root itself": pki.ours.root.identity,
        "a time-stamp authority": good_authority(),
        "expired": pki.faulty.expired,
        "not yet valid": pki.faulty.future,
    }


STORY = Story(
    "Wrong usage",
    "The signer's certificate is trusted, but for servers, encryption, time-stamps or certificates,"
    " or for another time",
    forms,
)
