# SPDX-License-Identifier: Apache-2.0
"""Clock, randomness, environment and secrets enter at the edge and are handed inwards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from support.source import Module, assert_none, module, project_modules, qualified_names

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

EDGE = {"wiring", "settings", "system", "cli", "web"}
OUTSIDE = (
    "datetime.date.today",
    "datetime.datetime.now",
    "datetime.datetime.today",
    "datetime.datetime.utcnow",
    "getpass",
    "os.environ",
    "os.environb",
    "os.getenv",
    "os.getenvb",
    "os.urandom",
    "random",
    "secrets",
    "time.ctime",
    "time.gmtime",
    "time.localtime",
    "time.time",
    "time.time_ns",
    "uuid.uuid1",
    "uuid.uuid4",
)


def outside_faults(modules: Sequence[Module]) -> Iterator[str]:
    """Uses of the outside world away from the edge."""
    for source in modules:
        if source.area not in EDGE:
            for name, line in sorted(set(qualified_names(source))):
                if name in OUTSIDE or name.startswith(("secrets.", "random.", "getpass.")):
                    yield f"{source.name}:{line} uses {name}"


def test_the_outside_world_enters_at_the_edge_only() -> None:
    assert_none(outside_faults(project_modules()))


def test_a_look_at_the_clock_is_noticed_under_any_name() -> None:
    text = "import datetime as d\nfrom os import environ as e\nfrom datetime import datetime\n"
    text += "x = [d.datetime.now(), e['A'], datetime.now(None), datetime(2026, 1, 1)]\n"
    assert list(outside_faults([module("esign.register.series", text)])) == [
        "esign.register.series:4 uses datetime.datetime.now",
        "esign.register.series:4 uses os.environ",
    ]


def test_a_random_source_of_ones_own_is_noticed() -> None:
    text = "import secrets\ncode = secrets.token_hex(8)\n"
    faults = list(outside_faults([module("esign.signing.nonce", text)]))
    assert "esign.signing.nonce:2 uses secrets.token_hex" in faults
    assert list(outside_faults([module("esign.wiring", text)])) == []
