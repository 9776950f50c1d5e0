# SPDX-License-Identifier: Apache-2.0
"""A bulkhead round each message: what goes wrong with one sinks no other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from esign.errors import EsignError, InputError
from esign.intake.assessing import unreadable

if TYPE_CHECKING:
    from types import TracebackType

    from esign.register import Reading

_OF_THE_OFFICE = (EsignError, OSError, MemoryError)
"""Faults, but for refusals of what was given, that say nothing of a message."""


class Bulkhead:
    """Holds whatever a message causes, foreseen or not.

    What the register, the settings or the machine cause passes.

    Attributes:
        fault: what was held; None for nothing.
    """

    def __init__(self) -> None:
        self.fault: Exception | None = None

    @property
    def reading(self) -> Reading:
        """What the register is told of the message instead."""
        return unreadable(self.refusal)

    @property
    def refusal(self) -> InputError:
        """The same as an error: the refusal that was held, or that this cannot be worked with."""
        if isinstance(self.fault, InputError):
            return self.fault
        return InputError("inbox.unprocessable", reason=type(self.fault).__name__)

    def __enter__(self) -> None:
        pass

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        error: BaseException | None,
        _trace: TracebackType | None,
    ) -> bool:
        of_the_office = isinstance(error, _OF_THE_OFFICE) and not isinstance(error, InputError)
        if not isinstance(error, Exception) or of_the_office:
            return False
        self.fault = error
        return True
