# SPDX-License-Identifier: Apache-2.0
"""A document goes out with the proof that can be had; nothing about proof keeps it back."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from esign.acceptance import inspect
from esign.augmenting import Raising
from esign.cli import esign
from esign.cli.boundary import run
from esign.errors import ExitStatus, ServiceError
from esign.exchange import unpack
from esign.issuance import issue, load_request
from esign.model import Knowledge, Level, Verdict
from esign.signing.levels import read_sealed
from esign.wiring import open_office
from support.annexed import annexed_request, ready
from support.levels import ROLES, finder
from support.office import DECISION, write_office
from support.pki import make_pki
from support.places import Place
from support.ports import CountingPrompt, FixedClock
from support.timestamps import Stamper, serving, stamping_identity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

    from esign.issuance import Issued, Office
    from esign.ports import TimestampAuthority

DEAD = "http://127.0.0.1:1/tsa"


@pytest.fixture
def open_at(tmp_path: Path) -> Callable[..., AbstractContextManager[Office]]:
    """Opens the office of this test with an authority at an address."""

    def opened(url: str, more: str = "") -> Office:
        table = f'[timestamp]\nurls = ["{url}"]\nseconds = 2\nbudget = 3\n{more}\n'
        cache = '[cache]\nfolder = "cache"\n'
        settings = write_office(tmp_path / "office", extra_settings=table + cache)
        make_pki().trust_dir(tmp_path / "office" / "trust", roles=ROLES)
        return open_office(settings, prompt=CountingPrompt(), clock=FixedClock())

    return opened


@pytest.fixture
def url() -> Iterator[str]:
    with serving(Stamper().answer) as address:
        yield address


def issued(office: Office) -> Issued:
    return issue(load_request(DECISION, office.kinds), office)


def codes(done: Issued) -> list[str]:
    return [remark.code for remark in done.remarks]


def test_where_an_authority_is_configured_a_document_is_issued_at_b_lt(
    open_at: Callable[..., AbstractContextManager[Office]], url: str
) -> None:
    with open_at(url) as office:
        done = issued(office)
        kept = office.register.kept(done.numbered.request.request_id, "pdf")
        standing = office.register.standing(done.report.sha256, done.report.document)
    assert done.report.verdict is Verdict.PASSED
    assert codes(done) == []
    assert done.report.level == Level.B_LT
    assert read_sealed(done.pdf.read_bytes()).level is Level.B_LT
    assert kept == done.pdf.read_bytes()
    assert standing.known is Knowledge.IN_FORCE


@pytest.mark.parametrize("level", ["B-B", "B-T", "B-LTA"])
def test_the_level_is_set(
    open_at: Callable[..., AbstractContextManager[Office]], url: str, level: str
) -> None:
    with open_at(url, f'level = "{level}"') as office:
        done = issued(office)
    assert read_sealed(done.pdf.read_bytes()).level == level


def test_a_dead_authority_delays_nobody_and_costs_no_document(
    open_at: Callable[..., AbstractContextManager[Office]],
) -> None:
    with open_at(DEAD) as office:
        begun = time.monotonic()
        done = issued(office)
        assert time.monotonic() - begun < 20
    assert done.report.verdict is Verdict.PASSED
    assert read_sealed(done.pdf.read_bytes()).level is Level.B_B
    assert codes(done) == ["level.not_more", "timestamp.unavailable", "timestamp.unreachable"]


def test_an_authority_nobody_trusts_leaves_no_trace_in_the_document(
    open_at: Callable[..., AbstractContextManager[Office]],
) -> None:
    stranger = Stamper(stamping_identity(stranger=True))
    with serving(stranger.answer) as url, open_at(url) as office:
        done = issued(office)
    assert read_sealed(done.pdf.read_bytes()).stamps == ()
    assert codes(done)[:2] == ["level.not_more", "evidence.not_good"]


def test_issued_again_it_is_the_same_file_and_nobody_is_asked_again(
    open_at: Callable[..., AbstractContextManager[Office]],
) -> None:
    stamper = Stamper()
    with serving(stamper.answer) as url, open_at(url) as office:
        first = issued(office)
        data = first.pdf.read_bytes()
        first.pdf.unlink()
        assert issued(office).pdf.read_bytes() == data
    assert stamper.asked == 1


@pytest.fixture(scope="module")
def annexed_office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """An office without an authority of its own; tests take numbers of it."""
    folder = tmp_path_factory.mktemp("annexed")
    settings = write_office(folder / "office")
    make_pki().trust_dir(folder / "office" / "trust", roles=ROLES)
    with open_office(settings, prompt=CountingPrompt(), clock=FixedClock()) as office:
        yield office


def with_annexes(
    office: Office, folder: Path, authority: TimestampAuthority, request_id: str
) -> Issued:
    """A decision with two annexes, raised with that authority."""
    raising = Raising(Level.B_LT, authority, finder(), office.trust, FixedClock())
    file = annexed_request(folder)
    text = file.read_text(encoding="utf-8").replace("vidu-quyet-dinh-2026-0001", request_id)
    file.write_text(text, encoding="utf-8")
    request, office = ready(replace(office, raising=raising), file)
    return issue(request, office)


class Silent:
    """An authority that answers nobody, and is asked no more than once a file."""

    asked = 0

    def timestamp(self, digest: bytes) -> bytes:
        del digest
        self.asked += 1
        raise ServiceError("timestamp.unavailable")


def test_annexes_go_out_at_the_level_of_their_document(
    annexed_office: Office, tmp_path: Path
) -> None:
    stamper = Stamper()
    done = with_annexes(annexed_office, tmp_path, stamper, "request-1")
    files = (done.pdf, *done.annexes)
    assert [read_sealed(path.read_bytes()).level for path in files] == [Level.B_LT] * 3
    assert (stamper.asked, done.remarks) == (3, ())
    for path in done.annexes:
        report = inspect(path, trust=annexed_office.trust, at=FixedClock().now(), policy="sealed")
        assert (report.verdict, report.level) == (Verdict.PASSED, Level.B_LT)
    assert done.package is not None
    packed = unpack(done.package.read_bytes())
    assert [each.data for each in packed.attachments] == [path.read_bytes() for path in files]


def test_it_is_told_of_each_annex_why_it_is_not_more(
    annexed_office: Office, tmp_path: Path
) -> None:
    silent = Silent()
    done = with_annexes(annexed_office, tmp_path, silent, "request-2")
    assert silent.asked == 3
    assert [read_sealed(path.read_bytes()).level for path in done.annexes] == [Level.B_B] * 2
    short = [each for each in done.remarks if each.code.endswith("not_more")]
    assert [(each.code, each.facts["ordinal"]) for each in short] == [
        ("level.not_more", 0),
        ("level.annex_not_more", 1),
        ("level.annex_not_more", 2),
    ]
    place = Place(annexed_office.output.parent / "register")
    rows = place.rows("SELECT payload FROM audit WHERE action = 'sealed' ORDER BY seq")
    assert json.loads(rows[-1][0])["annex_levels"] == "B-B B-B"


def test_the_record_says_which_level_was_reached_and_what_was_foreseen(
    open_at: Callable[..., AbstractContextManager[Office]], url: str, tmp_path: Path
) -> None:
    with open_at(url) as office:
        issued(office)
    place = Place(tmp_path / "office" / "register")
    ((payload,),) = place.rows("SELECT payload FROM audit WHERE action = 'sealed'")
    told = json.loads(payload)
    assert (told["level"], told["foreseen"]) == ("B-LT", "verifies")


def test_esign_augment_raises_a_folder_and_tells_of_each_file(
    open_at: Callable[..., AbstractContextManager[Office]],
    url: str,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    with open_at(url, 'level = "B-B"') as office:
        done = issued(office)
    (done.pdf.parent / "khác.pdf").write_bytes(b"%PDF-1.7")
    settings = str(tmp_path / "office" / "esign.toml")
    capsys.readouterr()
    ended = run(esign, ["augment", str(done.pdf.parent), "--json", "--settings", settings])
    told = json.loads(capsys.readouterr().out)
    assert told["schema"] == "esign.augment/1"
    outcomes = {each["path"].rpartition("/")[2]: each["outcome"] for each in told["files"]}
    assert outcomes["khác.pdf"] == "refused"
    assert ended == ExitStatus.BATCH


def test_without_an_authority_esign_augment_says_what_to_configure(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = write_office(tmp_path / "office")
    ended = run(esign, ["augment", str(tmp_path), "--settings", str(settings)])
    assert ended == ExitStatus.CONFIGURATION
    assert "[timestamp]" in capsys.readouterr().err


def test_esign_doctor_tells_what_lapses(
    open_at: Callable[..., AbstractContextManager[Office]],
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    soon = datetime.now(UTC) + timedelta(days=30)
    stamper = Stamper(stamping_identity(until=soon))
    with serving(stamper.answer) as url, open_at(url) as office:
        done = issued(office)
    capsys.readouterr()
    run(esign, ["doctor", "--json", "--settings", str(tmp_path / "office" / "esign.toml")])
    checks = json.loads(capsys.readouterr().out)["checks"]
    (proof,) = [check for check in checks if check["part"] == "proof"]
    assert (proof["health"], proof["code"]) == ("warning", "doctor.lapses")
    assert [detail for detail in proof["details"] if done.pdf.name in detail]
