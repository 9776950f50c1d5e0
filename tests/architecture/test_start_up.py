# SPDX-License-Identifier: Apache-2.0
"""Asking for help must not load what only signing, verifying or the register needs."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from esign.errors import ExitStatus
from support.pki import make_pki
from support.sealed import close_forge, sealed_page

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

HEAVY = {"alembic", "lxml", "pyhanko", "pyhanko_certvalidator", "pypdfium2", "sqlalchemy", "typst"}
# Not pypdfium2, which reads what the pages of a good document print.
MAKES_DOCUMENTS = {"alembic", "jinja2", "sqlalchemy", "typst"}
# The general difference analysis and what comes with it; a good document needs none of it.
ONLY_FOR_SUSPECTS = {"aiohttp", "esign.verification.difference", "pyhanko.sign"}

LISTING = """
import runpy, sys
sys.argv = ["esign", *sys.argv[1:]]
from esign.cli import main
try:
    main()
finally:
    print("\\n".join(sorted(sys.modules)), file=sys.stderr)
"""


def run(code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", code, *arguments]
    return subprocess.run(command, capture_output=True, check=False, encoding="utf-8")


def loaded(code: str, *arguments: str) -> tuple[str, set[str]]:
    """What the code printed, and the top-level packages it listed on standard error."""
    done = run(code, *arguments)
    done.check_returncode()
    return done.stdout, {name.partition(".")[0] for name in done.stderr.splitlines()}


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Path]]:
    """A sealed document, and a trust folder for it."""
    folder = tmp_path_factory.mktemp("recipient")
    document = folder / "document.pdf"
    document.write_bytes(sealed_page())
    yield document, make_pki().trust_dir(folder / "trust")
    close_forge()


def test_help_loads_no_heavy_library() -> None:
    words, packages = loaded(LISTING, "--help")
    assert "issue" in words
    assert "esign" in packages
    assert not packages & HEAVY


def test_verifying_loads_nothing_that_makes_documents(sealed: tuple[Path, Path]) -> None:
    document, trust = sealed
    done = run(LISTING, "verify", str(document), "--trust-dir", str(trust))
    # Whether its certificates are in force depends on the day of the test; it was judged at least.
    assert done.returncode in {ExitStatus.DONE, ExitStatus.FAILED, ExitStatus.INDETERMINATE}
    assert document.name in done.stdout
    modules = set(done.stderr.splitlines())
    assert "esign.verification.changes" in modules
    assert modules & (MAKES_DOCUMENTS | ONLY_FOR_SUSPECTS) == set()


def test_importing_the_package_loads_no_heavy_library() -> None:
    _, packages = loaded("import esign, sys; print('\\n'.join(sys.modules), file=sys.stderr)")
    assert not packages & HEAVY


def test_a_heavy_library_would_be_noticed() -> None:
    _, packages = loaded("import sqlalchemy, sys; print('\\n'.join(sys.modules), file=sys.stderr)")
    assert packages & HEAVY == {"sqlalchemy"}


def test_the_officials_and_recipients_commands_need_nothing_of_unix() -> None:
    script = """
import os, sys
from importlib import import_module
for name in ("fcntl", "resource", "grp", "termios"):
    sys.modules[name] = None
if hasattr(os, "fork"):
    del os.fork
from esign.cli import READERS
for names in READERS.values():
    for name in names:
        import_module(f"esign.cli.{name}")
"""
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
