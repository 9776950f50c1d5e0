# SPDX-License-Identifier: Apache-2.0
"""Every rule of layout holds on the pages of every kind, and every rule can fail."""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING, Any

import pytest

from esign.kinds import KindFolder
from esign.rendering import TypstRenderer
from support.documents import KINDS, TEMPLATES, fields
from support.layout_rules import RULES, broken, laid_from, laid_out
from support.layout_spoils import FACETS, NOTE_SPOILS, SPOILS
from support.samples import sample_files, sample_name

if TYPE_CHECKING:
    from pathlib import Path

    from support.layout import Laid

EVERYTHING = {"urgency": "THƯỢNG KHẨN", "circulation": "LƯU HÀNH NỘI BỘ"}
LINES = [f"{number}. Khoản thêm vào để đẩy các dòng sau xuống." for number in range(3, 17)]


@pytest.fixture(scope="module")
def samples() -> dict[str, Laid]:
    """Every sample on its pages, by name."""
    renderer = TypstRenderer(TEMPLATES)
    return {sample_name(path): laid_out(path, renderer, KINDS) for path in sample_files()}


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, TypstRenderer]:
    """Templates that may be spoilt, and what lays them out."""
    root = tmp_path_factory.mktemp("spoilt") / "templates"
    shutil.copytree(TEMPLATES, root)
    return root, TypstRenderer(root)


@pytest.mark.parametrize("sample", list(sample_files()), ids=sample_name)
def test_a_sample_is_laid_out_as_the_decree_says(sample: Path, samples: dict[str, Laid]) -> None:
    assert broken(samples[sample_name(sample)]) == {}


def test_every_rule_is_met_by_some_sample_and_has_a_template_that_breaks_it(
    samples: dict[str, Laid],
) -> None:
    met = {name for laid in samples.values() for name, rule in RULES.items() if rule.checks(laid)}
    assert sorted(RULES.keys() - met) == []
    assert SPOILS.keys() | NOTE_SPOILS.keys() == RULES.keys()


def content_for(name: str) -> list[dict[str, Any]]:
    """The sample on which a spoilt template shows; of growing length where page breaks matter."""
    content = fields(SPOILS[name].kind)
    if name in EVERYTHING:
        return [content | EVERYTHING]
    if name != "titles stay":
        return [content]
    text = content["promulgated"]["text"]
    grown = []
    for count in (10, 12, 14):
        more = text.replace("\nChương II.", "\n" + "\n".join(LINES[:count]) + "\nChương II.")
        more = re.sub(r"\n+", "\n", more)
        grown.append(content | {"promulgated": content["promulgated"] | {"text": more}})
    return grown


@pytest.mark.parametrize("name", [*SPOILS, *FACETS])
def test_a_wrong_template_breaks_this_rule_and_no_other(
    name: str, bench: tuple[Path, TypstRenderer]
) -> None:
    root, renderer = bench
    spoil = (SPOILS | FACETS)[name]
    rule = name.partition(":")[0]
    contents = content_for(rule)
    for content in contents:
        assert broken(laid_from(content, renderer, KindFolder(root))) == {}
    before = spoil.apply(root / "_base")
    try:
        kinds = KindFolder(root)
        found: set[str] = set()
        for content in contents:
            found |= broken(laid_from(content, renderer, kinds)).keys()
    finally:
        (root / "_base" / spoil.file).write_text(before, encoding="utf-8")
    assert found == {rule}


@pytest.mark.parametrize("name", NOTE_SPOILS)
def test_a_wrong_text_of_the_signature_breaks_this_rule_and_no_other(
    name: str, bench: tuple[Path, TypstRenderer]
) -> None:
    root, renderer = bench
    content, kinds = fields("certified-extract"), KindFolder(root)
    assert broken(laid_from(content, renderer, kinds)) == {}
    found = broken(laid_from(content, renderer, kinds, redrawn=NOTE_SPOILS[name]))
    assert found.keys() == {name}
