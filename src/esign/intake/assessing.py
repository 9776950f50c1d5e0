# SPDX-License-Identifier: Apache-2.0
"""What the register is told of a message: who says what, and whether it is authentic and whole.

NĐ 30/2020 Đ21: whoever receives a document checks both before registering it. Here that is done by
the signatures of the files inside; a transport that names the sender vouches for him, and where it
does not, the agency's seal has to.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from esign.errors import InputError
from esign.intake.damage import DamagedPackageError
from esign.intake.doubts import is_contradiction, with_doubts
from esign.model import Package, Purpose, StatusCode, StatusPackage, Verdict, same_name
from esign.model.agency_codes import normal_code
from esign.receiving import Judged, Judges, Nature
from esign.register import OTHER_SENDER, UNPROVEN, Reading, Remark
from esign.verification import shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from esign.exchange import Heading
    from esign.intake.knowing import Whose
    from esign.intake.opening import Opened
    from esign.model import Finding
    from esign.register import ArrivedMessage

LONGEST_CODE: Final = 100
"""Bytes of an agency's code, in capitals; whatever is longer is none."""

LONGEST_KEY: Final = 600
"""Bytes of a number and symbol, or of a DocumentId; whatever is longer is none.

Databases index keys, and PostgreSQL none of more than 2,704 bytes together.
"""

MOST_REMARKS: Final = 100
"""What is kept of what was found in one message."""

_LEVELS: Final = {Verdict.FAILED: "error", Verdict.INDETERMINATE: "warning", Verdict.PASSED: "note"}


def unreadable(fault: InputError) -> Reading:
    """Of a message that cannot be opened: why, and what its header says if that can be read."""
    # The rules that it breaks say more than that it cannot be read.
    remarks = [_of_fault(each.code, each.facts) for each in fault.details[:MOST_REMARKS]]
    remarks = [*remarks[: MOST_REMARKS - 1], _of_fault(fault.code, fault.facts)]
    if isinstance(fault, DamagedPackageError):
        return _of_heading(fault.heading, [*fault.proof, *remarks])
    return Reading(remarks=tuple(remarks), unfit=True)


def _of_heading(heading: Heading, found: list[Remark]) -> Reading:
    """Of a package that cannot be read but for its header.

    It stands for no document, so that a sound one under the same id is none that comes again; a
    recall or an update is told apart from it, for its sender is told of the one or the other. Of a
    replacement it is kept what it would take the place of.
    """
    asks = heading.purpose in {Purpose.RECALL, Purpose.UPDATE}
    about: tuple[str, ...] = (heading.about_document,) if asks else ()
    if heading.purpose == Purpose.REPLACE:
        about = heading.replaced
    return Reading(
        sender_code=_key(heading.sender_code, LONGEST_CODE),
        sender_name=shown(heading.sender_name),
        document_id=_key(heading.document_id),
        code=_key(heading.code),
        issued_on=heading.issued_on,
        type_name=shown(heading.type_name),
        subject=_line(heading.subject),
        purpose=heading.purpose if asks else "",
        asks_reason=_line(heading.reason) if about else "",
        about_documents=tuple(filter(None, map(_key, about))),
        remarks=tuple(found[:MOST_REMARKS]),
        unfit=True,
    )


def proof_of(message: ArrivedMessage, code: str, *, is_strange: bool) -> tuple[Remark, ...]:
    """What is found of the sender that a package names of which nothing more can be read."""
    if is_strange:
        return (_strange_sender(message, code),)
    return _unproven(proven=bool(message.offered_by))


def reading_of(
    message: ArrivedMessage, data: bytes, opened: Opened, judges: Judges, whose: Whose
) -> Reading:
    """Of a message that could be opened.

    Args:
        message: as it was kept.
        data: the original.
        opened: what it says.
        judges: judge the files inside.
        whose: whose inbox it is.

    Raises:
        ConfigurationError: the trust folder is unsound.
    """
    found = [Remark(**each) for each in opened.faults]
    package = opened.package
    own = _own(package.sender.code) if whose.is_own else ()
    if whose.is_strange:
        found = [*found, _strange_sender(message, package.sender.code)]
    found = [*own, *found]
    if isinstance(package, StatusPackage):
        proof = _unproven(proven=bool(message.offered_by))
        found = [*proof, *with_doubts(found, whose.doubts)]
        return _of_status(package, opened.content, found)
    found += _keys(package.sender.code, package.document_id, package.code)
    unfit = any(each.level == "error" for each in found)
    verdict, named = "", bool(message.offered_by)
    proven = named
    if opened.files:
        judged = _judged(message, data, judges, whose.known_as)
        sealed = named or _sealed_by(judged, package.sender.name)
        verdict = str(judged.verdict or Verdict.INDETERMINATE)
        if verdict == Verdict.PASSED and (own or not sealed):
            verdict = str(Verdict.INDETERMINATE)
        # Anybody may attach a page that an agency has sealed to a request in that agency's name.
        brings_only = package.business.purpose is Purpose.NEW
        proven = named or (brings_only and verdict == Verdict.PASSED)
        known_codes = {each.code for each in found}
        found += [each for each in _of_judged(judged) if each.code not in known_codes]
    found = [*_unproven(proven=proven), *found]
    if not whose.is_addressed:
        facts = {"code": whose.agency_code}
        found.append(Remark("O2", "warning", "inbox.not_addressed", facts))
    return of_package(package, opened.content, verdict, found, unfit=unfit)


def of_package(
    package: Package, content: str, verdict: str, found: list[Remark], *, unfit: bool
) -> Reading:
    """Of a document package.

    Args:
        package: what it says.
        content: SHA-256 (hex) of that.
        verdict: of the files inside; empty where there are none.
        found: what was found.
        unfit: it goes to quarantine.
    """
    business = package.business
    about = [each.document_id for each in business.replaced]
    if business.purpose in {Purpose.RECALL, Purpose.UPDATE}:
        about = [business.document_id or package.document_id]
    return Reading(
        sender_code=_key(package.sender.code, LONGEST_CODE),
        sender_name=shown(package.sender.name),
        document_id=_key(package.document_id),
        code=_key(package.code),
        issued_on=package.issued_on,
        type_name=shown(package.type_name),
        subject=_line(package.subject),
        purpose=business.purpose.value,
        asks_reason=_line(business.reason),
        about_documents=tuple(filter(None, map(_key, about))),
        content=content,
        verdict=verdict,
        remarks=tuple(found[:MOST_REMARKS]),
        unfit=unfit,
    )


def _of_status(status: StatusPackage, content: str, found: list[Remark]) -> Reading:
    """Of a status package: a request to take back is work, all others are taken note of."""
    about = status.about
    barring = [*_keys(status.sender.code, about.document_id, about.code)]
    found = [*found, *barring]
    # Whatever else is amiss with a report, what it says of our document is worth knowing.
    strange = any(each.code == OTHER_SENDER or is_contradiction(each) for each in found)
    unfit = bool(barring) or strange
    takes_back = status.code == StatusCode.TAKE_BACK
    document_id = _key(about.document_id)
    return Reading(
        sender_code=_key(status.sender.code, LONGEST_CODE),
        sender_name=shown(status.sender.name),
        document_id=document_id,
        code=_key(about.code),
        issued_on=about.issued_on,
        purpose=shown(status.code)[:LONGEST_CODE],
        asks_reason=_line(status.description),
        about_documents=tuple(filter(None, [document_id])) if takes_back else (),
        content=content,
        remarks=tuple(found[:MOST_REMARKS]),
        unfit=unfit,
        noted=not takes_back and not unfit,
    )


def _strange_sender(message: ArrivedMessage, code: str) -> Remark:
    """Whoever the axis says has sent it must be whoever the package says."""
    facts = {"offered": shown(message.offered_by), "code": shown(code)}
    return Remark("O5", "error", OTHER_SENDER, facts)


def _own(code: str) -> tuple[Remark, ...]:
    """A package of ours that comes back is no arrival that anybody should overlook."""
    return (Remark("O4", "warning", "inbox.own_package", {"code": shown(code)}),)


def _unproven(*, proven: bool) -> tuple[Remark, ...]:
    """Stands first, where no number of others crowds it out."""
    return () if proven else (Remark("O5", "warning", UNPROVEN),)


def _keys(sender_code: str, *keys: str) -> Iterator[Remark]:
    if not (_key(sender_code, LONGEST_CODE) and all(map(_key, keys))):
        facts = {"code_limit": str(LONGEST_CODE), "limit": str(LONGEST_KEY)}
        yield Remark("D5", "error", "inbox.no_key", facts)


def _key(text: str, limit: int = LONGEST_KEY) -> str:
    """A key as it is kept, if it can be one."""
    capitals = len(normal_code(text).encode(errors="replace"))
    fits = capitals <= limit >= len(text.encode(errors="replace"))
    return text if fits and "\n" not in text else ""


def _judged(
    message: ArrivedMessage, data: bytes, judges: Judges, known_as: tuple[str, ...]
) -> Judged:
    """The verdicts of the files inside; whatever cannot be judged counts as undecided."""
    name = f"{message.id}.edxml"
    try:
        return judges.judge(data, name=name, known_as=known_as)
    except InputError as fault:
        return Judged(name, Nature.PACKAGE, fault=fault)


def _sealed_by(judged: Judged, name: str) -> bool:
    """Whether a good signature in it is of the organisation that claims to have sent it."""
    reports = [part.report for part in judged.parts if part.report is not None]
    return any(
        signature.verdict is Verdict.PASSED and same_name(signature.organisation, name)
        for report in reports
        if report.verdict is Verdict.PASSED
        for signature in report.signatures
    )


def _of_judged(judged: Judged) -> Iterator[Remark]:
    """What each file inside came to, and why."""
    if judged.fault is not None:
        yield _of_fault(judged.fault.code, judged.fault.facts, level="warning")
    yield from _of_findings(judged.findings)
    for part in judged.parts:
        if part.nature is Nature.CONTENT:
            continue
        verdict = part.verdict
        facts = {"name": shown(part.path.partition("/")[2])}
        level = _LEVELS[verdict or Verdict.INDETERMINATE]
        yield Remark("verdict", level, f"inbox.file.{verdict or 'unsigned'}", facts)
        if part.fault is not None:
            yield _of_fault(part.fault.code, part.fault.facts, level="warning")
        if part.report is not None:
            yield from _of_findings(part.report.findings)


def _of_findings(findings: tuple[Finding, ...]) -> Iterator[Remark]:
    """Those that speak against a file or a package."""
    for finding in findings:
        if finding.verdict is not Verdict.PASSED:
            level = _LEVELS[finding.verdict]
            yield Remark(finding.rule, level, finding.code, dict(finding.facts))


def _of_fault(code: str, facts: object, level: str = "error") -> Remark:
    """An error as it is kept; its rule is the second part of its code."""
    _, _, rule = code.partition(".")
    named = facts if isinstance(facts, dict) else {}
    texts = {str(name): shown(str(value)) for name, value in named.items()}
    return Remark(rule.partition(".")[0], level, code, texts)


def _line(text: str) -> str:
    """In one line, fit to be shown."""
    return shown(" ".join(text.split()))
