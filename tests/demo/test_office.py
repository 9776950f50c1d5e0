# SPDX-License-Identifier: Apache-2.0
"""The demonstration office: made once, kept, never passed off as real."""

from __future__ import annotations

import os
import shutil
import tomllib
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509

from esign.demo import DemoOffice, make_demo_office
from esign.demo.office import LIST_LIFE
from esign.demo.pki import Authority, Validity, from_pkcs12, revocation_list, revoked
from esign.errors import ConfigurationError, OutputError
from support.ports import FIXED_NOW, SeededRandom


@pytest.fixture(scope="module")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> DemoOffice:
    """An office nobody may touch."""
    folder = tmp_path_factory.mktemp("pristine") / "demo"
    return make_demo_office(folder, FIXED_NOW, SeededRandom())


@pytest.fixture
def office(pristine: DemoOffice, tmp_path: Path) -> DemoOffice:
    """A copy that a test may spoil."""
    return DemoOffice(shutil.copytree(pristine.folder, tmp_path / "demo"), made=True)


def visit(office: DemoOffice, later: timedelta = timedelta()) -> DemoOffice:
    return make_demo_office(office.folder, FIXED_NOW + later, SeededRandom(1))


def contents(office: DemoOffice) -> dict[str, bytes]:
    return {
        path.relative_to(office.folder).as_posix(): path.read_bytes()
        for path in office.folder.rglob("*")
        if path.is_file()
    }


@pytest.mark.parametrize("lost", ["keys/seal.p12", "credentials/root", "trust/trust.toml"])
def test_an_incomplete_office_is_named_and_left_alone(lost: str, office: DemoOffice) -> None:
    (office.folder / lost).unlink()
    before = contents(office)
    with pytest.raises(ConfigurationError) as caught:
        visit(office)
    assert caught.value.code == "demo.incomplete"
    assert caught.value.facts["missing"] == lost
    assert contents(office) == before


@pytest.mark.parametrize("damaged", ["trust/issuing.crl", "keys/issuing.p12", "credentials/root"])
def test_an_office_that_cannot_renew_its_lists_says_which_file_is_damaged(
    damaged: str, office: DemoOffice
) -> None:
    (office.folder / damaged).write_bytes(b"\xff nothing of use")
    with pytest.raises(ConfigurationError) as caught:
        visit(office, LIST_LIFE)
    assert caught.value.code == "demo.damaged"
    assert Path(str(caught.value.facts["file"])).stem == Path(damaged).stem


def test_a_place_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "demo").write_text("taken")
    with pytest.raises(OutputError):
        make_demo_office(tmp_path / "demo", FIXED_NOW, SeededRandom())
    assert (tmp_path / "demo").read_text() == "taken"


def test_an_office_that_is_there_is_kept_byte_for_byte(office: DemoOffice) -> None:
    before = contents(office)
    again = visit(office, LIST_LIFE - timedelta(seconds=1))
    assert (office.made, again.made) == (True, False)
    assert contents(again) == before


@pytest.mark.parametrize("later", [LIST_LIFE, timedelta(hours=-1)])
def test_only_revocation_lists_that_are_not_valid_now_are_renewed(
    later: timedelta, office: DemoOffice
) -> None:
    before = contents(office)
    after = contents(visit(office, later))
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"trust/root.crl", "trust/issuing.crl"}
    renewed = x509.load_der_x509_crl(after["trust/issuing.crl"])
    assert renewed.last_update_utc == FIXED_NOW + later
    number = renewed.extensions.get_extension_for_class(x509.CRLNumber).value.crl_number
    assert number == 2


def test_a_revoked_certificate_stays_revoked_when_the_lists_are_renewed(office: DemoOffice) -> None:
    held = contents(office)
    director = from_pkcs12(held["keys/director.p12"], held["credentials/director"].decode())
    issuing = from_pkcs12(held["keys/issuing.p12"], held["credentials/issuing"].decode())
    entry = revoked(director.certificate, FIXED_NOW, x509.ReasonFlags.key_compromise)
    window = Validity(FIXED_NOW, FIXED_NOW + timedelta(days=1))
    authority = Authority(issuing, "http://crl.example.invalid/issuing.crl")
    (office.trust / "issuing.crl").write_bytes(revocation_list(authority, (entry,), window, 5))
    visit(office, timedelta(days=1))
    renewed = x509.load_der_x509_crl((office.trust / "issuing.crl").read_bytes())
    serial = director.certificate.serial_number
    assert renewed.get_revoked_certificate_by_serial_number(serial) is not None


@pytest.mark.skipif(os.name != "posix", reason="file modes are a matter of POSIX systems")
def test_nobody_but_the_owner_may_read_the_office(office: DemoOffice) -> None:
    assert office.folder.stat().st_mode & 0o777 == 0o700
    for path in office.folder.rglob("*"):
        assert path.stat().st_mode & 0o777 == (0o700 if path.is_dir() else 0o600), path


def test_no_private_key_lies_open(pristine: DemoOffice) -> None:
    for name, content in contents(pristine).items():
        assert b"PRIVATE KEY" not in content, name
        if name.endswith(".p12"):
            with pytest.raises(ValueError, match="password"):
                from_pkcs12(content, "")


def test_every_key_has_a_passphrase_of_its_own(pristine: DemoOffice) -> None:
    held = contents(pristine)
    passphrases = {held[name] for name in held if name.startswith("credentials/")}
    assert len(passphrases) == 4
    assert all(len(passphrase) == 32 for passphrase in passphrases)


def test_the_settings_name_files_that_are_there(office: DemoOffice) -> None:
    settings = tomllib.loads(office.settings.read_text(encoding="utf-8"))
    for table in ("signer", "seal"):
        assert (office.folder / settings[table]["key"].removeprefix("pkcs12:")).is_file()
        assert (office.folder / settings[table]["mark"]).is_file()
    for table in ("trust", "credentials"):
        assert (office.folder / settings[table]["folder"]).is_dir()


def test_the_certificates_name_the_office_and_start_a_day_before(pristine: DemoOffice) -> None:
    held = contents(pristine)
    director = from_pkcs12(held["keys/director.p12"], held["credentials/director"].decode())
    seal = from_pkcs12(held["keys/seal.p12"], held["credentials/seal"].decode())
    assert director.certificate.subject.rfc4514_string() == (
        "O=Sở Giáo dục và Đào tạo tỉnh Ví Dụ,2.5.4.12=Giám đốc,CN=Nguyễn Minh Châu,C=VN"
    )
    assert "2.5.4.97=H99.12" in seal.certificate.subject.rfc4514_string()
    assert "không có giá trị pháp lý" in seal.certificate.issuer.rfc4514_string()
    for identity in (director, seal):
        assert identity.certificate.not_valid_before_utc == FIXED_NOW - timedelta(days=1)
