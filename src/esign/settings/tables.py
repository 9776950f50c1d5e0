# SPDX-License-Identifier: Apache-2.0
"""What an installation can decide, table by table, and which values are sound."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated
from urllib.parse import parse_qs, urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from esign.resources import shipped

Text = Annotated[str, Field(min_length=1)]
Names = tuple[Text, ...]
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


class KeySettings(_Table):
    """A key that signs, and the image it shows: a reference such as `pkcs12:keys/director.p12`."""

    key: Text
    mark: FilledPath
    mark_width_mm: float = Field(gt=0, le=100)
    mark_height_mm: float = Field(gt=0, le=100)


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
    """The accounts that may do what; without this table everybody may do everything."""

    clerk: Names = ()
    signer: Names = ()
    sealer: Names = ()
    auditor: Names = ()


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
    """Time-stamp authorities (RFC 3161) in the order of asking, each waited for so many seconds."""

    urls: tuple[Annotated[str, Field(pattern=r"^https?://[^\s@]+$")], ...] = Field(min_length=1)
    seconds: float = Field(20, gt=0, le=300)


class Settings(_Table):
    """Everything an installation decides; tables that are absent were not configured."""

    agency: AgencySettings | None = None
    # A field named `register` would hide a method of the model.
    books: RegisterSettings | None = Field(None, alias="register")
    book: tuple[BookSettings, ...] = ()
    roles: RoleSettings | None = None
    store: StoreSettings = StoreSettings()
    output: FolderSettings | None = None
    trust: FolderSettings = FolderSettings(folder=shipped("certs"))
    templates: FolderSettings = FolderSettings(folder=shipped("templates"))
    signer: KeySettings | None = None
    seal: KeySettings | None = None
    credentials: FolderSettings | None = None
    fonts: FontSettings = FontSettings()
    lookup: LookupSettings | None = None
    timestamp: TimestampSettings | None = None
