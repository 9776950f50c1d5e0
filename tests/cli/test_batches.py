# SPDX-License-Identifier: Apache-2.0
"""Many requests at once: what goes wrong for one, what goes wrong for all, what is told of it."""

from __future__ import annotations

import json
import shutil
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from esign.cli import esign
from esign.cli.boundary import run
from esign.errors import ExitStatus, OutputError
from esign.issuance import issue
from esign.register import Query
from esign.register_wiring import find_register
from esign.settings import load_settings
from esign.system import SystemClock
from support.ports import FixedClock

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest


def numbers_taken(office: Path) -> int:
    register = find_register(load_settings(office / "esign.toml").values, SystemClock())
    if register is None:
        return 0
    with register:
        return len(register.search(Query()))


def failing(error: OutputError) -> Callable[..., None]:
    def fail(*_: object, **__: object) -> None:
        raise error

    return fail


def test_an_output_folder_that_cannot_be_made_costs_no_number(
    requests: Callable[[int], list[str]], office: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (office / "issued").write_bytes(b"a file in the way")
    assert run(esign, ["issue", *requests(3)]) == ExitStatus.OUTPUT
    assert "output.not_a_folder" in capsys.readouterr().err
    assert numbers_taken(office) == 0


def test_a_fault_that_all_would_meet_ends_the_run(
    requests: Callable[[int], list[str]],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    fault = OutputError("output.disk_full", name="issued")
    monkeypatch.setattr("esign.issuance.originals.write_whole", failing(fault))
    assert run(esign, ["issue", *requests(3), "--json"]) == ExitStatus.BATCH
    shown = capsys.readouterr()
    documents = json.loads(shown.out)["documents"]
    assert [document["outcome"] for document in documents] == ["not_issued", *["not_tried"] * 2]
    assert "Chưa thử" in shown.err
    assert "3.toml" in shown.err


def test_a_number_that_exists_is_told_and_the_next_run_hands_the_file_out(
    requests: Callable[[int], list[str]],
    office: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    paths = requests(1)
    with monkeypatch.context() as full:
        fault = OutputError("output.disk_full", name="issued")
        full.setattr("esign.issuance.originals.write_whole", failing(fault))
        assert run(esign, ["issue", *paths]) == ExitStatus.OUTPUT
    told = capsys.readouterr().err
    assert "số 01/QĐ-SGDĐT (yêu cầu request-0001) đã ký" in told
    assert "không cấp được" not in told
    assert run(esign, ["issue", *paths]) == ExitStatus.DONE
    assert "01/QĐ-SGDĐT" in capsys.readouterr().out
    assert (office / "issued").is_dir()


def test_a_fault_of_one_request_takes_no_number_and_stops_nothing(
    requests: Callable[[int], list[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    first, second, third = requests(3)
    text = Path(second).read_text(encoding="utf-8")
    Path(second).write_text(text.replace("Nguyễn Minh Châu", "Trần Văn Khác"), encoding="utf-8")
    assert run(esign, ["issue", first, second, third]) == ExitStatus.BATCH
    shown = capsys.readouterr()
    assert shown.out.splitlines() == [
        f"{number}/QĐ-SGDĐT  {path} → {pdf}"
        for number, path, pdf in zip(
            ("01", "02"),
            (first, third),
            sorted(Path("demo/issued").resolve().glob("*.pdf")),
            strict=True,
        )
    ]
    assert "2.toml: không cấp được; lần này không lấy số nào." in shown.err
    assert "Đã cấp: 2" in shown.err
    assert "Chưa cấp được: 1\n  2.toml: " in shown.err


def test_a_single_document_is_told_with_its_signatures_and_its_request_id(
    requests: Callable[[int], list[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(esign, ["issue", *requests(1)]) == ExitStatus.DONE
    shown = capsys.readouterr()
    assert "request-0001" in shown.out
    assert "Chữ ký 2" in shown.out
    assert shown.err == ""


def test_a_document_issued_before_that_is_no_longer_valid_is_told_with_its_report(
    requests: Callable[[int], list[str]],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    paths = requests(2)
    assert run(esign, ["issue", *paths]) == ExitStatus.DONE
    later = FixedClock(SystemClock().now() + timedelta(days=60))
    monkeypatch.setattr("esign.wiring.SystemClock", lambda: later)
    assert run(esign, ["issue", paths[0]]) == ExitStatus.INDETERMINATE
    assert "CHƯA XÁC ĐỊNH" in capsys.readouterr().err
    assert run(esign, ["issue", *paths]) == ExitStatus.INDETERMINATE
    assert "Đã cấp từ trước: 2" in capsys.readouterr().err


def test_a_dry_run_needs_no_key_no_passphrase_and_makes_no_register(
    requests: Callable[[int], list[str]], unused: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("keys", "credentials"):
        shutil.rmtree(unused / name)
    paths = requests(2)
    Path(paths[1]).write_text("kind = ", encoding="utf-8")
    assert run(esign, ["issue", "--dry-run", *paths]) == ExitStatus.BATCH
    told = capsys.readouterr().err
    assert "chưa kiểm tra khóa" in told
    assert "Kiểm tra xong, đạt: 1" in told
    assert not (unused / "register").exists()


def test_a_dry_run_knows_what_the_register_knows(
    requests: Callable[[int], list[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    paths = requests(1)
    run(esign, ["issue", *paths])
    text = Path(paths[0]).read_text(encoding="utf-8")
    Path(paths[0]).write_text(text.replace("Giám đốc", "Giám Đốc"), encoding="utf-8")
    assert run(esign, ["issue", "--dry-run", *paths]) == ExitStatus.INPUT
    assert "register.request_changed" in capsys.readouterr().err


def test_an_interrupted_batch_keeps_what_was_issued(
    requests: Callable[[int], list[str]],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def once(*arguments: Any, **options: Any) -> Any:
        monkeypatch.setattr("esign.cli.batch.issue", interrupt)
        return issue(*arguments, **options)

    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("esign.cli.batch.issue", once)
    assert run(esign, ["issue", *requests(3)]) == ExitStatus.INTERRUPTED
    assert "01/QĐ-SGDĐT" in capsys.readouterr().out


def test_nothing_is_claimed_about_numbers_when_the_register_does_not_answer(
    requests: Callable[[int], list[str]],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    busy = failing(OutputError("register.busy", name="register"))
    monkeypatch.setattr("esign.cli.batch.issue", busy)
    monkeypatch.setattr("esign.register.Register.find", busy)
    assert run(esign, ["issue", *requests(1)]) == ExitStatus.OUTPUT
    told = capsys.readouterr().err
    assert "không cấp được" not in told
    assert "chưa rõ đã lấy số hay chưa" in told
