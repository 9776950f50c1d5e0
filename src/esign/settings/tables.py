# SPDX-License-Identifier: Apache-2.0
"""What an installation can decide, table by table, and which values are sound."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import parse_qs, urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, PrivateAttr
from pydantic_core import PydanticCustomError

from esign.errors import ConfigurationError
from esign.model import SignatureScheme
from esign.resources import shipped
from esign.settings.transports import ExchangeSettings, TransportSettings

Text = Annotated[str, Field(min_length=1)]
Names = tuple[Text, ...]
KeyName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=40)]
Scheme = SignatureScheme | None
Exchange = ExchangeSettings | None
Transports = dict[KeyName, TransportSettings]
FilledPath = Annotated[Path, BeforeValidator(lambda value: value or None)]


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class AgencySettings(_Table):
    """The issuing agency; see `model.Agency` for what each field means."""

    name: Text
    heading: Text
    parent: Text
    abbreviation: Text
    code: Text
    place: Text
    address: str = ""
    email: str = ""
    telephone: str = ""
    website: str = ""


def _reference(key: str) -> str:
    """A key's reference; a name without a colon would be that of a table that is not there."""
    if ":" not in key:
        raise PydanticCustomError("settings.no_such_key", "no key of that name is set up")
    return key


class ServiceSettings(_Table):
    """A credential at a remote signing service; see `signing.RemoteProfile`.

    The access token, or the client's secret where `client` is set, is asked for under the table's
    name; what the holder gives for a signature under that name, a blank and `PIN` or `OTP`.
    """

    url: str = Field(pattern=r"^https?://[^\s@]+$")
    credential: str = ""
    version: Literal["v1", "v2"] = "v1"
    client: str = ""
    seconds: float = Field(120, gt=0, le=900)


class KeySettings(_Table):
    """A key that signs, and the image it shows: a reference such as `pkcs12:keys/director.p12`.

    Where `role`, `name` or `title` are set, the key is for that role alone, and its certificate
    must bear that name and title; `also_printed_as` holds other spellings under which documents
    print the name; `commitment` goes before what `[signing]` says of it. `service` is what
    `[csc.NAME]` says of the service that `csc:NAME` means. `scheme`, `certificate`, `module` and
    `sessions` are as `signing.KeyOptions` says.
    """

    key: Annotated[Text, AfterValidator(_reference)]
    mark: FilledPath
    mark_width_mm: float = Field(gt=0, le=100)
    mark_height_mm: float = Field(gt=0, le=100)
    role: Literal["person", "agency"] | None = None
    name: Text | None = None
    also_printed_as: Names = ()
    commitment: bool | None = None
    title: Text | None = None
    scheme: Scheme = None
    certificate: Path | None = None
    module: Path | None = None
    sessions: int | None = Field(None, ge=1, le=64)
    service: ServiceSettings | None = None


class FolderSettings(_Table):
    """A folder."""

    folder: FilledPath


def _without_password(address: str) -> str:
    """Settings are shown by `esign doctor`, and copied to and fro; passwords stay out of them."""
    parts = urlsplit(address)
    if parts.password is not None or {"password", "sslpassword"} & set(parse_qs(parts.query)):
        raise PydanticCustomError("settings.password_in_address", "the address holds a password")
    return address


class RegisterSettings(FolderSettings):
    """Where the register lies, and how many days after the printed date may still be signed.

    The issued files lie in the folder; so does the database, unless `database` is the address of
    one on a PostgreSQL server.
    """

    database: Annotated[
        str, Field(pattern=r"^postgresql://"), AfterValidator(_without_password)
    ] = ""
    days_to_sign: int = Field(3, ge=0, le=30)


class BookSettings(_Table):
    """A register book and the kinds that are entered in it; see `kinds.Books`.

    A book holds the family of its own name without saying so.
    """

    name: str = Field(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=20)
    title: Text
    families: Names = ()
    kinds: Names = ()
    abbreviation: str = Field("", pattern=r"^[^\s/]*$", max_length=30)


class RoleSettings(_Table):
    """The accounts that may do what; without this table everybody may do everything.

    With it, who has signed a document may not seal it, unless `same_person_may_seal`.
    """

    clerk: Names = ()
    signer: Names = ()
    sealer: Names = ()
    auditor: Names = ()
    same_person_may_seal: bool = False


class SigningSettings(_Table):
    """Whether a document takes its number before it is signed, or when it is sealed.

    With `commitment` every signature states what it is meant as: a person's as approval, the
    agency's as origin.
    """

    order: Literal["number-first", "sign-first"] = "number-first"
    commitment: bool = False


class StoreSettings(_Table):
    """Where issued files are kept: the register's folder, unless a bucket is named.

    `location` is `s3://bucket/prefix`, `endpoint` the service's address where it is not Amazon's,
    `profile` one of the account's own credential profiles. Files that nobody refers to are removed
    by `esign store collect` after `days_to_collect`.
    """

    location: str = ""
    endpoint: str = Field(default="", pattern=r"^(https?://[^\s@]+)?$")
    profile: str = ""
    days_to_collect: int = Field(default=30, ge=1)


class FontSettings(_Table):
    """Folders with fonts, searched before those of the system."""

    folders: tuple[Path, ...] = ()


class LookupSettings(_Table):
    """The address under which a look-up code can be checked; its QR code is printed when set."""

    address: str = Field(pattern=r"^https://[^\s]+$")


class TimestampSettings(_Table):
    """Time-stamp authorities (RFC 3161) in the order of asking, and to which level they serve.

    Each is waited for so many `seconds`, all of them together for `budget`. `policy` is the
    identifier of the only policy to be stamped by, `1.3.6.1.4.1.…`.
    """

    urls: tuple[Annotated[str, Field(pattern=r"^https?://[^\s@]+$")], ...] = Field(min_length=1)
    seconds: float = Field(20, gt=0, le=300)
    budget: float = Field(30, gt=0, le=900)
    policy: str = Field("", pattern=r"^([0-2](\.[0-9]+)+)?$")
    level: Literal["B-B", "B-T", "B-LT", "B-LTA"] = "B-LT"


class RevocationSettings(_Table):
    """Where certificates' status may be asked for on the network; without the table, nowhere.

    Without `hosts` those count that the certificates of the trust folder name. A list younger than
    `fresh_hours` is not fetched again. `private` allows hosts of one's own networks.
    """

    hosts: Names = ()
    seconds: float = Field(10, gt=0, le=120)
    largest_kb: int = Field(2048, ge=16, le=65536)
    fresh_hours: float = Field(24, gt=0, le=720)
    private: bool = False


class Settings(_Table):
    """Everything an installation decides; tables that are absent were not configured."""

    _found: bool = PrivateAttr(default=True)

    agency: AgencySettings | None = None
    # A field named `register` would hide a method of the model.
    books: RegisterSettings | None = Field(None, alias="register")
    book: tuple[BookSettings, ...] = ()
    roles: RoleSettings | None = None
    signing: SigningSettings = SigningSettings()
    store: StoreSettings = StoreSettings()
    output: FolderSettings | None = None
    trust: FolderSettings = FolderSettings(folder=shipped("certs"))
    templates: FolderSettings = FolderSettings(folder=shipped("templates"))
    key: dict[KeyName, KeySettings] = Field(default_factory=dict)
    csc: dict[KeyName, ServiceSettings] = Field(default_factory=dict)
    signer: KeySettings | None = None
    seal: KeySettings | None = None
    credentials: FolderSettings | None = None
    fonts: FontSettings = FontSettings()
    lookup: LookupSettings | None = None
    timestamp: TimestampSettings | None = None
    revocation: RevocationSettings | None = None
    cache: FolderSettings | None = None
    exchange: Exchange = None
    transport: Transports = Field(default_factory=dict)

    def found_nowhere(self) -> Settings:
        """The same, known to be what stands where there is no settings file."""
        self._found = False
        return self

    def lacking(self, table: str, otherwise: str = "settings.table_missing") -> ConfigurationError:
        """The error that a table is not there; that no file is there comes before any table.

        Args:
            table: its name.
            otherwise: code of the error where there is a file.
        """
        return ConfigurationError(otherwise if self._found else "settings.no_file", table=table)
