# SPDX-License-Identifier: Apache-2.0
"""What every story of issuing shares: taking the number, keeping files, judging, handing out.

A document may have annexes in files of their own. They are stamped when its number is taken, and
sealed when it is sealed: it is kept, and goes out, with all of them or not at all.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from esign import acceptance, exchange
from esign.annexes import SOLE_POLICY, kept_annexes, prepare_annexes, seal_annexes
from esign.augmenting import Lifted
from esign.errors import OutputError
from esign.files import make_folder, write_whole
from esign.issuance.office import Issued
from esign.kinds import subject
from esign.model import Level, SealedPdf
from esign.register import ISSUED, State, annex_stage
from esign.rehearsal import late_remarks, pack_for_receivers
from esign.rendering import page_count

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from esign.errors import Detail
    from esign.issuance.office import Office
    from esign.model import DocumentKind, Numbered, Report, Request, SealedAnnex
    from esign.register import Stage

DOCUMENT_POLICY = "issued"
"""A recipient's policy for what the competent person and the agency sign."""


@dataclass(frozen=True, slots=True)
class Original:
    """A sealed document with its annexes and package, as kept, and what a recipient finds.

    `remarks` is what the clerk should know of its making.
    """

    sealed: SealedPdf
    annexes: tuple[SealedAnnex, ...]
    package: bytes | None
    report: Report
    remarks: tuple[Detail, ...] = ()


def take_number(request: Request, kind: DocumentKind, office: Office, reserved: str) -> Numbered:
    """The request's number, taken now or before; arguments and errors as `Register.number`.

    Its annexes wait in the register from now on.

    Raises:
        InputError: also when an annex is not at hand.
    """
    base, actor = office.lookup_address, office.actor
    numbered = office.register.number(
        request, kind, office.agency, base, reserved=reserved, actor=actor
    )
    prepare_annexes(numbered, office.annexes, office.register, actor)
    return numbered


def completed(sealed: SealedPdf, kind: DocumentKind, office: Office) -> Original:
    """A new original, found good by recipient and receivers before the register keeps it.

    Raises:
        VerificationError: a recipient would not accept it, or one of its annexes.
        EsignError: its annexes or its package cannot be made.
    """
    lifted = _lifted(sealed, office)
    sealed = replace(sealed, data=lifted.data)
    report = acceptance.require_passed(judged(sealed, office), "self_check")
    numbered = sealed.numbered
    annexes = seal_annexes(numbered, office.register, office.seal, office.renderer)
    package = pack_for_receivers(sealed, kind, office.clock, annexes)
    files: dict[Stage, bytes] = {"pdf": sealed.data}
    files |= {annex_stage(each.annex.ordinal): each.data for each in annexes}
    if package is not None:
        files["package"] = package
    if keep(numbered.request, files, office, lifted.facts)["pdf"] == sealed.data:
        return Original(sealed, annexes, package, report, lifted.remarks)
    return found(numbered.request, kind, office)  # another run of the same request was quicker


def _lifted(sealed: SealedPdf, office: Office) -> Lifted:
    """The document with the proof that can be had now; as it was sealed where there is none."""
    if office.raising is None:
        return Lifted(sealed.data, Level.B_B)
    return office.raising.lifted(
        sealed.data, lambda data: judged(replace(sealed, data=data), office)
    )


def found(request: Request, kind: DocumentKind, office: Office) -> Original:
    """The original that the register has kept for the request.

    Raises:
        ConfigurationError: a file of it is lost or damaged.
    """
    numbered = office.register.numbered(request.request_id)
    pdf = office.register.kept(request.request_id, "pdf") or b""
    sealed = SealedPdf(numbered, pdf, subject(kind, request), page_count(pdf))
    annexes = kept_annexes(numbered, office.register)
    package = office.register.kept(request.request_id, "package")
    return Original(sealed, annexes, package, judged(sealed, office))


def keep(
    request: Request,
    files: Mapping[Stage, bytes],
    office: Office,
    facts: Mapping[str, str] | None = None,
) -> Mapping[Stage, bytes]:
    """What the register keeps of a request from now on: of several runs the first one's files.

    `facts` is what its record says beside.
    """
    return office.register.keep(request.request_id, files, actor=office.actor, facts=facts)


def judged(sealed: SealedPdf, office: Office) -> Report:
    """What a recipient finds; of a certified copy, who knows that the agency alone signs one."""
    alone = sealed.numbered.request.sealed_alone
    at, policy = office.clock.now(), SOLE_POLICY if alone else DOCUMENT_POLICY
    return acceptance.inspect(sealed.data, trust=office.trust, at=at, policy=policy)


def handed_out(
    original: Original, office: Office, state: State | None, *, overwrite: bool
) -> Issued:
    """Deliver an original and release it.

    Args:
        original: what goes out.
        office: who issues.
        state: where the document stood before this run; None when it had no number.
        overwrite: replace files of the same name that say something else.

    Raises:
        VerificationError: a recipient would not accept it, and nobody has it yet.
        OutputError: a file cannot be written.
        EsignError: the register refuses.
    """
    if state not in ISSUED:
        acceptance.require_passed(original.report, "self_check")
    pdf, annexes, package = delivered(original, office, overwrite=overwrite)
    numbered = original.sealed.numbered
    office.register.release(numbered.request.request_id, actor=office.actor)
    signed_now = state in {None, State.NUMBERED}
    return Issued(
        numbered,
        pdf,
        package,
        original.report,
        repeated=state is State.SEALED or state in ISSUED,
        remarks=(*original.remarks, *(late_remarks(numbered, office.desk) if signed_now else ())),
        annexes=annexes,
    )


def delivered(
    original: Original, office: Office, *, overwrite: bool
) -> tuple[Path, tuple[Path, ...], Path | None]:
    """Where the original, its annexes and the package lie in the output folder."""
    make_folder(office.output)
    numbered = original.sealed.numbered
    stem = office.output / exchange.file_stem(numbered)
    pdf, package = stem.with_suffix(".pdf"), stem.with_suffix(".edxml")
    _deliver(pdf, original.sealed.data, overwrite=overwrite)
    annexes = []
    for each in original.annexes:
        name = exchange.file_stem(numbered, annex=each.annex.ordinal)
        annexes.append(office.output / f"{name}.pdf")
        _deliver(annexes[-1], each.data, overwrite=overwrite)
    if original.package is None:
        return pdf, tuple(annexes), None
    _deliver(package, original.package, overwrite=overwrite)
    return pdf, tuple(annexes), package


def _deliver(path: Path, data: bytes, *, overwrite: bool) -> None:
    """Write a file, unless it lies there already with the same content."""
    if _lies_there(path, data):
        return
    try:
        write_whole(path, data, overwrite=overwrite)
    except OutputError:
        if not _lies_there(path, data):  # unless another run of the same request was quicker
            raise


def _lies_there(path: Path, data: bytes) -> bool:
    return path.is_file() and path.stat().st_size == len(data) and path.read_bytes() == data
