# SPDX-License-Identifier: Apache-2.0
"""Annexes in files of their own, as a request names them.

NĐ 30/2020/NĐ-CP, Annex I, Part I, Section II.8.b. The field `annex_files` lists them with title,
name and SHA-256. Title and digest are carried in the document's data, so that the competent person
signs which files belong to it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, cast

from esign.model import AnnexFile

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

ANNEX_FILES: Final = "annex_files"


def annex_files(content: Mapping[str, object]) -> tuple[AnnexFile, ...]:
    """The annexes that a checked request names, in their order.

    Content that was read back from a document does not carry the names of the files: there each is
    called by its title.
    """
    stated = cast("list[dict[str, str]]", content.get(ANNEX_FILES) or [])
    return tuple(
        AnnexFile(ordinal, each.get("file", each["title"]), each["title"], each["sha256"])
        for ordinal, each in enumerate(stated, start=1)
    )


def with_digests(fields: dict[str, object], digest_of: Callable[[str], str]) -> dict[str, object]:
    """The fields of a request, with the digest of each annex file that does not state its own.

    Args:
        fields: as they were read, not checked yet.
        digest_of: SHA-256 (hex) of the file of that name.

    Raises:
        InputError: as `digest_of`.
    """
    listed = fields.get(ANNEX_FILES)
    for each in listed if isinstance(listed, list) else []:
        name = each.get("file") if isinstance(each, dict) else None
        if isinstance(name, str) and name and not each.get("sha256"):  # an empty form states none
            each["sha256"] = digest_of(name)
    return fields
