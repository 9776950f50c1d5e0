# SPDX-License-Identifier: Apache-2.0
"""A report as the XML of ETSI TS 119 102-2 V1.2.1: one SignatureValidationReport a signature.

The standard speaks of signatures and knows no verdict on a document. So a signature is not told as
TOTAL-PASSED here while the document is not found good: INDETERMINATE / SIG_CONSTRAINTS_FAILURE
says that constraints beyond the signature are not met, and the constraints name them.
"""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, Final

from lxml import etree

from esign.model import TimeSource, Verdict
from esign.reporting.forms.covered import covered, value
from esign.reporting.forms.etsi_tree import (
    DS,
    LANGUAGE,
    OWN,
    TSL,
    VR,
    XADES,
    child,
    digest,
    indicate,
    reference,
    urn,
)
from esign.reporting.words import finding_words

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from esign.model import Finding, Report, SignatureReport, TimestampReport

NAMESPACES: Final = {"vr": VR, "ds": DS, "XAdES": XADES, "tsl": TSL, "esign": OWN}


def as_etsi_xml(report: Report, data: bytes, program: str) -> bytes:
    """The report as `ValidationReport`, UTF-8.

    Args:
        report: the judgement.
        data: the file, for the digests of what was signed.
        program: name and version of this program.
    """
    root = etree.Element(f"{{{VR}}}ValidationReport", nsmap=NAMESPACES)
    for signature in report.signatures:
        _signature(root, signature, report, data)
    if not report.signatures:
        _without_signature(root, report)
    if report.timestamps or any(each.certificate_sha256 for each in report.signatures):
        _objects(child(root, "SignatureValidationObjects"), report, data)
    identity = child(child(root, "SignatureValidator"), "DigitalId")
    child(identity, "Other", program, TSL)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _signature(
    root: etree._Element, signature: SignatureReport, report: Report, data: bytes
) -> None:
    told = child(root, "SignatureValidationReport")
    found = covered(data, signature.signed_bytes)
    signed = value(found.container) if found else None
    identifier = child(told, "SignatureIdentifier", id=f"signature-{signature.ordinal}")
    if signed is not None:
        digest(child(identifier, "DigestAlgAndValue"), signed.representation_sha256)
        child(identifier, "SignatureValue", signed.signature, DS)
    child(identifier, "HashOnly", "false")
    child(identifier, "DocHashOnly", "false")
    if signature.field:
        child(identifier, "DAIdentifier", signature.field)
    about = [each for each in report.findings if each.signature in {0, signature.ordinal}]
    _constraints(told, about, report)
    _times(told, signature, report)
    if found is not None:
        digest(child(child(told, "SignersDocument"), "DigestAlgAndValue"), found.document_sha256)
    _attributes(told, signature)
    if signature.certificate_sha256:
        signer = child(told, "SignerInformation")
        holder = (signature.signer, signature.title, signature.organisation)
        reference(signer, "SignerCertificate", f"certificate-{signature.ordinal}")
        child(signer, "Signer", ", ".join(filter(None, holder)))
    indicate(child(told, "SignatureValidationStatus"), *_indication(signature, report))


def _without_signature(root: etree._Element, report: Report) -> None:
    """What there is to say of a file that has no signature: the standard wants one report."""
    told = child(root, "SignatureValidationReport")
    _constraints(told, report.findings, report)
    failed = report.verdict is Verdict.FAILED
    indication = ("TOTAL-FAILED", "FORMAT_FAILURE") if failed else ("INDETERMINATE", "GENERIC")
    indicate(child(told, "SignatureValidationStatus"), *indication)


def _indication(signature: SignatureReport, report: Report) -> tuple[str, str]:
    """Main indication and sub-indication; never better than what was found of the document."""
    own = signature.indication or "INDETERMINATE", signature.sub_indication
    if own[0] == "TOTAL-PASSED" and report.verdict is not Verdict.PASSED:
        return "INDETERMINATE", "SIG_CONSTRAINTS_FAILURE"
    return own


def _constraints(told: etree._Element, findings: Iterable[Finding], report: Report) -> None:
    """Every rule with what it found, in both languages."""
    evaluated = child(told, "ValidationConstraintsEvaluationReport")
    policy = child(evaluated, "SignatureValidationPolicy")
    identified = child(policy, "SignaturePolicyIdentifier")
    child(identified, "SignaturePolicyImplied", ns=XADES)  # ours has a name, no registered identity
    child(policy, "PolicyName", report.policy)
    for finding in findings:
        constraint = child(evaluated, "ValidationConstraint")
        child(constraint, "ValidationConstraintIdentifier", f"{OWN}:rule:{finding.rule}")
        applied = child(constraint, "ConstraintStatus")
        child(applied, "Status", urn("constraintStatus:applied"))
        indicate(child(constraint, "ValidationStatus"), finding.verdict)
        _said(child(constraint, "Indications"), finding)


def _said(indications: etree._Element, finding: Finding) -> None:
    said = finding_words(finding)
    for language, text in (("vi", said.vi), ("en", said.en)):
        message = child(indications, "Message", text, OWN)
        message.set(LANGUAGE, language)
        message.set("code", finding.code)


def _times(told: etree._Element, signature: SignatureReport, report: Report) -> None:
    info = child(told, "ValidationTimeInfo")
    child(info, "ValidationTime", _moment(report.judged_at))
    best = child(info, "BestSignatureTime")
    child(best, "POETime", _moment(signature.time or report.judged_at))
    child(best, "TypeOfProof", urn("poetype:validation"))
    if signature.time_source is TimeSource.TIME_STAMP:
        for stamp in report.timestamps:
            if stamp.at == signature.time:
                reference(best, "POEObject", f"time-stamp-{stamp.ordinal}")
                return


def _moment(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S}Z"


def _attributes(told: etree._Element, signature: SignatureReport) -> None:
    """What the signature says of itself, among it the time that its signer claims."""
    if signature.claimed_at is None and not signature.subfilter:
        return
    attributes = child(told, "SignatureAttributes")
    if signature.claimed_at is not None:
        claimed = child(attributes, "SigningTime", Signed="true")
        child(claimed, "Time", _moment(signature.claimed_at))
    if signature.subfilter:
        child(child(attributes, "SubFilter"), "SubFilterElement", signature.subfilter)


def _objects(objects: etree._Element, report: Report, data: bytes) -> None:
    """The certificates by their digests, and the time-stamps with what they certify."""
    judged: Iterable[SignatureReport | TimestampReport] = (*report.signatures, *report.timestamps)
    for each in judged:
        if each.certificate_sha256:
            whole = _object(objects, f"certificate-{each.ordinal}", "certificate")
            held = child(whole, "ValidationObjectRepresentation")
            digest(child(held, "DigestAlgAndValue"), bytes.fromhex(each.certificate_sha256))
    for stamp in report.timestamps:
        whole = _object(objects, f"time-stamp-{stamp.ordinal}", "timestamp")
        held = child(whole, "ValidationObjectRepresentation")
        found = covered(data, stamp.signed_bytes)
        if found is not None:
            child(held, "base64", found.container)
        if stamp.at is not None:
            proof = child(whole, "POE")
            child(proof, "POETime", _moment(stamp.at))
            child(proof, "TypeOfProof", urn("poetype:validation"))


def _object(objects: etree._Element, name: str, kind: str) -> etree._Element:
    whole = child(objects, "ValidationObject", id=name)
    child(whole, "ObjectType", urn(f"validationObject:{kind}"))
    return whole
