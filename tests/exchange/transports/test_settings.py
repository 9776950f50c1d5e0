# SPDX-License-Identifier: Apache-2.0
"""Ways to the axis as the settings describe them."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from esign.errors import ConfigurationError
from esign.exchange_wiring import exchange_of, most_bytes_of, open_transport, open_transports
from esign.model import OutcomeUnknownError
from esign.settings import load_settings
from support.hubs import SECRET, SYSTEM, Hub, serving
from support.ports import CountingPrompt, FixedClock
from support.ways import consignment

if TYPE_CHECKING:
    from pathlib import Path

    from esign.errors import Detail
    from esign.settings import Settings

KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE"
AXIS = f'[transport.axis]\nkind = "vxp"\nsystem_id = "{SYSTEM}"\nurl = "https://axis.vidu.vn/a"\n'
SHARE = '[transport.share]\nkind = "folder"\nfolder = "share"\n'
FILES = f'[transport.files]\nkind = "sftp"\nhost = "h.vn"\nuser = "u"\nhost_key = "{KEY}"\n'


def loaded(folder: Path, text: str) -> Settings:
    (folder / "esign.toml").write_text(text, encoding="utf-8")
    return load_settings(folder / "esign.toml").values


def faults(folder: Path, text: str) -> list[Detail]:
    with pytest.raises(ConfigurationError) as refused:
        loaded(folder, text)
    assert refused.value.code == "settings.faulty"
    return list(refused.value.details)


def test_without_the_tables_nothing_is_exchanged(tmp_path: Path) -> None:
    values = loaded(tmp_path, "")
    assert exchange_of(values) is None
    assert open_transports(values, FixedClock(), CountingPrompt()) == {}


def test_every_kind_opens_under_its_name_and_asks_for_its_secret(tmp_path: Path) -> None:
    hub = AXIS.replace("axis", "lang-son").replace('"vxp"', '"hub"')
    prompt = CountingPrompt()
    values = loaded(tmp_path, AXIS + SHARE + hub + FILES + '[exchange]\ntransport = "axis"\n')
    opened = open_transports(values, FixedClock(), prompt)
    assert {name: way.name for name, way in opened.items()} == {name: name for name in opened}
    assert [way.can_find for way in opened.values()] == [True, True, False, True]
    assert prompt.labels == ["axis", "lang-son", "files"]
    assert most_bytes_of(values) == 50 * 1024 * 1024


def test_a_message_goes_out_by_what_the_settings_say(tmp_path: Path) -> None:
    with serving(Hub()) as url:
        table = AXIS.replace("https://axis.vidu.vn/a", f"{url}/XrdAdapter/adapter/")
        values = loaded(tmp_path, table)
        way = open_transport(values, "axis", FixedClock(), CountingPrompt(SECRET))
        with pytest.raises(OutcomeUnknownError):
            way.find(consignment())
        axis_id = way.send(consignment())
        assert way.find(consignment()) == axis_id


def test_a_folder_counts_from_the_settings_file(tmp_path: Path) -> None:
    for box in ("in", "out"):
        (tmp_path / "share" / box).mkdir(parents=True)
    way = open_transport(loaded(tmp_path, SHARE), "share", FixedClock(), CountingPrompt())
    way.send(consignment())
    assert len(list((tmp_path / "share" / "out").iterdir())) == 1


@pytest.mark.parametrize(
    ("text", "path", "code"),
    [
        ('[exchange]\ntransport = "vxp"\n' + AXIS, "exchange.transport", "no_such_transport"),
        ("[exchange]\n", "exchange.transport", "key_missing"),
        (AXIS + 'folder = "x"\n', "transport.axis.folder", "unknown_key"),
        (AXIS + "second = 5\n", "transport.axis.second", "unknown_key_near"),
        (AXIS + 'password = "x"\n', "transport.axis.password", "unknown_key"),
        (SHARE.replace("folder", "fax", 1), "transport.share.kind", "bad_value"),
        ("[transport.axis]\n", "transport.axis.kind", "key_missing"),
        (AXIS.replace("https", "http"), "transport.axis", "without_tls"),
        (AXIS.replace("https://", "ftp://"), "transport.axis.url", "bad_value"),
        (AXIS.replace("https://", "https://u:p@"), "transport.axis.url", "bad_value"),
        (AXIS + 'client_key = "a.key"\n', "transport.axis", "client_key_alone"),
        (FILES.replace(KEY, ""), "transport.files.host_key", "bad_value"),
        (FILES.replace("host_key", "hostkey"), "transport.files.host_key", "key_missing"),
    ],
)
def test_what_cannot_hold_is_named_where_it_stands(
    tmp_path: Path, text: str, path: str, code: str
) -> None:
    assert (path, f"settings.{code}") in {(each.path, each.code) for each in faults(tmp_path, text)}


@pytest.mark.parametrize("host", ["127.0.0.1:8080", "[::1]:8080", "localhost"])
def test_without_tls_only_this_machine_is_spoken_to(tmp_path: Path, host: str) -> None:
    assert loaded(tmp_path, AXIS.replace("https://axis.vidu.vn", f"http://{host}"))
    insecure = AXIS.replace("https", "http") + "insecure = true\n"
    assert loaded(tmp_path, insecure)


def test_a_missing_library_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "paramiko", None)
    monkeypatch.delitem(sys.modules, "esign.exchange.transports.sftp", raising=False)
    with pytest.raises(ConfigurationError) as fault:
        open_transport(loaded(tmp_path, FILES), "files", FixedClock(), CountingPrompt())
    assert fault.value.code == "transport.library_missing"


def test_a_way_that_is_not_described_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError) as fault:
        open_transport(loaded(tmp_path, AXIS), "other", FixedClock(), CountingPrompt())
    assert fault.value.facts == {"name": "other", "known": "axis"}
