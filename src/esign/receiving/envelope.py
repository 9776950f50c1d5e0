# SPDX-License-Identifier: Apache-2.0
"""Judges what is around the files of a package: its form, its own signature, its header sheet.

Whatever stands there is the sender's word. Legal force lies in the signatures of the files inside,
so nothing here makes up for them; what contradicts them, or could deceive a reader, counts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from esign.exchange.rules import Level
from esign.model import EnvelopeState, Finding, Package, StatusPackage, Verdict, same_name
from esign.receiving.header import NEEDED, header_finding
from esign.receiving.judged import Nature
from esign.trust import Standing, holder
from esign.verification import shown

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from esign.exchange import Examined
    from esign.exchange.rules import Finding as RuleFinding
    from esign.model import EnvelopeSignature
    from esign.receiving.judged import Judged
    from esign.receiving.judging import Means
    from esign.trust import TrustStore

FORM: Final = "package-form"
READ_ONE_WAY: Final = "package-read-one-way"
SIGNATURE: Final = "envelope-signature"
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
_MOST_NAMED: Final = 10
_LEVELS: Final = (
    (Level.ERROR, Verdict.INDETERMINATE, "envelope.rules_broken"),
    (Level.WARNING, Verdict.PASSED, "envelope.rules_remarked"),
)


def findings_of(
    examined: Examined,
    parts: Sequence[Judged],
    means: Means,
) -> tuple[Finding, ...]:
    """What is found of a package beside its files.

    Args:
        examined: the package.
        parts: its files, judged.
        means: whose certificates are accepted at which moment, and what its sender is known as.
    """
    content = examined.content
    found = [_form(examined.findings), _read_one_way(examined.ambiguous)]
    found.append(_signature(examined.signature, content.sender.name, means.trust, means.at))
    if isinstance(content, StatusPackage):
        found.append(Finding(CONTENT, Verdict.INDETERMINATE, "envelope.status"))
        return tuple(found)
    if content.missing:
        found.append(_missing(content.missing))
    if not parts:
        found.append(Finding(CONTENT, Verdict.INDETERMINATE, "envelope.no_files"))
    else:
        found.append(_header(content, parts, means))
    return tuple(found)


def _missing(names: Sequence[str]) -> Finding:
    """The files that the package names and does not carry, the first of them by name."""
    named = ", ".join(f"“{shown(name)}”" for name in names[:_MOST_NAMED])
    more = ", …" if len(names) > _MOST_NAMED else ""
    facts = {"count": str(len(names)), "files": named + more}
    return Finding(CONTENT, Verdict.INDETERMINATE, "envelope.files_missing", facts)


def _form(broken: Sequence[RuleFinding]) -> Finding:
    """Whether the axis's rules are kept; faults keep nobody from judging the files."""
    for level, verdict, code in _LEVELS:
        rules = [each.rule for each in broken if each.level is level]
        if rules:
            facts = {"count": str(len(rules)), "rules": ", ".join(dict.fromkeys(rules))}
            return Finding(FORM, verdict, code, facts)
    return Finding(FORM, Verdict.PASSED, "envelope.rules_kept")


def _read_one_way(places: Sequence[str]) -> Finding:
    """Whether all readers read the same."""
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


def _header(package: Package, parts: Sequence[Judged], means: Means) -> Finding:
    """Whether the header sheet fits what the signed files inside say of themselves."""
    documents = [
        part.report.document
        for part in parts
        if part.nature is Nature.PDF
        and part.report is not None
        and part.report.document.keys() >= NEEDED
    ]
    return header_finding(package, documents, means.known_as)
