# SPDX-License-Identifier: Apache-2.0
"""Kinds of attached files: names, content types, how their bytes begin, and which of them act."""

from __future__ import annotations

from typing import Final, NamedTuple


class FileType(NamedTuple):
    """A kind of file: the content types in use for it, its own first, and how its bytes begin."""

    content_types: tuple[str, ...]
    starts: tuple[bytes, ...]


_ZIP: Final = (b"PK\x03\x04",)
_OLE: Final = (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",)
_WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_SHEET: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_SLIDES: Final = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
_JPEG: Final = FileType(("image/jpeg", "image/jpg", "application/jpg"), (b"\xff\xd8\xff",))
_TIFF: Final = FileType(("image/tiff", "image/tif"), (b"II*\0", b"MM\0*"))

FILE_TYPES: Final = {
    "pdf": FileType(("application/pdf",), (b"%PDF-",)),
    "docx": FileType((_WORD, "application/docx"), _ZIP),
    "xlsx": FileType((_SHEET, "application/xlsx"), _ZIP),
    "pptx": FileType((_SLIDES, "application/pptx"), _ZIP),
    "doc": FileType(("application/msword", "application/doc"), _OLE),
    "xls": FileType(("application/vnd.ms-excel", "application/xls"), _OLE),
    "ppt": FileType(("application/vnd.ms-powerpoint", "application/ppt"), _OLE),
    "zip": FileType(("application/zip", "application/x-zip-compressed"), (*_ZIP, b"PK\x05\x06")),
    "png": FileType(("image/png", "application/png"), (b"\x89PNG\r\n",)),
    "jpg": _JPEG,
    "jpeg": _JPEG,
    "tif": _TIFF,
    "tiff": _TIFF,
}

ANY_TYPE: Final = frozenset({"", "application/octet-stream", "application/zip"})
"""Content types that say nothing of a file: none, anything, and that it travels zipped."""

ACTING: Final = frozenset(
    {
        *("apk", "app", "com", "cpl", "dll", "dmg", "exe", "img", "iso", "msc", "msi", "msp"),
        *("bat", "chm", "cmd", "hta", "jar", "js", "jse", "lnk", "ps1", "psm1", "py", "rb"),
        *("pif", "reg", "scr", "sct", "sh", "swf", "vb", "vbe", "vbs", "ws", "wsf", "wsh"),
        *("htm", "html", "mht", "mhtml", "svg", "url", "vhd"),
        *("docm", "dotm", "potm", "ppam", "ppsm", "pptm", "xla", "xlam", "xlsb", "xlsm", "xltm"),
    }
)
"""Extensions of files that can act when they are opened."""

_PROGRAMS: Final = (b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"L\0\0\0\x01\x14\x02\0")
_MACROS: Final = (b"vbaProject.bin", "_VBA_PROJECT".encode("utf-16-le"))


def extension_of(name: str) -> str:
    """What follows the last dot of a file's name, in small letters; empty without one."""
    return name.rpartition(".")[2].lower() if "." in name else ""


def begins_as(extension: str, data: bytes) -> bool:
    """Whether bytes begin as files of this extension do; true of those that are not known."""
    known = FILE_TYPES.get(extension)
    return known is None or data[:1024].lstrip(b"\r\n ").startswith(known.starts)


def acts(extension: str, data: bytes) -> bool:
    """Whether a file is a program, leads to one, or holds macros."""
    if extension in ACTING or data.startswith(_PROGRAMS):
        return True
    return data.startswith((*_ZIP, *_OLE)) and any(macro in data for macro in _MACROS)
