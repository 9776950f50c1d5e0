# SPDX-License-Identifier: Apache-2.0
"""Judge every form of every attack, and what other validators say, and renew the tables of both.

Writes docs/verification.md; takes about two minutes.
"""

from __future__ import annotations

import warnings

from support import others, suite
from support.sealed import close_forge
from support.source import ROOT

PAGE = ROOT / "docs" / "verification.md"


def main() -> None:
    warnings.simplefilter("ignore")  # archives with two files of one name are meant
    tables = (
        (suite.START, suite.END, suite.attack_table()),
        (others.START, others.END, others.others_table()),
    )
    text = PAGE.read_text(encoding="utf-8")
    for start, end, table in tables:
        before, _, rest = text.partition(start)
        text = before + table + rest.partition(end)[2]
    PAGE.write_text(text, encoding="utf-8")
    close_forge()


if __name__ == "__main__":
    main()
