# SPDX-License-Identifier: Apache-2.0
"""Finding number, date and signer where NĐ 30/2020 has them printed (Annex I §II.3, §II.4, §II.7).

PDFium is a large library; it is given nothing but what trusted signers have signed. Whatever else a
file is, it is not passed, and needs no page read.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from esign.trust import Standing

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from esign.verification.facts import Signature
    from esign.verification.printed.seen import Printed


def read_if_sound(
    data: bytes, signatures: Sequence[Signature], said: Mapping[str, str], *, numbered: bool
) -> Printed | None:
    """What the pages print of what the metadata state.

    Args:
        data: the file.
        signatures: in the order of the covered bytes.
        said: the metadata.
        numbered: it had number and date when it was first signed; otherwise its fields show them,
            which another rule reads.

    Returns:
        None where nothing is read: nobody is named, so the agency sealed alone (the head of what it
        certifies is another's), or a signature is unsound.
    """
    people = [entry for entry in signatures if not entry.timestamp]
    if not people or not said.get("signer") or not all(map(_is_sound, people)):
        return None
    # Loaded here: closed-world checks and files that are not sound do without it.
    head = import_module("esign.verification.printed.head")
    found: Printed = head.read_printed(data, people[0], said, numbered=numbered)
    return found


def _is_sound(signature: Signature) -> bool:
    container, standing = signature.container, signature.standing
    return (
        signature.range_sane
        and container is not None
        and container.digest_matches
        and container.signature_valid
        and standing is not None
        and standing.standing is Standing.GOOD
    )
