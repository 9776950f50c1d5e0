# SPDX-License-Identifier: Apache-2.0
"""Ten thousand ways to damage what a document means; none is accepted, none breaks the verifier.

A few are tried every time, all of them by `make test-long`.
"""

from __future__ import annotations

from functools import cache
from random import Random
from typing import TYPE_CHECKING

import pytest

from esign.errors import InputError
from esign.model import Level, Role, Verdict
from esign.reporting.pages.pictures import draw_pages
from support.levels import page_at
from support.mutations import mutated
from support.pages import prepared
from support.pki import make_pki
from support.proving import judged, reader
from support.sealed import close_forge, forge, sealed_page
from support.stories import foreign

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from esign.reporting.pages.pictures import Pictures

IN_ALL = 10_000
PORTIONS = 20
TRIED = 10


@pytest.fixture(scope="module", autouse=True)
def _forge() -> Iterator[None]:
    yield
    close_forge()


@cache
def many_pages() -> bytes:
    """Nine pages, signed and sealed."""
    return forge().seal(forge().sign(prepared(9).data, make_pki().director, Role.PERSON))


BASES: tuple[Callable[[], bytes], ...] = (many_pages, lambda: page_at(Level.B_T))


def accepted(data: bytes, policy: str) -> bool:
    try:
        return judged(data, reader(), policy=policy).verdict is Verdict.PASSED
    except InputError:
        return False


def overlooked(numbers: range) -> list[tuple[int, str]]:
    """Mutations of documents of our own that were not noticed."""
    found = []
    for number in numbers:
        random = Random(f"mutation {number}")  # noqa: S311 - repeatable, no secret
        what, changed = mutated(BASES[number % len(BASES)](), random)
        earlier = changed == sealed_page()  # the version before its time-stamp
        if not earlier and accepted(changed, "issued"):
            found.append((number, what))
    return found


def test_a_few_mutations_are_noticed() -> None:
    assert overlooked(range(TRIED)) == []


@pytest.mark.long
@pytest.mark.parametrize("portion", range(PORTIONS))
def test_ten_thousand_mutations_are_noticed(portion: int) -> None:
    share = IN_ALL // PORTIONS
    assert overlooked(range(portion * share, (portion + 1) * share)) == []


@cache
def looks(data: bytes) -> Pictures:
    """What its pages show; drawn in a process of its own, as every file that nobody vouches for."""
    return draw_pages(data, name="mutated.pdf")


def shown_otherwise(numbers: range) -> list[tuple[int, str]]:
    """Mutations of a foreign file that were accepted though its pages look different."""
    found = []
    for number in numbers:
        random = Random(f"foreign {number}")  # noqa: S311 - repeatable, no secret
        what, changed = mutated(foreign(), random)
        if accepted(changed, "signed") and looks(changed) != looks(foreign()):
            found.append((number, what))
    return found


def test_what_is_accepted_of_mutated_foreign_files_looks_the_same() -> None:
    """An object written once more as it was, or one that nothing shows, changes nothing."""
    assert shown_otherwise(range(TRIED)) == []


@pytest.mark.long
@pytest.mark.parametrize("portion", range(PORTIONS))
def test_the_same_of_two_thousand(portion: int) -> None:
    assert shown_otherwise(range(portion * 100, (portion + 1) * 100)) == []
