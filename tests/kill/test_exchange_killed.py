# SPDX-License-Identifier: Apache-2.0
"""`esign outbox send` and `esign inbox receive`, killed at any moment: nothing lost, none twice.

What came of the full runs, and with which seed, is written into build/reports/.
"""

from __future__ import annotations

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
from support.kill_reports import chosen_seed, reported
from support.posting import COMMANDS, Burden, as_on_fast_clocks, live_through, make_post, typed

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
    folder: Path, cluster: Cluster | None, kind: str, capsys: pytest.CaptureFixture[str]
) -> None:
    planned = {"seed": chosen_seed(), "documents": 300, "kills": 60}
    with capsys.disabled(), reported(f"exchange-{kind}", planned) as report:
        report.update(endure(folder, cluster, **planned))


def endure(
    folder: Path, cluster: Cluster | None, *, seed: int, documents: int, kills: int
) -> dict[str, object]:
    """Exchange documents under blows, let what is left be done, and look at both sides.

    Returns:
        What became of them, in figures.
    """
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
        burden = Burden(clerk, pupil, documents)
        fallen = live_through((office, school), burden, seed=seed, kills=kills)
        assert fallen.all == kills
        assert fallen.amid >= kills // 2, "most blows fell while nobody had anything to do"
        left = clerk.register.outbox.all(), pupil.register.outbox.all()
        passes = settle((office, school))
        arrived = pupil.register.inbox.messages(set(Standing))
        states = Counter(each.state for each in arrived)
        assert states[Standing.WAITING] == documents
        assert set(states) <= {Standing.WAITING, Standing.DUPLICATE}
        released = clerk.register.outbox.all(open_only=False)
        for message in released:
            assert (message.act, message.state) == (MessageAct.RELEASED, "sent")
            assert [each.state for each in message.deliveries] == ["arrived"]
        for each in (clerk, pupil):
            each.register.audit_check()
        return {
            "kills while something was under way": fallen.amid,
            "documents not sent when the last blow had fallen": len(left[0]),
            "reports of arrival not sent by then": len(left[1]),
            "passes until all was settled": passes,
            "attempts to send a document": sum(message.attempts for message in released),
            "documents that arrived once more, and were told apart": states[Standing.DUPLICATE],
        }


def settle(posts: tuple[Post, ...]) -> int:
    """Pass after pass until nothing is left; how many it took."""
    for turn in range(1, PASSES + 1):
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
            return turn
        Event().wait(0.1)
    pytest.fail(f"{left} left")
