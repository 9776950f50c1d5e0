# SPDX-License-Identifier: Apache-2.0
"""What a rule is."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum, auto
from typing import TYPE_CHECKING, Final

from esign.exchange.rules.findings import Level

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from esign.errors import Detail
    from esign.exchange.rules.subject import Subject


SDK: Final = "VNPT's SDK"
HUB: Final = "Bkav's hub (Tây Ninh, Lâm Đồng)"
GUIDE: Final = "Lạng Sơn's connection guide"
PRACTICE: Final = "Practice"


class PackageType(Enum):
    """The two types of package."""

    DOCUMENT = auto()
    STATUS = auto()


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule.

    Attributes:
        id: `D2`.
        level: of its findings.
        demands: what a package that keeps it is like.
        source: whose validator, reader or habit it comes from.
        check: finds what breaks it.
        others: the codes whose level is another one.
        bars: whether a finding is an error in these circumstances, whatever its level; None for a
            rule whose levels are always the same.
        of: which packages it is for; None for both.
        of_older: whether it has a meaning for packages of the SOAP generation too.
    """

    id: str
    level: Level
    demands: str
    source: str
    check: Callable[[Subject], Iterator[Detail]]
    others: Mapping[str, Level] = field(default_factory=dict)
    bars: Callable[[Subject, Detail], bool] | None = None
    of: PackageType | None = None
    of_older: bool = True

    @property
    def is_for_older(self) -> bool:
        """Whether it is walked over packages of the SOAP generation, none of which is a status."""
        return self.of_older and self.of is not PackageType.STATUS

    @property
    def can_refuse(self) -> bool:
        """Whether anything it finds is an error."""
        return Level.ERROR in {self.level, *self.others.values()}

    def level_of(self, code: str) -> Level:
        """How grave the finding of this code is."""
        return self.others.get(code, self.level)

    def is_for(self, subject: Subject) -> bool:
        """Whether it has something to say about packages of this type and generation."""
        if subject.is_older:
            return self.is_for_older
        found = PackageType.STATUS if subject.is_status else PackageType.DOCUMENT
        return self.of in {None, found}
