# SPDX-License-Identifier: Apache-2.0
"""What holds for every transport, whatever it is made of."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from esign.errors import ConfigurationError, UsageError
from esign.exchange.transports import VxpTransport
from esign.model import MessageType, OutcomeUnknownError
from support import sshd
from support.packages import PACKAGE
from support.ways import WRONG, Way, consignment, large, opened_way, shared_sshd, status

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from esign.model import Consignment
    from support.sshd import Sshd

KINDS = ("memory", "vxp", "vxp-raw", "hub", "folder", "sftp", "axis-vxp", "axis-hub")


@pytest.fixture(scope="module")
def server() -> Iterator[Callable[[], Sshd]]:
    with shared_sshd() as started:
        yield started


@pytest.fixture(params=KINDS)
def way(
    request: pytest.FixtureRequest, tmp_path: Path, server: Callable[[], Sshd]
) -> Iterator[Way]:
    if request.param == "sftp" and (reason := sshd.missing()):
        pytest.skip(reason)
    with opened_way(request.param, tmp_path, server) as opened:
        yield opened


def test_a_message_arrives_as_it_was_sent_and_is_offered_until_it_is_confirmed(way: Way) -> None:
    sent = consignment()
    assert way.sender.send(sent)
    way.carry()
    (offered,) = way.receiver.offered()
    assert offered.message_type is MessageType.DOCUMENT
    assert offered.listed_at is None or offered.listed_at.tzinfo is not None
    assert way.receiver.fetch(offered) == sent.data
    assert list(way.receiver.offered()) == [offered]
    way.receiver.confirm(offered, taken=True)
    assert list(way.receiver.offered()) == []


def test_what_is_sent_again_is_not_delivered_twice(way: Way) -> None:
    sent = consignment()
    first = way.sender.send(sent)
    assert way.sender.send(sent) == first
    way.carry()
    assert way.sender.send(sent) == first
    way.carry()
    assert len(way.receiver.offered()) == 1


def not_there(way: Way, sent: Consignment) -> bool:
    """Whether a message is not found: what keeps a mere list does not vouch for that."""
    try:
        return way.sender.find(sent) is None
    except OutcomeUnknownError as fault:
        return isinstance(way.sender, VxpTransport) and fault.code == "transport.not_certain"


def test_a_document_that_was_sent_is_found_and_no_other(way: Way) -> None:
    sent = consignment()
    if not way.sender.can_find:
        with pytest.raises(UsageError):
            way.sender.find(sent)
        return
    assert not_there(way, sent)
    axis_id = way.sender.send(sent)
    assert way.sender.find(sent) == axis_id
    way.carry()
    assert way.sender.find(sent) == axis_id
    other = replace(PACKAGE, number="06", document_id="H99.12,2026/11/20,06/QĐ-SGDĐT")
    assert not_there(way, consignment(other, message_id="07e4" * 8))


def test_a_status_arrives_as_a_status(way: Way) -> None:
    sent = status()
    way.receiver.send(sent)
    way.carry()
    (offered,) = way.sender.offered()
    assert offered.message_type is MessageType.STATUS
    assert way.sender.fetch(offered) == sent.data


def test_of_a_status_nothing_is_claimed_that_is_not_certain(way: Way) -> None:
    sent = status()
    if way.receiver.can_find:
        axis_id = way.receiver.send(sent)
        with suppress(OutcomeUnknownError):
            assert way.receiver.find(sent) == axis_id


def test_what_cannot_be_used_is_not_offered_again_either(way: Way) -> None:
    way.sender.send(consignment())
    way.carry()
    (offered,) = way.receiver.offered()
    way.receiver.confirm(offered, taken=False)
    assert list(way.receiver.offered()) == []
    way.receiver.confirm(offered, taken=False)  # once more, as after a crash


def test_several_messages_are_offered_each_once(way: Way) -> None:
    for number in ("05", "06", "07"):
        named = f"H99.12,2026/11/20,{number}/QĐ-SGDĐT"
        package = replace(PACKAGE, number=number, document_id=named)
        way.sender.send(consignment(package, message_id=f"{number}" * 16))
    way.carry()
    offered = way.receiver.offered()
    assert len({each.axis_id for each in offered}) == len(offered) == 3


@pytest.mark.parametrize("way", ["vxp", "hub", "folder", "sftp"], indirect=True)
def test_a_file_of_forty_megabytes_passes(way: Way) -> None:
    package = replace(PACKAGE, attachments=(large(PACKAGE.attachments[0], 30_000_000),))
    sent = consignment(package)
    assert len(sent.data) > 40_000_000
    way.sender.send(sent)
    way.carry()
    (offered,) = way.receiver.offered()
    assert way.receiver.fetch(offered) == sent.data


@pytest.mark.parametrize(
    "way", ["vxp", "vxp-raw", "hub", "sftp", "axis-vxp", "axis-hub"], indirect=True
)
def test_a_wrong_credential_is_a_fault_of_the_settings(way: Way) -> None:
    stranger = way.stranger
    assert stranger is not None
    for call in (lambda: stranger.send(consignment()), stranger.offered):
        with pytest.raises(ConfigurationError) as refused:
            call()
        assert refused.value.code == "transport.credential"
        assert WRONG not in str(refused.value)
