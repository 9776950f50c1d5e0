# SPDX-License-Identifier: Apache-2.0
"""Signatures of a document, begun: what the key has to sign, wherever it is.

A document has one signature at a time, the person's or the agency's; with the agency's come those
of its annexes in files of their own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

from esign.annexes import begin_annexes
from esign.issuance.copies import begin_copy, waiting_copy
from esign.issuance.issuing import signed_file
from esign.issuance.leader import Signed, approved_page
from esign.issuance.sign_first import goes_open, number_signed, signed_open
from esign.model import PreparedOpen
from esign.signing import begin_certification, begin_completion, begin_seal, begin_signature

if TYPE_CHECKING:
    from collections.abc import Mapping

    from esign.issuance.leader import Approval
    from esign.issuance.office import Office
    from esign.signing import OpenSignature, Signatory

MAIN: Final = 0
"""The place of the document itself among its signatures; annexes count from 1."""

Opened: TypeAlias = "Mapping[int, OpenSignature]"
"""A document's signatures by place; none where it has them already."""


def begin_person(
    request_id: str, approval: Approval, office: Office, signatory: Signatory
) -> Opened:
    """The competent person's signature of a document of an approved list.

    Raises:
        EsignError: as `leader.sign_prepared`, but for the key.
    """
    page = approved_page(request_id, approval, office)
    if isinstance(page, Signed):
        return {}
    if isinstance(page, PreparedOpen):
        return {MAIN: begin_certification(page, signatory)}
    return {MAIN: begin_signature(page, signatory)}


def begin_agency(request_id: str, office: Office, signatory: Signatory) -> Opened:
    """The agency's signatures of a document that waits for the seal.

    One that is numbered after signing takes its number now.

    Raises:
        EsignError: as `issuing.seal_signed`, but for the key.
    """
    entry = office.register.find(request_id)
    if entry is not None and entry.sealed_alone:
        page = waiting_copy(request_id, office)
        return {} if page is None else {MAIN: begin_copy(page, office, signatory)}
    is_sealed = office.register.kept_digest(request_id, "pdf") is not None
    if goes_open(request_id, office, entry):
        if is_sealed:
            return {}
        whole = signed_open(request_id, office)
        return {MAIN: begin_completion(whole, number_signed(whole, office), signatory)}
    signed = signed_file(request_id, office)
    office.register.entry_to_issue(signed.numbered.request, office.actor)
    if is_sealed:
        return {}
    opened = {MAIN: begin_seal(signed, signatory)}
    for annex, one in begin_annexes(signed.numbered, office.register, signatory, office.renderer):
        opened[annex.ordinal] = one
    return opened
