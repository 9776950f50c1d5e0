# SPDX-License-Identifier: Apache-2.0
"""What gives the same for the same, worked out once in a test process.

Hundreds of tests open an office: the same keys are checked, the same marks packed, the same fonts
searched and the same schemas found sound each time. Here the answers are kept by the content they
were worked out from. What is refused is not kept: it is refused anew each time.
"""

from __future__ import annotations

import gc
from contextlib import suppress
from hashlib import sha256
from json import dumps
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from cryptography.hazmat.primitives.serialization import pkcs12
from jinja2 import Environment
from jsonschema import Draft202012Validator

from esign.lettering import Lettering
from esign.rendering import fonts
from esign.signing.mark import Mark

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Sequence

NEW_OBJECTS: Final = 50_000
"""New objects between two looks for garbage; the modules of the suite make a million."""
_SETTINGS: Final = (
    *("autoescape", "finalize", "optimized", "undefined", "newline_sequence", "trim_blocks"),
    *("block_start_string", "block_end_string", "variable_start_string", "variable_end_string"),
    *("comment_start_string", "comment_end_string", "line_statement_prefix", "lstrip_blocks"),
    *("line_comment_prefix", "keep_trailing_newline"),
)
"""All of a template environment's settings that its compiled templates depend on."""


def remember() -> None:
    """Work such things out once from now on."""
    pkcs12.load_key_and_certificates = kept(pkcs12.load_key_and_certificates, _as_they_are)
    fonts._characters = kept(fonts._characters, _face)
    fonts._full_name = kept(fonts._full_name, _face)
    fonts._installed = kept(fonts._installed, _of_the_system)
    Lettering.__init__ = _lettered(Lettering.__init__)
    Mark.load = kept(Mark.load, _picture)
    check = Draft202012Validator.check_schema
    Draft202012Validator.check_schema = kept(check, _schema)
    Environment.compile = kept(Environment.compile, _template)


def leave_alone() -> None:
    """Let the search for garbage pass over what was loaded, and come less often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(NEW_OBJECTS, *gc.get_threshold()[1:])


def kept(call: Callable[..., Any], key_of: Callable[..., Hashable | None]) -> Callable[..., Any]:
    """`call`, its answers kept by a key of the arguments; None = not this time."""
    known: dict[Hashable, Any] = {}

    def answer(*arguments: Any, **options: Any) -> Any:
        key = key_of(*arguments, **options)
        if key is None:
            return call(*arguments, **options)
        if key not in known:
            known[key] = call(*arguments, **options)
        return known[key]

    return answer


def _lettered(take_out: Callable[..., None]) -> Callable[..., None]:
    """`take_out`, which takes the same characters out of the same file once."""
    known: dict[Hashable, Lettering] = {}

    def answer(self: Lettering, file: Path, words: str) -> None:
        found = file.stat()
        key = str(file), found.st_mtime_ns, found.st_size, words
        if key not in known:
            take_out(self, file, words)
            known[key] = self
        vars(self).update(vars(known[key]))

    return answer


def _as_they_are(*arguments: Any, **options: Any) -> Hashable | None:
    return None if options else arguments


def _of_the_system(folders: Sequence[Path], *, system: bool) -> Hashable | None:
    return "system" if system and not folders else None


def _face(face: Any) -> Hashable:
    found = Path(face.path).stat()
    return str(face.path), face.index, found.st_mtime_ns, found.st_size


def _picture(path: Path, width_mm: float, height_mm: float) -> Hashable | None:
    with suppress(OSError):
        if path.is_file():
            return sha256(path.read_bytes()).digest(), width_mm, height_mm
    return None


def _schema(schema: Any, *others: Any, **options: Any) -> Hashable | None:
    if others or options:
        return None
    with suppress(TypeError, ValueError):
        return dumps(schema, sort_keys=False)
    return None


def _template(environment: Environment, source: Any, *rest: Any, **options: Any) -> Hashable | None:
    if not isinstance(source, str) or environment.extensions or options:
        return None
    known = frozenset(environment.filters), frozenset(environment.tests)
    settings = (getattr(environment, name) for name in _SETTINGS)
    return type(environment), *known, *settings, source, *rest
