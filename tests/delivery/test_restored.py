# SPDX-License-Identifier: Apache-2.0
"""What was sent after the backup that a register came from is not sent again, and can be recalled.

The axis does not tell repeats apart here: whatever is sent twice arrives twice.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from esign.errors import InputError
from support.attempts import begin
from support.backups import back_up, bring_back
from support.outbox import HOME, MONEY, Post, sendable
from support.places import Place
from support.postgres import missing
from support.transports import Fault, MemoryAxis

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from support.ports import FixedClock
    from support.postgres import Cluster

REASON = "Trái thẩm quyền"
WAYS = ("file", "server", "onto a server")


@pytest.fixture(params=WAYS)
def restored(
    request: pytest.FixtureRequest, tmp_path: Path, clock: FixedClock
) -> Iterator[Callable[[Callable[[Post], None]], Post]]:
    """Backs a register up, lets it go on, and brings the backup back elsewhere."""
    servers: list[Place] = []

    def a_place(name: str, *, on_server: bool) -> Place:
        if not on_server:
            return Place(tmp_path / name)
        if reason := missing():
            pytest.skip(reason)
        cluster: Cluster = request.getfixturevalue("cluster")
        servers.append(Place(tmp_path / name, cluster, cluster.create()))
        return servers[-1]

    before = a_place("books", on_server=request.param == "server")
    after = a_place("again", on_server=request.param != "file")
    axis = MemoryAxis(idempotent=False)
    opened = []

    def run(since: Callable[[Post], None]) -> Post:
        with before.open(clock, exchanges=True, patience=10) as register:
            post = Post(register, clock, tmp_path / "circuits.json", axis)
            sendable(register, "old-0001")
            backup = back_up(register, tmp_path / "backups").folder
            since(post)
        bring_back(backup, after)
        opened.append(after.open(clock, exchanges=True, patience=10))
        opened[-1].audit_check()
        return Post(opened[-1], clock, tmp_path / "circuits.json", axis)

    yield run
    for each in opened:
        each.close()
    for place in servers:
        assert place.cluster is not None
        place.cluster.drop(place.name)


def test_a_recall_reaches_those_who_were_sent_the_document_after_the_backup(
    restored: Callable[[Callable[[Post], None]], Post],
) -> None:
    post = restored(Post.send)
    post.register.lifecycle.recall("old-0001", REASON)
    post.later()
    assert post.states("old-0001") == [("released", "sent"), ("recalled", "sent")]
    for code in (HOME, MONEY):
        assert [each.business.purpose.name for each in post.got(code)] == ["NEW", "RECALL"]
    assert post.register.audit_check() > 0


def test_what_is_not_on_the_axis_is_sent_once_and_its_recall_cancels_it(
    restored: Callable[[Callable[[Post], None]], Post],
) -> None:
    post = restored(lambda _: None)
    (message,) = post.register.outbox.all()
    assert (message.state, message.fault_code) == ("unknown", "outbox.restored")
    (doubtful,) = post.register.outbox.attempts(message.id)
    assert (doubtful.n, doubtful.outcome) == (message.attempts, "unknown")
    with pytest.raises(InputError) as refusal:
        post.register.outbox.cancel(message.id, "Không gửi nữa", "vanthu")
    assert refusal.value.code == "outbox.may_have_left"
    post.register.lifecycle.recall("old-0001", REASON)
    post.later()
    assert post.states("old-0001") == [("released", "cancelled"), ("recalled", "cancelled")]
    assert not post.axis.sendings
    post.register.audit_check()


def test_what_was_stopped_or_cut_off_before_the_backup_is_in_doubt_too(
    place: Place, clock: FixedClock, tmp_path: Path
) -> None:
    again = Place(tmp_path / "again")
    with place.open(clock, exchanges=True) as register:
        post = Post(register, clock, tmp_path / "circuits.json")
        sendable(register, "old-0001")
        post.way.fails("send", Fault.REFUSED)
        assert post.send().stopped
        sendable(register, "new-0001")
        (claimed,) = register.sending.claim(2)
        assert begin(register, claimed, "axis", b"data")
        backup = back_up(register, tmp_path / "backups").folder
    bring_back(backup, again)
    with again.open(clock, exchanges=True) as register:
        found = register.outbox.all()
        assert [(each.state, each.claimed_until) for each in found] == [("unknown", None)] * 2
        outcomes = [[e.outcome for e in register.outbox.attempts(each.id)] for each in found]
        assert outcomes == [["refused", "unknown"], ["unknown", "unknown"]]
        register.audit_check()


def test_what_was_stopped_and_recalled_since_never_goes_by_itself_after_a_restore(
    place: Place, clock: FixedClock, tmp_path: Path
) -> None:
    again = Place(tmp_path / "again")
    with place.open(clock, exchanges=True) as register:
        post = Post(register, clock, tmp_path / "circuits.json")
        sendable(register, "old-0001")
        post.way.down = Fault.LOST
        post.send()
        assert post.later(4 * 86_400).stopped
        post.way.down = None
        register.lifecycle.recall("old-0001", REASON)
        post.later()
        assert post.states("old-0001") == [("released", "stopped"), ("recalled", "sent")]
        backup = back_up(register, tmp_path / "backups").folder
    bring_back(backup, again)
    with again.open(clock, exchanges=True) as register:
        after = Post(register, clock, tmp_path / "circuits.json")
        assert after.states("old-0001") == [("released", "stopped"), ("recalled", "sent")]
        register.audit_check()
        after.later()
        assert after.posted(HOME) == []
