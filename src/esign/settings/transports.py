# SPDX-License-Identifier: Apache-2.0
"""Settings of the exchange with other agencies: which ways there are, and which one sends."""

from __future__ import annotations

from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from esign.errors import Detail

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import Self

Text = Annotated[str, Field(min_length=1)]
File = Path | None
Folder = Annotated[Path, BeforeValidator(lambda value: value or None)]
Printable = Annotated[str, Field(pattern=r"^[\x21-\x7e]+$", max_length=100)]


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ExchangeSettings(_Table):
    """How packages are exchanged.

    `transport` names the table that sends; incoming messages are taken from all of them. With
    `automatic` a document that is released is queued for its electronic receivers. `sign_packages`
    signs each package with the agency's seal. A list of agencies older than `directory_days` is
    called old. After a first failure a message waits up to `pause_seconds`, and a transport that
    fails twice in a row is left alone for `rest_seconds`; each further failure doubles them.
    """

    transport: Text
    package_limit_mb: int = Field(50, ge=1, le=200)
    directory_days: int = Field(7, ge=1, le=365)
    sign_packages: bool = False
    automatic: bool = True
    pause_seconds: float = Field(5, gt=0, le=3600)
    rest_seconds: float = Field(60, gt=0, le=3600)


class _HttpSettings(_Table):
    """A service over HTTP; see `exchange.transports.HttpProfile`.

    `insecure` allows an address without TLS that is not of this machine.
    """

    url: str = Field(pattern=r"^https?://[^\s@?#]+$")
    system_id: Printable
    ca_file: File = None
    client_certificate: File = None
    client_key: File = None
    proxy: str = Field("", pattern=r"^(https?://[^\s@/]+)?$")
    seconds: float = Field(30, gt=0, le=300)
    budget: float = Field(300, gt=0, le=480)
    list_days: int = Field(30, ge=1, le=366)
    insecure: bool = False

    @model_validator(mode="after")
    def _sound(self) -> Self:
        if self.client_key is not None and self.client_certificate is None:
            raise PydanticCustomError("settings.client_key_alone", "a key without a certificate")
        if not (self.url.startswith("https:") or self.insecure or _is_here(self.url)):
            raise PydanticCustomError("settings.without_tls", "the address is without TLS")
        return self


class VxpSettings(_HttpSettings):
    """An adapter of the national document axis; the secret is asked for under the table's name."""

    kind: Literal["vxp"]
    raw_download: bool = False


class HubSettings(_HttpSettings):
    """A provincial hub; the secret key is asked for under the table's name."""

    kind: Literal["hub"]


class WatchedFolderSettings(_Table):
    """A folder with `in` and `out` that another program watches as well."""

    kind: Literal["folder"]
    folder: Folder
    settle_seconds: float = Field(5, ge=0, le=3600)


class SftpSettings(_Table):
    """A server's folder with `in` and `out`.

    The account's password, or the passphrase of `key_file`, is asked for under the table's name;
    not so for a key file with `key_plain`.
    """

    kind: Literal["sftp"]
    host: Annotated[str, Field(pattern=r"^[A-Za-z0-9.:-]+$")]
    port: int = Field(22, ge=1, le=65535)
    user: Printable
    host_key: str = Field(pattern=r"^[a-z0-9@.-]+ [A-Za-z0-9+/=]+$")
    path: str = ""
    key_file: File = None
    key_plain: bool = False
    seconds: float = Field(30, gt=0, le=300)
    budget: float = Field(300, gt=0, le=480)
    settle_seconds: float = Field(5, ge=0, le=3600)


TransportSettings = Annotated[
    VxpSettings | HubSettings | WatchedFolderSettings | SftpSettings, Field(discriminator="kind")
]


def faulty_exchange(
    exchange: ExchangeSettings | None, transports: Mapping[str, object]
) -> Iterator[Detail]:
    """A way that is to send and is not described."""
    if exchange is not None and exchange.transport not in transports:
        facts = {"name": exchange.transport, "known": ", ".join(sorted(transports)) or "—"}
        yield Detail("settings.no_such_transport", "exchange.transport", facts)


def shown_place(place: Sequence[str | int], fault: str) -> Sequence[str | int]:
    """Where a fault is, as the file has it: the kind of a transport is no step of the way.

    Args:
        place: where the model found it.
        fault: what sort it is; one of the kind itself is found at the table.
    """
    if fault.startswith("union_tag_"):
        return [*place, "kind"]
    return [*place[:2], *place[3:]] if _has_kind(place) else place


def keys_of_kind(place: Sequence[str | int]) -> list[str]:
    """What may stand in a transport's table; empty elsewhere."""
    tables: dict[str, type[BaseModel]] = {
        "vxp": VxpSettings,
        "hub": HubSettings,
        "folder": WatchedFolderSettings,
        "sftp": SftpSettings,
    }
    return list(tables[str(place[2])].model_fields) if _has_kind(place) else []


def _has_kind(place: Sequence[str | int]) -> bool:
    """Whether a place is within the table of a transport whose kind is known."""
    return place[0] == "transport" and len(place) > 2  # noqa: PLR2004 - table, name, kind


def _is_here(url: str) -> bool:
    """Whether an address leads to this machine and nowhere else."""
    host = urlsplit(url).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
