# SPDX-License-Identifier: Apache-2.0
"""One way of writing a value down, so that the same value always gives the same digest."""

from __future__ import annotations

import json
from json import encoder
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

_ENCODER = json.JSONEncoder(
    ensure_ascii=False, check_circular=False, sort_keys=True, separators=(",", ":")
)


def _prepared() -> Callable[[object], str]:
    """The encoder, set up once: `JSONEncoder.encode` sets its accelerator up anew at every call."""
    accelerated: Any = getattr(encoder, "c_make_encoder", None)
    if accelerated is None:  # an interpreter without it
        return _ENCODER.encode
    escaped = encoder.encode_basestring
    chunks = accelerated(None, _ENCODER.default, escaped, None, ":", ",", True, False, True)  # noqa: FBT003
    return lambda value: "".join(chunks(value, 0))


canonical_json = _prepared()
"""Sorted keys, no white space, no needless escapes: RFC 8785 for texts, whole numbers and lists.

What comes from JSON, as all that is written down here does, contains nothing within itself.
"""
