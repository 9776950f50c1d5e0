# SPDX-License-Identifier: Apache-2.0
"""How large the pictures of a template are, read from their first bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathlib import Path

PNG: Final = b"\x89PNG\r\n\x1a\n"
JPEG: Final = b"\xff\xd8"
# Start-of-frame markers (ITU-T T.81 table B.1): C0 to CF but for C4, C8 and CC.
FRAMES: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
WITHOUT_LENGTH: Final = frozenset({0x01, *range(0xD0, 0xD9)})

LARGEST_FILE: Final = 2 * 1024**2
"""Bytes; a picture is in every document of its kind, which are kept for good."""

MOST_PIXELS: Final = 12_000_000
"""A whole page of A4 at 300 dots an inch has 8.7 million."""


def pixels(content: bytes) -> int:
    """Width times height of a PNG or JPEG; 0 for anything else, drawings included."""
    if content.startswith(PNG):
        return int.from_bytes(content[16:20]) * int.from_bytes(content[20:24])
    return _jpeg_pixels(content) if content.startswith(JPEG) else 0


def is_too_large(path: Path, content: bytes) -> bool:
    """Whether a template's file is a picture beyond the limits."""
    if path.suffix not in {".png", ".jpg", ".svg"}:
        return False
    return len(content) > LARGEST_FILE or pixels(content) > MOST_PIXELS


def _jpeg_pixels(content: bytes) -> int:
    place = len(JPEG)
    while place + 9 <= len(content):
        marker = content[place + 1]
        if marker in FRAMES:
            height, width = content[place + 5 : place + 7], content[place + 7 : place + 9]
            return int.from_bytes(height) * int.from_bytes(width)
        alone = marker in WITHOUT_LENGTH
        place += 2 if alone else 2 + int.from_bytes(content[place + 2 : place + 4])
    return 0
