# SPDX-License-Identifier: Apache-2.0
"""Which codes are one agency's: both structures of a code, and the old codes that the list names.

The list has the last word, since provinces have re-issued their codes. An agency that another one
has taken over is not that other one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from esign.model.agency_codes import agency_key, normal_code, spellings
from esign.register.directory_rows import by_code, by_former_code

if TYPE_CHECKING:
    from collections.abc import Iterable

    import sqlalchemy as sa

    from esign.model import AgencyRecord
    from esign.register.inbox_rows import ArrivedMessage


class Identity(NamedTuple):
    """An agency.

    Attributes:
        key: what it is told apart by.
        keys: the same of each code that it may have written, whether or not that is its alone.
    """

    key: str
    keys: tuple[str, ...]


def identity_of(connection: sa.Connection, code: str) -> Identity:
    """The agency of a code, as far as the code and the list tell."""
    plain = normal_code(code)
    listed = by_code(connection, plain) or by_former_code(connection, plain)
    if listed is None:
        listed = _by_other_structure(connection, plain)
    if listed is None:
        key = agency_key(plain)
        return Identity(key, (key,))
    codes = (listed.code, plain, *listed.old_codes)
    return Identity(agency_key(listed.code), tuple(dict.fromkeys(map(agency_key, codes))))


def is_one(connection: sa.Connection, code: str, other: str) -> bool:
    """Whether two codes are one agency's."""
    return identity_of(connection, code).key == identity_of(connection, other).key


def is_own(connection: sa.Connection, message: ArrivedMessage) -> bool:
    """Whether the agency that received it is the one that names itself as its sender."""
    return is_one(connection, message.read.sender_code, message.agency_code)


def _by_other_structure(connection: sa.Connection, plain: str) -> AgencyRecord | None:
    """The one agency that has, or had, the code in another structure; None for several, or none."""
    others = sorted(spellings(plain) - {plain})
    found = [by_code(connection, each) for each in others]
    if not any(found):
        found = [by_former_code(connection, each) for each in others]
    named = {each.code: each for each in found if each is not None}
    return next(iter(named.values())) if len(named) == 1 else None


def sent_by(
    connection: sa.Connection, sender: Identity, messages: Iterable[ArrivedMessage]
) -> list[ArrivedMessage]:
    """Those of some messages that an agency has sent, whichever code stands in them."""
    keys: dict[str, str] = {}
    found = []
    for each in messages:
        code = each.read.sender_code
        if code not in keys:
            keys[code] = identity_of(connection, code).key
        if keys[code] == sender.key:
            found.append(each)
    return found
