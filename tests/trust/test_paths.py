# SPDX-License-Identifier: Apache-2.0
"""Which way leads from a signer to an anchor when there are several, or far too many."""

from __future__ import annotations

from itertools import permutations
from typing import TYPE_CHECKING

import pytest

from esign.trust import Standing
from esign.trust.path import MOST_STEPS, find_paths
from support.paths import Recipient, below, holder, root
from support.pki import EXPIRED
from support.ports import FIXED_NOW

if TYPE_CHECKING:
    from pathlib import Path

    from esign.demo.pki import Authority

# Every attempt draws its own keys and serial numbers, and with them another order of the DER.
ATTEMPTS = range(6)
CROWD = 7


@pytest.mark.parametrize("attempt", ATTEMPTS)
@pytest.mark.parametrize("held", ["locally", "by the file"])
def test_a_renewed_authority_is_good_beside_its_expired_certificate(
    held: str, attempt: int, tmp_path: Path
) -> None:
    del attempt
    top = root()
    middle = below(top, "Middle")
    renewed = below(middle, "Issuing")
    expired = below(middle, "Issuing", key=renewed.identity.key, validity=EXPIRED)
    director = holder(renewed)
    authorities = [middle.identity, expired.identity, renewed.identity]
    local = held == "locally"
    store = Recipient(tmp_path, top).store((top, middle, renewed), authorities if local else ())
    came = () if local else tuple(entry.der for entry in authorities)
    standing = store.assess(director.der, came, FIXED_NOW)
    assert standing.standing is Standing.GOOD
    way = (director, renewed.identity, middle.identity, top.identity)
    assert standing.path == tuple(entry.der for entry in way)


@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_of_two_good_ways_the_one_that_came_with_the_file_is_told(
    attempt: int, tmp_path: Path
) -> None:
    del attempt
    top = root()
    came = below(top, "Issuing")
    held = below(top, "Issuing", key=came.identity.key)
    director = holder(came)
    store = Recipient(tmp_path, top).store((top, came), (held.identity,))
    standing = store.assess(director.der, (came.identity.der,), FIXED_NOW)
    assert standing.path == (director.der, came.identity.der, top.identity.der)


def crowd() -> tuple[list[Authority], list[Authority]]:
    """Authorities, and their certificates for one another in all 42 combinations."""
    names = [f"Crowd {number}" for number in range(CROWD)]
    alone = [root(name) for name in names]
    crossed = [
        below(alone[one], names[other], key=alone[other].identity.key)
        for one, other in permutations(range(CROWD), 2)
    ]
    return alone, crossed


def test_authorities_that_all_certify_one_another_do_not_stall_the_search() -> None:
    alone, crossed = crowd()
    leaf, anchor = holder(alone[-1]).certificate, alone[0].identity.certificate
    ways = list(find_paths(leaf, [entry.identity.certificate for entry in crossed], [anchor]))
    lengths = [len(way) for way in ways]
    assert lengths == sorted(lengths)
    assert lengths[0] == 3
    assert len(ways) <= MOST_STEPS


@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_a_crowd_of_authorities_does_not_hide_the_good_way(attempt: int, tmp_path: Path) -> None:
    del attempt
    alone, crossed = crowd()
    top = root()
    issuing = below(top, "Crowd 0", key=alone[0].identity.key)
    director = holder(issuing)
    store = Recipient(tmp_path, top).store((top, issuing), [entry.identity for entry in crossed])
    standing = store.assess(director.der, (issuing.identity.der,), FIXED_NOW)
    assert standing.standing is Standing.GOOD
    assert standing.path == (director.der, issuing.identity.der, top.identity.der)
