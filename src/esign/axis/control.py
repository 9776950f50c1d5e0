# SPDX-License-Identifier: Apache-2.0
"""What whoever runs the simulator asks of it; programs on the same machine only.

Changes are made with PUT and DELETE, which no page of a browser can send here unasked.
"""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from esign.axis.calls import NOWHERE, Answer, json_answer
from esign.axis.faults import read_faults
from esign.axis.listing import agency_rows
from esign.errors import InputError

if TYPE_CHECKING:
    from esign.axis.calls import Call
    from esign.axis.core import Axis
    from esign.axis.faults import Script

ROOT: Final = "/control/"


def answer(call: Call, axis: Axis, script: Script) -> Answer:
    """The ledger, the agencies, or the faults in force."""
    name = call.path.removeprefix(ROOT)
    if call.method == "GET" and name == "ledger":
        return json_answer(axis.ledger())
    if call.method == "GET" and name == "agencies":
        return json_answer({"agencies": agency_rows(axis.members)})
    if name == "faults" and call.method in {"GET", "PUT", "DELETE"}:
        return _faults(call, script)
    return NOWHERE


def _faults(call: Call, script: Script) -> Answer:
    if call.method == "DELETE":
        script.replace(())
    elif call.method == "PUT":
        try:
            script.replace(read_faults(str(json.loads(call.body)["faults"])))
        except (ValueError, KeyError, TypeError):
            return json_answer({"error": '{"faults": "…"}'}, HTTPStatus.BAD_REQUEST)
        except InputError as error:
            return json_answer({"error": error.message()}, HTTPStatus.BAD_REQUEST)
    return json_answer({"faults": script.as_plain()})
