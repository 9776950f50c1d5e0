# SPDX-License-Identifier: Apache-2.0
"""pyHanko's simulation of a far future: where it stops at our files, and that it does nowhere else.

It wants a time-stamp in the signature's own container, though EN 319 142-1 lets a document
time-stamp prove the time as well. And it does not find the list of an authority that is not itself
an anchor: it looks for that authority's issuer in a path that it has cut below it.
"""

from __future__ import annotations

import asyncio
import logging
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import TYPE_CHECKING
from unittest.mock import patch

import pytest
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import ades
from pyhanko_certvalidator.path import ValidationPath

from esign.model import Level
from esign.signing.levels import raise_to
from support.levels import means
from support.pki import make_pki
from support.ports import FIXED_NOW
from support.sealed import sealed_page
from support.stock_levels import _bridged, _spec
from support.timestamps import Stamper, stamping_identity

if TYPE_CHECKING:
    from asn1crypto import x509

pytestmark = pytest.mark.witness
IN_EIGHT_YEARS = FIXED_NOW.replace(year=2034)
_cut_below = ValidationPath.truncate_to_issuer_and_append


def _cut(path: ValidationPath, certificate: x509.Certificate) -> ValidationPath:
    """The path up to an authority, also where that authority is the first of it."""
    anchor = path.trust_anchor
    if anchor.certificate.sha256 == certificate.sha256:
        return ValidationPath(anchor, interm=[], leaf=certificate)
    return _cut_below(path, certificate)


def _simulated(*, lists_found: bool) -> list[str]:
    """What it says of each signature of a page at B-LTA, its first stop bridged."""
    logging.getLogger("pyhanko").setLevel(logging.CRITICAL)
    stamper = Stamper(stamping_identity(until=datetime(2040, 1, 1, tzinfo=UTC)))
    archived = raise_to(sealed_page(), Level.B_LTA, means(stamper)).data
    spec = _spec(make_pki().ours.root.identity.der, ())
    said = []
    with ExitStack() as bridges:
        bridges.enter_context(patch.object(ades, "ades_with_time_validation", _bridged(ades)))
        if lists_found:
            name = "truncate_to_issuer_and_append"
            bridges.enter_context(patch.object(ValidationPath, name, _cut))
        for signature in PdfFileReader(BytesIO(archived)).embedded_regular_signatures:
            simulation = ades.simulate_future_ades_lta_validation(
                signature, spec, IN_EIGHT_YEARS, FIXED_NOW + timedelta(hours=1)
            )
            said.append(str(asyncio.run(simulation).ades_subindic))
    return said


def test_nothing_is_lacking_in_eight_years_once_it_finds_the_lists_in_the_file() -> None:
    assert _simulated(lists_found=True) == ["AdESPassed.OK"] * 2


def test_without_that_it_misses_a_list_that_the_file_has() -> None:
    reason = "AdESIndeterminate.REVOCATION_OUT_OF_BOUNDS_NO_POE"
    assert _simulated(lists_found=False) == [reason] * 2
