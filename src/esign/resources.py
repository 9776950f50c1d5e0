# SPDX-License-Identifier: Apache-2.0
"""Where what is shipped with the code lies: inside the wheel, or beside `src/` in a checkout."""

from __future__ import annotations

from pathlib import Path

_IN_CHECKOUT = {"templates": "templates", "certs": "certs", "examples": "docs/examples"}


def shipped(name: str) -> Path:
    """The folder `templates`, `certs` or `examples` that belongs to this installation."""
    package = Path(__file__).resolve().parent
    packed = package / "_shipped" / name
    return packed if packed.is_dir() else package.parents[1] / _IN_CHECKOUT[name]
