# SPDX-License-Identifier: Apache-2.0
"""Loading a PKCS#11 library, and finding the one token that a reference means.

The wrapper initialises a library without locks, which forbids calls from several threads
(PKCS#11 v3.1 §5.4.4). Libraries are therefore initialised once more, with the operating system's
locks; one that has none is entered by one thread at a time.
"""

from __future__ import annotations

import ctypes
import sys
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from threading import Lock, RLock
from typing import TYPE_CHECKING

import pkcs11
from pkcs11 import exceptions

from esign.errors import ConfigurationError, KeyFaultError
from esign.signing.keys.token.words import printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pkcs11._pkcs11 import lib as Loaded  # noqa: N812 - its name is a function elsewhere
    from pkcs11.types import Token

    from esign.signing.keys.token_uri import TokenUri

CKF_OS_LOCKING_OK = 2
CKR_CANT_LOCK = 0x0A
FOLDERS = (
    *("/usr/lib/pkcs11", "/usr/lib64/pkcs11", "/usr/local/lib/pkcs11", "/usr/lib/softhsm"),
    *("/usr/lib/x86_64-linux-gnu/pkcs11", "/usr/lib/aarch64-linux-gnu/pkcs11"),
    *("/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib64", "/usr/lib"),
    "/usr/local/lib",
)
"""Where a library is looked for that is known by its name alone."""
SUFFIXES = {"win32": ".dll", "darwin": ".dylib"}
GONE = (exceptions.TokenNotPresent, exceptions.TokenNotRecognised, exceptions.DeviceRemoved)


class _InitializeArguments(ctypes.Structure):
    """CK_C_INITIALIZE_ARGS (§5.4.4)."""

    _pack_ = 1 if sys.platform == "win32" else 0
    _fields_ = (
        *((name, ctypes.c_void_p) for name in ("create", "destroy", "lock", "unlock")),
        ("flags", ctypes.c_ulong),
        ("reserved", ctypes.c_void_p),
    )


class _FunctionList(ctypes.Structure):
    """The beginning of CK_FUNCTION_LIST (§5.2)."""

    _pack_ = 1 if sys.platform == "win32" else 0
    _fields_ = (
        ("version", ctypes.c_ubyte * 2),
        ("initialize", ctypes.CFUNCTYPE(ctypes.c_ulong, ctypes.c_void_p)),
        ("finalize", ctypes.CFUNCTYPE(ctypes.c_ulong, ctypes.c_void_p)),
    )


@dataclass(frozen=True, slots=True)
class Library:
    """A loaded PKCS#11 library.

    Attributes:
        path: its file.
        loaded: the wrapper's object.
        turn: to be held around each call; does nothing where threads may call at the same time.
    """

    path: Path
    loaded: Loaded
    turn: AbstractContextManager[object]

    def tokens(self) -> Iterator[Token]:
        """The tokens that are there now."""
        for slot in self.loaded.get_slots(token_present=True):
            try:
                yield slot.get_token()
            except GONE:
                continue


_loaded: dict[Path, Library] = {}
_loading = Lock()


def load_library(uri: TokenUri, setting: Path | None) -> Library:
    """The library that a URI names, else the settings; loaded once a process.

    Raises:
        ConfigurationError: neither names one, or it is not there.
        KeyFaultError: it cannot be loaded.
    """
    path = _path(uri, setting).resolve()
    with _loading:
        if path not in _loaded:
            _loaded[path] = _load(path)
        return _loaded[path]


def _path(uri: TokenUri, setting: Path | None) -> Path:
    named = uri.module_path or (str(setting) if setting and not uri.module_name else "")
    if named and Path(named).is_file():
        return Path(named)
    if not named and not uri.module_name:
        raise ConfigurationError("token.module_unnamed")
    if uri.module_name:
        return find_library(uri.module_name, [named] if named else FOLDERS)
    raise ConfigurationError("token.module_missing", name=named)


def find_library(name: str, folders: Iterable[str] = FOLDERS) -> Path:
    """The library of that name, without `lib` and suffix, in one of the folders.

    Raises:
        ConfigurationError: there is none.
    """
    names = [f"{start}{name}{SUFFIXES.get(sys.platform, '.so')}" for start in ("lib", "")]
    for folder in folders:
        for file in names:
            if (Path(folder) / file).is_file():
                return Path(folder) / file
    raise ConfigurationError("token.module_missing", name=names[0])


def _load(path: Path) -> Library:
    try:
        loaded = pkcs11.lib(str(path))
        turn = nullcontext() if _takes_locks(path) else RLock()
    except (pkcs11.PKCS11Error, OSError) as fault:
        reason = printable(str(fault) or type(fault).__name__)
        raise KeyFaultError("token.module_unusable", name=str(path), reason=reason) from fault
    return Library(path, loaded, turn)


def _takes_locks(path: Path) -> bool:
    """Initialise a loaded library anew with the system's locks; whether it has them then."""
    functions = ctypes.POINTER(_FunctionList)()
    ctypes.CDLL(str(path)).C_GetFunctionList(ctypes.byref(functions))
    calls = functions.contents
    calls.finalize(None)
    arguments = _InitializeArguments(flags=CKF_OS_LOCKING_OK)
    outcome = calls.initialize(ctypes.addressof(arguments))
    if outcome == CKR_CANT_LOCK:
        outcome = calls.initialize(None)
        if outcome == 0:
            return False
    if outcome != 0:
        raise pkcs11.PKCS11Error(f"C_Initialize: 0x{outcome:X}")
    return True


def find_token(library: Library, uri: TokenUri) -> Token:
    """The token that a URI means.

    Raises:
        KeyFaultError: it is not there, or several match; the error names what is there.
    """
    with library.turn:
        present = list(library.tokens())
    found = [token for token in present if _matches(token, uri)]
    named = printable(uri.token or uri.serial or "")
    if not found:
        set_up = [token for token in present if token.label]  # an empty slot of SoftHSM2 has none
        listed = ", ".join(map(token_name, set_up)) or "—"
        raise KeyFaultError("token.absent", token=named or "?", present=listed)
    if len(found) > 1:
        listed = ", ".join(map(token_name, found))
        raise KeyFaultError("token.several", present=listed)
    return found[0]


def token_name(token: Token) -> str:
    """Label and serial number, for people."""
    return printable(f"{token.label} ({token.serial.decode('utf-8', 'replace')})")


def _matches(token: Token, uri: TokenUri) -> bool:
    """Whether everything that the URI says is true of the token."""
    said = {
        "token": token.label,
        "serial": token.serial.decode("utf-8", "replace"),
        "manufacturer": token.manufacturer_id,
        "model": token.model,
        "slot_id": token.slot.slot_id,
    }
    wanted = ((name, getattr(uri, name)) for name in said)
    initialised = pkcs11.TokenFlag.TOKEN_INITIALIZED in token.flags
    return initialised and all(value is None or value == said[name] for name, value in wanted)
