# SPDX-License-Identifier: Apache-2.0
"""What may be done with the message of a release, wherever it and its document stand by then."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Final

import pytest

from esign.errors import InputError
from esign.register import MessageState
from support.books import DECISION
from support.lives import LETTER
from support.outbox import HOME, MONEY, sendable
from support.transports import Fault

if TYPE_CHECKING:
    from collections.abc import Callable

    from support.outbox import Post

OURS, NEXT = "old-0001", "new-0001"
REASON = "Sai thẩm quyền"

FATES: Final[dict[str, tuple[Fault, ...]]] = {
    "waiting": (),
    "unknown": (Fault.AFTER,),
    "sent": (Fault.FINE,),
    "stopped": (Fault.REFUSED,),
    "doubtful": (Fault.AFTER, Fault.REFUSED),  # stopped, and the axis may have it
    "cancelled": (),
}
DEEDS: Final = ("released", "corrected", "replaced", "recalled")
VERBS: Final = ("retry", "without", "cancel", "take_back")

OK, SETTLED, LEFT, GONE = "", "outbox.settled", "outbox.may_have_left", "outbox.out_of_force"
NOT_OUT, NOT_LEFT, NEVER = "outbox.not_out", "outbox.not_left_yet", "outbox.never_sent"
TABLE: Final[dict[tuple[str, str], tuple[str, str, str, str]]] = {
    ("waiting", "released"): (OK, OK, OK, NOT_LEFT),
    ("waiting", "corrected"): (OK, OK, OK, NOT_LEFT),
    ("waiting", "replaced"): (OK, GONE, OK, NOT_OUT),
    ("waiting", "recalled"): (SETTLED, SETTLED, SETTLED, NOT_OUT),  # the recall has cancelled it
    ("unknown", "released"): (OK, LEFT, LEFT, OK),
    ("unknown", "corrected"): (OK, LEFT, LEFT, OK),
    ("unknown", "replaced"): (OK, LEFT, LEFT, NOT_OUT),
    ("unknown", "recalled"): (OK, LEFT, LEFT, NOT_OUT),
    ("sent", "released"): (SETTLED, SETTLED, SETTLED, OK),
    ("sent", "corrected"): (SETTLED, SETTLED, SETTLED, OK),
    ("sent", "replaced"): (SETTLED, SETTLED, SETTLED, NOT_OUT),
    ("sent", "recalled"): (SETTLED, SETTLED, SETTLED, NOT_OUT),
    ("stopped", "released"): (OK, OK, OK, NOT_LEFT),
    ("stopped", "corrected"): (OK, OK, OK, NOT_LEFT),
    ("stopped", "replaced"): (GONE, GONE, OK, NOT_OUT),
    ("stopped", "recalled"): (SETTLED, SETTLED, SETTLED, NOT_OUT),
    ("doubtful", "released"): (OK, LEFT, LEFT, OK),
    ("doubtful", "corrected"): (OK, LEFT, LEFT, OK),
    ("doubtful", "replaced"): (GONE, LEFT, LEFT, NOT_OUT),
    ("doubtful", "recalled"): (GONE, LEFT, LEFT, NOT_OUT),
    ("cancelled", "released"): (SETTLED, SETTLED, SETTLED, NEVER),
    ("cancelled", "corrected"): (SETTLED, SETTLED, SETTLED, NEVER),
    ("cancelled", "replaced"): (SETTLED, SETTLED, SETTLED, NOT_OUT),
    ("cancelled", "recalled"): (SETTLED, SETTLED, SETTLED, NOT_OUT),
}
"""By fate of the message and state of the document: what each verb is refused with."""


def refusal(act: Callable[[], object]) -> str:
    """The code of what an act is refused with; empty where it is done."""
    try:
        act()
    except InputError as refused:
        return refused.code
    return OK


def bring_about(post: Post, fate: str, deed: str) -> str:
    """A message of a release with that fate, whose document stands like that; its id."""
    sendable(post.register, OURS)
    for fault in FATES[fate]:
        post.way.fails("send", fault)
        post.way.can_find = False
        post.later()
    name = post.message(OURS).id
    if fate == "cancelled":
        post.register.outbox.cancel(name, "Không gửi nữa", "vanthu")
    lifecycle = post.register.lifecycle
    if deed == "recalled":
        lifecycle.recall(OURS, REASON)
    elif deed != "released":
        sendable(post.register, NEXT, LETTER if deed == "corrected" else DECISION)
        act = lifecycle.correct if deed == "corrected" else lifecycle.replace
        act(OURS, NEXT, REASON)
    return name


def done_with(post: Post, verb: str, name: str) -> Callable[[], object]:
    outbox = post.register.outbox
    return {
        "retry": lambda: outbox.retry(name, "vanthu"),
        "without": lambda: outbox.readdress(name, {MONEY}, "vanthu"),
        "cancel": lambda: outbox.cancel(name, "Không gửi nữa", "vanthu"),
        "take_back": lambda: outbox.take_back(OURS, "Gửi nhầm", "vanthu", only={HOME}),
    }[verb]


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("deed", DEEDS)
@pytest.mark.parametrize("fate", FATES)
def test_every_verb_is_done_or_refused_for_a_stated_reason(
    post: Post, fate: str, deed: str, verb: str
) -> None:
    name = bring_about(post, fate, deed)
    expected = TABLE[fate, deed][VERBS.index(verb)]
    assert refusal(done_with(post, verb, name)) == expected
    post.register.record.check()


def test_what_was_stopped_in_doubt_is_not_sent_after_the_recall_of_its_document(
    post: Post,
) -> None:
    name = bring_about(post, "doubtful", "recalled")
    post.later()
    assert post.message(OURS, "recalled").state is MessageState.SENT
    before = len(post.axis.sendings)
    assert refusal(done_with(post, "retry", name)) == GONE
    post.later()
    assert len(post.axis.sendings) == before
    assert post.message(OURS).state is MessageState.STOPPED


def test_a_replacement_is_not_sent_once_the_document_that_it_brings_is_recalled(
    post: Post,
) -> None:
    bring_about(post, "sent", "replaced")
    post.way.fails("send", Fault.REFUSED)
    post.later()
    stopped = post.message(OURS, "replaced")
    assert stopped.state is MessageState.STOPPED
    post.register.lifecycle.recall(NEXT, REASON)
    assert refusal(done_with(post, "retry", stopped.id)) == GONE
    assert refusal(done_with(post, "without", stopped.id)) == GONE
    assert refusal(done_with(post, "cancel", stopped.id)) == OK


def test_a_replacement_brings_the_same_files_as_the_release_of_its_document_did(
    post: Post,
) -> None:
    for name in (OURS, NEXT):
        sendable(post.register, name)
    sent = b"%PDF-1.7 sealed " + NEXT.encode()
    post.send()
    post.register.versions.keep(
        NEXT, "pdf", sent + b" proof", after=sha256(sent).hexdigest(), actor="vanthu"
    )
    post.register.lifecycle.replace(OURS, NEXT, REASON)
    post.later()
    files = [each.attachments[0].data for each in post.got(HOME)]
    assert files[1:] == [sent, sent]
