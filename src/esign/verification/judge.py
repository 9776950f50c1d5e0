# SPDX-License-Identifier: Apache-2.0
"""From facts to a verdict: a pure, numbered walk by a policy (after ETSI EN 319 102-1 §5.1)."""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module
from typing import TYPE_CHECKING

from esign.model import Report, SignatureReport, TimeSource, TimestampReport, Verdict
from esign.trust import Holder, holder
from esign.verification.indications import INDICATIONS, changes_after, intact, sub_indication
from esign.verification.rule_book import Origin
from esign.verification.rules import RULES
from esign.verification.wording import all_shown, shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from esign.model import Finding
    from esign.verification.facts import Facts, Signature
    from esign.verification.policy import Policy
    from esign.verification.rules import Rule

_SEVERITY = (Verdict.FAILED, Verdict.INDETERMINATE, Verdict.PASSED)


def judge(facts: Facts, policy: Policy, *, name: str, at: datetime) -> Report:
    """The report on a file.

    1. Every rule of the policy is walked in its order; none is skipped because another failed.
    2. A signature's verdict is the worst of its own findings.
    3. The file's verdict is the worst of all: failed before indeterminate before passed.
    4. Only then are the texts of file and certificates made fit to be shown: what was compared is
       what the file holds.
    """
    rules = _rules(policy)
    findings = tuple(
        replace(finding, facts=all_shown(finding.facts))
        for rule in policy.rules
        for finding in rules[rule](facts, policy)
    )
    return Report(
        name=shown(name),
        sha256=facts.sha256,
        policy=policy.name,
        judged_at=at,
        verdict=worst(findings),
        findings=findings,
        signatures=tuple(_signature(facts, entry, findings) for entry in facts.human_signatures),
        document=all_shown(facts.document),
        timestamps=tuple(
            _timestamp(entry, number, findings)
            for number, entry in enumerate(facts.timestamps, start=1)
        ),
        level=_level(facts, worst(findings)),
    )


def _rules(policy: Policy) -> Mapping[str, Rule]:
    if policy.origin is Origin.OWN:
        return RULES
    found: Mapping[str, Rule] = import_module("esign.verification.general.rules").GENERAL_RULES
    return found


def worst(findings: Iterable[Finding]) -> Verdict:
    """Failed before indeterminate before passed; nothing found is indeterminate."""
    verdicts = {finding.verdict for finding in findings}
    return next((entry for entry in _SEVERITY if entry in verdicts), Verdict.INDETERMINATE)


def _signature(
    facts: Facts, signature: Signature, findings: tuple[Finding, ...]
) -> SignatureReport:
    said = holder(signature.container.certificate) if signature.container else Holder()
    own = [entry for entry in findings if entry.signature == signature.ordinal]
    return SignatureReport(
        ordinal=signature.ordinal,
        role=signature.standing.role if signature.standing else None,
        signer=shown(said.name),
        title=shown(said.title),
        organisation=shown(said.organisation),
        issuer=shown(said.issuer),
        serial=shown(said.serial),
        certificate_sha256=said.sha256,
        claimed_at=signature.claimed_at,
        verdict=worst(own),
        time=signature.judged_at,
        time_source=_source(signature),
        text=shown(signature.text or ""),
        field=shown(signature.field),
        subfilter=shown(signature.subfilter),
        intact=intact(signature),
        changes=changes_after(facts, signature),
        indication=INDICATIONS[worst(own)],
        sub_indication=sub_indication(signature, own),
        signed_bytes=signature.signed_bytes,
        place=signature.place,
    )


def _timestamp(stamp: Signature, number: int, findings: tuple[Finding, ...]) -> TimestampReport:
    token = stamp.stamp
    said = holder(token.certificate) if token else Holder()
    return TimestampReport(
        ordinal=stamp.ordinal,
        number=number,
        at=token.at if token else None,
        authority=shown(said.name),
        issuer=shown(said.issuer),
        serial=shown(said.serial),
        certificate_sha256=said.sha256,
        verdict=worst(entry for entry in findings if entry.signature == stamp.ordinal),
        time=stamp.judged_at,
        time_source=_source(stamp),
        field=shown(stamp.field),
        signed_bytes=stamp.signed_bytes,
    )


def _source(signature: Signature) -> TimeSource:
    return TimeSource.TIME_STAMP if signature.proven else TimeSource.NOW


def _level(facts: Facts, verdict: Verdict) -> str:
    """A file that is proven wrong has no level, whatever can be proven of its parts."""
    return "" if facts.level is None or verdict is Verdict.FAILED else facts.level.value
