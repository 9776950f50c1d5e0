# SPDX-License-Identifier: Apache-2.0
"""Who may do what: accounts bound to duties, as the settings say."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from esign.errors import ConfigurationError
from esign.messages import Term
from esign.register.transitions import TRANSITIONS, WRITING_DUTIES, Step

if TYPE_CHECKING:
    from collections.abc import Mapping

    from esign.register.transitions import Duty, Writing

ITSELF = "esign"
"""The actor of what the program does without being told by anyone in particular."""


@dataclass(frozen=True, slots=True)
class Roles:
    """The accounts entrusted with each duty.

    Attributes:
        accounts: by duty; empty as a whole where the office makes no distinction, and then every
            account may do everything.
        apart: whether who has signed a document may not seal it as well (NĐ 30/2020 Đ32-33).
    """

    accounts: Mapping[Duty, frozenset[str]] = field(default_factory=dict)
    apart: bool = True

    def require(self, actor: str, *steps: Step | Writing) -> None:
        """Refuse an account that has none of the duties of a step or of other writing.

        Raises:
            ConfigurationError: names the account, the first step it may not do, and who may; or
                that whoever calls has to name an account.
        """
        if not self.accounts:
            return
        for step in steps:
            entrusted = self._entrusted(step)
            if actor in entrusted:
                continue
            may = ", ".join(sorted(entrusted)) or Term("role.nobody")
            code = "register.actor_unnamed" if actor == ITSELF else "register.not_entrusted"
            raise ConfigurationError(code, actor=actor, step=step_name(step), accounts=may)

    def require_other(self, actor: str, signed_by: str) -> None:
        """Refuse to let the account seal that has signed, where the office keeps the two apart.

        Raises:
            ConfigurationError: it is the same.
        """
        if self.accounts and self.apart and actor == signed_by:
            may = ", ".join(sorted(self._entrusted(Step.SEAL) - {actor})) or Term("role.nobody")
            raise ConfigurationError("register.signed_by_same", actor=actor, accounts=may)

    def _entrusted(self, step: Step | Writing) -> frozenset[str]:
        duties = TRANSITIONS[step].duties if isinstance(step, Step) else WRITING_DUTIES[step]
        return frozenset[str]().union(*(self.accounts.get(duty, ()) for duty in duties))


def step_name(step: Step | Writing) -> Term:
    """What messages call a step, or other writing."""
    return Term(f"step.{step}")
