# SPDX-License-Identifier: Apache-2.0
"""How a list is approved: before this run, by file or digest, or by the person at the terminal."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from esign.cli.acts import ask_again
from esign.cli.words import count_text, word
from esign.errors import InputError, UsageError
from esign.files import read_bounded
from esign.issuance import Manifest

if TYPE_CHECKING:
    from collections.abc import Sequence

_DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Given:
    """What was approved before this run: a list, the digest of one, both, or nothing."""

    manifest: Manifest | None = None
    digest: str = ""

    @classmethod
    def read(cls, values: Sequence[str]) -> Given:
        """What `--approve` names.

        Raises:
            UsageError: two lists, or two digests.
            InputError: a file cannot be read, or is no manifest.
        """
        digests = [value.lower() for value in values if _DIGEST.fullmatch(value.lower())]
        files = [value for value in values if not _DIGEST.fullmatch(value.lower())]
        if len(digests) > 1 or len(files) > 1:
            raise UsageError("usage.one_approval", name="--approve")
        manifest = Manifest.read(read_bounded(Path(files[0]))) if files else None
        return cls(manifest, digests[0] if digests else "")

    def __bool__(self) -> bool:
        return self.manifest is not None or bool(self.digest)

    def refuse_other(self, manifest: Manifest) -> None:
        """Refuse a list that is not the approved one.

        Raises:
            InputError: it has another digest.
        """
        if self.digest and manifest.digest != self.digest:
            raise InputError("desk.other_list", approved=self.digest, digest=manifest.digest)


def ask_approval(manifest: Manifest) -> None:
    """Ask the person at the terminal to approve the list.

    Raises:
        click.Abort: the answer is not yes.
    """
    facts = {"count": count_text(len(manifest.documents)), "digest": manifest.digest}
    ask_again(word("cli.sign.confirm", **facts), yes=False)
