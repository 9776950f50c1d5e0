# SPDX-License-Identifier: Apache-2.0
"""Time-stamps by nobody entitled, over something else, or of an impossible moment."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

from cryptography.x509.oid import ExtendedKeyUsageOID

from esign.signing.levels import append_timestamp
from support.foreign_cms import cms_by
from support.foreign_files import page, signed
from support.pki import make_pki
from support.ports import FIXED_NOW
from support.proving import DAY, stamped
from support.sealed import sealed_page
from support.stories import EVERY, Attempt, Story, foreign
from support.timestamps import Stamper, stamping_identity

if TYPE_CHECKING:
    from collections.abc import Iterator


def forms() -> Iterator[tuple[str, Attempt]]:
    pki = make_pki()
    for origin, data in (("ours", sealed_page()), ("foreign", foreign())):
        for name, identity in {
            "a stranger": stamping_identity(stranger=True),
            "a server": stamping_identity(purposes=(ExtendedKeyUsageOID.SERVER_AUTH,)),
            "one for everything": stamping_identity(
                purposes=(ExtendedKeyUsageOID.TIME_STAMPING, ExtendedKeyUsageOID.CODE_SIGNING)
            ),
            "one not bound to it": stamping_identity(critical=False),
            "a signer": pki.director,
            "a namesake": pki.lookalike.director,
        }.items():
            yield f"{origin}: by {name}", Attempt(stamped(data, by=identity), policies=EVERY)
        for name, stamper in {
            "over another file": Stamper(imprint=lambda _: sha256(b"another").digest()),
            "with a broken signature": Stamper(spoil=lambda token: token[:-1] + b"\0"),
            "of tomorrow": Stamper(at=FIXED_NOW + timedelta(days=1)),
            "of long before": Stamper(at=FIXED_NOW - 9999 * DAY),
            "of nothing": Stamper(spoil=lambda _: b"0\3\2\1\1"),
        }.items():
            stamp = append_timestamp(data, stamper)
            yield f"{origin}: {name}", Attempt(stamp, policies=EVERY)
    expired = pki.faulty.expired
    backdated = Stamper(at=FIXED_NOW - 30 * DAY, identity=stamping_identity(stranger=True))
    yield (
        "a signature of an expired signer, backdated by a stranger",
        Attempt(signed(page(), cms_by(expired, stamp=backdated.timestamp))),
    )
    other = Stamper().timestamp(bytes(32))
    yield (
        "a signature with another signature's time-stamp",
        Attempt(signed(page(), cms_by(pki.director, stamp=lambda _: other))),
    )
    yield (
        "a time-stamp in the place of a signature",
        Attempt(signed(page(), lambda covered: Stamper().timestamp(sha256(covered).digest()))),
    )


STORY = Story(
    "Time-stamps by the wrong authority",
    "A time-stamp is made by a stranger, a server or a signer, is over something else, is broken,"
    " or is of a moment that cannot be",
    forms,
)
