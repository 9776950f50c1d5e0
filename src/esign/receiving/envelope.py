# SPDX-License-Identifier: Apache-2.0
"""Judges what is around the files of a package: its form, its own signature, its header sheet.

Whatever stands there is the sender's word. Legal force lies in the signatures of the files inside,
so nothing here makes up for them; what contradicts them, or could deceive a reader, counts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from esign import exchange
from esign.exchange.rules import Level
from esign.model import EnvelopeState, Finding, Package, StatusPackage, Verdict, same_name
from esign.receiving.judged import Nature
from esign.trust import Standing, holder
from esign.verification import shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from esign.model import EnvelopeSignature
    from esign.receiving.judged import Judged
    from esign.trust import TrustStore

FORM: Final = "package-form"
READ_ONE_WAY: Final = "package-read-one-way"
SIGNATURE: Final = "envelope-signature"
HEADER: Final = "header-matches-document"
CONTENT: Final = "package-content"
_STATES: Final = {
    EnvelopeState.ABSENT: Verdict.PASSED,
    EnvelopeState.EMPTY: Verdict.PASSED,
    EnvelopeState.DECORATIVE: Verdict.PASSED,
    EnvelopeState.BROKEN: Verdict.FAILED,
    EnvelopeState.PARTIAL: Verdict.INDETERMINATE,
    EnvelopeState.WEAK: Verdict.INDETERMINATE,
    EnvelopeState.UNCLEAR: Verdict.INDETERMINATE,
}
"""What each state concludes; one that claims nothing takes nothing from the files inside."""
_LEVELS: Final = (
    (Level.ERROR, Verdict.INDETERMINATE, "envelope.rules_broken"),
    (Level.WARNING, Verdict.PASSED, "envelope.rules_remarked"),
)
_JUDGED_APART: Final = frozenset({"G1"})
"""Rules of the axis on what has a finding of its own here: the envelope's signature."""
_COMPARED: Final = frozenset({"number", "agency_code"})
"""What a file must say of itself for a header to be held against it."""


def findings_of(
    data: bytes,
    content: Package | StatusPackage,
    parts: Sequence[Judged],
    trust: TrustStore,
    at: datetime,
) -> tuple[Finding, ...]:
    """What is found of a package beside its files.

    Args:
        data: the package.
        content: what it says.
        parts: its files, judged.
        trust: whose certificates are accepted.
        at: the moment, aware.
    """
    found = [_form(data), _read_one_way(data)]
    signature = exchange.envelope_signature(data)
    found.append(_signature(signature, content.sender.name, trust, at))
    if isinstance(content, StatusPackage):
        found.append(Finding(CONTENT, Verdict.INDETERMINATE, "envelope.status"))
    elif not parts:
        found.append(Finding(CONTENT, Verdict.INDETERMINATE, "envelope.no_files"))
    else:
        found.append(_header(content, parts))
    return tuple(found)


def _form(data: bytes) -> Finding:
    """Whether the axis's rules are kept; faults keep nobody from judging the files."""
    found = [each for each in exchange.lint(data) if each.rule not in _JUDGED_APART]
    for level, verdict, code in _LEVELS:
        rules = [each.rule for each in found if each.level is level]
        if rules:
            facts = {"count": str(len(rules)), "rules": ", ".join(dict.fromkeys(rules))}
            return Finding(FORM, verdict, code, facts)
    return Finding(FORM, Verdict.PASSED, "envelope.rules_kept")


def _read_one_way(data: bytes) -> Finding:
    """Whether all readers read the same."""
    places = exchange.ambiguities(data)
    if places:
        facts = {"places": ", ".join(map(shown, places))}
        return Finding(READ_ONE_WAY, Verdict.INDETERMINATE, "envelope.ambiguous", facts)
    return Finding(READ_ONE_WAY, Verdict.PASSED, "envelope.read_one_way")


def _signature(found: EnvelopeSignature, sender: str, trust: TrustStore, at: datetime) -> Finding:
    """What the envelope's own signature says, who made it, and whether that holder is trusted."""
    said = holder(found.certificate)
    facts = {
        "signer": shown(said.name),
        "organisation": shown(said.organisation),
        "issuer": shown(said.issuer),
        "serial": said.serial,
        "algorithm": found.algorithm,
    }
    if found.state is not EnvelopeState.INTACT:
        known = facts if found.certificate else {}
        return Finding(SIGNATURE, _STATES[found.state], f"envelope.signature.{found.state}", known)
    standing = trust.assess(found.certificate, found.chain, at)
    facts["standing"] = standing.standing.value
    if standing.standing is not Standing.GOOD:
        revoked = standing.standing is Standing.REVOKED
        verdict = Verdict.FAILED if revoked else Verdict.INDETERMINATE
        return Finding(SIGNATURE, verdict, "envelope.signer_untrusted", facts)
    if not any(same_name(sender, name) for name in (said.name, said.organisation)):
        facts["sender"] = shown(sender)
        return Finding(SIGNATURE, Verdict.INDETERMINATE, "envelope.signer_other", facts)
    return Finding(SIGNATURE, Verdict.PASSED, "envelope.signature.intact", facts)


def _header(package: Package, parts: Sequence[Judged]) -> Finding:
    """Whether the header sheet says what a signed file inside says of itself."""
    documents = [
        part.report.document
        for part in parts
        if part.nature is Nature.PDF
        and part.report is not None
        and part.report.document.keys() >= _COMPARED
    ]
    if not documents:
        return Finding(HEADER, Verdict.PASSED, "envelope.header_alone")
    said = _said(package)
    differences = [tuple(_differing(said, document)) for document in documents]
    if () in differences:
        return Finding(HEADER, Verdict.PASSED, "envelope.header_matches")
    facts = {"fields": ", ".join(differences[0])}
    return Finding(HEADER, Verdict.FAILED, "envelope.header_differs", facts)


def _said(package: Package) -> Mapping[str, str]:
    """What a header says of its document, by the names under which documents say it."""
    return {
        "number": package.code,
        "issued_on": package.issued_on.isoformat(),
        "agency_code": package.sender.code,
        "document_id": package.document_id,
        "type_name": package.type_name,
        "subject": package.subject,
        "signer": package.signer_name,
    }


def _differing(said: Mapping[str, str], document: Mapping[str, str]) -> Iterator[str]:
    for name, value in said.items():
        stated = " ".join(document.get(name, "").split())
        if stated and value and not same_name(shown(" ".join(value.split())), stated):
            yield name
