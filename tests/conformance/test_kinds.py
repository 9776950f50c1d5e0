# SPDX-License-Identifier: Apache-2.0
"""Every kind's samples are issued, found good by the recipient, and archival at each stage."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from esign.kinds import settled
from esign.model import Verdict
from esign.stamping import stamp, stamp_copy
from support.documents import kind_of
from support.samples import SampleOffice, sample_files, sample_name
from support.witnesses import verapdf, verapdf_jar

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from esign.issuance import Issued

FLAVOURS = ("3a", "ua1")


@dataclass(frozen=True)
class IssuedKinds:
    """All samples, issued, by name; and each as it was before anyone had signed."""

    issued: dict[str, Issued]
    unsigned: dict[str, Path]

    @property
    def files(self) -> list[Path]:
        return [*self.unsigned.values(), *(each.pdf for each in self.issued.values())]


@pytest.fixture(scope="module")
def kinds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[IssuedKinds]:
    folder = tmp_path_factory.mktemp("kinds")
    office = SampleOffice(folder)
    issued = {sample_name(path): office.issued(path) for path in sample_files()}
    unsigned = {}
    for name, each in issued.items():
        numbered = each.numbered
        kind = settled(kind_of(numbered.request.kind), numbered.request.content)
        page = office.renderer.render(numbered, kind)
        unsigned[name] = folder / f"{name}-unsigned.pdf"
        stamped = stamp_copy(page, kind) if kind.sealed_alone else stamp(page, kind)
        unsigned[name].write_bytes(stamped.data)
    yield IssuedKinds(issued, unsigned)
    office.close()


def test_every_sample_is_issued_and_passes(kinds: IssuedKinds) -> None:
    verdicts = {name: each.report.verdict for name, each in kinds.issued.items()}
    assert verdicts == dict.fromkeys(verdicts, Verdict.PASSED)


def test_every_sample_that_names_receivers_is_packed(kinds: IssuedKinds) -> None:
    for name, each in kinds.issued.items():
        named = bool(each.numbered.request.content["receivers"])
        assert (each.package is not None) == named, name


@pytest.mark.witness
def test_every_sample_is_accessible_and_archival_before_and_after_both_signatures(
    kinds: IssuedKinds,
) -> None:
    verapdf_jar()
    with ThreadPoolExecutor() as pool:
        found = list(pool.map(lambda flavour: verapdf(kinds.files, flavour), FLAVOURS))
    assert len(kinds.files) == 2 * len(list(sample_files()))
    assert found == [dict.fromkeys(kinds.files, ())] * len(FLAVOURS)
