# SPDX-License-Identifier: Apache-2.0
"""What is raised after it was issued: the register keeps every version, and sends the newest."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

import pytest

from esign import acceptance
from esign.archiving import export_dossier
from esign.augmenting import Order, augment, files_of
from esign.cli import esign
from esign.cli.boundary import run
from esign.errors import ConfigurationError, ExitStatus, InputError, OutputError
from esign.evidence import make_proof, seal_head
from esign.exchange import unpack
from esign.issuance import issue
from esign.model import Knowledge, Level, Verdict
from esign.packing import pack_again
from esign.proof import check_proof
from esign.register import Duty, Roles, annex_stage
from esign.signing.levels import read_sealed
from support.backups import back_up, bring_back
from support.crashing import OCCASIONS, crashes
from support.evidence import sealing_of
from support.places import Place
from support.ports import FIXED_NOW, FixedClock
from support.raised import ISSUED, NUMBER, Holding, discard_issued
from support.timestamps import Stamper, serving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="module", autouse=True)
def _office() -> Iterator[None]:
    yield
    discard_issued()


@pytest.fixture
def held(tmp_path: Path) -> Iterator[Holding]:
    holding = Holding.copied(tmp_path)
    with holding.register:
        yield holding


def raised(held: Holding, level: Level = Level.B_T) -> bytes:
    """The decision, raised where it lies and in the register."""
    augment(held.pdf, Order(level), held.raising, held.archive)
    return held.pdf.read_bytes()


def raised_elsewhere(held: Holding, level: Level = Level.B_T) -> bytes:
    """The same without the register."""
    augment(held.pdf, Order(level), held.raising)
    return held.pdf.read_bytes()


def digests(held: Holding) -> list[str]:
    return [version.sha256 for version in held.register.versions.of(held.request_id)]


def test_cut_off_between_register_and_file_nobody_is_asked_for_another_time_stamp(
    held: Holding, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = held.pdf.read_bytes()

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("esign.augmenting.files._replace", killed)
        with pytest.raises(KeyboardInterrupt):
            raised(held)
    assert held.pdf.read_bytes() == before
    done = augment(held.pdf, Order(Level.B_T), held.raising, held.archive)
    assert (done.changed, done.after, done.number) == (True, Level.B_T, NUMBER)
    assert held.stamper.asked == 1
    assert digests(held)[1:] == [sha256(held.pdf.read_bytes()).hexdigest()]
    assert held.register.versions.newest(held.request_id) == held.pdf.read_bytes()


@pytest.mark.parametrize("occasion", OCCASIONS)
def test_a_power_failure_leaves_a_version_whole_or_not_at_all(held: Holding, occasion: str) -> None:
    (original,) = digests(held)
    data, versions = raised_elsewhere(held), held.register.versions

    def keep() -> object:
        return versions.keep(held.request_id, "pdf", data, after=original, actor="lan")

    for _ in crashes(held.register, occasion, keep):
        assert digests(held) == [original]
        held.register.record.check()
    assert digests(held) == [original, sha256(data).hexdigest()]
    held.register.record.check()


def test_of_two_runs_at_once_both_go_on_with_the_quicker_ones_version(held: Holding) -> None:
    other = Holding.copied(held.folder.parent / "elsewhere")
    other.register.close()
    quicker = raised_elsewhere(other)

    class Slow(Stamper):
        def timestamp(self, digest: bytes) -> bytes:
            (original,) = digests(held)
            held.register.versions.keep(held.request_id, "pdf", quicker, after=original)
            return self.token(digest, 1)

    slow = replace(held.raising, authority=Slow())
    done = augment(held.pdf, Order(Level.B_T), slow, held.archive)
    assert done.after is Level.B_T
    assert held.pdf.read_bytes() == quicker
    assert len(digests(held)) == 2


def test_a_version_that_does_not_continue_the_last_one_is_not_taken(held: Holding) -> None:
    (original,) = digests(held)
    with pytest.raises(InputError) as refused:
        held.register.versions.keep(held.request_id, "pdf", b"%PDF-1.7 other", after=original)
    assert refused.value.code == "register.not_appended"
    assert digests(held) == [original]


def test_two_branches_of_one_document_are_not_mixed(held: Holding) -> None:
    before = held.pdf.read_bytes()
    later = replace(held.raising, authority=Stamper(at=FIXED_NOW + timedelta(seconds=1)))
    augment(held.pdf, Order(Level.B_T), later)
    branch = held.pdf.read_bytes()
    held.pdf.write_bytes(before)
    kept = raised(held)
    held.pdf.write_bytes(branch)
    with pytest.raises(InputError) as refused:
        raised(held, Level.B_LT)
    assert refused.value.code == "level.other_branch"
    assert held.pdf.read_bytes() == branch
    assert held.register.versions.newest(held.request_id) == kept


def test_what_was_raised_without_the_register_is_taken_in(held: Holding) -> None:
    elsewhere = raised_elsewhere(held)
    done = augment(held.pdf, Order(Level.B_T), held.raising, held.archive)
    assert (done.changed, done.number) == (False, NUMBER)
    assert held.register.versions.newest(held.request_id) == elsewhere
    held.register.record.check()


def test_what_was_appended_must_be_found_good_before_it_is_taken_in(held: Holding) -> None:
    stranger = held.pdf.read_bytes() + b"1 0 obj\n<<>>\nendobj\nstartxref\n0\n%%EOF\n"
    held.pdf.write_bytes(stranger)
    with pytest.raises(InputError):
        augment(held.pdf, Order(Level.B_T), held.raising, held.archive)
    assert len(digests(held)) == 1
    assert held.pdf.read_bytes() == stranger


def test_a_document_that_is_not_out_is_not_raised(held: Holding) -> None:
    with closing(sqlite3.connect(held.folder / "register" / "register.sqlite3")) as connection:
        connection.execute("UPDATE register SET state = 'sealed'")
        connection.commit()
    for act in (lambda: raised(held), lambda: files_of(held.request_id, held.archive)):
        with pytest.raises(InputError) as refused:
            act()
        assert refused.value.code == "register.not_out"
    assert (held.stamper.asked, len(digests(held))) == (0, 1)


def test_an_account_without_the_duty_raises_nothing_and_asks_nobody(tmp_path: Path) -> None:
    held = Holding.copied(tmp_path, Roles({Duty.CLERK: frozenset({"hoa"})}))
    before = held.pdf.read_bytes()
    with held.register, pytest.raises(ConfigurationError) as refused:
        raised(held)
    assert refused.value.code == "register.not_entrusted"
    assert (held.stamper.asked, held.pdf.read_bytes()) == (0, before)


def test_another_file_in_the_documents_place_is_left_alone(held: Holding) -> None:
    held.pdf.write_bytes(b"somebody's own")
    with pytest.raises(OutputError):
        files_of(held.request_id, held.archive)
    assert held.pdf.read_bytes() == b"somebody's own"


def test_by_number_document_and_annexes_are_raised_and_missing_files_written(
    held: Holding,
) -> None:
    held.pdf.unlink()
    paths = files_of(held.request_id, held.archive)
    assert tuple(path.name for path in paths) == ISSUED
    for path in paths:
        done = augment(path, Order(Level.B_T), held.raising, held.archive)
        assert (done.after, done.number) == (Level.B_T, NUMBER)
    versions = held.register.versions
    assert [version.stage for version in versions.raised(held.request_id)] == [
        annex_stage(1),
        annex_stage(2),
        "pdf",
    ]
    for path, stage in zip(paths, ("pdf", annex_stage(1), annex_stage(2)), strict=True):
        assert versions.newest(held.request_id, stage) == path.read_bytes()
        found = versions.holding(sha256(path.read_bytes()).hexdigest())
        assert found is not None
        assert (found[0].request_id, found[1]) == (held.request_id, stage)
    assert held.register.audit_check() > 0
    assert held.register.store.check().faults == []
    collected = held.register.store.collect(timedelta(), actor="lan")
    assert collected.objects == 0


def test_renewed_again_and_again_every_version_stays_in_force(held: Holding) -> None:
    first, higher = held.pdf.read_bytes(), (Level.B_T, Level.B_LT, Level.B_LTA)
    versions = [first, *(raised(held, level) for level in higher)]
    assert digests(held) == [sha256(each).hexdigest() for each in versions]
    for data in versions:
        report = acceptance.inspect(
            data, trust=held.raising.trust, at=FIXED_NOW, register=held.register
        )
        assert report.verdict is Verdict.PASSED
        assert report.register is not None
        assert report.register.known is Knowledge.IN_FORCE
    held.register.lifecycle.recall(held.request_id, "Sai")
    for data in versions:
        standing = held.register.standing(sha256(data).hexdigest(), {})
        assert standing.known is Knowledge.RECALLED


def test_the_record_tells_of_each_raising_and_names_nobody_but_the_account(held: Holding) -> None:
    raised(held)
    raised(held, Level.B_LT)
    rows = Place(held.folder / "register").rows(
        "SELECT actor, subject, payload FROM audit WHERE action = 'augmented' ORDER BY seq"
    )
    original, first, second = digests(held)
    assert [(actor, subject) for actor, subject, _ in rows] == [("lan", held.request_id)] * 2
    told = [json.loads(payload) for *_, payload in rows]
    sizes = Place(held.folder / "register").rows(
        "SELECT size FROM artefact WHERE stage LIKE 'augmented-%' ORDER BY stage"
    )
    assert [(each.pop("size"),) for each in told] == sizes
    assert told == [
        {"after": original, "level": "B-T", "sha256": first, "stage": "augmented-1"},
        {
            "after": first,
            "foreseen": "verifies",
            "level": "B-LT",
            "sha256": second,
            "stage": "augmented-2",
        },
    ]


@pytest.mark.parametrize(
    "spoilt",
    [
        "INSERT INTO artefact SELECT entry_id, 'augmented-9', sha256, 1, '' FROM artefact LIMIT 1",
        "UPDATE artefact SET sha256 = replace(sha256, 'a', 'b') WHERE stage = 'augmented-1'",
        "UPDATE artefact SET stage = 'augmented-2' WHERE stage = 'augmented-1'",
        "DELETE FROM artefact WHERE stage = 'augmented-1'",
    ],
    ids=["put in", "exchanged", "renamed", "removed"],
)
def test_a_version_that_the_record_does_not_tell_of_is_found_out(
    held: Holding, spoilt: str
) -> None:
    raised(held)
    held.register.record.check()
    with closing(sqlite3.connect(held.folder / "register" / "register.sqlite3")) as connection:
        names = connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'artefact'"
        ).fetchall()
        for (name,) in names:
            connection.execute(f"DROP TRIGGER {name}")
        assert connection.execute(spoilt).rowcount == 1
        connection.commit()
    with pytest.raises(ConfigurationError):
        held.register.record.check()


def test_the_package_is_renewed_where_it_lies_and_sent_with_the_newest_files(
    held: Holding,
) -> None:
    first = held.pdf.read_bytes()
    before = unpack(held.package.read_bytes())
    for path in files_of(held.request_id, held.archive):
        augment(path, Order(Level.B_T), held.raising, held.archive)
    newest = held.package.read_bytes()
    assert [each.data for each in unpack(newest).attachments] == [
        (held.archive.output / name).read_bytes() for name in ISSUED
    ]
    same = replace(unpack(newest), attachments=before.attachments)
    assert same == before
    for version in (first, held.pdf.read_bytes()):
        assert pack_again(version, held.register, "lan") == newest


def test_issued_again_it_is_handed_out_as_it_was_raised(held: Holding) -> None:
    first, package = held.pdf.read_bytes(), held.package.read_bytes()
    newest = raised(held)
    held.pdf.write_bytes(first)
    held.package.write_bytes(package)
    with held.opened() as office:
        again = issue(office.register.numbered(held.request_id).request, office)
    assert again.repeated
    assert again.pdf.read_bytes() == newest
    assert unpack(held.package.read_bytes()).attachments[0].data == newest


def test_an_older_package_that_somebody_has_changed_is_not_replaced(held: Holding) -> None:
    content = held.package.read_bytes().replace(b"<edXML:Subject>", b"<edXML:Subject>X", 1)
    held.package.write_bytes(content)
    raised(held)
    assert held.package.read_bytes() == content


def test_a_proof_is_had_for_every_version(held: Holding) -> None:
    first = held.pdf.read_bytes()
    newest = raised(held)
    with held.opened() as office:
        seal_head(sealing_of(office))
        for data in (first, newest):
            proof = make_proof(office.register, data)
            report = acceptance.inspect(data, trust=held.raising.trust, at=FIXED_NOW)
            checked = check_proof(proof, report, trust=held.raising.trust, at=FIXED_NOW)
            assert checked.verdict is Verdict.PASSED
            assert proof.row.action == ("sealed" if data is first else "augmented")


def test_a_dossier_is_handed_over_with_the_newest_files(held: Holding, tmp_path: Path) -> None:
    for path in files_of(held.request_id, held.archive):
        augment(path, Order(Level.B_T), held.raising, held.archive)
    register = held.register
    entry = register.find(held.request_id)
    assert entry is not None
    dossier = register.dossiers.open(
        entry.agency_code, "12.VP", "Hồ sơ", "Vĩnh viễn", actor="clerk"
    )
    register.dossiers.add(dossier, entries=[entry], actor="clerk")
    folder = export_dossier(register, dossier, tmp_path / "handed-over").folder
    for name in ISSUED:
        assert (folder / f"001-{name}").read_bytes() == (held.archive.output / name).read_bytes()
    packed = unpack((folder / "001-01-QD-SGDDT-2026.edxml").read_bytes())
    assert packed.attachments[0].data == held.pdf.read_bytes()


def test_a_backup_brings_every_version_back(held: Holding, tmp_path: Path) -> None:
    first = held.pdf.read_bytes()
    newest = raised(held)
    made = back_up(held.register, tmp_path / "backups")
    place = Place(tmp_path / "restored")
    bring_back(made.folder, place)
    with place.open() as register:
        assert register.versions.newest(held.request_id) == newest
        assert register.kept(held.request_id, "pdf") == first
        assert register.store.check().faults == []
        assert register.audit_check() > 0


def test_the_clerk_raises_by_number_and_finds_it_by_every_file(
    held: Holding,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for place in ("cli.augment", "wiring"):
        monkeypatch.setattr(f"esign.{place}.SystemClock", FixedClock)
    first = tmp_path / "first.pdf"
    first.write_bytes(held.pdf.read_bytes())
    settings = held.folder / "esign.toml"
    with serving(Stamper().answer) as url:
        with settings.open("a", encoding="utf-8") as file:
            file.write(f'[timestamp]\nurls = ["{url}"]\n[cache]\nfolder = "cache"\n')
        where = ["--settings", str(settings)]
        status = run(esign, ["augment", NUMBER, "--level", "B-T", "--json", *where])
    told = json.loads(capsys.readouterr().out)["files"]
    assert status == ExitStatus.DONE
    assert [(each["outcome"], each["number"]) for each in told] == [("augmented", NUMBER)] * 3
    assert read_sealed(held.pdf.read_bytes()).level is Level.B_T
    for file_ in (first, held.pdf):
        assert run(esign, ["find", str(file_), "--json", *where]) == ExitStatus.DONE
        entry = json.loads(capsys.readouterr().out)
        assert entry["number"] == NUMBER
        assert [each["file"] for each in entry["raised"]] == ["annex-1", "annex-2", "pdf"]
    assert run(esign, ["find", NUMBER, *where]) == ExitStatus.DONE
    assert "Bổ sung dấu thời gian lần 1" in capsys.readouterr().out
    assert run(esign, ["pack", str(first), *where]) == ExitStatus.DONE
    packed = unpack(first.with_suffix(".edxml").read_bytes())
    assert packed.attachments[0].data == held.pdf.read_bytes()
