# SPDX-License-Identifier: Apache-2.0
"""What every part of the register works on."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from esign.kinds import Books
from esign.register.roles import Roles
from esign.register.signing_days import DAYS_TO_SIGN

if TYPE_CHECKING:
    from esign.ports import Clock, RandomSource
    from esign.register.database import Database
    from esign.register.store import ObjectStore


@dataclass(frozen=True, slots=True)
class Registry:
    """An opened register.

    Attributes:
        database: the tables.
        objects: the issued files.
        clock: says on which day, Vietnamese time, a number is taken.
        random: draws look-up codes and salts.
        books: which book each kind is entered in.
        roles: who may do what.
        days_to_sign: how many days after its date a document may still be signed.
        vouched: somebody has said that nothing that is issued now was issued after the backup
            which the register came from; of no meaning where it came from none.
        exchanges: what is released is queued for its electronic receivers.
    """

    database: Database
    objects: ObjectStore
    clock: Clock
    random: RandomSource
    books: Books = field(default_factory=Books)
    roles: Roles = field(default_factory=Roles)
    days_to_sign: int = DAYS_TO_SIGN
    vouched: bool = False
    exchanges: bool = False
