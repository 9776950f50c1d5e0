# SPDX-License-Identifier: Apache-2.0
"""Packages that cannot be read but for their headers.

Who has sent which document is known of them, and what is wrong with it, so that its sender can be
told (NĐ 30/2020 Đ21).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from esign.errors import Detail, InputError
from esign.exchange import Heading, heading_of
from esign.receiving import from_plain, to_plain

if TYPE_CHECKING:
    from collections.abc import Mapping

    from esign.register import Remark

_OF_PACKAGE: Final = "edxml."
"""How the codes begin that tell of the package and not of what reading it costs."""

_FAULT: Final = "fault"


class DamagedPackageError(InputError):
    """A package that cannot be read but for its header.

    Args:
        fault: why it cannot be read.
        heading: what its header says.
        proof: what is found of whoever names himself as its sender.
    """

    def __init__(self, fault: InputError, heading: Heading, proof: tuple[Remark, ...] = ()) -> None:
        super().__init__(fault.code, details=fault.details, **fault.facts)
        self.heading = heading
        self.proof = proof


def told_of_damage(data: bytes, fault: InputError) -> dict[str, object]:
    """What a limited process answers of a package that it cannot read.

    Raises:
        InputError: the fault, where not even the header can be read.
    """
    heading = heading_of(data) if fault.code.startswith(_OF_PACKAGE) else None
    if heading is None:
        raise fault
    details = [
        {"code": each.code, "path": each.path, "facts": dict(each.facts)} for each in fault.details
    ]
    told = {"code": fault.code, "facts": fault.facts, "details": details}
    return {_FAULT: told, "heading": to_plain(heading)}


def is_damage(answer: Mapping[str, Any]) -> bool:
    """Whether a limited process tells of a package that it cannot read."""
    return _FAULT in answer


def damage_of(answer: Mapping[str, Any]) -> DamagedPackageError:
    """The error that such an answer tells of.

    Raises:
        ValueError, LookupError, TypeError, AttributeError: it is no such answer.
    """
    plain = answer[_FAULT]
    details = tuple(
        Detail(str(each["code"]), str(each["path"]), dict(each["facts"]))
        for each in plain["details"]
    )
    facts = {str(name): str(value) for name, value in plain["facts"].items()}
    fault = InputError(str(plain["code"]), details=details, **facts)
    return DamagedPackageError(fault, from_plain(Heading, answer["heading"]))
