# SPDX-License-Identifier: Apache-2.0
"""When two names are the same; those who sign and those who check must not differ about it."""

from __future__ import annotations

import unicodedata


def same_name(one: str, other: str) -> bool:
    """Whether two names differ in nothing but case and Unicode normal form.

    They are compared whole: a space, an accent or an invisible character makes another name.
    """
    return _folded(one) == _folded(other)


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())
