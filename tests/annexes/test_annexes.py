# SPDX-License-Identifier: Apache-2.0
"""Annexes in files of their own: fixed before anybody signs, sealed with their document or not."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from esign.acceptance import inspect
from esign.annexes import admit_annexes
from esign.cli import esign
from esign.cli.boundary import run
from esign.cli.package_sheet import sheet_lines
from esign.cli.reports import document_line
from esign.errors import ConfigurationError, InputError, KeyFaultError
from esign.exchange import unpack
from esign.issuance import issue, load_request, prepare, seal_signed
from esign.issuance.originals import take_number
from esign.model import Knowledge, Verdict
from esign.register import State, annex_stage, prepared_annex_stage
from esign.rehearsal import rehearse
from esign.rendering import ATTACHMENT_NAME, attachments
from esign.signing import sign
from support.annexed import TITLES, annex_pdf, annexed_request, ready
from support.flattened import flattened
from support.measuring import fields_of, pages_of
from support.office import issued_samples
from support.witnesses import VALID, nss_folder, pdfsig, qpdf
from support.word_files import tampered, with_annotation, word_pdf

if TYPE_CHECKING:
    from pathlib import Path

    from esign.issuance import Office
    from support.annexed import Annexed

MM = 72 / 25.4


def digests(folder: Path) -> tuple[str, ...]:
    return tuple(
        hashlib.sha256((folder / f"phu-luc-{ordinal}.pdf").read_bytes()).hexdigest()
        for ordinal in (1, 2)
    )


def test_the_annexes_lie_beside_their_document(annexed: Annexed) -> None:
    issued = annexed.issued
    assert issued.pdf.name == "01-QD-SGDDT-2026.pdf"
    assert [path.name for path in issued.annexes] == [
        "01-QD-SGDDT-2026-phu-luc-1.pdf",
        "01-QD-SGDDT-2026-phu-luc-2.pdf",
    ]
    assert all(path.is_file() for path in issued.annexes)


def test_each_bears_its_documents_number_and_the_time_at_the_top_right(annexed: Annexed) -> None:
    for path in annexed.issued.annexes:
        pdf = path.read_bytes()
        page = pages_of(flattened(pdf))[0]
        assert page.lines[0].text == "Số: 01/QĐ-SGDĐT; 20/11/2026; 10:00:00 +07:00"
        ((number, box),) = fields_of(pdf).values()
        assert (number, list(fields_of(pdf))) == (1, ["seal"])
        assert page.width - box.right == pytest.approx(15 * MM, abs=0.1)
        assert page.height - box.top == pytest.approx(9 * MM, abs=0.1)


def test_the_agency_alone_vouches_for_each(annexed: Annexed) -> None:
    office = annexed.office
    for path, title in zip(annexed.issued.annexes, TITLES, strict=True):
        at, trust = office.clock.now(), office.trust
        report = inspect(path, trust=trust, at=at, policy="sealed", register=office.register)
        assert report.verdict is Verdict.PASSED
        assert (report.document["type_name"], report.document["subject"]) == ("Phụ lục", title)
        assert report.register is not None
        assert report.register.known is Knowledge.IN_FORCE
        assert inspect(path, trust=trust, at=at).verdict is Verdict.FAILED


def test_the_number_it_states_is_called_its_documents(annexed: Annexed) -> None:
    office = annexed.office
    report = inspect(annexed.issued.annexes[0], trust=office.trust, at=office.clock.now())
    (line,) = document_line(report)
    assert line.strip().startswith("Phụ lục của văn bản số 01/QĐ-SGDĐT ngày 20/11/2026 của Sở")


def test_an_annex_falls_with_its_document(office: Office, tmp_path: Path) -> None:
    issued = issue(*ready(office, annexed_request(tmp_path)))
    office.register.lifecycle.recall(issued.numbered.request.request_id, "Sai")
    report = inspect(
        issued.annexes[0],
        trust=office.trust,
        at=office.clock.now(),
        policy="sealed",
        register=office.register,
    )
    assert report.verdict is Verdict.FAILED


def test_what_the_person_signs_names_the_annexes_and_their_digests(annexed: Annexed) -> None:
    (data,) = attachments(annexed.issued.pdf.read_bytes(), ATTACHMENT_NAME)
    named = json.loads(data)["content"]["annex_files"]
    assert named == [
        {"title": title, "sha256": digest}
        for title, digest in zip(TITLES, digests(annexed.folder), strict=True)
    ]
    for path, digest in zip(annexed.issued.annexes, digests(annexed.folder), strict=True):
        assert f">{digest}</" in path.read_bytes().decode("latin-1")


def test_they_travel_in_the_same_package(annexed: Annexed) -> None:
    assert annexed.issued.package is not None
    package = unpack(annexed.issued.package.read_bytes())
    files = [annexed.issued.pdf, *annexed.issued.annexes]
    assert [each.name for each in package.attachments] == [path.name for path in files]
    assert [each.data for each in package.attachments] == [path.read_bytes() for path in files]
    assert package.appendices == TITLES
    sheet = "\n".join(sheet_lines(package))
    assert all(f"Phụ lục:      {title}" in sheet for title in TITLES)
    assert f"Phụ lục riêng: {len(TITLES)} tệp" in sheet
    assert package.attachments[1].description == f"Phụ lục 1: {TITLES[0]}"


def test_the_record_holds_every_file(annexed: Annexed) -> None:
    register, request_id = annexed.office.register, annexed.issued.numbered.request.request_id
    assert register.audit_check() > 0
    for ordinal, path in enumerate(annexed.issued.annexes, start=1):
        assert register.kept(request_id, annex_stage(ordinal)) == path.read_bytes()
        prepared = register.kept(request_id, prepared_annex_stage(ordinal))
        assert prepared is not None
        assert path.read_bytes().startswith(prepared)


def test_an_annex_exchanged_in_the_store_is_found_out(office: Office, tmp_path: Path) -> None:
    issued = issue(*ready(office, annexed_request(tmp_path)))
    digest = hashlib.sha256(issued.annexes[0].read_bytes()).hexdigest()
    held = office.output.parent / "register" / "objects" / digest[:2] / digest
    held.chmod(0o600)
    held.write_bytes(b"exchanged")
    with pytest.raises(ConfigurationError):
        issue(issued.numbered.request, office)


def test_the_same_request_again_gives_the_same_files(office: Office, tmp_path: Path) -> None:
    request_file = annexed_request(tmp_path)
    first = issue(*ready(office, request_file))
    before = [path.read_bytes() for path in first.annexes]
    for path in first.annexes:
        path.unlink()
    again = issue(first.numbered.request, office)
    assert again.repeated
    assert [path.read_bytes() for path in again.annexes] == before


def test_prepared_signed_and_sealed_at_different_desks(office: Office, tmp_path: Path) -> None:
    request, with_annexes = ready(office, annexed_request(tmp_path))
    page = prepare(request, with_annexes)
    signed = sign(page, office.signer)
    office.register.keep(request.request_id, {"signed": signed.data})
    for ordinal in (1, 2):
        (tmp_path / f"phu-luc-{ordinal}.pdf").unlink()
    assert len(seal_signed(request.request_id, office).annexes) == len(TITLES)


def test_a_digest_that_the_request_states_is_held_against_the_file(
    office: Office, tmp_path: Path
) -> None:
    request_file = annexed_request(tmp_path, digests=("0" * 64, "1" * 64))
    with pytest.raises(InputError, match="other_file"):
        ready(office, request_file)


def test_a_file_changed_after_it_was_admitted_is_another_request(
    office: Office, tmp_path: Path
) -> None:
    request_file = annexed_request(tmp_path)
    first = load_request(request_file, office.kinds)
    (tmp_path / "phu-luc-1.pdf").write_bytes(annex_pdf(rows=5))
    assert load_request(request_file, office.kinds).digest != first.digest
    with pytest.raises(InputError, match="other_file"):
        admit_annexes(first, tmp_path, office.trust, office.clock.now())


def test_the_annex_that_changed_after_its_number_was_taken_is_named(
    office: Office, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    settings = str(office.output.parent / "esign.toml")
    request_file = annexed_request(tmp_path)
    request, with_annexes = ready(office, request_file)
    take_number(request, office.kinds.kind(request.kind), with_annexes, "")
    (tmp_path / "phu-luc-2.pdf").write_bytes(annex_pdf(rows=5))
    for command in (["issue", "--dry-run"], ["prepare"]):
        assert run(esign, [*command, str(request_file), "--settings", settings]) == 5
        said = capfd.readouterr().err
        assert "“phu-luc-2.pdf” đã thay đổi từ khi văn bản lấy số 01/QĐ-SGDĐT" in said
    (tmp_path / "phu-luc-2.pdf").write_bytes(annex_pdf(TITLES[1], wide=True))
    assert run(esign, ["prepare", str(request_file), "--settings", settings]) == 0


def test_nothing_is_begun_without_the_annexes(office: Office, tmp_path: Path) -> None:
    request = load_request(annexed_request(tmp_path), office.kinds)
    for act in (issue, prepare):
        with pytest.raises(InputError) as refused:
            act(request, office)
        assert [each.code for each in refused.value.details] == ["annex.not_at_hand"] * 2
    with pytest.raises(InputError):
        rehearse(request, office.desk)
    assert office.register.entry_of(request) is None


def test_the_document_is_not_out_when_an_annex_cannot_be_sealed(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    request, with_annexes = ready(office, annexed_request(tmp_path))

    def refuse(*_: object) -> bytes:
        raise KeyFaultError("key.expired", serial="1", moment="")

    monkeypatch.setattr("esign.annexes.begin_sole_seal", refuse)
    with pytest.raises(KeyFaultError):
        issue(request, with_annexes)
    entry = office.register.entry_of(request)
    assert entry is not None
    assert entry.state is State.SIGNED
    assert not list(office.output.glob("*"))
    monkeypatch.undo()
    assert len(issue(request, with_annexes).annexes) == len(TITLES)


@pytest.mark.parametrize(
    ("pdf", "code"),
    [
        (annex_pdf(top="8mm"), "annex.no_room"),
        (issued_samples().decision.pdf.read_bytes(), "annex.signed"),
        (b"%PDF-1.7 nonsense", "adopt.unreadable"),
        (tampered(with_annotation, annex_pdf()), "adopt.unsafe"),
    ],
    ids=["no room", "signed", "unreadable", "unsafe"],
)
def test_an_unfit_annex_is_refused_before_a_number_is_taken(
    pdf: bytes, code: str, annexed: Annexed, tmp_path: Path
) -> None:
    request_file = annexed_request(tmp_path)
    (tmp_path / "phu-luc-2.pdf").write_bytes(pdf)
    with pytest.raises(InputError) as refused:
        ready(annexed.office, request_file)
    assert code in {refused.value.code, *(each.code for each in refused.value.details)}
    assert refused.value.code.startswith("annex.")
    assert "phu-luc-2.pdf" in refused.value.message("vi")


@pytest.mark.parametrize("name", ["../phu-luc-1.pdf", "/etc/passwd", "a/b.pdf", "phu-luc.docx"])
def test_an_annex_lies_beside_the_request_and_nowhere_else(
    name: str, annexed: Annexed, tmp_path: Path
) -> None:
    request_file = annexed_request(tmp_path)
    text = request_file.read_text(encoding="utf-8").replace("phu-luc-1.pdf", name)
    request_file.write_text(text, encoding="utf-8")
    with pytest.raises(InputError):
        load_request(request_file, annexed.office.kinds)


def test_a_number_that_was_taken_before_keeps_its_annexes(office: Office, tmp_path: Path) -> None:
    request, with_annexes = ready(office, annexed_request(tmp_path))
    kind = office.kinds.kind(request.kind)
    numbered = take_number(request, kind, with_annexes, "")
    kept = office.register.kept(request.request_id, prepared_annex_stage(1))
    later = replace(with_annexes, annexes={})
    assert take_number(request, kind, later, "") == numbered
    assert office.register.kept(request.request_id, prepared_annex_stage(1)) == kept


@pytest.mark.witness
def test_outside_witnesses_agree(annexed: Annexed, tmp_path: Path) -> None:
    root = next((annexed.folder / "office" / "trust").glob("*.pem"))
    nss = nss_folder(tmp_path / "nss", [root])
    for path in annexed.issued.annexes:
        assert qpdf(path) == ""
        assert [word.signature for word in pdfsig(path, nss)] == [VALID]


def test_the_clerk_does_it_by_command(
    annexed: Annexed, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    settings = str(annexed.folder / "office" / "esign.toml")
    request = str(annexed_request(tmp_path))
    text = (tmp_path / "request.toml").read_text(encoding="utf-8")
    changed = text.replace("vidu-", "khac-", 1)
    (tmp_path / "request.toml").write_text(changed, encoding="utf-8")
    assert run(esign, ["issue", request, "--dry-run", "--settings", settings]) == 0
    (tmp_path / "phu-luc-2.pdf").unlink()
    capfd.readouterr()
    assert run(esign, ["issue", request, "--dry-run", "--settings", settings]) == 5
    said = capfd.readouterr().err
    assert "Tệp phụ lục “phu-luc-2.pdf” chưa dùng được." in said
    assert f"Không có tệp {tmp_path / 'phu-luc-2.pdf'}." in said
    assert annexed.issued.package is not None
    package = str(annexed.issued.package)
    assert run(esign, ["unpack", package, "-o", str(tmp_path / "out"), "--json"]) == 0
    said = capfd.readouterr().out
    assert f"Phụ lục 2: {TITLES[1]}" in said


def test_an_adopted_document_has_annexes_as_well(
    annexed: Annexed, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    settings = str(annexed.folder / "office" / "esign.toml")
    request = annexed_request(tmp_path, kind="adopted")
    head, _, annexes = request.read_text(encoding="utf-8").partition("[[annex_files]]")
    without_file = head.partition("[file]")[0]
    request.write_text(f"{without_file}\n[[annex_files]]{annexes}", encoding="utf-8")
    (tmp_path / "q.pdf").write_bytes(word_pdf())
    command = ["adopt", str(tmp_path / "q.pdf"), "--request", str(request), "--dry-run"]
    assert run(esign, [*command, "--settings", settings]) == 0
    (tmp_path / "phu-luc-1.pdf").unlink()
    assert run(esign, [*command, "--settings", settings]) == 5
    assert "phu-luc-1.pdf" in capfd.readouterr().err
