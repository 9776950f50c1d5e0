# SPDX-License-Identifier: Apache-2.0
"""The agencies on the simulated axis, and the systems that send and receive for them."""

from __future__ import annotations

import hmac
import tomllib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from esign.errors import ConfigurationError
from esign.model.agency_codes import normal_code

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from esign.ports import RandomSource

_SECRET_BITS: Final = 160
_KEYS: Final = frozenset(
    {"code", "name", "email", "parent_code", "old_codes", "system_id", "closed", "locked"}
    | {"successor_code", "secret"}
)


@dataclass(frozen=True, slots=True)
class Member:
    """An agency on the axis.

    Attributes:
        code: its electronic identifier.
        name: in full.
        system_id: of the system that sends and receives for it; empty where none does.
        email: for its records office.
        parent_code: of the body above it.
        old_codes: by which it went before.
        locked: it receives nothing for the time being.
        closed: it is no more.
        successor_code: the agency it was merged into.
    """

    code: str
    name: str
    system_id: str = ""
    email: str = ""
    parent_code: str = ""
    old_codes: tuple[str, ...] = ()
    locked: bool = False
    closed: bool = False
    successor_code: str = ""


DEFAULT: Final = (
    Member("H99.01", "Văn phòng Ủy ban nhân dân tỉnh Ví Dụ", "99.01.W00"),
    Member("H99.12", "Sở Giáo dục và Đào tạo tỉnh Ví Dụ", "99.12.W00", parent_code="H99"),
    Member("H99.12.05", "Trường Trung học phổ thông Ví Dụ", "99.125.W00", parent_code="H99.12"),
    Member("H99.20", "Trung tâm Phục vụ hành chính công tỉnh Ví Dụ", "99.20.W00"),
    Member("H99.15", "Sở Xây dựng tỉnh Ví Dụ", "99.15.W00", locked=True),
    Member("H99.08", "Sở Giao thông vận tải tỉnh Ví Dụ", closed=True, successor_code="H99.15"),
)
"""Who is on the axis when nobody says otherwise; the codes are those of the examples."""


class Members:
    """Who is on the axis, and the secret of each system.

    Args:
        members: the agencies.
        secrets: by system.
    """

    def __init__(self, members: Iterable[Member], secrets: Mapping[str, str]) -> None:
        self.by_code = {member.code: member for member in members}
        self.secrets = dict(secrets)

    def knows(self, system_id: str, secret: str) -> bool:
        """Whether the secret is the system's."""
        kept = self.secrets.get(system_id, "")
        return bool(kept) and hmac.compare_digest(kept.encode(), secret.encode())

    def of_system(self, system_id: str) -> frozenset[str]:
        """The codes for which a system sends and receives."""
        return frozenset(code for code, each in self.by_code.items() if each.system_id == system_id)

    def add(self, member: Member) -> None:
        """Take an agency in, or change what is said of it."""
        self.by_code[member.code] = member

    def remove(self, code: str) -> None:
        """Close an agency; it stays known by its code."""
        self.by_code[code] = replace(self.by_code[code], closed=True)


def with_secrets(
    members: Iterable[Member], secrets: Mapping[str, str], random: RandomSource
) -> Members:
    """The agencies, with a fresh secret for each system that has none."""
    kept = tuple(members)
    systems = dict.fromkeys(member.system_id for member in kept if member.system_id)
    drawn = {
        system: secrets.get(system) or f"{random.bits(_SECRET_BITS):0{_SECRET_BITS // 4}x}"
        for system in systems
    }
    return Members(kept, drawn)


def read_members(data: bytes, name: str) -> tuple[tuple[Member, ...], dict[str, str]]:
    """The agencies of a TOML file of `[[agency]]` tables, and the secrets that stand in it.

    Raises:
        ConfigurationError: it is no TOML, or a table lacks code or name, says a code twice, holds
            what is not known, or gives one system two secrets.
    """
    try:
        tables = tomllib.loads(data.decode("utf-8"))
        found = tables["agency"]
        described = [_described(table) for table in found]
    except (UnicodeDecodeError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ConfigurationError("axis.agencies_unreadable", name=name) from error
    secrets: dict[str, str] = {}
    for member, secret in described:
        if secret and secrets.setdefault(member.system_id, secret) != secret:
            raise ConfigurationError("axis.agencies_unreadable", name=name)
    members = tuple(member for member, _ in described)
    if not members or len({member.code for member in members}) < len(members):
        raise ConfigurationError("axis.agencies_unreadable", name=name)
    return members, secrets


def _described(table: Mapping[str, Any]) -> tuple[Member, str]:
    """One agency and the secret beside it.

    Raises:
        KeyError, TypeError, ValueError: the table is not as it should be.
    """
    if set(table) - _KEYS:
        raise KeyError
    values = {key: _of_type(table[key], str) for key in ("system_id", "email") if key in table} | {
        key: normal_code(_of_type(table[key], str)) for key in _CODES if key in table
    }
    flags = {key: _of_type(table[key], bool) for key in ("locked", "closed") if key in table}
    old = tuple(normal_code(_of_type(code, str)) for code in table.get("old_codes", ()))
    code, name = normal_code(_of_type(table["code"], str)), _of_type(table["name"], str).strip()
    if not code or not name:
        raise ValueError
    values.setdefault("system_id", f"{code}.W00")
    member = replace(Member(code, name, old_codes=old), **values, **flags)
    return member, _of_type(table.get("secret", ""), str)


_CODES: Final = ("parent_code", "successor_code")


def _of_type(value: object, kind: type) -> Any:  # noqa: ANN401 - what TOML holds
    if not isinstance(value, kind):
        raise TypeError
    return value
