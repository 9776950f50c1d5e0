# SPDX-License-Identifier: Apache-2.0
"""What the register knows of what a message says, told to the rules for packages.

Whether a document is here already (rule K1) is settled by the register itself, in the transaction
that gives the message its place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from esign.exchange import StoredDocument
from esign.intake.opening import Known
from esign.model import StatusPackage

if TYPE_CHECKING:
    from esign.model import Package
    from esign.register import Register


def known_of(
    package: Package | StatusPackage, register: Register, agency_code: str, size_limit: int
) -> Known:
    """What is known of a message.

    Args:
        package: what it says.
        register: ours.
        agency_code: whose inbox it is.
        size_limit: bytes of a package that is accepted; 0 for the usual.
    """
    document = None
    if isinstance(package, StatusPackage):
        document = _document(package, register, agency_code)
    directory, code = register.directory, package.sender.code
    if not code or directory.latest() is None:
        return Known(size_limit, document=document)
    sender = directory.find(code)
    similar = () if sender is not None else directory.similar(code)
    return Known(size_limit, code, sender, similar, document)


def _document(status: StatusPackage, register: Register, agency_code: str) -> StoredDocument | None:
    dealing = register.dealings.of(status, agency_code)
    if dealing is None:
        return None
    return StoredDocument(
        dealing.sender_code,
        dealing.receiver_codes,
        statuses=dealing.statuses,
        open_requests=dealing.open_requests,
    )
