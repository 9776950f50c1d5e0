# SPDX-License-Identifier: Apache-2.0
"""`esign outbox send` and `esign inbox receive`, killed at any moment: nothing lost, none twice.

ESIGN_KILL_SEED decides on the blows of the full runs; without it each draws a seed of its own.
"""

from __future__ import annotations

import os
import secrets
import sys
from collections import Counter
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event
from typing import TYPE_CHECKING

import pytest

from esign.errors import ExitStatus
from esign.register import MessageAct, Standing
from support.axes import running_axis
from support.books import AGENCY
from support.correspondents import quick_folder
from support.posting import COMMANDS, as_on_fast_clocks, live_through, make_post, typed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from support.postgres import Cluster
    from support.posting import Post

SCHOOL = replace(AGENCY, name="Trường Trung học phổ thông Ví Dụ", code="H99.12.05")
PASSES = 100
"""After which what is left must have been settled."""


@pytest.fixture
def folder() -> Iterator[Path]:
    """Where both offices lie; a killed process loses nothing that it wrote, on a disk or not."""
    with TemporaryDirectory(dir=quick_folder()) as name:
        yield Path(name)


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
def test_thirty_documents_arrive_once_each_whoever_is_killed(
    folder: Path, cluster: Cluster | None
) -> None:
    endure(folder, cluster, seed=4, documents=30, kills=3)


@pytest.mark.long
def test_three_hundred_documents_arrive_once_each_whoever_is_killed(
    folder: Path, cluster: Cluster | None, capsys: pytest.CaptureFixture[str]
) -> None:
    seed = int(os.environ.get("ESIGN_KILL_SEED") or secrets.randbelow(1_000_000))
    with capsys.disabled():
        sys.stdout.write(f"\nESIGN_KILL_SEED={seed}\n")
    endure(folder, cluster, seed=seed, documents=300, kills=60)


def endure(folder: Path, cluster: Cluster | None, *, seed: int, documents: int, kills: int) -> None:
    """Exchange documents under blows, let what is left be done, and look at both sides."""
    with ExitStack() as opened:
        axis = opened.enter_context(running_axis())
        office, school = (
            make_post(folder / agency.code, agency, axis.url, cluster)
            for agency in (AGENCY, SCHOOL)
        )
        clerk = office.open()
        opened.enter_context(clerk.register)
        pupil = school.open()
        opened.enter_context(pupil.register)
        for turn in range(documents):
            clerk.release(f"document-{turn:04d}", [SCHOOL])
        assert live_through((office, school), seed, kills, pause=0.8) == kills
        settle((office, school))
        arrived = pupil.register.inbox.messages(set(Standing))
        states = Counter(each.state for each in arrived)
        assert states[Standing.WAITING] == documents
        assert set(states) <= {Standing.WAITING, Standing.DUPLICATE}
        for message in clerk.register.outbox.all(open_only=False):
            assert (message.act, message.state) == (MessageAct.RELEASED, "sent")
            assert [each.state for each in message.deliveries] == ["arrived"]
        for each in (clerk, pupil):
            each.register.audit_check()


def settle(posts: tuple[Post, ...]) -> None:
    """Pass after pass until nothing is left."""
    for _turn in range(PASSES):
        for post in posts:
            with as_on_fast_clocks(post.site.folder):
                for command in COMMANDS:
                    status, told = typed(post.site.folder, *command)
                    assert status == ExitStatus.DONE, told
        left = 0
        for end in (post.open() for post in posts):
            with end.register:
                left += sum(each.is_open for each in end.register.outbox.all())
                left += len(end.register.inbox.messages({Standing.KEPT})) + len(end.way.offered())
        if not left:
            return
        Event().wait(0.1)
    pytest.fail(f"{left} left")
