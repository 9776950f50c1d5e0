# SPDX-License-Identifier: Apache-2.0
"""A document made for no receivers that has come to some in the place of another."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from esign.model import Purpose
from support.books import AGENCY, DECISION, a_request
from support.lives import LETTER
from support.outbox import HOME, sendable

if TYPE_CHECKING:
    from esign.model import Package
    from support.outbox import Post

SECOND = "H99.12,2026/11/20,02/QĐ-SGDĐT"
WHY = "Sai thẩm quyền"


@pytest.fixture
def replaced(post: Post) -> Post:
    """Its receivers have it as the replacement of another, and it has no package of its own."""
    sendable(post.register, "old-0001")
    unaddressed(post, "new-0001")
    post.register.lifecycle.replace("old-0001", "new-0001", "Sai mức chi")
    post.send()
    return post


def test_its_recall_is_sent_to_those_who_have_it(replaced: Post) -> None:
    replaced.register.lifecycle.recall("new-0001", WHY)
    last = sent_last(replaced)
    assert (last.document_id, last.attachments) == (SECOND, ())
    assert (last.business.purpose, last.business.reason) == (Purpose.RECALL, WHY)
    assert (last.business.document_id, last.business.replaced) == (SECOND, ())


def test_its_correction_is_sent_to_those_who_have_it(replaced: Post) -> None:
    unaddressed(replaced, "letter-01", is_letter=True)
    replaced.register.lifecycle.correct("new-0001", "letter-01", WHY)
    last = sent_last(replaced)
    assert (last.document_id, last.business.purpose) == (SECOND, Purpose.UPDATE)
    assert [each.data for each in last.attachments] == [b"sealed letter-01"]


def test_what_replaces_it_in_turn_is_sent_to_those_who_have_it(replaced: Post) -> None:
    unaddressed(replaced, "third-01")
    replaced.register.lifecycle.replace("new-0001", "third-01", WHY)
    last = sent_last(replaced)
    assert (last.number, last.business.purpose) == ("03", Purpose.REPLACE)
    assert [each.document_id for each in last.business.replaced] == [SECOND]
    assert [each.data for each in last.attachments] == [b"sealed third-01"]


def unaddressed(post: Post, request_id: str, *, is_letter: bool = False) -> None:
    """A document that is out, and names no receiver: kept without a package."""
    kind = LETTER if is_letter else DECISION
    asked = replace(a_request(request_id), kind=kind.name)
    post.register.number(asked, kind, AGENCY)
    post.register.keep(request_id, {"signed": b"signed " + request_id.encode()})
    post.register.keep(request_id, {"pdf": b"sealed " + request_id.encode()})
    post.register.release(request_id)


def sent_last(post: Post) -> Package:
    """What the receiver has got after a pass in which nothing stopped."""
    assert not post.send().stopped
    return post.got(HOME)[-1]
