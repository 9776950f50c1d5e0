# SPDX-License-Identifier: Apache-2.0
"""The values that objects are made of (ISO 32000-1 §7.3), read strictly."""

from __future__ import annotations

import re
from typing import Final, NamedTuple, TypeAlias

from esign.verification.closed.grammar import NotOwnError

_REGULAR: Final = rb"[!-$&'*-.0-;=?-Z^-z|~\\]"
_TOKEN: Final = re.compile(
    rb"[ \n]*(?:(?P<open><<|\[)|(?P<close>>>|\])|/(?P<name>" + _REGULAR + rb"+)"
    rb"|(?P<reference>[1-9]\d{0,6}) 0 R(?=[ \n/<>\[\]]|\Z)"
    rb"|(?P<number>-?\d{1,10}(?:\.\d{1,10})?)(?=[ \n/<>\[\]]|\Z)"
    rb"|\((?P<text>(?:[^()\\]|\\[()\\nrtbf]|\\[0-7]{3})*)\)|<(?P<hex>(?:[0-9A-Fa-f]{2})*)>"
    rb"|(?P<word>true|false|null)(?=[ \n/<>\[\]]|\Z))",
    re.DOTALL,
)
_ESCAPE: Final = re.compile(rb"\\([0-7]{3}|.)", re.DOTALL)
_ESCAPED: Final = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
_DEEPEST: Final = 12
_CLOSING: Final = {b"<<": b">>", b"[": b"]"}


class Reference(NamedTuple):
    """A reference to an object of generation 0."""

    number: int


class Name(NamedTuple):
    """A name, without its slash."""

    name: bytes


Value: TypeAlias = (
    "dict[bytes, Value] | list[Value] | Reference | Name | float | bytes | bool | None"
)


def dictionary(written: bytes) -> dict[bytes, Value]:
    """A dictionary, and nothing behind it.

    Raises:
        NotOwnError: it is none, has a key twice, or is nested too deep.
    """
    value, end = _value(written, _TOKEN.match(written), 0)
    if not isinstance(value, dict) or end != len(written):
        raise NotOwnError("dictionary")
    return value


def _value(written: bytes, token: re.Match[bytes] | None, depth: int) -> tuple[Value, int]:
    """The value that begins with a token, and where it ends."""
    if token is None or token["close"] or depth > _DEEPEST:
        raise NotOwnError("value")
    if token["open"]:
        return _several(written, token, depth)
    return _single(token), token.end()


def _single(token: re.Match[bytes]) -> Value:
    match token.lastgroup:
        case "name":
            return Name(token["name"])
        case "reference":
            return Reference(int(token["reference"]))
        case "number":
            return float(token["number"])
        case "text":
            return _ESCAPE.sub(_unescaped, token["text"])
        case "hex":
            return bytes.fromhex(token["hex"].decode("ascii"))
        case _:
            return {b"true": True, b"false": False, b"null": None}[token["word"]]


def _several(written: bytes, opening: re.Match[bytes], depth: int) -> tuple[Value, int]:
    """A dictionary or an array, from its opening bracket on."""
    values, closing = list[Value](), _CLOSING[opening["open"]]
    token = _TOKEN.match(written, opening.end())
    while token is None or token["close"] != closing:
        value, place = _value(written, token, depth + 1)
        values.append(value)
        token = _TOKEN.match(written, place)
    if opening["open"] == b"[":
        return values, token.end()
    keys = values[::2]
    found = {
        key.name: value
        for key, value in zip(keys, values[1::2], strict=False)
        if isinstance(key, Name)
    }
    if 2 * len(found) != len(values):
        raise NotOwnError("dictionary")
    return found, token.end()


def _unescaped(found: re.Match[bytes]) -> bytes:
    said = found[1]
    if len(said) > 1:
        return bytes([int(said, 8) & 0xFF])
    return _ESCAPED.get(said, said)
