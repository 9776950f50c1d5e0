# SPDX-License-Identifier: Apache-2.0
"""Keeping a trust folder by commands: first what must not come in."""

from __future__ import annotations

import json
import re
import tomllib
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

import pytest
from cryptography.x509.oid import ExtendedKeyUsageOID

from esign.cli import esign
from esign.cli.boundary import run
from esign.demo.pki import CERTIFYING, Profile, Validity, ecdsa_key, issue, revocation_list, rsa_key
from esign.errors import ExitStatus
from esign.resources import shipped
from esign.trust import Standing, TrustStore
from support.paths import URL, below, holder, named, root
from support.pki import AUTHORITIES, END, EXPIRED, FRESH, START, make_pki
from support.ports import FIXED_NOW, FixedClock

if TYPE_CHECKING:
    from pathlib import Path

    from esign.demo.pki import Authority


class Said(NamedTuple):
    status: int
    out: str
    err: str


class Keeper:
    """Somebody at the command line with a trust folder of his own."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self._capsys = capsys

    def say(self, *words: str) -> Said:
        status = run(esign, ["trust", *words, "--trust-dir", str(self.folder)])
        caught = self._capsys.readouterr()
        return Said(status, caught.out, caught.err)

    def add(self, content: bytes, *words: str, yes: bool = True) -> Said:
        file = self.folder.parent / "new.pem"
        file.write_bytes(content)
        return self.say("add", str(file), *(["--yes"] if yes else []), *words)

    def text(self) -> str:
        return (self.folder / "trust.toml").read_text(encoding="utf-8")


@pytest.fixture
def keeper(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Keeper:
    for command in ("add", "list", "check", "import"):
        monkeypatch.setattr(f"esign.cli.trust_{command}.SystemClock", FixedClock)
    folder = tmp_path / "trust"
    folder.mkdir()
    text = (shipped("certs") / "trust.toml").read_text(encoding="utf-8")
    (folder / "trust.toml").write_text(text, encoding="utf-8")
    return Keeper(folder, capsys)


@pytest.fixture(scope="module")
def top() -> Authority:
    return root("Top")


def code_of(said: Said) -> str:
    return re.findall(r"\[([a-z_]+\.[a-z_.]+)\]", said.err)[-1]


def test_nobody_comes_in_without_a_yes(keeper: Keeper, top: Authority) -> None:
    before = keeper.text()
    said = keeper.add(top.identity.pem, yes=False)
    assert (said.status, code_of(said)) == (ExitStatus.USAGE, "usage.trust_needs_yes")
    assert "SHA-256" in said.err
    assert keeper.text() == before


@pytest.mark.parametrize(
    ("fault", "words", "code"),
    [
        ("holder", (), "trust.add_no_authority"),
        ("authority", ("--signer",), "trust.add_authority_as_signer"),
        ("authority", ("--pin", "ab" * 32), "trust.other_pin"),
        ("authority", ("--from", "2027-01-01", "--until", "2026-12-01"), "trust.add_no_period"),
        ("authority", ("--name", "Vietnam National Root CA"), "trust.add_name_taken"),
        ("expired", (), "trust.add_out_of_period"),
        ("weak", (), "trust.add_weak_key"),
        ("tls", (), "trust.add_purpose"),
        ("holder", ("--signer", "--purpose", "timestamp"), "trust.add_purpose"),
        ("several", (), "trust.several_certificates"),
        ("key", (), "trust.private_key"),
        ("words", (), "trust.unreadable_certificate"),
    ],
)
def test_what_must_not_be_trusted_is_refused_in_words(
    keeper: Keeper, top: Authority, fault: str, words: tuple[str, ...], code: str
) -> None:
    tls = Profile(CERTIFYING, (ExtendedKeyUsageOID.SERVER_AUTH,), path_length=0)
    weak = rsa_key(1024)
    contents = {
        "authority": top.identity.pem,
        "holder": holder(top).pem,
        "expired": below(top, "Old", validity=EXPIRED).identity.pem,
        "weak": below(top, "Weak", key=weak).identity.pem,
        "tls": issue(top, named("TLS"), ecdsa_key(), AUTHORITIES, tls).pem,
        "several": top.identity.pem + root("Other").identity.pem,
        "key": b"-----BEGIN PRIVATE KEY-----\n" + top.identity.pem,
        "words": b"words",
    }
    before = keeper.text()
    said = keeper.add(contents[fault], *words)
    assert code_of(said) == code
    assert said.status in {ExitStatus.INPUT, ExitStatus.CONFIGURATION}
    assert keeper.text() == before
    assert [path.name for path in keeper.folder.iterdir()] == ["trust.toml"]


def test_an_authority_is_added_and_nothing_else_changes(keeper: Keeper, top: Authority) -> None:
    before = keeper.text()
    said = keeper.add(top.identity.pem, "--purpose", "person", "--until", "2030-12-31")
    assert said.status == ExitStatus.DONE
    after = keeper.text()
    assert [line for line in before.splitlines() if line not in after.splitlines()] == []
    added = tomllib.loads(after)["anchor"][-1]
    assert (added["name"], added["roles"]) == ("Top", ["person"])
    assert added["trusted_until"].isoformat() == "2030-12-31T16:59:59+00:00"
    (keeper.folder / "top.crl").write_bytes(revocation_list(top, (), FRESH, 1))
    store = TrustStore.load(keeper.folder)
    assert store.assess(holder(top).der, (), FIXED_NOW).standing is Standing.GOOD


def test_the_same_certificate_is_not_added_twice(keeper: Keeper, top: Authority) -> None:
    assert keeper.add(top.identity.pem).status == ExitStatus.DONE
    said = keeper.add(top.identity.pem, "--name", "Again")
    assert code_of(said) == "trust.add_duplicate"


def test_an_entry_that_waits_for_its_file_gets_it_and_keeps_its_words(
    keeper: Keeper, top: Authority
) -> None:
    assert keeper.add(top.identity.pem, "--name", "Chờ tệp").status == ExitStatus.DONE
    waiting = "".join(
        line for line in keeper.text().splitlines(keepends=True) if not line.startswith("file =")
    )
    (keeper.folder / "trust.toml").write_text(waiting, encoding="utf-8")
    for path in keeper.folder.glob("*.pem"):
        path.unlink()
    assert keeper.add(top.identity.der, "--name", "Khác", "--purpose", "timestamp").status == 0
    (entry,) = [each for each in tomllib.loads(keeper.text())["anchor"] if "file" in each]
    assert (entry["name"], entry["roles"]) == ("Chờ tệp", ["agency", "person"])
    assert (keeper.folder / entry["file"]).is_file()


def test_a_signer_is_pinned_and_vouches_for_nobody(keeper: Keeper, top: Authority) -> None:
    signer = holder(top)
    assert keeper.add(signer.pem, "--signer").status == ExitStatus.DONE
    (keeper.folder / "top.crl").write_bytes(revocation_list(top, (), FRESH, 1))
    store = TrustStore.load(keeper.folder)
    came = (top.identity.der,)
    assert store.assess(signer.der, came, FIXED_NOW).standing is Standing.GOOD
    assert store.assess(holder(top).der, came, FIXED_NOW).standing is Standing.UNTRUSTED


def test_a_name_of_any_letters_stays_one_name(keeper: Keeper, top: Authority) -> None:
    name = 'Cơ quan "mẫu" \\ [[anchor]]\n# số 1'
    assert keeper.add(top.identity.pem, "--name", name).status == ExitStatus.DONE
    assert tomllib.loads(keeper.text())["anchor"][-1]["name"] == name
    assert keeper.say("remove", name, "--yes").status == ExitStatus.DONE


def test_an_entry_is_removed_with_its_comment_and_file_alone(
    keeper: Keeper, top: Authority
) -> None:
    keeper.add(top.identity.pem)
    said = keeper.say("remove", "RootCA chuyên dùng Chính phủ G1", "--yes")
    assert said.status == ExitStatus.DONE
    text = keeper.text()
    assert "generation 1" not in text
    assert "generation 2" in text
    assert "National root of the public" in text
    assert keeper.say("remove", "Top", "--yes").status == ExitStatus.DONE
    assert list(keeper.folder.glob("*.pem")) == []


def test_the_last_entry_stays(keeper: Keeper) -> None:
    names = [entry["name"] for entry in tomllib.loads(keeper.text())["anchor"]]
    for name in names[:-1]:
        assert keeper.say("remove", name, "--yes").status == ExitStatus.DONE
    assert keeper.say("remove", names[-1], "--yes").status == ExitStatus.CONFIGURATION
    assert names[-1] in keeper.text()


def test_a_name_that_is_not_there_is_told(keeper: Keeper) -> None:
    said = keeper.say("remove", "Nobody", "--yes")
    assert (said.status, code_of(said)) == (ExitStatus.INPUT, "trust.no_such_entry")


def test_a_trust_file_in_an_unusual_hand_is_left_to_its_writer(
    keeper: Keeper, top: Authority
) -> None:
    entry = (
        '{name = "A", sha256 = "' + "ab" * 32 + '", trusted_from = 2020-01-01T00:00:00Z,'
        ' trusted_until = 2040-01-01T00:00:00Z, roles = ["person"]}'
    )
    text = f"version = 1\nanchor = [{entry}]\n"
    (keeper.folder / "trust.toml").write_text(text, encoding="utf-8")
    assert code_of(keeper.add(top.identity.pem)) == "trust.edit_by_hand"
    assert code_of(keeper.say("remove", "A", "--yes")) == "trust.edit_by_hand"
    assert keeper.text() == text


def test_the_listing_tells_names_pins_and_lists(keeper: Keeper, top: Authority) -> None:
    keeper.add(top.identity.pem)
    (keeper.folder / "top.crl").write_bytes(revocation_list(top, (), FRESH, 1))
    assert "F04B A4B4 59A7" in keeper.say("list").out
    told = json.loads(keeper.say("list", "--json").out)
    assert told["schema"] == "esign.trust/1"
    entry = told["entries"][-1]
    assert (entry["name"], entry["kind"], entry["certificate_there"]) == ("Top", "anchor", True)
    assert entry["lists"] == [{"next_update": FRESH.end.isoformat()}]
    assert told["entries"][0]["certificate_there"] is False


def test_a_sound_folder_is_found_sound(keeper: Keeper, top: Authority) -> None:
    keeper.add(top.identity.pem)
    said = keeper.say("check", "--json")
    assert said.status == ExitStatus.DONE
    remarks = [entry["remarks"] for entry in json.loads(said.out)["entries"]]
    assert [[each["code"] for each in found] for found in remarks] == [
        *[["trust_check.pin_only"]] * 3,
        ["trust_check.no_list"],
    ]


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ("file gone", "trust.anchor_missing"),
        ("other file", "trust.pin_mismatch"),
        ("old list", "trust_check.stale_list"),
        ("period over", "trust_check.period"),
    ],
)
def test_what_no_longer_serves_is_named(
    keeper: Keeper, top: Authority, fault: str, code: str
) -> None:
    keeper.add(top.identity.pem)
    (file,) = keeper.folder.glob("*.pem")
    if fault == "file gone":
        file.unlink()
    elif fault == "other file":
        file.write_bytes(root("Top").identity.pem)
    elif fault == "old list":
        old = Validity(START, EXPIRED.end)
        (keeper.folder / "top.crl").write_bytes(revocation_list(top, (), old, 1))
    else:
        until = f"{AUTHORITIES.end:%Y-%m-%dT%H:%M:%SZ}"
        text = keeper.text().replace(
            f"trusted_until = {until}", "trusted_until = 2026-06-01T00:00:00Z"
        )
        (keeper.folder / "trust.toml").write_text(text, encoding="utf-8")
    said = keeper.say("check", "--json")
    assert said.status == ExitStatus.CONFIGURATION
    told = json.loads(said.out)
    assert told["sound"] is False
    assert [fault["code"] for fault in told["entries"][-1]["faults"]] == [code]
    assert keeper.say("check").status == ExitStatus.CONFIGURATION


def test_the_folder_of_an_installed_package_is_not_changed(keeper: Keeper, top: Authority) -> None:
    inside = keeper.folder.parent / "_shipped" / "certs"
    inside.parent.mkdir()
    keeper.folder.rename(inside)
    keeper.folder = inside
    assert code_of(keeper.add(top.identity.pem)) == "trust.shipped_folder"


def test_the_pki_of_the_tests_can_be_taken_in_whole(keeper: Keeper) -> None:
    pki = make_pki()
    assert keeper.add(pki.ours.root.identity.pem, "--until", f"{END:%Y-%m-%d}").status == 0
    for name, content in pki.crls().items():
        (keeper.folder / name).write_bytes(content)
    store = TrustStore.load(keeper.folder)
    came = (pki.ours.issuing.identity.der,)
    assert store.assess(pki.director.der, came, FIXED_NOW).standing is Standing.GOOD
    assert URL.startswith("http")


def test_the_end_of_an_authority_is_told_as_the_vietnamese_day(
    keeper: Keeper, top: Authority
) -> None:
    night = Validity(START, datetime(2026, 12, 31, 17, 30, tzinfo=UTC))
    said = keeper.add(below(top, "Short", validity=night).identity.pem)
    assert said.status == ExitStatus.DONE
    assert "01/01/2027" in keeper.say("check").out
    assert "31/12/2026" not in keeper.say("check").out


def test_an_authority_without_an_end_can_be_added_and_listed(
    keeper: Keeper, top: Authority
) -> None:
    endless = Validity(START, datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC))
    said = keeper.add(below(top, "Endless", validity=endless).identity.pem)
    assert said.status == ExitStatus.DONE
    assert keeper.say("list").status == ExitStatus.DONE
    assert "31/12/9999" in keeper.say("list").out
