# SPDX-License-Identifier: Apache-2.0
"""Keys at a signing service: a table of their own, named by the reference."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from esign.errors import ConfigurationError
from esign.settings import load_settings

if TYPE_CHECKING:
    from pathlib import Path

SIGNER = """
[signer]
key = "csc:smart-ca"
mark = "director.png"
mark_width_mm = 30
mark_height_mm = 15
"""
SERVICE = """
[csc.smart-ca]
url = "https://rssp.example.vn/api"
credential = "director-2026"
version = "v2"
"""


def settings_file(folder: Path, text: str) -> Path:
    path = folder / "esign.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_service_that_a_key_names_stands_beside_it(tmp_path: Path) -> None:
    signer = load_settings(settings_file(tmp_path, SIGNER + SERVICE)).values.signer
    assert signer is not None
    assert signer.service is not None
    assert (signer.service.credential, signer.service.version) == ("director-2026", "v2")


def test_a_key_by_name_may_lie_at_a_service(tmp_path: Path) -> None:
    named = SIGNER.replace("[signer]", "[key.director]") + SERVICE + '[signer]\nkey = "director"\n'
    signer = load_settings(settings_file(tmp_path, named)).values.signer
    assert signer is not None
    assert signer.service is not None


@pytest.mark.parametrize(
    "change",
    [
        ("https://rssp.example.vn/api", "ftp://rssp.example.vn"),
        ("https://", "https://somebody:secret@"),
        ('"v2"', '"v3"'),
        ("credential", "credentials"),
    ],
)
def test_an_unsound_service_is_refused_where_it_stands(
    tmp_path: Path, change: tuple[str, str]
) -> None:
    with pytest.raises(ConfigurationError) as refused:
        load_settings(settings_file(tmp_path, SIGNER + SERVICE.replace(*change)))
    assert "secret" not in str([detail.facts for detail in refused.value.details])
