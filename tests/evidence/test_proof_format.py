# SPDX-License-Identifier: Apache-2.0
"""The script of docs/proof-format.md proves what we proved, with nothing of ours at hand."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from support.pki import make_pki
from support.source import ROOT
from support.witnesses import need

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from support.evidence import Evidence


GUIDE = (ROOT / "docs/proof-format.md").read_text(encoding="utf-8")
[SCRIPT] = re.findall(r"```python\n(.*?)```", GUIDE, flags=re.DOTALL)

pytestmark = pytest.mark.witness


def run(folder: Path, document: Path, proof: bytes) -> subprocess.CompletedProcess[str]:
    need("openssl")
    (folder / "check.py").write_text(SCRIPT, encoding="utf-8")
    (folder / "proof.json").write_bytes(proof)
    (folder / "root.pem").write_bytes(make_pki().ours.root.identity.pem)
    paths = [folder / "check.py", document, folder / "proof.json", folder / "root.pem"]
    command = [sys.executable, "-I", "-X", "utf8", *map(str, paths)]
    return subprocess.run(command, capture_output=True, encoding="utf-8", check=False)


def test_the_script_is_as_short_as_the_guide_says() -> None:
    assert len([line for line in SCRIPT.splitlines() if line.strip()]) <= 65


def test_a_good_proof_is_proven(evidence: Evidence, tmp_path: Path) -> None:
    done = run(tmp_path, evidence.document, evidence.proof.write())
    assert done.returncode == 0, done.stderr
    assert "PROVEN: row" in done.stdout
    assert "Sở Giáo dục và Đào tạo tỉnh Ví Dụ" in done.stdout
    assert "time-stamped 2026-11-20 03:00:00+00:00" in done.stdout


def _statement(content: dict[str, Any]) -> None:
    content["head"]["statement"] = content["head"]["statement"].replace('"size":', '"size":1')


def _row(content: dict[str, Any]) -> None:
    content["row"]["actor"] = "other"


def _path(content: dict[str, Any]) -> None:
    content["inclusion"][0] = "0" * 64


def _short(content: dict[str, Any]) -> None:
    content["inclusion"].pop()


def _long(content: dict[str, Any]) -> None:
    content["inclusion"].append("0" * 64)


def _place(content: dict[str, Any]) -> None:
    content["row"]["seq"] += 1


def _at(content: dict[str, Any]) -> None:
    content["head"]["statement"] = content["head"]["statement"].replace("T03:", "T02:")


@pytest.mark.parametrize("change", [_statement, _row, _path, _short, _long, _place, _at])
def test_an_altered_proof_is_not(
    evidence: Evidence, tmp_path: Path, change: Callable[[dict[str, Any]], None]
) -> None:
    content = json.loads(evidence.proof.write())
    change(content)
    done = run(tmp_path, evidence.document, json.dumps(content).encode())
    assert done.returncode == 1
    assert "NOT PROVEN" in done.stderr


def test_the_proof_of_one_document_is_none_of_another(evidence: Evidence, tmp_path: Path) -> None:
    done = run(tmp_path, evidence.other, evidence.proof.write())
    assert "NOT PROVEN: other document" in done.stderr


def test_the_guide_names_every_field(evidence: Evidence) -> None:
    content = json.loads(evidence.later.write())
    for field in (*content, *content["head"], "consistency"):
        assert field in GUIDE
