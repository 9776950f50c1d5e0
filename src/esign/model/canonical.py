# SPDX-License-Identifier: Apache-2.0
"""One way of writing a value down, so that the same value always gives the same digest."""

from __future__ import annotations

import json

canonical_json = json.JSONEncoder(
    ensure_ascii=False, check_circular=False, sort_keys=True, separators=(",", ":")
).encode
"""Sorted keys, no white space, no needless escapes: RFC 8785 for texts, whole numbers and lists.

What comes from JSON, as all that is written down here does, contains nothing within itself.
"""
