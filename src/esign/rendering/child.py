# SPDX-License-Identifier: Apache-2.0
"""The limited process that lays out sheets: one line of JSON each, one line of JSON back.

Typst does not get to the network from here: it would fetch packages while it lays out.
"""

from __future__ import annotations

import base64
import json
import os
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from esign.errors import ConfigurationError, InputError
from esign.limits import within_limits
from esign.model import Agency
from esign.rendering.book_source import BookSheet
from esign.rendering.compiler import PageCompiler
from esign.rendering.layout import OwnLayout
from esign.rendering.source import Sheet

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

# Nobody listens on this port, so Typst's downloads end before they begin.
NOWHERE: Final = "http://127.0.0.1:9"
PROXIES: Final = ("http_proxy", "https_proxy", "all_proxy")


def main() -> None:
    """Read what sheets are laid out with, then lay out one after the other until no more come."""
    for name in PROXIES:
        os.putenv(name, NOWHERE)
        os.putenv(name.upper(), NOWHERE)
    os.putenv("no_proxy", "")
    os.putenv("NO_PROXY", "")
    lines = sys.stdin.buffer
    head = json.loads(lines.readline())
    root, fonts = Path(head["root"]), head["fonts"]
    compiler = PageCompiler(root, None if fonts is None else Path(fonts))
    layout = OwnLayout(root, head["family"], compiler)
    _say({})  # ready
    for line in lines:
        with within_limits(head["root"], seconds=head["seconds"], megabytes=head["megabytes"]):
            said = _laid_out(json.loads(line), layout)
        _say(said)


def _say(said: Mapping[str, object]) -> None:
    sys.stdout.write(json.dumps(said) + "\n")
    sys.stdout.flush()


def _laid_out(asked: Mapping[str, Any], layout: OwnLayout) -> dict[str, object]:
    created = datetime.fromisoformat(asked["created"])
    try:
        if "book" in asked:
            data = layout.book(BookSheet(**asked["book"]), created)
        else:
            data = layout.pdf(_sheet(asked["sheet"]), created)
    except ConfigurationError as error:
        return {"code": error.code, "facts": error.facts}
    return {"pdf": base64.b64encode(data).decode()}


def _sheet(facts: Mapping[str, Any]) -> Sheet:
    attached = None if facts["attached"] is None else facts["attached"].encode()
    return Sheet(**{**facts, "agency": Agency(**facts["agency"]), "attached": attached})


if __name__ == "__main__":
    try:
        main()
    except InputError:
        sys.exit(1)  # whoever asked sees that no answer came
