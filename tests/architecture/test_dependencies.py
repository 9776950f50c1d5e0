# SPDX-License-Identifier: Apache-2.0
"""The locked packages: licences we may ship, complete for every supported Python."""

from __future__ import annotations

import re
from importlib.metadata import PackageMetadata, metadata, requires
from typing import TYPE_CHECKING

import pytest
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from support.source import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

PINNED = re.compile(r"^([A-Za-z0-9._-]+)==(\S+)", re.MULTILINE)
COPYLEFT = re.compile(r"GPL|GNU ", re.IGNORECASE)
PERMISSIVE = re.compile(r"\b(MIT|BSD|Apache|ISC|PSF|Python Software Foundation|MPL)\b")

# Packages whose metadata says too little, with what was read in their licence files.
REVIEWED: Mapping[str, str] = {}


def pinned(name: str) -> dict[str, str]:
    """Package names and versions of a lock file."""
    text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
    return {canonicalize_name(package): version for package, version in PINNED.findall(text)}


def licence(package: PackageMetadata) -> str:
    """What a package says about its licence, wherever it says so."""
    classifiers = package.get_all("Classifier") or []
    statements = [package["License-Expression"], package["License"]]
    statements += [entry for entry in classifiers if entry.startswith("License ::")]
    return " / ".join(entry for entry in statements if entry)


def licence_fault(name: str, statement: str) -> str | None:
    """Why a package cannot be part of what we ship; None if it can."""
    said = REVIEWED.get(name, statement)
    if COPYLEFT.search(said):
        return f"{name} is under {said}"
    return None if PERMISSIVE.search(said) else f"{name} has no known licence: {said!r}"


def missing_from_lock(names: set[str], environment: dict[str, str]) -> Iterator[str]:
    """Requirements of locked packages that hold in the environment and are not locked."""
    for name in sorted(names):
        for line in requires(name) or []:
            requirement = Requirement(line)
            marker = requirement.marker
            wanted = marker is None or marker.evaluate({**environment, "extra": ""})
            if wanted and canonicalize_name(requirement.name) not in names:
                yield f"{name} needs {line}"


def test_nothing_we_ship_is_under_the_gpl_or_its_relatives() -> None:
    faults = [licence_fault(name, licence(metadata(name))) for name in pinned("runtime")]
    assert [fault for fault in faults if fault] == []


@pytest.mark.parametrize("python", ["3.11", "3.12", "3.13", "3.14"])
@pytest.mark.parametrize("platform", ["linux", "darwin"])
@pytest.mark.parametrize("lock", ["runtime", "dev"])
def test_the_lock_is_complete_on(python: str, platform: str, lock: str) -> None:
    environment = {
        **{key: str(value) for key, value in default_environment().items()},
        "python_version": python,
        "python_full_version": f"{python}.0",
        "sys_platform": platform,
        "platform_system": platform.capitalize(),
    }
    assert list(missing_from_lock(set(pinned(lock)), environment)) == []


def test_both_locks_agree() -> None:
    runtime, dev = pinned("runtime"), pinned("dev")
    assert runtime.items() <= dev.items()


def test_the_lock_is_what_is_installed() -> None:
    installed = {name: metadata(name)["Version"] for name in pinned("dev")}
    assert installed == pinned("dev")


def test_every_locked_package_has_its_digests() -> None:
    for name in ("runtime", "dev"):
        text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
        entries = [entry for entry in re.split(r"\n(?=[A-Za-z])", text) if "==" in entry]
        pins = [entry for entry in entries if PINNED.match(entry)]
        assert len(pins) == len(pinned(name))
        assert all("--hash=sha256:" in entry for entry in pins)


@pytest.mark.parametrize(
    "statement",
    ["GPL-3.0-or-later", "AGPL-3.0", "LGPL-3.0-only", "License :: OSI Approved :: GNU Affero", ""],
)
def test_a_licence_we_cannot_ship_is_noticed(statement: str) -> None:
    assert licence_fault("package", statement)


def test_a_gap_in_the_lock_is_noticed() -> None:
    environment = {key: str(value) for key, value in default_environment().items()}
    gaps = list(missing_from_lock({"jinja2"}, environment))
    assert len(gaps) == 1
    assert "MarkupSafe" in gaps[0]
