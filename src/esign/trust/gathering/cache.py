# SPDX-License-Identifier: Apache-2.0
"""Lists and responses kept on disk until they run out, each under its own digest.

Nothing that lies here is trusted: what does not have the digest of its name is thrown away, and
the rest is judged each time like anything that a stranger hands over.
"""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from esign.errors import EsignError
from esign.files import make_folder, read_bounded, write_whole
from esign.trust.responses import parse_response
from esign.trust.revocation import parse_list

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from cryptography import x509

LIST, RESPONSE = ".crl", ".ocsp"
MOST_FILES = 256
"""How many files are read; an office needs a handful."""


class StatusCache:
    """The folder of what was fetched.

    A folder that cannot be written or read only means that everything is fetched again.

    Args:
        folder: made when something is kept.
        largest: bytes of the largest file that is read.
    """

    def __init__(self, folder: Path, largest: int) -> None:
        self._folder = folder
        self._largest = largest

    def lists(self, at: datetime) -> tuple[x509.CertificateRevocationList, ...]:
        """The lists that have not run out at a moment; those that have are removed."""
        found = []
        for path, content in self._sound(LIST):
            parsed = parse_list(content)
            if parsed is None or parsed.next_update_utc is None or parsed.next_update_utc < at:
                _remove(path)
            else:
                found.append(parsed)
        return tuple(found)

    def responses(self, at: datetime) -> tuple[bytes, ...]:
        """The responses (DER) that have not run out at a moment; those that have are removed."""
        found = []
        for path, content in self._sound(RESPONSE):
            parsed = parse_response(content)
            ends = [one.next_update_utc for one in parsed.responses] if parsed else []
            if any(end is not None and end >= at for end in ends):
                found.append(content)
            else:
                _remove(path)
        return tuple(found)

    def keep(self, content: bytes, suffix: str) -> None:
        """Keep a list or response (DER) that was found good."""
        try:
            make_folder(self._folder, 0o700)
            path = self._folder / f"{sha256(content).hexdigest()}{suffix}"
            write_whole(path, content, overwrite=True)
        except EsignError:
            return

    def _sound(self, suffix: str) -> Iterator[tuple[Path, bytes]]:
        for path in sorted(self._folder.glob(f"*{suffix}"))[:MOST_FILES]:
            try:
                content = read_bounded(path, self._largest)
            except EsignError:
                continue
            if sha256(content).hexdigest() == path.stem:
                yield path, content
            else:
                _remove(path)


def _remove(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError:
        return
