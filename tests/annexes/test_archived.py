# SPDX-License-Identifier: Apache-2.0
"""A dossier is handed over with the annexes of its documents, and with copies nobody has signed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

from esign.archiving import export_dossier
from support.annexed import issued_with_annexes
from support.copies import extracted
from support.source import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from esign.issuance import Office

FORM = ROOT / "src" / "esign" / "archiving" / "dossier.xsd"


def test_annexes_and_copies_lie_in_the_dossier(office: Office, tmp_path: Path) -> None:
    issued = [issued_with_annexes(office, tmp_path), extracted(office)]
    register = office.register
    dossier = register.dossiers.open(
        office.agency.code, "12.VP", "Hồ sơ", "Vĩnh viễn", actor="clerk"
    )
    entries = [register.find(each.numbered.request.request_id) for each in issued]
    register.dossiers.add(dossier, entries=[each for each in entries if each], actor="clerk")
    exported = export_dossier(register, dossier, tmp_path / "handed-over")
    names = sorted(path.name for path in exported.folder.glob("*.pdf"))
    assert names == [
        "001-01-QD-SGDDT-2026-phu-luc-1.pdf",
        "001-01-QD-SGDDT-2026-phu-luc-2.pdf",
        "001-01-QD-SGDDT-2026.pdf",
        "002-01-TrS-SGDDT-2026-certified-copies.pdf",
    ]
    assert (exported.folder / names[0]).read_bytes() == issued[0].annexes[0].read_bytes()
    described = etree.parse(exported.folder / "dossier.xml")
    assert etree.XMLSchema(etree.parse(FORM)).validate(described)
    assert described.find(".//OutgoingDocument").get("annexes") == " ".join(names[:2])
