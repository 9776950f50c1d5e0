# SPDX-License-Identifier: Apache-2.0
"""A process that checks portions of the record for another one, which does the rest.

It is told over its standard input, line by line of JSON: first which database, and what to see of
it; then the portions. It answers with an empty line when it sees that, then with each portion as
`portions.write` writes it; where it cannot say that a portion is good, with an empty line.
"""

from __future__ import annotations

import gc
import json
import signal
import sys
from contextlib import closing
from typing import TYPE_CHECKING

from esign.errors import EsignError
from esign.register import portions
from esign.register.opening import reopened

if TYPE_CHECKING:
    from typing import BinaryIO


def main() -> None:
    """Check what is asked for until nothing more is."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever started this process ends it
    gc.freeze()
    help_with(sys.stdin.buffer, sys.stdout.buffer)


def help_with(asked: BinaryIO, answers: BinaryIO) -> None:
    """Check the portions that are asked for.

    Raises:
        OutputError, ConfigurationError, ServiceError: the database cannot be used.
    """
    head = json.loads(asked.readline())
    if head["program"] != portions.__file__:
        return  # another installation, which may look for other things
    with closing(reopened(head["opening"])) as database, database.reading() as connection:
        database.show(connection, head["shown"])
        _say_nothing(answers)
        with database.by_portions(connection):
            while line := asked.readline():
                after, last = json.loads(line)
                try:
                    portion = portions.checked(connection, (after, last))
                except EsignError:
                    _say_nothing(answers)
                else:
                    portions.write(portion, (after, last), answers)


def _say_nothing(answers: BinaryIO) -> None:
    answers.write(portions.NOTHING)
    answers.flush()


if __name__ == "__main__":
    main()
