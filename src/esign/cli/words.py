# SPDX-License-Identifier: Apache-2.0
"""The language the terminal speaks: Vietnamese, or English with `ESIGN_LANG=en`."""

from __future__ import annotations

import os

from esign.messages import Language, message

LANGUAGE = (
    Language.ENGLISH if os.environ.get("ESIGN_LANG", "").startswith("en") else Language.VIETNAMESE
)


def word(code: str, /, **facts: object) -> str:
    """The catalogue's text for `code` in the language of this run."""
    return message(code, LANGUAGE, facts)
