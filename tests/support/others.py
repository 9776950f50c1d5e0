# SPDX-License-Identifier: Apache-2.0
"""The same files judged by us and by other validators, and why they disagree."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from asn1crypto import crl as asn1_crl
from asn1crypto import x509 as asn1_x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import MDPPerm
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from attack.stories.content_masking import TEXTS, filled_by, look
from attack.stories.evil_annotation import remarked as covered
from attack.stories.shadow_hide import by_stranger, with_cover
from attack.stories.shadow_hide_and_replace import with_second
from attack.stories.spoilt_containers import enclosing
from esign.model import Level
from support.dss import validate_all
from support.foreign_cms import cms_by
from support.foreign_files import filled, page, remarked, signed
from support.java_tools import files_by_tools
from support.levels import page_at
from support.pki import make_pki
from support.ports import FIXED_NOW
from support.sealed import forge, sealed_page
from support.stories import Attempt, foreign, outcome
from support.tampering import changed
from support.updates import Shape, forged_content, layout, overridden, signature_text, update
from support.witnesses import TRUSTED, VALID, cut_out, nss_folder, openssl_cms, pdfsig

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

START = "<!-- other validators: made by `make proof-tables` -->"
END = "<!-- end of other validators -->"
WITNESSES: Final = ("pdfsig", "openssl", "pyHanko", "EU DSS")
ACCEPTS: Final = frozenset(("passed", "valid"))


@dataclass(frozen=True)
class Case:
    """A file, the policy that it is judged by here, and why others say something else."""

    name: str
    build: Callable[[], bytes]
    policy: str
    why: str = ""


def _certified() -> bytes:
    return signed(page(), cms_by(make_pki().director), permission=MDPPerm.ANNOTATE)


def _lower_case() -> bytes:
    digits = signature_text(sealed_page()).contents
    return sealed_page().replace(digits, digits.lower().replace(b"contents", b"Contents"))


def _uncovered() -> bytes:
    data = by_stranger(with_cover(page()))
    return update(data, {}, freed=[layout(page()).size])


def _other_catalogue() -> bytes:
    return update(by_stranger(with_second(page())), {}, Shape(root=layout(page()).size))


def _no_range() -> bytes:
    data = update(foreign(), forged_content(foreign()))
    found = signature_text(foreign())
    return overridden(data, [b"/ByteRange null", found.contents])


def _second() -> bytes:
    return signed(foreign(), cms_by(make_pki().second_director), field="Second")


def _byte_changed() -> bytes:
    return changed(sealed_page(), 2000, sealed_page()[2000] ^ 1)


def _namesakes() -> bytes:
    return forge().document(make_pki().lookalike.director, make_pki().lookalike.seal)


LATER = "esign: pdfsig, openssl and DSS’s indication judge what was signed, not what was appended"
SEEN = "esign: a reader shows a page that nobody signed; its signature covers an older state"
FORM = "both: nothing visible changed, but of our own documents only the one form is accepted"
REVOKED = "esign, pyHanko and DSS: pdfsig and openssl were given no revocation lists to ask"
NAMED = "esign: only we know whom the page names; for the others any trusted signer will do"
SHOWN = "esign: people read 900, programs another value; nobody else compares the two"
REMARK = "open: the signer said nothing about remarks; pyHanko knows no rule for them"
ALLOWED = (
    "esign, DSS: the certification permits remarks, and a plain note shows no text on the page"
)
COVERS = "esign: remarks are permitted, but this one looks like part of the page"
WITHIN = "all but openssl, which was given the content apart: a detached CMS encloses nothing"
WEAK = "esign, pyHanko and DSS: SHA-1 has been broken since 2017"
STAMPED = "esign, pyHanko and DSS: the other two take the time-stamp’s token for a signature"
UPDATED = "esign: the bytes behind the end are signed by nobody; some readers look there first"
NO_RANGE = "all but openssl, which was handed the older range, as it does not read PDF"
SIGNS = "esign, and all that find nothing: the page shown has no signature; openssl reads no PDF"
RAISED = "both: only proof was added, but to our own documents it is added in one form alone"
OLD = "esign: MD5 or SHA-1 is over the document, and nothing proves that it is old enough"
FONTS = "esign, DSS: PDFBox names one more usual font beside the form’s; pyHanko knows no such rule"
TOKENS = "pdfsig and openssl take the time-stamp’s token for a signature"
UNSEEN = f"esign, DSS: proof is no change; {TOKENS}, pyHanko its empty picture for a change"
NUMBERS = "esign, DSS: an object got the number of a table, which pyHanko does not read strictly"
OWN, ANY = "issued", "signed"


def _ours() -> Iterator[Case]:
    yield Case("ours", sealed_page, OWN)
    yield Case("ours, archived (B-LTA)", lambda: page_at(Level.B_LTA), OWN, STAMPED)
    yield Case("ours, one byte of it changed", _byte_changed, OWN)
    yield Case("ours, bytes behind the end", lambda: sealed_page() + b"% more\n", OWN, UPDATED)
    yield Case("ours, an empty update", lambda: update(sealed_page(), {}), OWN, FORM)
    appended = update(sealed_page(), forged_content(sealed_page()))
    yield Case("ours, another content appended", lambda: appended, OWN, LATER)
    yield Case("ours, the signature's digits in lower case", _lower_case, OWN, FORM)
    yield Case("ours, by namesakes of the authority", _namesakes, OWN)
    revoked = make_pki().faulty.revoked
    yield Case("ours, by a revoked person", lambda: forge().document(person=revoked), OWN, REVOKED)
    other = make_pki().second_director
    yield Case("ours, not by the person named", lambda: forge().document(person=other), OWN, NAMED)


def _foreign() -> Iterator[Case]:
    pki = make_pki()
    white = look(TEXTS["part in white"])
    enclosed = cms_by(pki.director, spoilt=enclosing(b"other"))
    yield Case("foreign", foreign, ANY)
    yield Case("foreign, a second signature", _second, ANY)
    yield Case("foreign, a form filled", lambda: filled(foreign(), "agreed"), ANY)
    yield Case(
        "foreign, a field shows another value", lambda: filled(foreign(), "1", "9"), ANY, SHOWN
    )
    yield Case("foreign, a field partly white", lambda: filled_by(foreign(), white), ANY, SHOWN)
    yield Case("foreign, a note", lambda: remarked(foreign(), "Text"), ANY, REMARK)
    yield Case("certified, a note", lambda: remarked(_certified(), "Text"), ANY, ALLOWED)
    for name, kind in (("text", b"FreeText"), ("note", b"Text")):
        data = covered(_certified(), b"/Subtype /" + kind)
        yield Case(f"certified, a {name} that covers the page", lambda data=data: data, ANY, COVERS)
    yield Case("foreign, a cover taken away", _uncovered, ANY, SEEN)
    yield Case("foreign, another catalogue", _other_catalogue, ANY, SIGNS)
    appended = update(foreign(), forged_content(foreign()))
    yield Case("foreign, another content appended", lambda: appended, ANY, LATER)
    yield Case("foreign, another content, no range", _no_range, ANY, NO_RANGE)
    yield Case("foreign, content enclosed", lambda: signed(page(), enclosed), ANY, WITHIN)
    weak = cms_by(pki.director, digest="sha1")
    yield Case("foreign, SHA-1", lambda: signed(page(), weak), ANY, WEAK)
    stranger = cms_by(pki.stranger.director)
    yield Case("foreign, by a stranger", lambda: signed(page(), stranger), ANY)


def _of_tools() -> Iterator[Case]:
    files = files_by_tools()
    for name, file, policy, why in (
        ("PDFBox, visible", "pdfbox visible", ANY, ""),
        ("PDFBox, a form filled", "pdfbox filled", ANY, FONTS),
        ("PDFBox, certified, proof by DSS", "pdfbox certified 1 proven", ANY, UNSEEN),
        ("PDFBox, compressed, signed twice", "pdfbox compressed twice", ANY, NUMBERS),
        ("DSS, compressed, B-LTA", "pdfbox compressed DSS LTA", ANY, f"{NUMBERS}; {TOKENS}"),
        ("OpenPDF, adbe.pkcs7.sha1", "openpdf adbe.pkcs7.sha1", ANY, OLD),
        ("OpenPDF, MD5", "openpdf VeriSign", ANY, OLD),
        ("ours, raised to B-LTA by DSS", "ours raised LTA", OWN, RAISED),
    ):
        yield Case(name, lambda file=file: files[file], policy, why)


@dataclass(frozen=True)
class Judged:
    """What everybody says of a case: us first, then the witnesses in their order."""

    case: Case
    ours: str
    others: tuple[str, ...]

    @property
    def disagree(self) -> bool:
        return any((word in ACCEPTS) != (self.ours in ACCEPTS) for word in self.others)


def judge_all() -> list[Judged]:
    """Every case by everybody; skips the test where a program is missing."""
    with TemporaryDirectory() as place:
        folder = Path(place)
        files = {}
        for number, case in enumerate((*_ours(), *_foreign(), *_of_tools())):
            files[case] = folder / f"{number:02}.pdf"
            files[case].write_bytes(case.build())
        return list(_judged(files, folder))


def _judged(files: dict[Case, Path], folder: Path) -> Iterator[Judged]:
    root = folder / "root.pem"
    root.write_bytes(make_pki().ours.root.identity.pem)
    lists = []
    for name, content in make_pki().crls().items():
        (folder / name).write_bytes(content)
        lists.append(folder / name)
    store = nss_folder(folder / "nss", [root])
    dss = validate_all(list(files.values()), [root], lists)
    for case, file in files.items():
        data = file.read_bytes()
        said = [
            (word.signature == VALID, word.certificate == TRUSTED) for word in pdfsig(file, store)
        ]
        found = [word.indication for word in dss[file]]
        yield Judged(
            case,
            outcome(Attempt(data), case.policy).verdict,
            (
                _word([all(entry) for entry in said]),
                _openssl(data, root, folder),
                _pyhanko(data),
                _word([word == "TOTAL_PASSED" for word in found], "passed", _worst(found)),
            ),
        )


def _word(good: list[bool], yes: str = "valid", no: str = "not valid") -> str:
    if not good:
        return "nothing signed"
    return yes if all(good) else no


def _worst(words: list[str]) -> str:
    told = {
        "TOTAL_FAILED": "failed",
        "INDETERMINATE": "indeterminate",
        "NOT_READ": "cannot be read",
    }
    return next((said for word, said in told.items() if word in words), "failed")


def _openssl(data: bytes, root: Path, folder: Path) -> str:
    try:
        parts = cut_out(data)
    except ValueError:
        return "cannot be read"
    work = folder / "openssl"
    return _word([not openssl_cms(each, [root], FIXED_NOW, work, cades=False) for each in parts])


def _pyhanko(data: bytes) -> str:
    """Its usual verdict, with difference analysis and revocation demanded."""
    pki = make_pki()
    context = ValidationContext(
        trust_roots=[asn1_x509.Certificate.load(pki.ours.root.identity.der)],
        crls=[asn1_crl.CertificateList.load(entry) for entry in pki.crls().values()],
        other_certs=[asn1_x509.Certificate.load(pki.ours.issuing.identity.der)],
        moment=FIXED_NOW,
        allow_fetching=False,
        revocation_mode="require",
    )
    try:
        found = PdfFileReader(BytesIO(data)).embedded_regular_signatures
        return _word([validate_pdf_signature(each, context).bottom_line for each in found])
    except Exception:  # noqa: BLE001 - whatever it raises on such files
        return "error"


def others_table() -> str:
    """The table, as docs/verification.md holds it."""
    rows = [
        "| file | policy | esign | " + " | ".join(WITNESSES) + " | why they disagree |",
        "| --- " * (len(WITNESSES) + 4) + "|",
    ]
    for judged in judge_all():
        case = judged.case
        why = case.why if judged.disagree else ""
        words = " | ".join(judged.others)
        assert why or not judged.disagree, case.name
        rows.append(f"| {case.name} | `{case.policy}` | {judged.ours} | {words} | {why} |")
    return "\n".join((START, "", *rows, "", END))
