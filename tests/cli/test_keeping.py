# SPDX-License-Identifier: Apache-2.0
"""The commands that look after the register: store, backup and restore."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from esign.cli import esign
from esign.cli.boundary import run
from esign.errors import ExitStatus

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture
def told(capsys: pytest.CaptureFixture[str]) -> Callable[..., dict[str, Any]]:
    """What a command says to a program."""

    def tell(*arguments: str) -> dict[str, Any]:
        assert run(esign, [*arguments, "--json"]) == ExitStatus.DONE
        content: dict[str, Any] = json.loads(capsys.readouterr().out)
        return content

    return tell


def objects(office: Path) -> list[Path]:
    return sorted((office / "register" / "objects").rglob("*/*"))


def test_damage_exits_6_and_names_the_document(
    office: Path, issued: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    damaged = objects(office)[0]
    damaged.chmod(0o600)
    damaged.write_bytes(b"damage")
    assert run(esign, ["store", "check"]) == ExitStatus.CONFIGURATION
    shown = capsys.readouterr().err
    assert issued["number"] in shown
    assert str(damaged) in shown
    assert "sao lưu" in shown


def test_a_sound_store_is_said_to_be_so(
    office: Path,
    issued: dict[str, Any],
    told: Callable[..., dict[str, Any]],
    capsys: pytest.CaptureFixture[str],
) -> None:
    del issued
    (office / "register" / "objects" / "notes.txt").write_bytes(b"")
    found = told("store", "check")
    assert (found["schema"], found["objects"]) == ("esign.store/1", len(objects(office)))
    assert (found["foreign"], found["unreferenced"]) == (["notes.txt"], [])
    assert run(esign, ["store", "check"]) == ExitStatus.DONE
    shown = capsys.readouterr()
    assert "notes.txt" in shown.err
    assert "nguyên vẹn" in shown.out


def test_collecting_counts_first_and_removes_then(
    office: Path, issued: dict[str, Any], told: Callable[..., dict[str, Any]]
) -> None:
    del issued
    kept = objects(office)
    left = kept[0].with_name(".left.part")
    left.write_bytes(b"half")
    os.utime(left, (0, 0))
    assert told("store", "collect", "--dry-run")["objects"] == 1
    assert left.exists()
    done = told("store", "collect", "--older-than", "90")
    assert (done["objects"], done["bytes"], done["days"]) == (1, 4, 90)
    assert objects(office) == kept


def test_a_delay_of_nothing_is_refused(office: Path) -> None:
    del office
    assert run(esign, ["store", "collect", "--older-than", "0"]) == ExitStatus.USAGE


def test_a_register_is_backed_up_and_restored(
    office: Path, issued: dict[str, Any], told: Callable[..., dict[str, Any]]
) -> None:
    made = told("backup", "backups")
    assert (made["schema"], made["copied"]) == ("esign.backup-made/1", len(objects(office)))
    restored = told("restore", "backups", "again")
    assert restored["schema"] == "esign.restored/1"
    assert restored["backup"] == made["folder"]
    assert (restored["acts"], restored["lost"]) == (made["acts"], [])
    assert "rows" not in restored
    Path("again.toml").write_text(
        (office / "esign.toml")
        .read_text(encoding="utf-8")
        .replace('folder = "register"', f'folder = "{Path.cwd() / "again"}"'),
        encoding="utf-8",
    )
    entry = told("find", issued["request_id"], "--settings", "again.toml")
    assert entry["number"] == issued["number"]


def test_what_a_backup_lacks_is_an_error_after_all(
    office: Path, issued: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    objects(office)[0].unlink()
    assert run(esign, ["backup", "backups"]) == ExitStatus.CONFIGURATION
    shown = capsys.readouterr().err
    assert issued["number"] in shown
    assert "backup.incomplete" in shown
    assert run(esign, ["restore", "backups", "again"]) == ExitStatus.CONFIGURATION
    said = capsys.readouterr()
    assert "nguyên vẹn" not in said.out + said.err
    assert "NHƯNG KHÔNG ĐỦ: 1 tệp" in said.out
    assert "esign book confirm" in said.out  # it is restored all the same
    assert "restore.incomplete" in said.err
    assert issued["number"] in said.err
    assert "store check" in said.err
    assert run(esign, ["restore", "backups", "third", "--json"]) == ExitStatus.CONFIGURATION
    restored = json.loads(capsys.readouterr().out)
    assert (restored["schema"], len(restored["lost"])) == ("esign.restored/1", 1)
    assert issued["number"] in " ".join(restored["lost_documents"])


def test_restoring_over_the_register_exits_9(office: Path, issued: dict[str, Any]) -> None:
    del issued
    assert run(esign, ["backup", "backups"]) == ExitStatus.DONE
    assert run(esign, ["restore", "backups", str(office / "register")]) == ExitStatus.OUTPUT


def test_restoring_into_a_store_that_is_not_configured_exits_6(
    office: Path, issued: dict[str, Any]
) -> None:
    del office, issued
    assert run(esign, ["backup", "backups"]) == ExitStatus.DONE
    assert run(esign, ["restore", "backups", "again", "--into-store"]) == ExitStatus.CONFIGURATION
    assert not Path("again").exists()


def test_the_doctor_knows_the_last_backup(
    office: Path, issued: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    del office, issued

    def found() -> set[str]:
        run(esign, ["doctor", "--json"])
        return {check["code"] for check in json.loads(capsys.readouterr().out)["checks"]}

    assert "doctor.no_backup" in found()
    assert run(esign, ["backup", "backups"]) == ExitStatus.DONE
    capsys.readouterr()
    assert "doctor.backup" in found()


@pytest.fixture
def again(office: Path, issued: dict[str, Any], capsys: pytest.CaptureFixture[str]) -> str:
    """Settings of an office whose register was restored."""
    del issued
    assert run(esign, ["backup", "backups"]) == ExitStatus.DONE
    assert run(esign, ["restore", "backups", "again"]) == ExitStatus.DONE
    shown = capsys.readouterr().out
    assert re.search(r"esign book confirm outgoing --year \d{4} --last", shown)
    text = (office / "esign.toml").read_text(encoding="utf-8")
    folder = f'folder = "{Path.cwd() / "again"}"'
    settings = office / "again.toml"
    settings.write_text(text.replace('folder = "register"', folder), encoding="utf-8")
    return str(settings)


def test_a_restored_office_issues_again_once_its_books_are_confirmed(
    again: str,
    sample: Path,
    told: Callable[..., dict[str, Any]],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("ESIGN_SETTINGS", again)
    reserve = ["book", "reserve", "--kind", "decision", "--note", "Khen thưởng"]
    assert run(esign, reserve) == ExitStatus.CONFIGURATION
    assert "esign book confirm outgoing" in capsys.readouterr().err
    (document,) = told("issue", str(sample))["documents"]
    assert document["outcome"] == "issued_before"
    waiting = {book["name"]: book["awaits_confirmation"] for book in told("book", "list")["books"]}
    assert waiting["outgoing"]
    several = ["book", "confirm", "outgoing", "copies", "--last", "4", "--yes"]
    assert run(esign, several) == ExitStatus.USAGE
    capsys.readouterr()
    (done,) = told("book", "confirm", "outgoing", "--last", "4", "--yes")["books"]
    assert (done["found"], done["last"], done["confirmed_now"]) == (1, 4, True)
    (kept,) = told(*reserve)["entries"]
    assert kept["number"].startswith("05/")
    assert told("book", "confirm", "copies", "incoming", "--yes")["schema"] == "esign.confirmed/1"


def test_what_was_issued_after_the_backup_is_brought_back_and_never_issued_again(
    issued: dict[str, Any],
    requests: Callable[[int], list[str]],
    told: Callable[..., dict[str, Any]],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert issued["number"] == "01/QĐ-SGDĐT"
    first, second = requests(2)
    for turn, path in enumerate((first, second)):  # two documents, not one twice
        text = Path(path).read_text(encoding="utf-8")
        Path(path).write_text(text.replace("Hội đồng", f"Hội đồng {turn}"), encoding="utf-8")
    assert told("backup", "backups")["acts"]
    pdfs = [each["pdf"] for each in told("issue", first, second)["documents"]]
    waiting = told("restore", "backups", "again")["unconfirmed"]
    assert {"incoming", "certified-copies"} <= {each["book"] for each in waiting}
    _move_to("again", monkeypatch)

    def fails(status: ExitStatus, *arguments: str) -> str:
        assert run(esign, list(arguments)) == status
        return capsys.readouterr().err

    confirm = ("book", "confirm", "outgoing")
    assert "--yes" in fails(ExitStatus.USAGE, *confirm, "--last", "3")
    assert pdfs[0] in fails(ExitStatus.INPUT, *confirm, "--yes")
    assert told(*confirm, "--last", "4", "--yes")["books"][0]["last"] == 4
    assert "book recover" in fails(ExitStatus.INPUT, "issue", first)
    assert pdfs[0] in fails(ExitStatus.INPUT, "issue", first, "--after-restore")
    assert "02/?-văn-bản-đi" in fails(ExitStatus.INPUT, "find", "02/QĐ-SGDĐT")
    back = told("book", "recover", "--request", first)
    assert [each["entry"]["number"] for each in back["files"]] == ["02/QĐ-SGDĐT", "03/QĐ-SGDĐT"]
    assert [each["number"] for each in back["lost"]] == ["04/?-văn-bản-đi"]
    assert told("issue", first)["documents"][0]["outcome"] == "issued_before"
    assert "03/QĐ-SGDĐT" in fails(ExitStatus.INPUT, "issue", second, "--after-restore")
    assert run(esign, ["verify", pdfs[1]]) == ExitStatus.DONE
    assert "đang có hiệu lực" in capsys.readouterr().out
    assert told("find", pdfs[1])["medium"] == "electronic"
    outgoing = told("book", "list")["books"][0]
    assert (outgoing["last"], outgoing["lost"], outgoing["states"]) == (4, 1, {"released": 3})
    assert run(esign, ["book", "list"]) == ExitStatus.DONE
    assert "mới giữ chỗ" not in capsys.readouterr().out
    assert told("audit", "check")["schema"]


def test_what_is_no_document_of_ours_is_not_brought_back(
    again: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ESIGN_SETTINGS", again)
    Path("note.pdf").write_bytes(b"no PDF")
    assert run(esign, ["book", "recover", "note.pdf"]) == ExitStatus.BATCH
    shown = capsys.readouterr()
    assert "note.pdf" in shown.err
    assert "0 trên 1" in shown.out


def _move_to(folder: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Go on with the register that was restored there."""
    old = Path(os.environ["ESIGN_SETTINGS"])
    text, settings = old.read_text(encoding="utf-8"), old.with_name("moved.toml")
    place = f'folder = "{Path.cwd() / folder}"'
    settings.write_text(text.replace('folder = "register"', place), encoding="utf-8")
    monkeypatch.setenv("ESIGN_SETTINGS", str(settings))


def test_the_doctor_names_the_books_that_wait(
    again: str, capsys: pytest.CaptureFixture[str]
) -> None:
    def found() -> dict[str, str]:
        run(esign, ["doctor", "--json", "--settings", again])
        checks = json.loads(capsys.readouterr().out)["checks"]
        return {check["code"]: check["health"] for check in checks}

    assert found()["doctor.unconfirmed"] == "bad"
    names = [each["name"] for each in _books(again, capsys)]
    assert run(esign, ["book", "confirm", *names, "--yes", "--settings", again]) == ExitStatus.DONE
    capsys.readouterr()
    assert "doctor.unconfirmed" not in found()


def _books(settings: str, capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    run(esign, ["book", "list", "--json", "--settings", settings])
    books: list[dict[str, Any]] = json.loads(capsys.readouterr().out)["books"]
    return books


def test_only_so_many_backups_are_kept(
    office: Path, issued: dict[str, Any], told: Callable[..., dict[str, Any]]
) -> None:
    del office, issued
    first = told("backup", "backups")
    assert first["removed"] == []
    second = told("backup", "backups", "--keep", "1", "--verify")
    assert second["removed"] == [first["folder"]]
    assert Path(second["folder"]).is_dir()
    assert run(esign, ["backup", "backups", "--keep", "0"]) == ExitStatus.USAGE
