# SPDX-License-Identifier: Apache-2.0
"""The office's own ways to the axis, written apart from it, at the simulated axis."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from esign.exchange.transports import (
    HttpProfile,
    HubProfile,
    HubTransport,
    VxpProfile,
    VxpTransport,
)
from esign.model import Consignment, MessageType, OutcomeUnknownError, RefusedError
from support.axes import OFFICE, SCHOOL, SECRETS, document, running_axis
from support.ports import FIXED_NOW, FixedClock

if TYPE_CHECKING:
    from esign.ports import Transport

_MOST = 50 * 1024 * 1024


def way(url: str, kind: str, system_id: str) -> Transport:
    """One of the office's ways, as the settings would open it."""
    secret, clock = SECRETS[system_id], FixedClock()
    if kind == "hub":
        return HubTransport("t", HubProfile(HttpProfile(url), system_id, 30, _MOST), secret, clock)
    http, raw = HttpProfile(f"{url}/XrdAdapter/adapter"), kind == "vxp raw"
    return VxpTransport("t", VxpProfile(http, system_id, 30, raw, _MOST), secret, clock)


def consignment(number: str = "12", receiver: str = "H99.12.05") -> Consignment:
    data = document(number, receivers=[receiver])
    document_id = f"H99.12,2026/11/20,{number}/QĐ-SGDĐT"
    kind = MessageType.DOCUMENT
    return Consignment(f"m-{number}", kind, "H99.12", (receiver,), document_id, "Về việc thử", data)


@pytest.mark.parametrize("kind", ["vxp", "vxp raw", "hub"])
def test_a_package_goes_out_and_comes_in(kind: str) -> None:
    with running_axis() as server:
        office, school = way(server.url, kind, OFFICE), way(server.url, kind, SCHOOL)
        assert office.send(consignment())
        (offered,) = school.offered()
        assert (offered.sender_code, offered.message_type) == ("H99.12", MessageType.DOCUMENT)
        assert offered.listed_at == FixedClock().now()
        assert school.fetch(offered) == document()
        school.confirm(offered, taken=True)
        assert school.offered() == ()


@pytest.mark.parametrize("kind", ["vxp", "hub"])
def test_a_refusal_is_final_and_a_lost_answer_is_not(kind: str) -> None:
    with running_axis("timeout-after@sendEdoc") as server:
        office = way(server.url, kind, OFFICE)
        with pytest.raises(OutcomeUnknownError):
            office.send(consignment())
        with pytest.raises(RefusedError) as refusal:
            office.send(consignment("13", "H99.15"))
        assert refusal.value.facts["status"] == "23"


def test_the_adapter_is_asked_what_became_of_a_message() -> None:
    with running_axis() as server:
        office = way(server.url, "vxp", OFFICE)
        with pytest.raises(OutcomeUnknownError):  # an empty list proves nothing
            office.find(consignment("99"))
        office.send(consignment("13", "H99.12.05"))
        sought = replace(consignment("99", "H99.125"), first_tried_at=FIXED_NOW, title="Việc khác")
        assert office.find(sought) is None
        assert {agency.code for agency in office.agencies() if agency.closed} == {"H99.08"}
