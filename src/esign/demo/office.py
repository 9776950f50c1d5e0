# SPDX-License-Identifier: Apache-2.0
"""A complete office to try the tool with: PKI, keys, marks and settings in one folder.

Nothing in it has legal force. Private keys exist only inside PKCS#12 files whose passphrases lie
beside them, readable by their owner alone; that is for trying out, not a way to keep real keys.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import timedelta
from importlib.resources import files
from typing import TYPE_CHECKING

from cryptography import x509

from esign.demo.marks import seal_mark, signature_mark
from esign.demo.pki import (
    Authority,
    Identity,
    Validity,
    agency_name,
    authority_name,
    from_pkcs12,
    issue,
    issuing_authority,
    person_name,
    revocation_list,
    root_authority,
    rsa_key,
    to_pkcs12,
)
from esign.demo.trust_files import Anchor, trust_toml
from esign.errors import ConfigurationError
from esign.files import make_folder, read_bounded, write_whole

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from pathlib import Path

    from esign.ports import RandomSource

WORTHLESS = "Bản mẫu, không có giá trị pháp lý"
AUTHORITIES = ("root", "issuing")
HOLDERS = ("director", "seal")

SETTINGS_FILE = "esign.toml"
STORE = "token"
ON_TOKEN = frozenset(
    f"{place}" for name in HOLDERS for place in (f"keys/{name}.p12", f"credentials/{name}")
)
"""What an office does not have whose keys are on a token."""
EXPECTED = frozenset(
    (
        *("trust/trust.toml", "trust/root.pem", "trust/issuing.pem"),
        *(f"trust/{name}.crl" for name in AUTHORITIES),
        *(f"keys/{name}.p12" for name in (*AUTHORITIES, *HOLDERS)),
        *(f"credentials/{name}" for name in (*AUTHORITIES, *HOLDERS)),
        *(f"images/{name}.png" for name in HOLDERS),
        SETTINGS_FILE,
    )
)

HOLDER_LIFE = timedelta(days=5 * 365)
AUTHORITY_LIFE = timedelta(days=20 * 365)
LIST_LIFE = timedelta(days=30)
HEAD_START = timedelta(days=1)
ROUNDS = 100_000
PASSPHRASE_BITS = 128


@dataclass(frozen=True, slots=True)
class DemoAgency:
    """An invented agency of the invented province.

    Attributes:
        table: the file with its `[agency]` table.
        signer: who signs for it.
        title: in which capacity.
        authority: what the names of its certification authorities begin with.
    """

    table: str
    signer: str
    title: str
    authority: str


DEPARTMENT = DemoAgency("department.toml", "Nguyễn Minh Châu", "Giám đốc", "Demo")
RECORDS_OFFICE = DemoAgency(
    "records-office.toml", "Trần Bảo Châu", "Chánh Văn phòng", "Demo Records Office"
)


@dataclass(frozen=True, slots=True)
class DemoOffice:
    """Where a demonstration office lies; `made` says whether this run made it."""

    folder: Path
    made: bool

    @property
    def settings(self) -> Path:
        """Its settings file."""
        return self.folder / SETTINGS_FILE

    @property
    def trust(self) -> Path:
        """The trust folder under which its documents verify."""
        return self.folder / "trust"


def make_demo_office(
    folder: Path,
    now: datetime,
    random: RandomSource,
    font: Path | None = None,
    *,
    agency: DemoAgency = DEPARTMENT,
) -> DemoOffice:
    """The demonstration office in `folder`: made there, or found there and kept.

    Of an office that is found, only revocation lists that are not valid at `now` are written anew.

    Args:
        folder: made with mode 0700 if it is not there; files in it have mode 0600.
        now: aware; certificates are valid from a day before it.
        random: the source of the passphrases.
        font: a font file with Vietnamese letters for the ring of the seal.
        agency: whose office it is.

    Raises:
        ConfigurationError: an office is there, but incomplete or damaged.
        InputError: a file of it may not be read.
        OutputError: the folder cannot be written.
    """
    moment = now.replace(microsecond=0)
    expected = EXPECTED - ON_TOKEN if (folder / STORE).is_dir() else EXPECTED
    missing = sorted(name for name in expected if not (folder / name).is_file())
    if missing and len(missing) < len(expected):
        listed = ", ".join(missing)
        raise ConfigurationError("demo.incomplete", folder=str(folder), missing=listed)
    if missing:
        _write(folder, _office(moment, random, font, agency))
    else:
        _write(folder, _renewed_lists(folder, moment))
    return DemoOffice(folder, made=bool(missing))


def _office(
    now: datetime, random: RandomSource, font: Path | None, of: DemoAgency
) -> Mapping[str, bytes]:
    """All files of a new office by their path in its folder."""
    texts = (files("esign.demo").joinpath(name) for name in (of.table, "office.toml"))
    settings = "".join(text.read_text(encoding="utf-8") for text in texts)
    agency = tomllib.loads(settings)["agency"]
    start = now - HEAD_START
    authorities = Validity(start, start + AUTHORITY_LIFE)
    holders = Validity(start, start + HOLDER_LIFE)
    root_name = authority_name(f"{of.authority} Root CA", WORTHLESS)
    issuing_name = authority_name(f"{of.authority} Issuing CA", WORTHLESS)
    person = person_name(of.signer, of.title, agency["name"])
    organisation = agency_name(agency["name"], agency["code"], agency["parent"])

    root = root_authority(root_name, rsa_key(), authorities, _crl_url("root"))
    issuing = issuing_authority(root, issuing_name, rsa_key(), authorities, _crl_url("issuing"))
    identities = {
        "root": root.identity,
        "issuing": issuing.identity,
        "director": issue(issuing, person, rsa_key(), holders),
        "seal": issue(issuing, organisation, rsa_key(), holders),
    }
    anchor = Anchor(f"{of.authority} Root CA", "root.pem", root.identity, authorities)
    written = {
        "trust/trust.toml": trust_toml((anchor,)).encode(),
        "trust/root.pem": root.identity.pem,
        "trust/issuing.pem": issuing.identity.pem,
        "trust/root.crl": revocation_list(root, (), _window(now), 1),
        "trust/issuing.crl": revocation_list(issuing, (), _window(now), 1),
        "images/director.png": signature_mark(),
        "images/seal.png": seal_mark(agency["name"], font),
    }
    for name, identity in identities.items():
        passphrase = f"{random.bits(PASSPHRASE_BITS):032x}"
        written[f"credentials/{name}"] = passphrase.encode()
        written[f"keys/{name}.p12"] = to_pkcs12(identity, name, passphrase, ROUNDS)
    return {**written, SETTINGS_FILE: settings.encode()}


def _renewed_lists(folder: Path, now: datetime) -> Mapping[str, bytes]:
    """New revocation lists with the old entries, for those that are not valid at `now`."""
    renewed = {}
    for name in AUTHORITIES:
        path = f"trust/{name}.crl"
        old = _read_list(folder, path)
        until = old.next_update_utc
        if until is None or not old.last_update_utc <= now < until:
            number = old.extensions.get_extension_for_class(x509.CRLNumber).value.crl_number
            authority = Authority(read_identity(folder, name), _crl_url(name))
            renewed[path] = revocation_list(authority, old, _window(now), number + 1)
    return renewed


def _read_list(folder: Path, path: str) -> x509.CertificateRevocationList:
    try:
        return x509.load_der_x509_crl(read_bounded(folder / path))
    except ValueError as error:
        raise ConfigurationError("demo.damaged", folder=str(folder), file=path) from error


def read_identity(folder: Path, name: str) -> Identity:
    """A key of the office with its certificates.

    Raises:
        ConfigurationError: its file is damaged.
    """
    path = f"keys/{name}.p12"
    passphrase = read_bounded(folder / "credentials" / name).decode("ascii", "replace")
    try:
        return from_pkcs12(read_bounded(folder / path), passphrase)
    except ValueError as error:
        raise ConfigurationError("demo.damaged", folder=str(folder), file=path) from error


def _write(folder: Path, contents: Mapping[str, bytes]) -> None:
    make_folder(folder, mode=0o700)
    for name, content in contents.items():
        make_folder((folder / name).parent, mode=0o700)
        write_whole(folder / name, content, overwrite=True)


def _window(now: datetime) -> Validity:
    return Validity(now, now + LIST_LIFE)


def _crl_url(name: str) -> str:
    return f"http://crl.demo.invalid/{name}.crl"
