# SPDX-License-Identifier: Apache-2.0
"""The story of a certified copy from the moment its page waits in the register for the seal.

A copy waits where the agency's key is not at hand: it is numbered and laid out first, and sealed
later, by whatever key there is then. Nobody signs it before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from esign.errors import InputError
from esign.issuance.originals import completed, found, handed_out
from esign.kinds import settled, subject
from esign.model import CopyForm, PreparedCopy, SealedPdf
from esign.register import ISSUED, State, refuse_late
from esign.rendering import page_count
from esign.signing import TextSeal, begin_sole_seal

if TYPE_CHECKING:
    from collections.abc import Callable

    from esign.issuance.office import Issued, Office
    from esign.model import Agency, DocumentKind, Request
    from esign.ports import Renderer
    from esign.signing import OpenSignature, Signatory

FORM: Final = "form"


def copy_form(request: Request) -> CopyForm:
    """Which form of copy is asked for; the schema of every such kind demands it."""
    return CopyForm(str(request.content[FORM]))


def copy_text(request: Request, agency: Agency, renderer: Renderer) -> TextSeal:
    """What the agency's signature on a copy shows.

    Raises:
        ConfigurationError: there is no font for it.
    """
    return TextSeal.of_copy(copy_form(request).words, agency.name, renderer.text_font)


def begin_copy(page: PreparedCopy, office: Office, signatory: Signatory) -> OpenSignature:
    """The agency's signature of a copy, but for its value.

    Raises:
        KeyFaultError, InputError, ConfigurationError: as `signing.begin_sole_seal`.
    """
    numbered = page.numbered
    text = copy_text(numbered.request, numbered.agency, office.renderer)
    return begin_sole_seal(page.data, numbered.agency.name, signatory.showing(text))


def waiting_copy(request_id: str, office: Office) -> PreparedCopy | None:
    """A copy that waits for the seal; None where it is sealed already.

    Raises:
        InputError: it was never prepared, may have been finished after the backup that the register
            came from, or its day is too long ago.
        ConfigurationError: its page is lost or damaged, or the account may not do this.
    """
    numbered = office.register.numbered(request_id)
    entry = office.register.entry_to_issue(numbered.request, office.actor)
    if entry is None or entry.state is State.SEALED or entry.state in ISSUED:
        return None
    data = office.register.kept(request_id, "prepared")
    if data is None:
        raise InputError("desk.copy_not_prepared", number=numbered.number.text)
    refuse_late(entry, office.desk.today, office.days_to_sign)
    kind = _kind(numbered.request, office)
    return PreparedCopy(numbered, data, subject(kind, numbered.request), page_count(data))


def seal_copy(
    request_id: str,
    office: Office,
    *,
    overwrite: bool = False,
    finishing: tuple[Signatory, Callable[[OpenSignature], bytes]] | None = None,
) -> Issued:
    """Seal a copy that waits, and issue it; one that is sealed is handed out again.

    Args:
        request_id: which.
        office: who seals; of its keys the agency's alone is opened.
        overwrite: as `issuing.issue` says.
        finishing: whose signature it is, and what finishes it; by default the agency's own key
            does, at once.

    Raises:
        EsignError: as `waiting_copy`, `begin_copy` and `issuing.issue`.
    """
    page = waiting_copy(request_id, office)
    numbered = office.register.numbered(request_id)
    entry, kind = office.register.find(request_id), _kind(numbered.request, office)
    if page is None:
        original = found(numbered.request, kind, office)
    else:
        signatory, finish = finishing or (office.seal, office.seal.finish)
        data = finish(begin_copy(page, office, signatory))
        original = completed(SealedPdf(numbered, data, page.subject, page.pages), kind, office)
    state = None if entry is None else entry.state
    return handed_out(original, office, state, overwrite=overwrite)


def _kind(request: Request, office: Office) -> DocumentKind:
    return settled(office.kinds.kind(request.kind), request.content)
