# SPDX-License-Identifier: Apache-2.0
"""The rules by their stable identifiers: what each demands, by which clause, and where it holds.

The page `docs/verification-rules.md` is made of this. NĐ 30 is NĐ 30/2020/NĐ-CP, NĐ 68 is
NĐ 68/2024/NĐ-CP, NĐ 23 is NĐ 23/2025/NĐ-CP, TT 15 is TT 15/2025/TT-BKHCN.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final, NamedTuple


class Origin(StrEnum):
    """Which files a policy is for."""

    OWN = "own"
    """Documents in the one form in which they are issued here, or by another such office."""
    ANY = "any"
    """Files of every origin."""


class RuleEntry(NamedTuple):
    """One rule: what it demands, by which clauses, and of which files."""

    demands: str
    clause: str
    origins: tuple[Origin, ...]


_OWN: Final = (Origin.OWN,)
_ANY: Final = (Origin.ANY,)
_BOTH: Final = (Origin.OWN, Origin.ANY)

RULE_BOOK: Final[dict[str, RuleEntry]] = {
    "structure": RuleEntry(
        "Every reader finds the same objects: well-formed; no second table of references, or of any"
        " file one that hides nothing shown and repeats nothing otherwise",
        "ISO 32000-2 §7.5; NĐ 68 Đ31",
        _BOTH,
    ),
    "active-content": RuleEntry(
        "Nothing that can act, and nothing that no issued document has",
        "ISO 32000-2 §12.6; NĐ 30 Đ5",
        _OWN,
    ),
    "unused-objects": RuleEntry(
        "The signed file holds nothing that no page and no data leads to",
        "ISO 32000-2 §7.5.5; NĐ 30 Đ5",
        _OWN,
    ),
    "acting-content": RuleEntry(
        "Nothing that can change by itself what the file shows, leads out of it without a click, or"
        " is shown from elsewhere",
        "ISO 32000-2 §12.6, §7.3.8.2, §8.10.4, §8.11.4.4",
        _ANY,
    ),
    "signature-count": RuleEntry(
        "As many signatures as the policy wants; of any file at least one, each in one place",
        "NĐ 30 Annex I §II.7-8; EN 319 102-1 §5.1",
        _BOTH,
    ),
    "container-readable": RuleEntry(
        "The signature can be read; of any file, nothing but zeros fills its space beside it",
        "RFC 5652 §5; EN 319 102-1 §5.2.2 (FORMAT_FAILURE)",
        _BOTH,
    ),
    "encoding": RuleEntry(
        "It is encoded in a way that the policy accepts", "ISO 32000-2 Table 260", _BOTH
    ),
    "byte-range": RuleEntry(
        "It covers a whole version of the file but for itself",
        "ISO 32000-2 §12.8.1; TT 15 Annex I (integrity)",
        _BOTH,
    ),
    "integrity": RuleEntry(
        "What was signed is unchanged, and the certificate's key signed it",
        "EN 319 102-1 §5.2.7 (HASH_FAILURE, SIG_CRYPTO_FAILURE); NĐ 30 Đ21; NĐ 23 Đ16",
        _BOTH,
    ),
    "certificate-reference": RuleEntry(
        "It is bound to the certificate it carries, where its form demands that",
        "RFC 5035 §3; EN 319 142-1 §6.3",
        _BOTH,
    ),
    "algorithms": RuleEntry(
        "The digest is strong, or was when a time-stamp proves the signature to have existed",
        "TT 15 Annex I; EN 319 102-1 §5.2.8 (CRYPTO_CONSTRAINTS_FAILURE)",
        _BOTH,
    ),
    "certificate": RuleEntry(
        "It leads to a trusted authority, was valid and not revoked at the moment judged",
        "EN 319 102-1 §5.2.6; RFC 5280 §6; NĐ 23 Đ16; NĐ 68 Đ31",
        _BOTH,
    ),
    "container-form": RuleEntry(
        "It is written in its one canonical form", "RFC 5652 §5; EN 319 122-1 §6", _OWN
    ),
    "roles-in-order": RuleEntry(
        "First the competent person signed, then the agency", "NĐ 30 Annex I §II.7-8", _OWN
    ),
    "signers-are-those-named": RuleEntry(
        "Person and agency are those that the document names", "NĐ 30 Annex I §II; NĐ 23 Đ13", _OWN
    ),
    "signers-are-those-expected": RuleEntry(
        "Those have signed whom the reader expects, where he names them",
        "NĐ 30 Annex I §II.7-8; NĐ 23 Đ13; EN 319 102-1 §5.2.8 (signer's constraints)",
        _BOTH,
    ),
    "claimed-times": RuleEntry(
        "The signer's word about the time is possible; it decides nothing",
        "EN 319 122-1 §5.2.1; NĐ 30 Annex I §II.7",
        _BOTH,
    ),
    "signature-time-stamp": RuleEntry(
        "A time-stamp that a signature carries is over that signature",
        "EN 319 122-1 §5.3; RFC 3161 Appendix A",
        _ANY,
    ),
    "time-stamp-coverage": RuleEntry(
        "A document time-stamp covers all before it", "ISO 32000-2 §12.8.5", _BOTH
    ),
    "time-stamp-token": RuleEntry(
        "It is over these bytes and its authority's own", "RFC 3161 §2.4.2; RFC 5816", _BOTH
    ),
    "time-stamp-form": RuleEntry("It is written in its one form", "EN 319 422 §5", _OWN),
    "time-stamp-authority": RuleEntry(
        "A trusted authority made it", "RFC 3161 §2.3; NĐ 23 Đ16", _BOTH
    ),
    "time-stamp-moment": RuleEntry(
        "Its moment is possible", "EN 319 102-1 §5.4; RFC 3161 §2.4.2", _BOTH
    ),
    "validation-data": RuleEntry(
        "The security store holds only what authorities vouch for", "EN 319 142-1 §5.4.2", _OWN
    ),
    "changes-after-signature": RuleEntry(
        "After the first signature came nothing but the seal and proof",
        "ISO 32000-2 §12.8.2; NĐ 30 Đ21",
        _OWN,
    ),
    "later-changes": RuleEntry(
        "What came after a signature was permitted, and is told by its name",
        "ISO 32000-2 §12.8.2.2 (DocMDP), §12.8.2.4 (FieldMDP)",
        _ANY,
    ),
    "nothing-after-seal": RuleEntry(
        "After the seal came nothing but proof", "NĐ 30 Annex I §II.8; EN 319 142-1 §5.5", _OWN
    ),
    "seal-lock": RuleEntry("The seal locks the document", "ISO 32000-2 §12.8.2.4", _OWN),
    "number-after-signature": RuleEntry(
        "Number and date filled in after signing are one, and shown as they are",
        "NĐ 30 Đ15; ISO 32000-2 §12.7.4.3",
        _OWN,
    ),
    "data-agrees": RuleEntry(
        "The attached data says what the document's metadata says", "NĐ 30 Đ5; TT 15 Annex I", _OWN
    ),
    "printed-agrees": RuleEntry(
        "Number, date and signer are printed as the document's metadata state them",
        "NĐ 30 Đ8-9, Annex I §II.3, §II.4, §II.7",
        _OWN,
    ),
    "text-seal": RuleEntry(
        "A text shown as a signature is true", "NĐ 30 Annex I §II.7-8; TT 15 Annex I", _OWN
    ),
    "level": RuleEntry(
        "It can be proven as long as the policy wants", "EN 319 142-1 §6; NĐ 68 Đ32", _BOTH
    ),
}

NEEDED: Final[dict[Origin, frozenset[str]]] = {
    Origin.OWN: frozenset(
        (
            *("structure", "active-content", "signature-count", "container-readable"),
            *("byte-range", "integrity", "certificate-reference", "algorithms", "certificate"),
            *("container-form", "roles-in-order", "changes-after-signature", "nothing-after-seal"),
            "number-after-signature",
        )
    ),
    Origin.ANY: frozenset(
        (
            *("structure", "signature-count", "container-readable", "byte-range", "integrity"),
            *("certificate-reference", "algorithms", "certificate", "later-changes"),
        )
    ),
}
"""Without these a walk proves nothing."""


def rule_page() -> str:
    """The page about the rules, in Markdown."""
    lines = [
        "# The rules of verification",
        "",
        "Made from `esign/verification/rule_book.py`. A policy names the rules of its walk (see",
        "[verification policies](verification-policies.md)); each finding of a report names its",
        "rule. “Own” documents have the one form in which offices issue them here; files of “any”",
        "origin are read as the standards allow.",
        "",
        "| rule | demands | clause | files |",
        "| --- | --- | --- | --- |",
    ]
    lines += [
        f"| `{name}` | {entry.demands} | {entry.clause} | {', '.join(entry.origins)} |"
        for name, entry in RULE_BOOK.items()
    ]
    return "\n".join(lines) + "\n"
