# SPDX-License-Identifier: Apache-2.0
"""Who may import whom; the order of the layers is the order in which a reader needs them."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from support.source import (
    PROJECT,
    Module,
    area_of,
    assert_none,
    imports,
    module,
    project_modules,
    resolve,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

# Each layer may import from the layers after it; parts of one layer never import each other.
LAYERS = (
    {"cli", "web", "__main__"},
    {PROJECT},
    {"diagnosis"},
    {
        "delivery_wiring",
        "intake_wiring",
        "key_trying",
        "outbox_checks",
        "transport_trying",
        "wiring",
    },
    {"demo"},
    {"axis"},
    {"exchange_wiring", "key_wiring", "level_wiring", "register_wiring"},
    {"settings", "system"},
    {"jobs"},
    {"copying"},
    {"adoption"},
    {"delivery", "intake"},
    {"issuance", "kind_check", "printing", "recovery"},
    {"annexes"},
    {"augmenting", "self_check"},
    {"receiving"},
    {
        *("acceptance", "archiving", "evidence", "lapses", "proof", "rehearsal"),
        "reporting",
    },
    {"agency_lists", "packing"},
    {"rendering", "stamping", "signing", "verification", "exchange", "register", "tables"},
    {"kinds", "trust"},
    {"fetching"},
    {"figures", "ports"},
    {"model"},
    {"checks", "files", "lettering", "limits"},
    {"errors"},
    {"messages", "resources"},
)

SOLE_IMPORTERS = {
    "signxml": {"exchange", "trust"},
    "typst": {"rendering"},
    "urllib3": {"exchange"},
    "sqlalchemy": {"register"},
    "alembic": {"register"},
    "openpyxl": {"tables"},
    "paramiko": {"exchange"},
    "pkcs11": {"demo", "signing"},
    "pyhanko": {"signing", "stamping", "verification"},
    "pyhanko_certvalidator": {"signing", "stamping", "verification", "trust"},
}


def layer_faults(modules: Sequence[Module]) -> Iterator[str]:
    """Imports against the order of the layers, and areas that have no place in it."""
    rank = {area: place for place, layer in enumerate(LAYERS) for area in layer}
    for source in modules:
        if source.area not in rank:
            yield f"{source.name} belongs to no layer"
            continue
        for entry in imports(source):
            if entry.target.partition(".")[0] != PROJECT:
                continue
            area = _target_area(entry.target, rank)
            if area != source.area and rank[area] <= rank[source.area]:
                yield f"{source.name}:{entry.line} imports {entry.target}"


def _target_area(target: str, rank: Mapping[str, int]) -> str:
    """`from esign import verify` names the public API, `from esign import trust` the package."""
    area = area_of(target)
    return area if area in rank else PROJECT


def sole_importer_faults(modules: Sequence[Module]) -> Iterator[str]:
    """Imports of a fenced-in library from outside its fence."""
    for source in modules:
        for entry in imports(source):
            library = entry.target.partition(".")[0]
            if source.area not in SOLE_IMPORTERS.get(library, {source.area}):
                yield f"{source.name}:{entry.line} imports {library}"


def model_faults(modules: Sequence[Module]) -> Iterator[str]:
    """Imports of the model beyond the standard library, itself and the error family."""
    for source in modules:
        if source.area != "model":
            continue
        for entry in imports(source):
            library = entry.target.partition(".")[0]
            own = entry.target.startswith(("esign.model.", "esign.errors."))
            if not own and library not in sys.stdlib_module_names:
                yield f"{source.name}:{entry.line} imports {entry.target}"


def import_cycles(modules: Sequence[Module]) -> Iterator[str]:
    """Modules that reach themselves through their imports."""
    names = [source.name for source in modules]
    graph = {
        source.name: {resolve(entry.target, names) for entry in imports(source)} - {None}
        for source in modules
    }
    for name in names:
        seen: set[str | None] = set()
        waiting = list(graph[name])
        while waiting:
            current = waiting.pop()
            if current is not None and current not in seen:
                seen.add(current)
                waiting.extend(graph[current])
        if name in seen:
            yield name


def test_the_layers_import_downwards_only() -> None:
    assert_none(layer_faults(project_modules()))


def test_each_fenced_in_library_stays_within_its_fence() -> None:
    assert_none(sole_importer_faults(project_modules()))


def test_the_model_needs_the_standard_library_only() -> None:
    assert_none(model_faults(project_modules()))


def test_no_module_reaches_itself_through_its_imports() -> None:
    assert_none(import_cycles(project_modules()))


def test_an_upward_import_is_noticed() -> None:
    source = module("esign.trust.store", "def load():\n    from esign.signing import sign\n")
    assert list(layer_faults([source])) == ["esign.trust.store:2 imports esign.signing.sign"]


def test_an_import_between_capabilities_is_noticed() -> None:
    source = module("esign.signing.key", "from ..stamping import stamp\n")
    assert list(layer_faults([source])) == ["esign.signing.key:1 imports esign.stamping.stamp"]


def test_an_import_of_the_public_api_from_below_is_noticed() -> None:
    source = module("esign.issuance", "from esign import verify\nfrom esign import trust\n")
    assert list(layer_faults([source])) == ["esign.issuance:1 imports esign.verify"]


def test_a_part_without_a_place_is_noticed() -> None:
    assert list(layer_faults([module("esign.utils", "")])) == ["esign.utils belongs to no layer"]


def test_a_library_outside_its_fence_is_noticed() -> None:
    sources = [
        module("esign.trust.path", "import pyhanko_certvalidator\nfrom pyhanko import sign\n"),
        module("esign.signing.pades", "from pyhanko.sign import signers\n"),
    ]
    assert list(sole_importer_faults(sources)) == ["esign.trust.path:2 imports pyhanko"]


def test_a_model_that_leans_on_a_library_is_noticed() -> None:
    text = "import json\nfrom esign.errors import InputError\nfrom esign.ports import Clock\n"
    assert list(model_faults([module("esign.model.x", text)])) == [
        "esign.model.x:3 imports esign.ports.Clock"
    ]


def test_a_cycle_is_noticed() -> None:
    modules = [
        module("esign.a", "from esign.b import thing\n"),
        module("esign.b", "import esign.c\n"),
        module("esign.c", "from esign import a\n"),
        module("esign.d", "from esign.a import other\n"),
    ]
    assert list(import_cycles(modules)) == ["esign.a", "esign.b", "esign.c"]
