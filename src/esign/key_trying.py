# SPDX-License-Identifier: Apache-2.0
"""Opening a key as far as that goes without its passphrase or PIN."""

from __future__ import annotations

from typing import TYPE_CHECKING

from esign.key_wiring import open_configured_key

if TYPE_CHECKING:
    from collections.abc import Sequence

    from esign.errors import Detail
    from esign.settings import KeySettings


def counts_wrong_pin(key: KeySettings) -> bool:
    """Whether the token of a key says that a wrong PIN was entered lately; no PIN is handed over.

    Raises:
        EsignError: the key cannot be read so far that its passphrase or PIN is asked for.
    """
    try:
        open_configured_key(key, _Unanswered())
    except _WarnedError:
        return True
    except _AskedError:
        return False
    return False


class _AskedError(Exception):
    """A key was readable so far that its passphrase is asked for."""


class _WarnedError(_AskedError):
    """The token says that a wrong PIN was entered lately."""


class _Unanswered:
    """Ends the opening of a key where its passphrase begins to matter."""

    def passphrase(self, label: str) -> str:
        raise _AskedError(label)

    def pin(self, label: str, *_: object, in_person: bool) -> str:
        raise _WarnedError(label) if in_person else _AskedError(label)

    def tell(self, about: Sequence[Detail]) -> None:
        """Ends it too where the reader's own pad would ask next."""
        codes = {each.code for each in about}
        if "token.pin_pad" in codes:
            raise _WarnedError if codes & {"token.count_low", "token.final_try"} else _AskedError
