# SPDX-License-Identifier: Apache-2.0
"""The command line as each of its readers uses it, and as they misuse it."""

from __future__ import annotations

import json
import os
import re
import shutil
from pathlib import Path

import pytest

from esign.cli import esign
from esign.cli.boundary import run
from esign.errors import ExitStatus
from esign.issuance import load_request, prepare
from esign.wiring import open_office
from support.office import issued_samples
from support.pki import PASSPHRASE


def test_help_lists_every_command_in_vietnamese(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(esign, ["--help"]) == ExitStatus.DONE
    shown = capsys.readouterr().out
    for command in esign.list_commands(None):  # type: ignore[arg-type]
        assert command in shown
    assert "Kiểm tra văn bản có đúng là thật không" in shown


@pytest.mark.parametrize(
    "command", ["new", "draft", "issue", "find", "void", "pack", "unpack", "doctor"]
)
def test_every_command_has_help_with_an_example(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(esign, [command, "--help"]) == ExitStatus.DONE
    assert f"esign {command}" in capsys.readouterr().out


def test_a_clerk_issues_and_a_recipient_verifies(
    sample: Path, office: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(esign, ["issue", str(sample), "--json"]) == ExitStatus.DONE
    (document,) = json.loads(capsys.readouterr().out)["documents"]
    assert document["number"] == "01/QĐ-SGDĐT"
    assert Path(document["package"]).is_file()
    trust = ["--trust-dir", str(office / "trust")]
    assert run(esign, ["verify", document["pdf"], *trust]) == ExitStatus.DONE
    assert "HỢP LỆ — 01-QD-SGDDT-" in capsys.readouterr().out


def test_a_changed_byte_exits_3_and_a_file_that_is_no_pdf_exits_5(
    sample: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(esign, ["issue", str(sample), "--json"])
    pdf = Path(json.loads(capsys.readouterr().out)["documents"][0]["pdf"])
    changed = bytearray(pdf.read_bytes())
    changed[len(changed) // 3] ^= 1
    Path("changed.pdf").write_bytes(changed)
    Path("empty.pdf").touch()
    assert run(esign, ["verify", "changed.pdf"]) == ExitStatus.FAILED
    assert run(esign, ["verify", "empty.pdf"]) == ExitStatus.INPUT
    assert run(esign, ["verify", str(pdf), "changed.pdf", "empty.pdf"]) == ExitStatus.FAILED
    assert "KHÔNG HỢP LỆ — changed.pdf" in capsys.readouterr().out


def test_a_demo_document_is_indeterminate_under_the_shipped_trust(
    sample: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run(esign, ["issue", str(sample), "--json"])
    pdf = json.loads(capsys.readouterr().out)["documents"][0]["pdf"]
    monkeypatch.delenv("ESIGN_SETTINGS")
    assert run(esign, ["verify", pdf]) == ExitStatus.INDETERMINATE
    assert "CHƯA XÁC ĐỊNH" in capsys.readouterr().out


def test_one_faulty_request_does_not_hold_up_the_others(
    sample: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("faulty.toml").write_text("kind = ", encoding="utf-8")
    assert run(esign, ["issue", "faulty.toml", str(sample), "--json"]) == ExitStatus.BATCH
    faulty, good = json.loads(capsys.readouterr().out)["documents"]
    assert faulty["error"]["exit_status"] == ExitStatus.INPUT
    assert good["number"] == "01/QĐ-SGDĐT"


def test_a_dry_run_takes_no_number(sample: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(esign, ["issue", str(sample), "--dry-run"]) == ExitStatus.DONE
    assert "chưa kiểm tra khóa" in capsys.readouterr().err
    assert run(esign, ["issue", str(sample)]) == ExitStatus.DONE
    assert "01/QĐ-SGDĐT" in capsys.readouterr().out


def test_remarks_on_the_wording_are_told_and_refuse_nothing(
    sample: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = sample.read_text(encoding="utf-8").replace("tại Điều 1", "tại điều 1")
    sample.write_text(text, encoding="utf-8")
    for arguments in (["draft", str(sample)], ["issue", str(sample), "--dry-run"]):
        assert run(esign, arguments) == ExitStatus.DONE
        said = capsys.readouterr().err
        assert "! articles[3].text (Nội dung của điều): “điều 1” thường viết là “Điều 1”" in said


def test_an_ended_basis_is_remarked_on_in_a_draft_and_refused_on_issue(
    sample: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = sample.read_text(encoding="utf-8").replace("10/2026/TT-BGDĐT", "21/2019/TT-BGDĐT")
    sample.write_text(text, encoding="utf-8")
    assert run(esign, ["draft", str(sample)]) == ExitStatus.DONE
    assert "! legal_bases[2] (Căn cứ ban hành): Thông tư số 21/2019" in capsys.readouterr().err
    assert run(esign, ["issue", str(sample)]) == ExitStatus.INPUT
    assert "Thông tư số 10/2026/TT-BGDĐT" in capsys.readouterr().err


def test_a_new_request_must_be_filled_in_before_it_can_be_drafted(
    office: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    del office
    assert run(esign, ["new", "decision", "-o", "new.toml"]) == ExitStatus.DONE
    assert run(esign, ["new", "decision", "-o", "new.toml"]) == ExitStatus.OUTPUT
    assert run(esign, ["draft", "new.toml"]) == ExitStatus.INPUT
    assert "subject" in capsys.readouterr().err


def test_a_finished_sample_gets_an_id_of_its_own_and_can_be_issued(
    office: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    del office
    for name in ("one.toml", "two.toml"):
        assert run(esign, ["new", "decision", "--sample", "-o", name]) == ExitStatus.DONE
    ids = {
        re.search(r'request_id = "(.+)"', Path(n).read_text())[1] for n in ("one.toml", "two.toml")
    }  # type: ignore[index]
    assert len(ids) == 2
    assert run(esign, ["draft", "one.toml", "--png"]) == ExitStatus.DONE
    assert Path("one.draft-1.png").read_bytes().startswith(b"\x89PNG")
    capsys.readouterr()


def test_an_unknown_kind_is_answered_with_the_nearest(
    office: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    del office
    assert run(esign, ["new", "decison"]) == ExitStatus.INPUT
    assert "decision" in capsys.readouterr().err


def test_a_number_can_be_voided_with_its_reason_and_is_not_used_again(
    sample: Path, office: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with open_office(office / "esign.toml") as opened:
        request = load_request(sample, opened.kinds)
        prepare(request, opened)
    assert run(esign, ["doctor"]) == ExitStatus.DONE
    assert request.request_id in capsys.readouterr().out
    void = ["void", request.request_id, "--reason", "Không ban hành", "--yes"]
    assert run(esign, void) == ExitStatus.DONE
    assert "01/QĐ-SGDĐT" in capsys.readouterr().out
    assert run(esign, ["issue", str(sample)]) == ExitStatus.INPUT
    assert "Không ban hành" in capsys.readouterr().err
    run(esign, ["new", "decision", "--sample", "-o", "next.toml"])
    assert run(esign, ["issue", "next.toml"]) == ExitStatus.DONE
    assert "02/QĐ-SGDĐT" in capsys.readouterr().out


def test_a_package_is_shown_unpacked_and_made_again(
    sample: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(esign, ["issue", str(sample), "--json"])
    document = json.loads(capsys.readouterr().out)["documents"][0]
    assert run(esign, ["show", document["package"]]) == ExitStatus.DONE
    assert "01/QĐ-SGDĐT" in capsys.readouterr().out
    assert run(esign, ["unpack", document["package"], "-o", "received"]) == ExitStatus.DONE
    (received,) = Path("received").iterdir()
    assert received.read_bytes() == Path(document["pdf"]).read_bytes()
    assert run(esign, ["pack", document["pdf"], "-o", "again.edxml"]) == ExitStatus.DONE
    assert Path("again.edxml").read_bytes() == Path(document["package"]).read_bytes()
    Path("stranger.pdf").write_bytes(issued_samples().decision.pdf.read_bytes())
    assert run(esign, ["pack", "stranger.pdf"]) == ExitStatus.INPUT


def test_show_tells_without_judging(sample: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(esign, ["issue", str(sample), "--json"])
    pdf = json.loads(capsys.readouterr().out)["documents"][0]["pdf"]
    assert run(esign, ["show", pdf]) == ExitStatus.DONE
    shown = capsys.readouterr()
    assert "Nguyễn Minh Châu" in shown.out
    assert not any(judged in shown.out for judged in ("HỢP LỆ", "✓", "✗"))
    assert shown.out.startswith("CHƯA KIỂM TRA")


def test_passphrases_come_from_a_file_descriptor(
    sample: Path, office: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    secrets = [(office / "credentials" / name).read_text() for name in ("director", "seal")]
    shutil.rmtree(office / "credentials")
    assert run(esign, ["issue", str(sample)]) == ExitStatus.KEY
    reading, writing = os.pipe()
    os.write(writing, "\n".join(secrets).encode() + b"\n")
    os.close(writing)
    try:
        assert run(esign, ["issue", str(sample), "--passphrase-fd", str(reading)]) == 0
    finally:
        os.close(reading)
    assert not any(secret in capsys.readouterr().err for secret in secrets)


def test_a_wrong_passphrase_is_tried_once_and_exits_7(
    sample: Path, office: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (office / "credentials" / "director").write_text(PASSPHRASE)
    assert run(esign, ["issue", str(sample)]) == ExitStatus.KEY
    assert "key.wrong_passphrase" in capsys.readouterr().err


def test_a_passphrase_file_that_others_can_read_is_not_used(
    sample: Path, office: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (office / "credentials" / "director").chmod(0o644)
    assert run(esign, ["issue", str(sample)]) == ExitStatus.KEY
    assert "chmod 600" in capsys.readouterr().err


def test_errors_are_json_too_where_a_program_listens(
    sample: Path, office: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (office / "images" / "seal.png").write_bytes(b"GIF89a")
    status = run(esign, ["issue", str(sample), "--json"])
    error = json.loads(capsys.readouterr().out)
    assert error["schema"] == "esign.error/1"
    assert error["exit_status"] == status == ExitStatus.CONFIGURATION


def test_doctor_shows_values_with_their_origin_and_finds_what_is_missing(
    office: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ESIGN_OUTPUT__FOLDER", str(office / "elsewhere"))
    assert run(esign, ["doctor", "--json"]) == ExitStatus.DONE
    shown = json.loads(capsys.readouterr().out)
    origins = {row["key"]: row["origin"] for row in shown["settings"]}
    assert origins["output.folder"] == "environment"
    assert origins["agency.code"] == "esign.toml"
    (office / "keys" / "seal.p12").unlink()
    assert run(esign, ["doctor"]) == ExitStatus.CONFIGURATION
    assert "seal.p12" in capsys.readouterr().out


def test_a_misspelt_setting_is_named_with_the_nearest(
    office: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = office / "esign.toml"
    settings.write_text(settings.read_text().replace("abbreviation", "abreviation"))
    assert run(esign, ["doctor"]) == ExitStatus.CONFIGURATION
    assert "“abbreviation”" in capsys.readouterr().err


def test_an_interrupted_run_exits_130(
    sample: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("esign.cli.batch.issue", interrupt)
    assert run(esign, ["issue", str(sample)]) == ExitStatus.INTERRUPTED
    assert "không làm gì thêm" in capsys.readouterr().err


def test_a_bug_exits_1_and_is_no_verdict(
    sample: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("esign.cli.verify.judge_here", fail)
    assert run(esign, ["verify", str(sample)]) == ExitStatus.BUG
    assert "không phải là kết luận" in capsys.readouterr().err


def test_the_clerk_is_told_when_the_font_is_not_times(
    sample: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("esign.rendering.fonts.FAMILIES", ("No Such Family",))
    for command in ("draft", "issue"):
        assert run(esign, [command, str(sample)]) == ExitStatus.DONE
        assert "Times New Roman" in capsys.readouterr().err
