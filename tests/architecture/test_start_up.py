# SPDX-License-Identifier: Apache-2.0
"""Asking for help must not load what only signing, verifying or the register needs."""

from __future__ import annotations

import subprocess
import sys

HEAVY = {"alembic", "lxml", "pyhanko", "pyhanko_certvalidator", "pypdfium2", "sqlalchemy", "typst"}

LISTING = """
import runpy, sys
sys.argv = ["esign", *sys.argv[1:]]
from esign.cli import main
try:
    main()
finally:
    print("\\n".join(sorted(sys.modules)), file=sys.stderr)
"""


def loaded(code: str, *arguments: str) -> tuple[str, set[str]]:
    """What the code printed, and the top-level packages it listed on standard error."""
    command = [sys.executable, "-c", code, *arguments]
    done = subprocess.run(command, capture_output=True, check=True, encoding="utf-8")
    return done.stdout, {name.partition(".")[0] for name in done.stderr.splitlines()}


def test_help_loads_no_heavy_library() -> None:
    words, packages = loaded(LISTING, "--help")
    assert "issue" in words
    assert "esign" in packages
    assert not packages & HEAVY


def test_importing_the_package_loads_no_heavy_library() -> None:
    _, packages = loaded("import esign, sys; print('\\n'.join(sys.modules), file=sys.stderr)")
    assert not packages & HEAVY


def test_a_heavy_library_would_be_noticed() -> None:
    _, packages = loaded("import sqlalchemy, sys; print('\\n'.join(sys.modules), file=sys.stderr)")
    assert packages & HEAVY == {"sqlalchemy"}
