# SPDX-License-Identifier: Apache-2.0
"""What goes wrong on the way to the axis, and what each means for a message."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from esign.errors import ConfigurationError, InputError, ServiceError
from esign.messages.jargon import explained
from esign.model import OutcomeUnknownError, RefusedError

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

EXISTS: Final = "ExistDoc"
"""A document of that id lies there already, as hubs of the Bkav family say."""

_WRONG_CREDENTIAL: Final = "15"
_HUB_FAULT: Final = "20"
_LONGEST: Final = 200


class Faults:
    """Makes the errors of one transport; what the other side says is shown shortened and clean.

    Args:
        service: the transport's name in the settings.
        secrets: what no message may show, should the other side repeat it.
    """

    def __init__(self, service: str, secrets: Collection[str] = ()) -> None:
        self._service = service
        self._secrets = tuple(secret for secret in secrets if secret)

    def said(self, text: object) -> str:
        """Words of the other side, fit to be shown and kept."""
        plain = " ".join(str(text).split())
        for secret in self._secrets:
            plain = plain.replace(secret, "…")
        plain = "".join(letter if letter.isprintable() else "?" for letter in plain)
        return plain if len(plain) <= _LONGEST else f"{plain[: _LONGEST - 1]}…"

    def _meant(self, reason: object) -> str:
        """The same; a technical word with what it means."""
        return explained(self.said(reason))

    def unreachable(self, reason: object) -> ServiceError:
        """Nobody was reached, or what was asked for did not come: nothing has been done."""
        return ServiceError(
            "transport.unreachable", service=self._service, reason=self._meant(reason)
        )

    def no_folder(self, folder: Path) -> ServiceError:
        """A watched folder is not there, or the share that holds it is not mounted."""
        return ServiceError("transport.no_folder", service=self._service, reason=self.said(folder))

    def busy(self, status: object, retry_after: int) -> ServiceError:
        """The other side wants to be left alone, for so many seconds if it says so, else 0."""
        return ServiceError(
            "transport.busy", service=self._service, status=status, retry_after=retry_after
        )

    def bad_answer(self, reason: object) -> ServiceError:
        """An answer to a question that had no effect is not what it should be."""
        said = self._meant(reason)
        return ServiceError("transport.bad_answer", service=self._service, reason=said)

    def no_answer(self, reason: object) -> OutcomeUnknownError:
        """Something was sent, and whether it was taken cannot be told."""
        return OutcomeUnknownError(
            "transport.no_answer", service=self._service, reason=self._meant(reason)
        )

    def not_certain(self) -> OutcomeUnknownError:
        """The other side was asked for a message, and what it says does not settle the matter."""
        return OutcomeUnknownError("transport.not_certain", service=self._service)

    def credential(self) -> ConfigurationError:
        """The other side does not know this office, or not by this secret."""
        return ConfigurationError("transport.credential", service=self._service)

    def too_large(self, limit: int) -> InputError:
        """A waiting message is larger than any may be."""
        return InputError(
            "transport.too_large", service=self._service, limit_mb=max(1, limit // 1024**2)
        )

    def not_a_message(self, name: str) -> InputError:
        """What was fetched, or is to be, cannot be a message."""
        return InputError("transport.not_a_message", service=self._service, name=self.said(name))

    def not_offered(self, name: str) -> InputError:
        """A message that was offered is not there any more."""
        return InputError("transport.not_offered", service=self._service, name=self.said(name))

    def refused(self, status: object, reason: object) -> RefusedError:
        """The other side has everything and says no."""
        return RefusedError(
            "transport.refused",
            service=self._service,
            status=self.said(status),
            reason=self.said(reason) or "—",
        )

    def failure(self, code: str, reason: object) -> ServiceError | ConfigurationError:
        """What a service means that answers `FAIL` with a code.

        The codes of the Lạng Sơn hub: 15 is a wrong system id or secret, 20 a fault of its own,
        the others will be the same at every attempt. Codes that nobody has explained count among
        these: a clerk who looks is better than a message that knocks for days.
        """
        if code == _WRONG_CREDENTIAL or str(reason).strip().casefold() == "unauthorized":
            return self.credential()
        if code == _HUB_FAULT:
            return self.unreachable(reason or code)
        return self.refused(code, reason)
