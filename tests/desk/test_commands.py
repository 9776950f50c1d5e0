# SPDX-License-Identifier: Apache-2.0
"""The desks from the command line, as clerk and leader use them, and as they misuse them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from esign.cli import esign
from esign.cli.boundary import run
from esign.demo.pki import from_pkcs12
from esign.errors import ExitStatus, KeyFaultError
from esign.issuance import Pending, seal_signed, sign_prepared
from support.desk import ROLES
from support.documents import TEMPLATES
from support.elsewhere import Phone
from support.office import DECISION
from support.trial import SETTINGS, trial_office

if TYPE_CHECKING:
    from collections.abc import Callable


class Terminal:
    """Somebody at a terminal who types one answer."""

    def __init__(self, answer: str) -> None:
        self._answer = answer

    def isatty(self) -> bool:
        return True

    def readline(self) -> str:
        return self._answer


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A trial office of its own, chosen by the environment, with its folder as current one."""
    folder = trial_office(tmp_path / "demo")
    monkeypatch.setenv(SETTINGS, str(folder / "esign.toml"))
    monkeypatch.chdir(tmp_path)
    return folder


@pytest.fixture
def told(capsys: pytest.CaptureFixture[str]) -> Callable[..., dict[str, Any]]:
    """What a command says to a program."""

    def tell(*arguments: str, status: ExitStatus = ExitStatus.DONE) -> dict[str, Any]:
        capsys.readouterr()
        assert run(esign, [*arguments, "--json"]) == status
        content: dict[str, Any] = json.loads(capsys.readouterr().out)
        return content

    return tell


def requests(count: int) -> list[str]:
    text = DECISION.read_text(encoding="utf-8")
    paths = [Path(f"{turn}.toml") for turn in range(1, count + 1)]
    for path in paths:
        lines = [line for line in text.splitlines() if not line.startswith("request_id")]
        stated = f'request_id = "request-000{path.stem}"'
        path.write_text("\n".join([stated, *lines]), encoding="utf-8")
    return [str(path) for path in paths]


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The register of an office where three documents wait to be signed; to be copied."""
    place = tmp_path_factory.mktemp("prepared")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(place)
        patch.setenv(SETTINGS, str(trial_office(place / "demo") / "esign.toml"))
        assert run(esign, ["prepare", *requests(3)]) == ExitStatus.DONE
    return place / "demo" / "register"


@pytest.fixture
def waiting(office: Path, prepared: Path) -> Path:
    """The same office with those documents."""
    requests(3)
    shutil.copytree(prepared, office / "register", dirs_exist_ok=True)
    return office


def test_clerk_leader_and_clerk_issue_three_documents(
    waiting: Path, told: Callable[..., dict[str, Any]], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(esign, ["prepare", "3.toml"]) == ExitStatus.DONE
    assert "Đã trình ký: số 03/QĐ-SGDĐT" in capsys.readouterr().out
    listed = told("sign", "--manifest", "list.json")
    assert (listed["schema"], listed["count"]) == ("esign.manifest/1", 3)
    assert json.loads(Path("list.json").read_text("utf-8")) == listed
    done = told("sign", "--approve", "list.json", "--approve", listed["sha256"])
    assert (done["schema"], done["manifest"]) == ("esign.sign/1", listed["sha256"])
    assert [each["outcome"] for each in done["documents"]] == ["signed"] * 3
    assert [each["number"] for each in told("seal", "--list")["documents"]] == [
        f"0{turn}/QĐ-SGDĐT" for turn in (1, 2, 3)
    ]
    sealed = told("seal")
    assert [each["outcome"] for each in sealed["documents"]] == ["issued"] * 3
    assert len(list((waiting / "issued").glob("*.pdf"))) == 3
    for each in sealed["documents"]:
        assert run(esign, ["verify", each["pdf"]]) == ExitStatus.DONE
    assert run(esign, ["audit", "check"]) == ExitStatus.DONE
    assert run(esign, ["store", "check"]) == ExitStatus.DONE


def test_where_nobody_sits_the_list_is_shown_and_nothing_signed(
    waiting: Path, told: Callable[..., dict[str, Any]], capsys: pytest.CaptureFixture[str]
) -> None:
    del waiting
    assert run(esign, ["sign"]) == ExitStatus.DONE
    shown = capsys.readouterr().err
    assert "Chờ ký 3 văn bản: Quyết định (3)" in shown
    assert "Nguyễn Minh Châu" in shown
    digest = told("sign")["sha256"]
    assert digest in shown


@pytest.mark.parametrize("answer", ["có\n", "không\n", ""])
def test_at_a_terminal_the_leader_is_asked_once(
    answer: str,
    waiting: Path,
    told: Callable[..., dict[str, Any]],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    del waiting
    agreed = answer.startswith("c")
    with monkeypatch.context() as patch:
        patch.setattr("sys.stdin", Terminal(answer))
        patch.setattr("sys.stderr.isatty", lambda: True)
        status = run(esign, ["sign"])
    assert status == (ExitStatus.DONE if agreed else ExitStatus.INTERRUPTED)
    shown = capsys.readouterr()
    assert "Ký 3 văn bản trên đây (danh sách " in shown.err
    assert ("Đã ký: 3" in shown.err) is agreed
    assert told("sign")["count"] == (0 if agreed else 3)


def test_previews_are_the_pages_that_will_be_signed(
    waiting: Path, told: Callable[..., dict[str, Any]]
) -> None:
    listed = told("sign", "02/QĐ-SGDĐT")["documents"]
    assert run(esign, ["sign", "02/QĐ-SGDĐT", "--preview", "look"]) == ExitStatus.DONE
    names = sorted(path.name for path in Path("look").iterdir())
    assert [name.partition(".")[2] for name in names] == ["prepared-1.png", "prepared.pdf"]
    (pdf,) = Path("look").glob("*.pdf")
    assert told("sign", str(pdf))["documents"] == listed
    assert not (waiting / "issued").exists()


def test_a_part_of_the_queue_is_signed_and_the_rest_waits(
    waiting: Path, told: Callable[..., dict[str, Any]]
) -> None:
    del waiting
    part = told("sign", "request-0001", "03/QĐ-SGDĐT")
    assert part["count"] == 2
    arguments = ("sign", "request-0001", "03/QĐ-SGDĐT", "--approve", part["sha256"])
    assert [each["outcome"] for each in told(*arguments)["documents"]] == ["signed"] * 2
    assert told("sign")["count"] == 1
    again = told(*arguments)
    assert [each["outcome"] for each in again["documents"]] == ["signed_before"] * 2


def test_a_list_that_was_exchanged_between_approval_and_signing_signs_nothing(
    waiting: Path, told: Callable[..., dict[str, Any]]
) -> None:
    del waiting
    digest = told("sign", "request-0001", "--manifest", "list.json")["sha256"]
    told("sign", "request-0002", "--manifest", "list.json", "--overwrite")
    refused = told("sign", "--approve", "list.json", "--approve", digest, status=ExitStatus.INPUT)
    assert refused["code"] == "desk.other_list"
    assert told("sign")["count"] == 3


def test_a_document_that_came_after_the_approval_signs_nothing(
    office: Path, told: Callable[..., dict[str, Any]]
) -> None:
    del office
    first, second = requests(2)
    assert run(esign, ["prepare", first]) == ExitStatus.DONE
    digest = told("sign")["sha256"]
    assert run(esign, ["prepare", second]) == ExitStatus.DONE
    refused = told("sign", "--approve", digest, status=ExitStatus.INPUT)
    assert refused["code"] == "desk.other_list"
    assert told("sign")["count"] == 2


def test_a_fault_of_one_document_does_not_lose_the_others(
    waiting: Path, told: Callable[..., dict[str, Any]], capsys: pytest.CaptureFixture[str]
) -> None:
    del waiting
    told("sign", "--manifest", "list.json")
    reason = ["--reason", "Không ban hành"]
    assert run(esign, ["void", "02/QĐ-SGDĐT", *reason, "--yes"]) == ExitStatus.DONE
    done = told("sign", "--approve", "list.json", status=ExitStatus.BATCH)
    outcomes = [each["outcome"] for each in done["documents"]]
    assert outcomes == ["signed", "not_signed", "signed"]
    assert done["documents"][1]["error"]["code"] == "register.voided"
    assert run(esign, ["sign", "--approve", "list.json"]) == ExitStatus.BATCH
    shown = capsys.readouterr().err
    assert "Đã ký từ trước: 2" in shown
    assert "Chưa ký được: 1" in shown


def test_a_fault_of_the_key_ends_the_run_and_it_is_continued_with_the_same_list(
    waiting: Path,
    told: Callable[..., dict[str, Any]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    del waiting
    told("sign", "--manifest", "list.json")

    def pulled(request_id: str, *others: Any) -> Any:
        if request_id == "request-0002":
            raise KeyFaultError("key.missing_file", name="token")
        return sign_prepared(request_id, *others)

    with monkeypatch.context() as patch:
        patch.setattr("esign.issuance.together.sign_prepared", pulled)
        done = told("sign", "--approve", "list.json", status=ExitStatus.BATCH)
    outcomes = [each["outcome"] for each in done["documents"]]
    assert outcomes == ["signed", "not_signed", "not_tried"]
    outcomes = [each["outcome"] for each in told("sign", "--approve", "list.json")["documents"]]
    assert outcomes == ["signed_before", "signed", "signed"]


@pytest.mark.parametrize(
    ("approval", "status", "code"),
    [
        (["--approve", "nowhere.json"], ExitStatus.INPUT, "input.missing"),
        (["--approve", "1.toml"], ExitStatus.INPUT, "desk.not_a_manifest"),
        (["--approve", "0" * 64], ExitStatus.INPUT, "desk.other_list"),
        (["--approve", "1.toml", "--approve", "2.toml"], ExitStatus.USAGE, "usage.one_approval"),
        (["99/QĐ-SGDĐT"], ExitStatus.INPUT, "find.nothing"),
        (["1.toml"], ExitStatus.INPUT, "desk.unknown_file"),
    ],
)
def test_what_is_no_approval_signs_nothing(
    approval: list[str],
    status: ExitStatus,
    code: str,
    waiting: Path,
    told: Callable[..., dict[str, Any]],
) -> None:
    del waiting
    assert told("sign", *approval, status=status)["code"] == code
    assert told("sign")["count"] == 3


def test_an_empty_desk_says_so(office: Path, capsys: pytest.CaptureFixture[str]) -> None:
    del office
    for command, words in (("sign", "chờ ký"), ("seal", "chờ đóng dấu")):
        assert run(esign, [command]) == ExitStatus.DONE
        assert f"Không có văn bản nào {words}" in capsys.readouterr().err


def test_a_request_that_is_refused_is_told_as_not_prepared(
    office: Path, told: Callable[..., dict[str, Any]], capsys: pytest.CaptureFixture[str]
) -> None:
    del office
    first, second = requests(2)
    Path(first).write_text("kind = ", encoding="utf-8")
    done = told("prepare", first, second, status=ExitStatus.BATCH)
    assert [each["outcome"] for each in done["documents"]] == ["not_prepared", "prepared"]
    assert done["documents"][1]["number"] == "01/QĐ-SGDĐT"
    assert run(esign, ["prepare", first]) == ExitStatus.INPUT
    assert "không trình ký được" in capsys.readouterr().err


def test_two_accounts_finish_documents_and_neither_does_the_others_work(
    office: Path, told: Callable[..., dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = office / "esign.toml"
    settings.write_text(settings.read_text("utf-8") + ROLES, "utf-8")

    def at(account: str) -> None:
        monkeypatch.setattr("esign.wiring.account", lambda: account)

    def refused(*arguments: str) -> None:
        assert told(*arguments, status=ExitStatus.CONFIGURATION)["code"] == "register.not_entrusted"

    at("lan")
    told("prepare", *requests(2))
    refused("sign")
    at("giamdoc")
    refused("seal")
    told("sign", "--approve", told("sign")["sha256"])
    at("lan")
    assert [each["outcome"] for each in told("seal")["documents"]] == ["issued"] * 2
    history = told("find", "01/QĐ-SGDĐT")["history"]
    assert [(each["act"], each["actor"]) for each in history] == [
        ("numbered", "lan"),
        ("signed", "giamdoc"),
        ("sealed", "lan"),
        ("released", "lan"),
    ]


def key_elsewhere(office: Path, name: str) -> tuple[Phone, list[str]]:
    """Whoever has the key, and the options that name its certificates; the key itself is gone."""
    passphrase = (office / "credentials" / name).read_text("ascii")
    file = office / "keys" / f"{name}.p12"
    phone = Phone(from_pkcs12(file.read_bytes(), passphrase))
    file.unlink()
    Path(f"{name}.pem").write_bytes(phone.identity.pem)
    return phone, [
        "--certificate",
        f"{name}.pem",
        "--certificate",
        str(office / "trust/issuing.pem"),
    ]


def test_a_key_that_is_elsewhere_signs_and_seals_by_way_of_a_file(
    waiting: Path, told: Callable[..., dict[str, Any]]
) -> None:
    for desk, name in (("sign", "director"), ("seal", "seal")):
        phone, certificates = key_elsewhere(waiting, name)
        approval = ["--approve", told("sign")["sha256"]] if desk == "sign" else []
        sent = told(desk, *approval, "--prepare", "out.json", "--overwrite", *certificates)
        assert (sent["schema"], len(sent["signatures"])) == ("esign.pending/1", 3)
        assert json.loads(Path("out.json").read_text("utf-8")) == sent
        assert told(desk, "--complete", "out.json", status=ExitStatus.BATCH)["documents"][0][
            "error"
        ]["code"] == ("desk.no_signature")
        returned = phone.signed(Pending.read(Path("out.json").read_bytes()))
        Path("in.json").write_text(json.dumps(returned.as_json()), "utf-8")
        done = told(desk, "--complete", "in.json")
        outcome = {"sign": "signed", "seal": "issued"}[desk]
        assert [each["outcome"] for each in done["documents"]] == [outcome] * 3
    for pdf in sorted((waiting / "issued").glob("*.pdf")):
        assert run(esign, ["verify", str(pdf)]) == ExitStatus.DONE


def test_a_copy_waits_for_a_seal_that_is_made_elsewhere(
    office: Path, told: Callable[..., dict[str, Any]]
) -> None:
    phone, _ = key_elsewhere(office, "seal")
    settings = office / "esign.toml"
    own = f"external:{Path('seal.pem').resolve()}"
    text = settings.read_text("utf-8")
    settings.write_text(text.replace("pkcs12:keys/seal.p12", own), "utf-8")
    extract = str(TEMPLATES / "certified-extract" / "sample.toml")
    (page,) = told("copy", "--request", extract)["documents"]
    assert page["outcome"] == "prepared"
    assert told("find", page["number"])["state"] == "numbered"
    assert told("sign")["count"] == 0
    (sent,) = told("seal", "--prepare", "out.json")["signatures"]
    assert sent["sha256"] == page["sha256"]
    returned = phone.signed(Pending.read(Path("out.json").read_bytes()))
    Path("in.json").write_text(json.dumps(returned.as_json()), "utf-8")
    (done,) = told("seal", "--complete", "in.json")["documents"]
    assert (done["outcome"], done["number"]) == ("issued", page["number"])
    assert run(esign, ["verify", done["pdf"], "--policy", "sealed"]) == ExitStatus.DONE


def test_the_settings_may_name_a_key_that_is_elsewhere(
    waiting: Path, told: Callable[..., dict[str, Any]]
) -> None:
    _, _ = key_elsewhere(waiting, "director")
    settings = waiting / "esign.toml"
    text = settings.read_text("utf-8")
    own = f"external:{Path('director.pem').resolve()}"
    settings.write_text(text.replace("pkcs12:keys/director.p12", own), "utf-8")
    digest = told("sign")["sha256"]
    refused = told("sign", "--approve", digest, status=ExitStatus.BATCH)
    assert refused["documents"][0]["error"]["code"] == "key.signs_elsewhere"
    assert len(told("sign", "--approve", digest, "--prepare", "out.json")["signatures"]) == 3


@pytest.mark.parametrize(
    "options",
    [
        ["--prepare", "a.json", "--complete", "b.json"],
        ["--certificate", "a.pem"],
    ],
)
def test_one_goes_out_or_comes_back(
    options: list[str], office: Path, told: Callable[..., dict[str, Any]]
) -> None:
    del office
    for desk in ("sign", "seal"):
        assert told(desk, *options, status=ExitStatus.USAGE)["code"] == "usage.one_way"


def test_one_revoked_signer_does_not_hold_up_the_seal_of_the_others(
    waiting: Path, told: Callable[..., dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    del waiting
    told("sign", "--approve", told("sign")["sha256"])

    def judged(request_id: str, *others: Any, **options: Any) -> Any:
        if request_id == "request-0001":
            raise KeyFaultError("key.revoked", serial="01", moment="")
        return seal_signed(request_id, *others, **options)

    monkeypatch.setattr("esign.issuance.together.seal_signed", judged)
    done = told("seal", status=ExitStatus.BATCH)
    assert [each["outcome"] for each in done["documents"]] == ["not_issued", "issued", "issued"]
