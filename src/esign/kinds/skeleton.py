# SPDX-License-Identifier: Apache-2.0
"""An empty request for an official to fill in: TOML whose comments explain each field."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from esign.kinds.folder import SAMPLE
from esign.kinds.schema import (
    INTERNAL,
    MULTILINE,
    USE,
    blank_number,
    items,
    properties,
    required,
    type_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from esign.kinds.schema import Schema
    from esign.model import DocumentKind

HEADER = """\
# {title}
# Điền các trường bên dưới; trường không bắt buộc nằm sau dấu “#”: bỏ dấu này đi nếu cần dùng.
# Số, ngày ban hành do sổ đăng ký cấp khi phát hành, không ghi ở đây.
# Giữ nguyên request_id: chạy lại cùng một yêu cầu sẽ tiếp tục văn bản cũ, không lấy thêm số.
kind = {kind}
request_id = {request_id}
"""


def skeleton(kind: DocumentKind, request_id: str) -> str:
    """The text of a request that passes the check once its empty fields are filled.

    Within each table the required fields come first; then the optional ones, commented out.
    """
    header = HEADER.format(
        title=kind.title, kind=_quoted(kind.name), request_id=_quoted(request_id)
    )
    return "\n".join([header, *_table(kind.schema, ())]) + "\n"


def sample(kind: DocumentKind, request_id: str) -> str:
    """The text of the kind's finished sample, under another request id."""
    text = (kind.folder / SAMPLE).read_text(encoding="utf-8")
    return re.sub(
        r"^request_id\s*=.*$", f"request_id = {_quoted(request_id)}", text, flags=re.MULTILINE
    )


def _table(schema: Mapping[str, object], path: tuple[str, ...]) -> Iterator[str]:
    """The lines of a table's own values, then of the tables below it."""
    needed = required(schema)
    fields = sorted(properties(schema).items(), key=lambda field: field[0] not in needed)
    for name, node in fields:
        if not _is_table(node):
            yield from _commented(_value(name, node), active=name in needed)
    for name, node in fields:
        if _is_table(node):
            yield from _commented(_section(node, (*path, name)), active=name in needed)


def _section(node: Schema, path: tuple[str, ...]) -> Iterator[str]:
    """A table, or the first entry of a list of tables, under its heading."""
    dotted = ".".join(path)
    yield from _explained(node)
    if type_of(node) == "object":
        yield f"[{dotted}]"
        yield from _table(node, path)
    else:
        yield f"[[{dotted}]]"
        yield from _table(items(node), path)


def _value(name: str, node: Schema) -> Iterator[str]:
    yield from _explained(node)
    if type_of(node) == "array":
        example = _inline(items(node))
        yield f"# ví dụ: {name} = [{example}]"
        yield f"{name} = []"
    elif node.get(MULTILINE):
        yield f'{name} = """\n"""'
    elif type_of(node) == "integer":
        blank = blank_number(node)
        yield f"{name} = {blank}  # thay {blank} bằng số, không đặt trong dấu nháy"
    elif type_of(node) == "boolean":
        yield f'{name} = ""  # thay "" bằng true (có) hoặc false (không), không đặt trong dấu nháy'
    else:
        yield f'{name} = ""'
    yield ""


def _explained(node: Schema) -> Iterator[str]:
    description = node.get("description")
    yield f"# {node['title']}" + (f": {description}" if description else "")
    if node.get(USE) == INTERNAL:
        yield "# (chỉ lưu trong sổ, không in và không gửi đi)"
    if isinstance(choices := node.get("enum"), list):
        yield "# chọn một: " + " | ".join(_quoted(each) for each in choices if each is not None)
    elif isinstance(examples := node.get("examples"), list) and type_of(node) != "array":
        for line in f"ví dụ: {_quoted(examples[0])}".splitlines():
            yield f"# {line}"


def _inline(node: Schema) -> str:
    """An example of a value on one line."""
    if type_of(node) == "object":
        parts = (f"{name} = {_inline(each)}" for name, each in properties(node).items())
        return "{ " + ", ".join(parts) + " }"
    if type_of(node) == "array":
        return f"[{_inline(items(node))}]"
    examples = node.get("examples")
    return _quoted(examples[0]) if isinstance(examples, list) else '""'


def _is_table(node: Schema) -> bool:
    """Whether the node is written as a section; a list of tables that may be empty is not."""
    if type_of(node) == "object":
        return True
    return type_of(node) == "array" and type_of(items(node)) == "object" and "minItems" in node


def _commented(lines: Iterable[str], *, active: bool) -> Iterator[str]:
    for block in lines:
        for line in block.split("\n"):
            yield line if active or not line or line.startswith("#") else f"#{line}"


def _quoted(value: object) -> str:
    """A TOML value; JSON's notation of texts and whole numbers is also TOML's."""
    return json.dumps(value, ensure_ascii=False)
