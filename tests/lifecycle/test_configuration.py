# SPDX-License-Identifier: Apache-2.0
"""Whoever changes settings, templates or keys between two documents leaves a trace."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from esign.wiring import open_office
from support.office import write_office
from support.pki import make_pki
from support.places import Place
from support.ports import CountingPrompt, FixedClock

if TYPE_CHECKING:
    from pathlib import Path

    from esign.issuance import Office


def opened(settings: Path) -> Office:
    return open_office(settings, prompt=CountingPrompt(), clock=FixedClock())


def changes(folder: Path) -> list[dict[str, list[str]]]:
    """What each row of the record says has changed, or is gone, by name."""
    rows = Place(folder / "register").rows(
        "SELECT payload FROM audit WHERE action = 'configured' ORDER BY seq"
    )
    payloads = [json.loads(payload) for (payload,) in rows]
    return [{"changed": sorted(each["changed"]), "gone": each["gone"]} for each in payloads]


def test_an_office_opened_again_unchanged_records_nothing(tmp_path: Path) -> None:
    settings = write_office(tmp_path)
    for _turn in (1, 2):
        opened(settings).close()
    (first,) = changes(tmp_path)
    assert {"agency", "roles", "trust.toml", "signer.certificate", "seal.certificate"} - {
        *first["changed"]
    } == {"roles"}
    assert "templates/decision" in first["changed"]


def test_a_changed_table_a_new_one_and_one_that_is_gone_are_named(tmp_path: Path) -> None:
    settings = write_office(tmp_path)
    opened(settings).close()
    text = settings.read_text(encoding="utf-8")
    roles = '[roles]\nclerk = ["lan"]\n'
    settings.write_text(text.replace("Ví Dụ", "Ví Dụ Mới") + roles, encoding="utf-8")
    opened(settings).close()
    settings.write_text(text.replace("Ví Dụ", "Ví Dụ Mới"), encoding="utf-8")
    opened(settings).close()
    assert changes(tmp_path)[1:] == [
        {"changed": ["agency", "roles"], "gone": []},
        {"changed": [], "gone": ["roles"]},
    ]


def test_another_key_and_another_trust_file_are_named(tmp_path: Path) -> None:
    settings = write_office(tmp_path)
    opened(settings).close()
    pki = make_pki()
    pki.p12(pki.second_director, tmp_path / "keys" / "director.p12")
    trust = tmp_path / "trust" / "trust.toml"
    trust.write_text(trust.read_text(encoding="utf-8") + "\n# khác\n", encoding="utf-8")
    opened(settings).close()
    assert changes(tmp_path)[1:] == [{"changed": ["signer.certificate", "trust.toml"], "gone": []}]


def test_the_record_holds_digests_and_nothing_that_the_settings_say(tmp_path: Path) -> None:
    opened(write_office(tmp_path)).close()
    (payload,) = Place(tmp_path / "register").rows("SELECT payload FROM audit")[0]
    for said in ("Sở Giáo dục", "director.p12", "H99", str(tmp_path)):
        assert said not in payload
