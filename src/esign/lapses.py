# SPDX-License-Identifier: Apache-2.0
"""What runs out soon: proof in issued files that must be renewed while it still can be."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from itertools import islice
from typing import TYPE_CHECKING

from cryptography import x509

from esign.errors import Detail, InputError
from esign.files import read_bounded
from esign.model import Level
from esign.signing.levels import read_sealed
from esign.trust import holder, vietnam_day

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from esign.signing.levels import SealedFile

SOON = timedelta(days=90)
"""How long before its end something is said to run out soon, and is renewed."""
MOST_FILES = 5000
"""How many files of a folder are looked at."""


def lapses(folder: Path, now: datetime) -> tuple[Detail, ...]:
    """What of the files in a folder runs out soon, or did so without being renewed.

    Of a file with time-stamps that is the certificate under its last one; of one without, and of
    all others of that signer, his certificate, beyond whose end nothing proves the signature.

    Args:
        folder: with issued files; whatever else lies there is passed over.
        now: aware.
    """
    limit = now + SOON
    stamps: list[Detail] = []
    signers: Counter[bytes] = Counter()
    for name, found in _sealed_files(folder):
        if not found.level.reaches(Level.B_LT):
            signers.update(
                {
                    signer.certificate
                    for signer in found.signers
                    if _end(signer.certificate) <= limit
                }
            )
        elif (end := _end(found.stamps[-1].token.certificate)) <= limit:
            stamps.append(Detail("lapse.timestamp", facts={"name": name, "day": vietnam_day(end)}))
    bare = (
        Detail(
            "lapse.signer",
            facts={"serial": holder(entry).serial, "day": vietnam_day(_end(entry)), "count": count},
        )
        for entry, count in signers.items()
    )
    return (*stamps, *bare)


def _sealed_files(folder: Path) -> Iterator[tuple[str, SealedFile]]:
    paths = sorted(path for path in folder.iterdir() if path.suffix.lower() == ".pdf")
    for path in islice(paths, MOST_FILES):
        try:
            yield path.name, read_sealed(read_bounded(path))
        except InputError:
            continue


def _end(certificate: bytes) -> datetime:
    return x509.load_der_x509_certificate(certificate).not_valid_after_utc
