# SPDX-License-Identifier: Apache-2.0
"""Signature containers that say two things, hide others or bind nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from asn1crypto import cms

from support.foreign_cms import cms_by
from support.foreign_files import page, signed
from support.pki import make_pki
from support.stories import Attempt, Story

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Spoil = Callable[[cms.SignedData], None]


def forms() -> Iterator[tuple[str, Attempt]]:
    director = make_pki().director
    for name, spoil in SPOILS.items():
        data = signed(page(), cms_by(director, spoilt=spoil))
        yield name, Attempt(data)
        yield (
            f"{name}, before a good one",
            Attempt(signed(data, cms_by(make_pki().second_director), field="Second")),
        )
    for name, rubbish in RUBBISH.items():
        data = signed(page(), lambda _, rubbish=rubbish: rubbish)
        yield name, Attempt(signed(data, cms_by(make_pki().second_director), field="Second"))
    enclosed = cms_by(director, spoilt=enclosing(b"another content"))
    yield "another content enclosed", Attempt(signed(page(), enclosed))


def setting(key: str, value: object) -> Spoil:
    def spoil(content: cms.SignedData) -> None:
        content[key] = value

    return spoil


def in_signer(key: str, value: object) -> Spoil:
    def spoil(content: cms.SignedData) -> None:
        content["signer_infos"][0][key] = value

    return spoil


def enclosing(content: bytes) -> Spoil:
    return setting("encap_content_info", {"content_type": "data", "content": content})


def twice(content: cms.SignedData) -> None:
    content["signer_infos"].append(content["signer_infos"][0])


def attributes(change: Callable[[list[Any]], None]) -> Spoil:
    def spoil(content: cms.SignedData) -> None:
        info = content["signer_infos"][0]
        entries = list(info["signed_attrs"])
        change(entries)
        info["signed_attrs"] = cms.CMSAttributes(entries)

    return spoil


SPOILS: dict[str, Spoil] = {
    "no signer": setting("signer_infos", []),
    "two signers": twice,
    "no certificates": setting("certificates", []),
    "another digest named": in_signer("digest_algorithm", {"algorithm": "sha512"}),
    "another scheme named": in_signer("signature_algorithm", {"algorithm": "sha512_rsa"}),
    "no signature value": in_signer("signature", b""),
    "a zero as signature value": in_signer("signature", bytes(256)),
    "attributes without a digest": attributes(lambda entries: entries.pop()),
    "a digest twice": attributes(lambda entries: entries.append(entries[-1])),
    "attributes left out": in_signer("signed_attrs", None),
}
RUBBISH = {
    "no CMS before a good one": b"\x30\x80rubbish",
    "a certificate for a CMS": b"0\x82\1\0",
    "an endless length": b"\x30\x84\xff\xff\xff\xff",
    "a deep nest": b"\x30\x80" * 4000,
    "zeros": bytes(64),
}

STORY = Story(
    "Spoilt containers",
    "The CMS has no signer, two signers, other algorithms, attributes left out or doubled, or"
    " cannot be read, alone and before a good signature that it might hide",
    forms,
)
