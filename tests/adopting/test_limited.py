# SPDX-License-Identifier: Apache-2.0
"""Whatever an input does to the process that reads it, ours goes on and says so."""

from __future__ import annotations

import pytest

from esign.errors import InputError
from esign.limits import Bounds, run_limited
from esign.limits import child as limited_child

EXAMINE = "esign.stamping.adopting.task:examine"


def test_an_answer_is_handed_over() -> None:
    with pytest.raises(InputError) as raised:
        run_limited(EXAMINE, b"no pdf", name="a.pdf", options={"name": "a.pdf"})
    assert raised.value.code == "adopt.unreadable"
    assert raised.value.facts == {"name": "a.pdf"}


def test_a_process_that_fails_is_told_of() -> None:
    with pytest.raises(InputError, match=r"limited\.crashed"):
        run_limited("json:nothing", b"", name="a.pdf")


def test_one_that_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("esign.limits.running.STARTING", 0)
    with pytest.raises(InputError, match=r"input\.too_costly"):
        run_limited(EXAMINE, b"no pdf", name="a.pdf", bounds=Bounds(seconds=0))


@pytest.mark.parametrize("event", ["socket.connect", "subprocess.Popen", "os.system"])
def test_the_process_refuses_to_act(event: str) -> None:
    with pytest.raises(PermissionError):
        limited_child._refuse(event, ())
    with pytest.raises(PermissionError):
        limited_child._refuse("open", ("a", "wb", 0))
    limited_child._refuse("open", ("a", "rb", 0))
