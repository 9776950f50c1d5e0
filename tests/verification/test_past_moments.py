# SPDX-License-Identifier: Apache-2.0
"""`esign verify --at`, `--expect-…`: a past moment is called so, and strangers are told."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from esign.acceptance import inspect
from esign.cli import esign
from esign.cli.boundary import run
from esign.cli.judging_options import past_moment
from esign.errors import ExitStatus, UsageError
from esign.model import VIETNAM, Verdict
from support.foreign_cms import cms_by
from support.foreign_files import page, rewritten, signed
from support.pki import AGENCY, make_pki
from support.ports import FIXED_NOW
from support.proving import lists_at, reader, revocation
from support.received import detached, zipped
from support.sealed import sealed_page

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

NOW = FIXED_NOW
LATER = datetime(2031, 6, 1, tzinfo=UTC)


def test_what_passed_then_and_not_now_says_so() -> None:
    report = inspect(sealed_page(), trust=reader(), at=FIXED_NOW, today=LATER)
    (said,) = (entry for entry in report.findings if entry.rule == "moment-judged")
    assert (report.verdict, report.judged_at) == (Verdict.PASSED, FIXED_NOW)
    assert said.code == "verification.past.indeterminate"
    assert report.findings[0] is said


def test_who_was_revoked_since_does_not_look_good_for_the_past() -> None:
    revoked = revocation(make_pki().director, FIXED_NOW + timedelta(days=1), None)
    lists = (*lists_at(FIXED_NOW), *lists_at(FIXED_NOW + timedelta(days=2), [revoked]))
    report = inspect(
        sealed_page(), trust=reader(lists), at=FIXED_NOW, today=FIXED_NOW + timedelta(days=3)
    )
    assert report.verdict is Verdict.FAILED


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-11-19", datetime(2026, 11, 19, 23, 59, 59, tzinfo=VIETNAM)),
        ("2026-11-20", None),
        ("2026-11-19T08:30+07:00", datetime(2026, 11, 19, 8, 30, tzinfo=VIETNAM)),
        ("2026-11-19T08:30Z", datetime(2026, 11, 19, 8, 30, tzinfo=UTC)),
    ],
)
def test_a_moment_is_understood(text: str, moment: datetime | None) -> None:
    assert past_moment(text, NOW) == moment


@pytest.mark.parametrize("text", ["", "yesterday", "2026-13-01", "2026-11-19T08:30", "2026-11-21"])
def test_no_moment_or_one_in_the_future_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        past_moment(text, NOW)


@pytest.fixture(scope="module")
def trust_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_pki().trust_dir(tmp_path_factory.mktemp("recipient") / "trust")


@pytest.fixture
def verify(trust_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., int]:
    """The command at a moment after the fixed one."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("esign.system.SystemClock.now", lambda _: LATER)
    (tmp_path / "a.pdf").write_bytes(sealed_page())

    def verify(*arguments: str) -> int:
        return run(esign, ["verify", *arguments, "--trust-dir", str(trust_dir)])

    return verify


AT = ("--at", FIXED_NOW.isoformat())


def told(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return list(json.loads(capsys.readouterr().out)["reports"])


def test_the_command_judges_for_a_past_moment(
    verify: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    assert verify("a.pdf") == ExitStatus.INDETERMINATE
    assert "moment-judged" not in capsys.readouterr().out
    assert verify("a.pdf", *AT) == ExitStatus.DONE
    assert "moment-judged" in capsys.readouterr().out
    assert verify("a.pdf", "--at", "2031-12-31") == ExitStatus.USAGE


def test_the_command_knows_whom_to_expect(
    verify: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    assert verify("a.pdf", *AT, "--expect-agency", AGENCY, "--json") == ExitStatus.DONE
    assert verify("a.pdf", *AT, "--expect-code", "H99.13") == ExitStatus.FAILED
    assert "H99.13" in capsys.readouterr().out
    assert verify("a.pdf", *AT, "--expect-signer", "") == ExitStatus.USAGE


def test_files_in_limited_processes_are_judged_alike(
    verify: Callable[..., int], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "b.zip").write_bytes(zipped({"a.pdf": sealed_page()}))
    assert verify("b.zip", *AT, "--expect-agency", AGENCY, "--json") == ExitStatus.DONE
    (report,) = told(capsys)
    rules = {
        entry["id"]
        for part in (report, *report.get("parts", ()))
        for entry in part.get("findings", ())
    }
    assert {"moment-judged", "signers-are-those-expected"} <= rules


def test_a_detached_signature_is_held_to_it_as_well(
    verify: Callable[..., int], tmp_path: Path
) -> None:
    content, signature = b"content", detached(b"content")
    (tmp_path / "c.txt").write_bytes(content)
    (tmp_path / "c.txt.p7s").write_bytes(signature)
    assert verify("c.txt.p7s", *AT) == ExitStatus.DONE
    assert verify("c.txt.p7s", *AT, "--expect-agency", "Somebody") == ExitStatus.FAILED


def test_what_libraries_log_does_not_reach_the_terminal(trust_dir: Path, tmp_path: Path) -> None:
    odd = tmp_path / "odd.pdf"
    odd.write_bytes(rewritten(signed(page(), cms_by(make_pki().director))))
    started = "from esign.cli import main; raise SystemExit(main())"
    command = [sys.executable, "-c", started, "verify", str(odd), "--policy", "signed"]
    done = subprocess.run(
        [*command, "--trust-dir", str(trust_dir)], capture_output=True, check=False
    )
    assert (done.returncode, done.stderr) == (ExitStatus.FAILED, b"")
