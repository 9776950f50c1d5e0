# SPDX-License-Identifier: Apache-2.0
"""What a request says stays as it was checked, and so does what was written down of it."""

from __future__ import annotations

import copy
import json
import pickle
from dataclasses import FrozenInstanceError, replace
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import pytest

from esign.kinds.request import digest
from esign.model import Content, Request

if TYPE_CHECKING:
    from collections.abc import Callable

SAID = {
    "subject": "Về việc khen thưởng",
    "signer": {"title": "GIÁM ĐỐC", "name": "Nguyễn Văn A"},
    "recipients": ["Như Điều 3", {"name": "Lưu", "lines": ["VT", "VP"]}],
}
ODD: tuple[dict[str, Any], ...] = (
    {},
    SAID,
    {"b": 1, "a": True, "c": None, "A": 1.5, "ế": -7, "": ""},
    {'"quoted\\key"': 'a "quoted" \\ value / with\ttabs\u2028and\x00controls\x7f'},
    {"nested": [[], [[]], {}, {"z": [{"y": {}, "x": [0]}]}], "astral": "𠀀😀", "nfd": "e\u0302"},
    {"tuple": ("a", {"b": ["c"]})},
)


def _request(said: Any = None, kind: str = "decision", request_id: str = "request-1") -> Request:
    return Request(kind, request_id, copy.deepcopy(SAID) if said is None else said, "0" * 64)


def _fresh(value: object) -> str:
    """Canonical JSON by nothing but the standard library."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


TABLE_CHANGES: dict[str, Callable[[Any], object]] = {
    "setting": lambda table: table.__setitem__("subject", "x"),
    "adding": lambda table: table.__setitem__("new", "x"),
    "deleting": lambda table: table.__delitem__("name"),
    "merging": lambda table: table.__ior__({"new": "x"}),
    "clear": lambda table: table.clear(),
    "pop": lambda table: table.pop("subject", None),
    "popitem": lambda table: table.popitem(),
    "setdefault": lambda table: table.setdefault("new", "x"),
    "update": lambda table: table.update(new="x"),
}
LIST_CHANGES: dict[str, Callable[[Any], object]] = {
    "setting": lambda items: items.__setitem__(0, "x"),
    "setting several": lambda items: items.__setitem__(slice(None), []),
    "deleting": lambda items: items.__delitem__(0),
    "adding": lambda items: items.__iadd__(["x"]),
    "repeating": lambda items: items.__imul__(2),
    "append": lambda items: items.append("x"),
    "clear": lambda items: items.clear(),
    "extend": lambda items: items.extend(["x"]),
    "insert": lambda items: items.insert(0, "x"),
    "pop": lambda items: items.pop(),
    "remove": lambda items: items.remove("Như Điều 3"),
    "reverse": lambda items: items.reverse(),
    "sort": lambda items: items.sort(),
}


@pytest.mark.parametrize("change", TABLE_CHANGES.values(), ids=TABLE_CHANGES)
def test_no_table_of_a_request_can_be_changed(change: Callable[[Any], object]) -> None:
    content: Any = _request().content
    for table in (content, content["signer"], content["recipients"][1]):
        with pytest.raises(TypeError):
            change(table)
    assert content == SAID


@pytest.mark.parametrize("change", LIST_CHANGES.values(), ids=LIST_CHANGES)
def test_no_list_of_a_request_can_be_changed(change: Callable[[Any], object]) -> None:
    content: Any = _request().content
    for items in (content["recipients"], content["recipients"][1]["lines"]):
        with pytest.raises(TypeError):
            change(items)
    assert content == SAID


def test_a_python_with_further_ways_to_change_one_would_be_noticed() -> None:
    reading = {"copy", "count", "fromkeys", "get", "index", "items", "keys", "values"}
    content: Any = _request().content
    for plain, fixed in ((dict, content), (dict, content["signer"]), (list, content["recipients"])):
        public = {name for name in dir(plain) if not name.startswith("_")}
        for name in {*public - reading, "__setitem__", "__delitem__"}:
            assert getattr(type(fixed), name) is not getattr(plain, name), name


def test_neither_text_nor_content_of_a_request_can_be_exchanged() -> None:
    request: Any = _request()
    for name in ("text", "content", "digest"):
        with pytest.raises(FrozenInstanceError):
            setattr(request, name, "{}")


def test_who_changes_what_he_gave_changes_nothing_of_the_request() -> None:
    given: Any = copy.deepcopy(SAID)
    request = _request(given)
    text = request.text
    given["subject"] = given["signer"]["name"] = "Người khác"
    given["recipients"][1]["lines"].append("mọi người")
    assert request.content == SAID
    assert request.text == text


@pytest.mark.parametrize("said", ODD)
def test_the_text_that_goes_with_a_request_is_the_one_written_anew(said: dict[str, Any]) -> None:
    for kind, request_id in (("decision", "request-1"), ('k"ind\\', "mã\n\u2029\x1f")):
        request = _request(said, kind, request_id)
        whole = {"kind": kind, "request_id": request_id, "content": said}
        assert request.text == _fresh(whole)
        again = json.loads(request.text)
        assert again["content"] == json.loads(_fresh(said)) == json.loads(Content(said).text)


@pytest.mark.parametrize("said", ODD)
def test_the_digest_is_the_same_by_the_text_that_goes_along(said: dict[str, Any]) -> None:
    for kind in ("decision", 'k"ind\\ế'):
        expected = sha256(_fresh({"kind": kind, "content": said}).encode()).hexdigest()
        assert digest(kind, said) == digest(kind, Content(said)) == expected


def test_copies_and_pickles_are_whole_and_as_fixed() -> None:
    request = _request()
    renamed = replace(request, request_id="another-1")
    assert renamed.text == _request(request_id="another-1").text
    pickled = pickle.dumps(request)
    copies: Any = (
        copy.copy(request),
        copy.deepcopy(request),
        pickle.loads(pickled),  # noqa: S301 - our own bytes
    )
    for each in copies:
        assert each == request
        assert each.text == request.text
        with pytest.raises(TypeError):
            each.content["signer"]["name"] = "Người khác"


def test_a_plain_copy_can_be_changed() -> None:
    request: Any = _request()
    changed = dict(request.content) | {"subject": "Khác"}
    lines = [*request.content["recipients"][1]["lines"], "x"]
    assert changed["subject"] == "Khác"
    assert lines == ["VT", "VP", "x"]
    assert request.content == SAID
