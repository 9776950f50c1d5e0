# SPDX-License-Identifier: Apache-2.0
"""What every story of issuing shares: taking the number, keeping files, judging, handing out.

A document may have annexes in files of their own. They are stamped when its number is taken, and
sealed when it is sealed: it is kept, and goes out, with all of them or not at all.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from esign import acceptance, exchange
from esign.annexes import (
    SOLE_POLICY,
    judged_alone,
    kept_annexes,
    prepare_annexes,
    seal_annexes,
)
from esign.augmenting import Lifted
from esign.errors import OutputError
from esign.files import make_folder, write_whole
from esign.issuance.office import Issued
from esign.kinds import annex_files, subject
from esign.model import Level, SealedPdf
from esign.packing import is_earlier, newest_package
from esign.register import ISSUED, State, annex_stage
from esign.rehearsal import late_remarks, pack_for_receivers, receiver_remarks
from esign.rendering import page_count

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
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


def completed(
    sealed: SealedPdf,
    kind: DocumentKind,
    office: Office,
    annexes: Callable[[Numbered], tuple[SealedAnnex, ...]] | None = None,
) -> Original:
    """A new original, found good by recipient and receivers before the register keeps it.

    Args:
        sealed: the document.
        kind: its kind, settled.
        office: who issues.
        annexes: seals its annexes; by default with the office's own key, at once.

    Raises:
        VerificationError: a recipient would not accept it, or one of its annexes.
        EsignError: its annexes or its package cannot be made.
    """
    lifted = _lifted(sealed, office)
    sealed, numbered = replace(sealed, data=lifted.data), sealed.numbered
    checked = office.self_checks.check(
        sealed.data,
        template=kind.template_digest,
        trust=office.trust,
        at=office.clock.now(),
        policy=_policy(sealed),
    )
    report = acceptance.require_passed(checked.report, "self_check")
    made = annexes(numbered) if annexes else _sealed_annexes(numbered, office)
    raised, told, remarks = _lifted_annexes(made, office)
    package = pack_for_receivers(sealed, kind, office.clock, raised)
    files: dict[Stage, bytes] = {"pdf": sealed.data}
    files |= {annex_stage(each.annex.ordinal): each.data for each in raised}
    if package is not None:
        files["package"] = package
    told |= {"judged_by": checked.engine, **lifted.facts}
    if keep(numbered.request, files, office, told)["pdf"] == sealed.data:
        return Original(sealed, raised, package, report, (*lifted.remarks, *remarks))
    return found(numbered.request, kind, office)  # another run of the same request was quicker


def _lifted(sealed: SealedPdf, office: Office) -> Lifted:
    """The document with the proof that can be had now; as it was sealed where there is none."""
    if office.raising is None:
        return Lifted(sealed.data, Level.B_B)
    return office.raising.lifted(
        sealed.data, lambda data: judged(replace(sealed, data=data), office)
    )


def _sealed_annexes(numbered: Numbered, office: Office) -> tuple[SealedAnnex, ...]:
    if not annex_files(numbered.request.content):  # the seal's key is not asked for then
        return ()
    return seal_annexes(numbered, office.register, office.seal, office.renderer)


def _lifted_annexes(
    annexes: tuple[SealedAnnex, ...], office: Office
) -> tuple[tuple[SealedAnnex, ...], dict[str, str], tuple[Detail, ...]]:
    """The annexes with the proof that can be had now, what the record says of it, and remarks."""
    if office.raising is None or not annexes:
        return annexes, {}, ()

    def judge(data: bytes) -> Report:
        return judged_alone(data, office.trust, office.clock.now())

    lifted = [office.raising.lifted(each.data, judge, each.annex.ordinal) for each in annexes]
    raised = tuple(replace(each, data=one.data) for each, one in zip(annexes, lifted, strict=True))
    facts = {"annex_levels": " ".join(one.level for one in lifted)}
    return raised, facts, tuple(remark for one in lifted for remark in one.remarks)


def found(request: Request, kind: DocumentKind, office: Office) -> Original:
    """The original that the register has kept for the request, as it was raised since.

    Raises:
        ConfigurationError: a file of it is lost or damaged.
    """
    numbered = office.register.numbered(request.request_id)
    pdf = office.register.versions.newest(request.request_id) or b""
    sealed = SealedPdf(numbered, pdf, subject(kind, request), page_count(pdf))
    annexes = kept_annexes(numbered, office.register)
    package = newest_package(numbered, office.register)
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
    at = office.clock.now()
    return acceptance.inspect(sealed.data, trust=office.trust, at=at, policy=_policy(sealed))


def _policy(sealed: SealedPdf) -> str:
    return SOLE_POLICY if sealed.numbered.request.sealed_alone else DOCUMENT_POLICY


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
    return Issued(
        numbered,
        pdf,
        package,
        original.report,
        repeated=state is State.SEALED or state in ISSUED,
        remarks=(*original.remarks, *_new_remarks(numbered, office, state)),
        annexes=annexes,
    )


def _new_remarks(numbered: Numbered, office: Office, state: State | None) -> tuple[Detail, ...]:
    """What nobody was told of before, for the document was signed in this run."""
    if state not in {None, State.NUMBERED}:
        return ()
    days = office.directory_days
    told = receiver_remarks(numbered.request, office.register, days)
    return (*late_remarks(numbered, office.desk), *told)


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
    """Write a file, unless it lies there already with the same content.

    An earlier version of the same file, to which proof was appended since, makes way.
    """
    if _lies_there(path, data):
        return
    try:
        write_whole(path, data, overwrite=overwrite or _lies_there_earlier(path, data))
    except OutputError:
        if not _lies_there(path, data):  # unless another run of the same request was quicker
            raise


def _lies_there(path: Path, data: bytes) -> bool:
    return path.is_file() and path.stat().st_size == len(data) and path.read_bytes() == data


def _lies_there_earlier(path: Path, data: bytes) -> bool:
    if not path.is_file():
        return False
    lying = path.read_bytes()
    return bool(lying) and (data.startswith(lying) or is_earlier(lying, data))
