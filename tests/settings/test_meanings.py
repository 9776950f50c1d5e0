# SPDX-License-Identifier: Apache-2.0
"""What signatures are meant as, and clocks, as an office opens them from its settings."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from esign.model import Commitment
from esign.wiring import open_office
from support.office import make_office, write_office
from support.ports import FIXED_NOW, CountingPrompt, FixedClock

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from esign.errors import Detail

STATED = (Commitment.APPROVAL, Commitment.ORIGIN)


class Told(CountingPrompt):
    """Notes what the person is told."""

    def __init__(self) -> None:
        super().__init__()
        self.codes: list[str] = []

    def tell(self, about: Sequence[Detail]) -> None:
        self.codes += [detail.code for detail in about]


@pytest.mark.parametrize(
    ("signer", "signing", "stated"),
    [
        ("", "", (None, None)),
        ("", "commitment = true", STATED),
        ("commitment = false", "commitment = true", (None, STATED[1])),
        ("commitment = true", "", (STATED[0], None)),
    ],
)
def test_signatures_state_what_they_are_meant_as_where_the_settings_say_so(
    tmp_path: Path, signer: str, signing: str, stated: tuple[Commitment | None, ...]
) -> None:
    settings = write_office(tmp_path, extra_settings=f"[signing]\n{signing}\n")
    text = settings.read_text(encoding="utf-8").replace("[signer]\n", f"[signer]\n{signer}\n")
    settings.write_text(text, encoding="utf-8")
    with open_office(settings, prompt=CountingPrompt(), clock=FixedClock()) as office:
        assert (office.signer.commitment, office.seal.commitment) == stated


@pytest.mark.parametrize(
    ("minutes", "told"), [(-7 * 60, ["register.clock_behind_record"]), (-4, []), (7 * 60, [])]
)
def test_a_clock_behind_the_record_is_told_before_anybody_signs(
    tmp_path: Path, minutes: int, told: list[str]
) -> None:
    with make_office(tmp_path) as office:
        settings = tmp_path / "esign.toml"
        office.register.record.append("noted", "office", {}, actor="lan")
    prompt, clock = Told(), FixedClock(FIXED_NOW + timedelta(minutes=minutes))
    with open_office(settings, prompt=prompt, clock=clock, open_first=()):
        assert prompt.codes == told
