# SPDX-License-Identifier: Apache-2.0
"""`esign unpack PACKAGE`: what a package says, its files, and what each of them is worth."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from esign.cli.command import spoken_command
from esign.cli.judged import part_line
from esign.cli.options import PATH, json_option, overwrite_option, trust_options
from esign.cli.output import emit, put, say, written
from esign.cli.package_sheet import attachment_as_json, file_line, sheet_as_json, sheet_lines
from esign.cli.trust_folder import open_trust
from esign.cli.words import LANGUAGE, word
from esign.errors import InputError
from esign.exchange import read
from esign.files import LARGEST_INPUT, make_folder, read_regular, write_whole
from esign.limits import within_limits
from esign.model import Package
from esign.receiving import Judged, Judges, Nature
from esign.system import SystemClock
from esign.verification import shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from esign.model import Attachment, StatusPackage


@spoken_command("unpack")
@click.argument("package", type=PATH)
@click.option("--output", "-o", type=PATH, help=word("cli.unpack.output"))
@click.option("--list", "only_list", is_flag=True, help=word("cli.unpack.list"))
@click.option("--no-verify", is_flag=True, help=word("cli.unpack.no_verify"))
@trust_options
@overwrite_option
@json_option
def command(
    package: Path,
    output: Path | None,
    trust_dir: Path | None,
    crl: tuple[Path, ...],
    settings: Path | None,
    *,
    only_list: bool,
    no_verify: bool,
    overwrite: bool,
    as_json: bool,
) -> None:
    """Show a package, and write its attachments into a folder."""
    with within_limits(package.name):
        data = read_regular(package, LARGEST_INPUT)
        content = read(data)
    files = content.attachments if isinstance(content, Package) else ()
    judged = None
    if files and not no_verify:
        trust = open_trust(settings, trust_dir, crl)
        judged = _judged(package.name, data, trust.folder, crl)
    paths: list[Path] = []
    if files and not only_list:
        folder = output or package.with_suffix("")
        paths = extract(files, folder, overwrite=overwrite)
    if as_json:
        emit("esign.package/2", _as_json(content, judged, paths))
        return
    (put if only_list else say)("\n".join(map(shown, _lines(content, judged))))
    for path in paths:
        written(path, "cli.unpack.written")


def _judged(name: str, data: bytes, trust: Path, crls: Sequence[Path]) -> Judged:
    """The package judged in a process of its own, which strangers' files may bring down."""
    try:
        with Judges(trust, clock=SystemClock(), crls=crls, processes=1) as judges:
            return judges.judge(data, name=name)
    except InputError as fault:
        return Judged(name, Nature.PACKAGE, fault=fault)


def extract(files: Sequence[Attachment], folder: Path, *, overwrite: bool) -> list[Path]:
    """Write the files into a folder, each under a safe name of its own; returns where."""
    make_folder(folder)
    paths = []
    for name, attachment in _named(files):
        write_whole(folder / name, attachment.data, overwrite=overwrite)
        paths.append(folder / name)
    return paths


def _named(attachments: Sequence[Attachment]) -> Iterator[tuple[str, Attachment]]:
    """Each attachment under a name of its own; the second `a.pdf` becomes `a-2.pdf`."""
    taken: set[str] = set()
    for ordinal, attachment in enumerate(attachments, start=1):
        path = Path(attachment.name)
        name = path.name
        while name.casefold() in taken:
            name = f"{path.stem}-{ordinal}{path.suffix}"
            path = Path(name)
        taken.add(name.casefold())
        yield name, attachment


def _lines(content: Package | StatusPackage, judged: Judged | None) -> Iterator[str]:
    yield from sheet_lines(content)
    if not isinstance(content, Package):
        yield word("cli.package.nothing_signed")
        return
    parts = _parts(judged)
    for attachment in content.attachments:
        yield file_line(attachment)
        part = parts.get(attachment.name)
        if part is not None:
            yield f"              {part_line(part)}"
    if judged is None:
        return
    if judged.fault is not None:
        yield word("cli.package.not_verified", fault=judged.fault.message(LANGUAGE))
    else:
        yield word("cli.package.verdict", verdict=word(f"cli.verdict.{judged.verdict}"))


def _parts(judged: Judged | None) -> Mapping[str, Judged]:
    """What was found of each file, by its name."""
    if judged is None:
        return {}
    return {part.path.removeprefix(f"{judged.path}/"): part for part in judged.parts}


def _as_json(
    content: Package | StatusPackage, judged: Judged | None, paths: Sequence[Path]
) -> dict[str, object]:
    sheet = sheet_as_json(content)
    if isinstance(content, Package):
        parts = _parts(judged)
        sheet["attachments"] = [
            attachment_as_json(each) | _found_as_json(parts.get(each.name))
            for each in content.attachments
        ]
    verdict = None if judged is None else judged.verdict
    return {**sheet, "verdict": verdict, "files": [str(path) for path in paths]}


def _found_as_json(part: Judged | None) -> dict[str, object]:
    """What was found of a file; nothing where nothing was judged."""
    return {} if part is None else {"verdict": part.verdict, "reason": part_line(part)}
