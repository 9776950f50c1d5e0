# SPDX-License-Identifier: Apache-2.0
"""That a message was not sent is said only by a list that would show it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from esign.exchange.transports.answers import is_whole
from esign.exchange.transports.sent_list import Found, look_up
from support.hubs import OK, Hub, json_script, serving
from support.ports import FIXED_NOW
from support.ways import consignment, vxp

SENT = replace(consignment(), first_tried_at=FIXED_NOW)
SINCE = FIXED_NOW - timedelta(days=29)
OTHER = {
    "senderdocid": "1",
    "notation": "77/TB-SGDĐT",
    "title": "Thông báo khác",
    "tocode": "H99.40",
    "fromcode": "H99.12",
}


def test_a_list_of_others_alone_says_that_it_is_not_there() -> None:
    assert look_up(SENT, [OTHER], SINCE) is Found.NOWHERE


@pytest.mark.parametrize(
    "entry",
    [
        {"notation": "QĐ-SGDĐT"},
        {"notation": ""},
        {"notation": None},
        {"title": f"  {SENT.title.upper()} "},
        {"title": ""},
        {"tocode": SENT.receiver_codes[0].lower()},
        {"tocode": None},
    ],
)
def test_an_entry_that_could_be_it_leaves_the_matter_open(entry: dict[str, object]) -> None:
    assert look_up(SENT, [OTHER, {**OTHER, **entry}], SINCE) is Found.UNCLEAR


def test_a_list_that_cannot_tell_says_nothing() -> None:
    assert look_up(SENT, [], SINCE) is Found.UNCLEAR
    assert look_up(SENT, [OTHER], None) is Found.UNCLEAR
    assert look_up(replace(SENT, first_tried_at=None), [OTHER], SINCE) is Found.UNCLEAR
    old = replace(SENT, first_tried_at=SINCE - timedelta(seconds=1))
    assert look_up(old, [OTHER], SINCE) is Found.UNCLEAR


@pytest.mark.parametrize("count", [0, 10, 20, 25, 50, 75, 100, 500])
def test_a_list_as_long_as_a_page_is_not_whole(count: int) -> None:
    assert not is_whole({"data": [OTHER] * count})


@pytest.mark.parametrize(
    "said",
    [
        {"data": [OTHER], "totalpages": 2},
        {"data": {"content": [OTHER], "hasNext": True}},
        {"data": {"content": [OTHER], "Total": 7}},
    ],
)
def test_a_list_that_speaks_of_pages_is_not_whole(said: dict[str, object]) -> None:
    assert is_whole({"data": [OTHER]})
    assert not is_whole(said)


def test_an_adapter_is_believed_only_as_far_as_its_list_goes() -> None:
    hub = Hub()
    with serving(hub) as url:
        hub.answers(json_script({**OK, "data": [OTHER]}))
        assert vxp(url).find(SENT) is None
