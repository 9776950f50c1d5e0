# SPDX-License-Identifier: Apache-2.0
"""The signatures of a recalled document hold; whoever issued it knows better."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

import esign
from esign.acceptance import inspect
from esign.errors import OutputError
from esign.messages import message
from esign.model import Knowledge, Report, Verdict
from esign.packing import pack_again
from support.lives import LETTER, released
from support.office import DECISION, make_office
from support.ports import FIXED_NOW

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from esign.issuance import Office


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with make_office(tmp_path) as opened:
        yield opened


def issue(office: Office, request_id: str = "") -> esign.Issued:
    text = DECISION.read_text(encoding="utf-8")
    if request_id:
        stated = f'request_id = "{request_id}"'
        text = re.sub(r'^request_id = ".*"$', stated, text, flags=re.MULTILINE)
    path = office.output.parent / "request.toml"
    path.write_text(text, encoding="utf-8")
    return esign.issue(esign.load_request(path, office.kinds), office)


def judged(file: Path | bytes, office: Office) -> Report:
    return inspect(file, trust=office.trust, at=FIXED_NOW, register=office.register)


def said(report: Report) -> str:
    """What the rule `register` says to a reader."""
    (finding,) = (finding for finding in report.findings if finding.rule == "register")
    return message(finding.code, esign.Language.VIETNAMESE, finding.facts)


def known(report: Report) -> Knowledge:
    assert report.register is not None
    return report.register.known


def test_a_document_in_force_passes_and_the_register_says_so(office: Office) -> None:
    issued = issue(office)
    report = judged(issued.pdf, office)
    assert (report.verdict, known(report)) == (Verdict.PASSED, Knowledge.IN_FORCE)
    assert "đúng tệp này" in said(report)
    assert report.register is not None
    assert report.register.request_id == issued.numbered.request.request_id


def test_a_recalled_document_fails_though_its_signatures_hold(office: Office) -> None:
    issued = issue(office)
    request_id = issued.numbered.request.request_id
    office.register.lifecycle.recall(request_id, "Ban hành trái thẩm quyền", "lan")
    report = judged(issued.pdf, office)
    assert report.verdict is Verdict.FAILED
    assert {signature.verdict for signature in report.signatures} == {Verdict.PASSED}
    assert "đã bị thu hồi ngày 20/11/2026 (lý do: Ban hành trái thẩm quyền)" in said(report)
    with pytest.raises(esign.FailedVerificationError):
        esign.verify(issued.pdf, trust=office.trust, at=FIXED_NOW, register=office.register)
    elsewhere = esign.verify(issued.pdf, trust=office.trust, at=FIXED_NOW)
    assert (elsewhere.verdict, elsewhere.register) == (Verdict.PASSED, None)


def test_a_recalled_document_is_not_handed_out_again(office: Office) -> None:
    issued = issue(office)
    office.register.lifecycle.recall(issued.numbered.request.request_id, "Trái thẩm quyền")
    with pytest.raises(esign.InputError) as refused:
        issue(office)
    assert refused.value.code == "register.frozen"


def test_a_package_is_handed_out_again_as_long_as_its_document_is_in_force(office: Office) -> None:
    issued, register = issue(office), office.register
    pdf = issued.pdf.read_bytes()
    assert issued.package is not None
    assert pack_again(pdf, register, "lan") == issued.package.read_bytes()
    register.lifecycle.recall(issued.numbered.request.request_id, "Trái thẩm quyền")
    with pytest.raises(esign.InputError) as refused:
        pack_again(pdf, register, "lan")
    assert refused.value.code == "register.frozen"


def test_a_replaced_document_fails_and_names_what_replaces_it(office: Office) -> None:
    old, new = issue(office), issue(office, "the-new-one")
    request_id = old.numbered.request.request_id
    office.register.lifecycle.replace(request_id, "the-new-one", "Sai mức chi")
    report = judged(old.pdf, office)
    assert (report.verdict, known(report)) == (Verdict.FAILED, Knowledge.REPLACED)
    assert "thay thế bằng văn bản số 02/QĐ-SGDĐT (20/11/2026)" in said(report)
    assert judged(new.pdf, office).verdict is Verdict.PASSED


def test_a_corrected_document_passes_and_names_the_letter(office: Office) -> None:
    issued = issue(office)
    released(office.register, "letter-1", LETTER)
    request_id = issued.numbered.request.request_id
    office.register.lifecycle.correct(request_id, "letter-1", "Sai chính tả")
    report = judged(issued.pdf, office)
    assert (report.verdict, known(report)) == (Verdict.PASSED, Knowledge.CORRECTED)
    assert "công văn số 02/SGDĐT-VP (20/11/2026)" in said(report)
    assert esign.issue(issued.numbered.request, office).repeated


def test_a_sealed_document_that_was_never_released_is_not_vouched_for(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    class CutOffError(Exception):
        """The power fails."""

    def fail(*_: object, **__: object) -> None:
        raise CutOffError

    with monkeypatch.context() as patch:
        patch.setattr("esign.issuance.originals.make_folder", fail)
        with pytest.raises(CutOffError):
            issue(office)
    (entry,) = office.register.unfinished()
    sealed = office.register.kept(entry.request_id, "pdf") or b""
    report = judged(sealed, office)
    assert (report.verdict, known(report)) == (Verdict.INDETERMINATE, Knowledge.UNRELEASED)
    with pytest.raises(esign.InputError) as refused:
        pack_again(sealed, office.register, "lan")
    assert refused.value.code == "standing.unreleased"
    office.register.lifecycle.void(entry.request_id, "Không ban hành")
    voided = judged(sealed, office)
    assert (voided.verdict, known(voided)) == (Verdict.FAILED, Knowledge.VOIDED)


def test_another_file_under_the_same_number_is_not_vouched_for(
    office: Office, tmp_path: Path
) -> None:
    issue(office)
    (tmp_path / "copy").mkdir()
    with make_office(tmp_path / "copy") as second:
        rival = issue(second)  # the same keys have sealed another file with this number
    report = judged(rival.pdf, office)
    assert (report.verdict, known(report)) == (Verdict.INDETERMINATE, Knowledge.OTHER_FILE)
    assert "giữ một tệp khác dưới số 01/QĐ-SGDĐT" in said(report)


def test_a_forged_file_that_claims_a_recalled_number_fails_twice(office: Office) -> None:
    issued = issue(office)
    office.register.lifecycle.recall(issued.numbered.request.request_id, "Trái thẩm quyền")
    changed = bytearray(issued.pdf.read_bytes())
    changed[changed.index(b"/Contents <") + 200] ^= 1
    report = judged(bytes(changed), office)
    assert (report.verdict, known(report)) == (Verdict.FAILED, Knowledge.RECALLED)
    assert any(
        finding.verdict is Verdict.FAILED
        for finding in report.findings
        if finding.rule != "register"
    )


def test_a_file_unknown_to_the_register_is_judged_by_its_signatures_alone(
    office: Office, tmp_path: Path
) -> None:
    issue(office)
    (tmp_path / "other").mkdir()
    with make_office(tmp_path / "other") as elsewhere:
        issue(elsewhere, "some-other-one")
        stranger = issue(elsewhere, "one-more-here")
    report = judged(stranger.pdf, office)
    assert (report.verdict, known(report)) == (Verdict.PASSED, Knowledge.UNKNOWN)
    assert all(finding.rule != "register" for finding in report.findings)


def test_a_register_that_does_not_answer_decides_nothing_and_is_named(office: Office) -> None:
    class Locked:
        """A register that another program is writing to."""

        def standing(self, *_: object) -> object:
            raise OutputError("register.busy", name="register")

    issued = issue(office)
    report = inspect(issued.pdf, trust=office.trust, at=FIXED_NOW, register=Locked())
    assert report.verdict is Verdict.PASSED
    assert report.register is not None
    assert (report.register.known, report.register.fault) == (
        Knowledge.NOT_ASKED,
        "register.busy",
    )
