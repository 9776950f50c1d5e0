# SPDX-License-Identifier: Apache-2.0
"""A message is given up for a stated reason, and who never got its document stays to be seen."""

from __future__ import annotations

import json
from time import process_time
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from esign.cli import esign
from esign.cli.boundary import run
from esign.errors import ConfigurationError, ExitStatus, InputError
from esign.outbox_checks import outbox_checks
from esign.register import Dispatch, MessageState
from support.exchanging import exchanging_office
from support.lives import RECEIVERS
from support.outbox import HOME, MONEY, sendable
from support.transports import Fault

if TYPE_CHECKING:
    from pathlib import Path

    from support.outbox import Post
    from support.places import Place

WHY = "Đã gửi bản giấy"
NAMES = {each["code"]: each["name"] for each in RECEIVERS}


def missed(post: Post, request_id: str | None = None) -> list[tuple[str, str]]:
    return [(each.code, str(each.state)) for each in post.register.outbox.unreached(request_id)]


def test_a_reason_of_nothing_gives_nothing_up(post: Post) -> None:
    sendable(post.register, "old-0001")
    message = post.message("old-0001")
    for reason in ("", "  ", "\t\n"):
        with pytest.raises(InputError, match="no_reason"):
            post.register.outbox.cancel(message.id, reason, "vanthu")
    with pytest.raises(InputError, match="form"):
        post.register.outbox.cancel(message.id, "x" * 501, "vanthu")
    assert post.message("old-0001") == message


def test_the_reason_is_kept_and_cannot_be_changed_unseen(post: Post, place: Place) -> None:
    sendable(post.register, "old-0001")
    name = post.message("old-0001").id
    assert post.register.outbox.cancel(name, WHY, "vanthu").given_up_because == WHY
    post.register.record.check()
    place.change("UPDATE message SET fault_text = 'Lý do khác'")
    with pytest.raises(ConfigurationError, match="row_changed"):
        post.register.record.check()


def test_whoever_was_to_get_what_was_given_up_or_stopped_never_got_it(either_post: Post) -> None:
    post = either_post
    sendable(post.register, "old-0001")
    assert missed(post) == []
    post.way.fails("send", Fault.REFUSED)
    post.send()
    both = [(HOME, "stopped"), (MONEY, "stopped")]
    assert missed(post) == missed(post, "old-0001") == both
    post.register.outbox.cancel(post.message("old-0001").id, WHY, "vanthu")
    assert missed(post) == [(HOME, "cancelled"), (MONEY, "cancelled")]
    post.register.lifecycle.dispatch("old-0001", Dispatch(recipient=NAMES[HOME]), "vanthu")
    assert missed(post) == [(MONEY, "cancelled")]
    post.register.receipts.note(post.report("old-0001", MONEY, "03"), "a" * 64, "vanthu")
    assert missed(post) == []


def test_whoever_got_it_under_another_code_or_in_a_new_message_is_not_named(post: Post) -> None:
    sendable(post.register, "old-0001")
    outbox = post.register.outbox
    wrong = outbox.all()[0]
    right = outbox.readdress(wrong.id, [], "vanthu", {MONEY: ("H99.77", "Sở Y tế")})
    assert missed(post) == []
    outbox.readdress(right.id, [HOME], "vanthu")
    assert missed(post) == [(HOME, "cancelled")]
    post.send()
    assert missed(post) == [(HOME, "cancelled")]


def test_what_may_have_left_and_what_is_out_of_force_is_not_named(post: Post) -> None:
    sendable(post.register, "old-0001")
    post.way.can_find = False
    post.way.fails("send", Fault.AFTER, Fault.REFUSED)
    post.send()
    post.later()
    assert post.message("old-0001").state is MessageState.STOPPED
    assert missed(post) == []
    sendable(post.register, "new-0001")
    post.register.outbox.cancel(post.message("new-0001").id, WHY, "vanthu")
    assert missed(post, "new-0001") == [(HOME, "cancelled"), (MONEY, "cancelled")]
    post.register.lifecycle.recall("new-0001", "Sai thẩm quyền", "vanthu")
    assert missed(post) == []


def test_thousands_of_papers_of_one_document_are_told_apart_by_name_and_quickly(
    post: Post, place: Place
) -> None:
    sendable(post.register, "old-0001")
    name = post.message("old-0001").id
    post.register.outbox.cancel(name, WHY, "vanthu")
    (entry_id,) = place.rows("SELECT entry_id FROM message")[0]
    numbers = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000) "
    place.change(
        f"{numbers}INSERT INTO delivery SELECT '{name}', 'H7.' || i, 'Nơi ' || i, 'waiting', "  # noqa: S608
        "(SELECT max(state_at) FROM delivery), '', 'H7.' || i FROM n",
        f"{numbers}INSERT INTO dispatch SELECT 1000 + i, {entry_id}, 'NƠI ' || i, '2026-11-22', "  # noqa: S608
        "'', '', '2026-11-22T00:00:00Z', 'vanthu' FROM n WHERE i > 1",
    )
    started = process_time()
    expected = [("H7.1", "cancelled"), (HOME, "cancelled"), (MONEY, "cancelled")]
    assert missed(post) == missed(post, "old-0001") == expected
    assert process_time() - started < 3


def test_no_statement_grows_with_the_documents(post: Post) -> None:
    def asked() -> list[str]:
        said: list[str] = []
        engine = post.register._registry.database.engine

        def note(*event: Any) -> None:
            said.append(event[2])

        sa.event.listen(engine, "before_cursor_execute", note)
        try:
            assert missed(post)
        finally:
            sa.event.remove(engine, "before_cursor_execute", note)
        return said

    for name in ("old-0001", "new-0001"):
        sendable(post.register, name)
    for name in ("old-0001", "new-0001"):
        post.register.outbox.cancel(post.message(name).id, WHY, "vanthu")
        if name == "old-0001":
            one = asked()
    assert asked() == one


def test_list_track_and_doctor_say_who_never_got_it_and_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    exchanging_office(tmp_path, monkeypatch)

    def said(*command: str) -> str:
        run(esign, list(command))
        return capsys.readouterr().out

    def told(*command: str) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(said(*command, "--json"))
        return found

    (waiting,) = told("outbox", "list")["messages"]
    assert run(esign, ["outbox", "cancel", waiting["id"], "--yes"]) == ExitStatus.USAGE
    assert "--reason" in capsys.readouterr().err
    given_up = told("outbox", "cancel", waiting["id"], "--yes", "--reason", WHY)
    assert (given_up["state"], given_up["given_up_because"]) == ("cancelled", WHY)
    unreached = told("outbox", "list")["unreached"]
    assert [(each["code"], each["given_up_because"]) for each in unreached] == [
        (HOME, WHY),
        (MONEY, WHY),
    ]
    for command in (("outbox", "list"), ("track", "old-0001")):
        words = said(*command)
        assert "01/QĐ-SGDĐT" in words
        assert NAMES[MONEY] in words
        assert "Văn thư đã bỏ" in words or "văn thư đã bỏ" in words
    assert "esign dispatch" in said("track", "old-0001")
    for which in (("track", "old-0001"), ("outbox", "show", waiting["id"])):
        assert f"Lý do bỏ: {WHY}" in said(*which)


def test_doctor_reminds_until_somebody_has_decided(post: Post) -> None:
    def reminded() -> bool:
        codes = [check.code for check in outbox_checks(post.register.outbox)]
        return "doctor.outbox_unreached" in codes

    sendable(post.register, "old-0001")
    post.way.fails("send", Fault.REFUSED)
    post.send()
    assert reminded()
    post.register.outbox.cancel(post.message("old-0001").id, WHY, "vanthu")
    assert not reminded()
    assert {each.given_up_because for each in post.register.outbox.unreached()} == {WHY}
    sendable(post.register, "new-0001")
    wrong = post.message("new-0001")
    post.register.outbox.readdress(wrong.id, [HOME], "vanthu")
    assert [each.given_up_because for each in post.register.outbox.unreached("new-0001")] == [""]
    assert reminded()
