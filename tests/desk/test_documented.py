# SPDX-License-Identifier: Apache-2.0
"""What the page on signing says of the desks, done."""

from __future__ import annotations

import json
import re
import shlex
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cryptography.hazmat.primitives.serialization import Encoding

import esign
from esign.cli import esign as command
from esign.cli.boundary import run
from esign.demo.pki import from_pkcs12
from esign.errors import ExitStatus
from esign.issuance import Pending
from esign.kinds import sample
from support.elsewhere import Phone
from support.source import ROOT

if TYPE_CHECKING:
    import pytest

PAGE = (ROOT / "docs/signing.md").read_text(encoding="utf-8")
DESKS = PAGE[PAGE.index("## The desks") :]


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", DESKS, flags=re.DOTALL)


def test_the_sessions_and_examples_run_as_they_stand(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ESIGN_SETTINGS", "demo/esign.toml")
    at_desks, elsewhere = blocks("sh")[:2]
    for line in at_desks.splitlines():
        _do(line)
    at_hand, far = blocks("python")[:2]
    office = esign.open_office("demo/esign.toml", open_first=())
    kind = office.kinds.kind("decision")
    Path("another.toml").write_text(sample(kind, "another-request"), encoding="utf-8")
    names: dict[str, Any] = {"esign": esign}
    exec(at_hand, names)  # noqa: S102 - our own page
    assert names["issued"].numbered.number.text == "03/QĐ-SGDĐT"
    Path("one-more.toml").write_text(sample(kind, "one-more-request"), encoding="utf-8")
    director, seal = _phone("director"), _phone("seal")
    names |= {
        "one_more_request": esign.load_request("one-more.toml", office.kinds),
        "director_certificate": director.identity.der,
        "issuing_certificate": director.identity.chain[0].public_bytes(Encoding.DER),
        "signed_elsewhere": director.signed,
    }
    exec(far, names)  # noqa: S102 - our own page
    _elsewhere(elsewhere.splitlines(), director, seal)
    assert len(list(Path("demo/issued").glob("0[2-5]-QD-*.pdf"))) == 4


def _elsewhere(lines: list[str], director: Phone, seal: Phone) -> None:
    """The second session: both keys are out of the house by now."""
    Path("fourth.toml").write_text(
        Path("another.toml").read_text("utf-8").replace("another-request", "fourth-request"),
        encoding="utf-8",
    )
    _do("esign prepare fourth.toml")
    Path("list.json").unlink()
    _do("esign sign --manifest list.json")
    shutil.rmtree("demo/keys")
    settings = Path("demo/esign.toml").read_text("utf-8")
    for phone, name in ((director, "director"), (seal, "seal")):
        chain = [each.public_bytes(Encoding.PEM) for each in phone.identity.chain]
        Path(f"demo/{name}.pem").write_bytes(b"".join([phone.identity.pem, *chain]))
        settings = settings.replace(f"pkcs12:keys/{name}.p12", f"external:{name}.pem")
    Path("demo/esign.toml").write_text(settings, encoding="utf-8")
    phones = iter((director, seal))
    for line in lines:
        _do(line)
        if "--prepare" in line:
            sent = Pending.read(Path("out.json").read_bytes())
            returned = next(phones).signed(sent)
            Path("in.json").write_text(json.dumps(returned.as_json()), encoding="utf-8")
            Path("out.json").unlink()


def _do(line: str) -> None:
    words = shlex.split(line, comments=True)
    if words and words[0] == "esign":
        assert run(command, words[1:]) == ExitStatus.DONE, line


def _phone(name: str) -> Phone:
    passphrase = Path(f"demo/credentials/{name}").read_text("ascii")
    return Phone(from_pkcs12(Path(f"demo/keys/{name}.p12").read_bytes(), passphrase))
