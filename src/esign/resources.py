# SPDX-License-Identifier: Apache-2.0
"""Where the shipped templates and certificates lie: inside the wheel, or beside `src/`."""

from __future__ import annotations

from pathlib import Path


def shipped(name: str) -> Path:
    """The folder `templates` or `certs` that belongs to this installation."""
    package = Path(__file__).resolve().parent
    packed = package / "_shipped" / name
    return packed if packed.is_dir() else package.parents[1] / name
