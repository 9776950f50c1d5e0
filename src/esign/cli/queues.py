# SPDX-License-Identifier: Apache-2.0
"""What waits at a desk: which documents somebody means, the list as people read it, previews."""

from __future__ import annotations

from collections import Counter
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from esign import exchange
from esign.cli.entries import entry_meant
from esign.cli.output import say, say_error
from esign.cli.pages import write_pages
from esign.cli.words import count_text, day_text, word
from esign.errors import InputError
from esign.files import make_folder, read_bounded, write_whole
from esign.kinds import annex_files
from esign.register import prepared_annex_stage

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from esign.cli.outcomes import Outcome
    from esign.issuance import Line, Manifest, Office, Queue
    from esign.register import Stage

SUFFIX = ".prepared.pdf"


def chosen_ids(documents: Sequence[str], office: Office, stage: Stage) -> list[str]:
    """The request ids of the documents that somebody names at a desk.

    Args:
        documents: request ids, numbers, look-up codes, or files as they are kept.
        office: whose register knows them.
        stage: of the files.

    Raises:
        InputError: one is unknown.
    """
    return [_meant(what, office, stage) for what in documents]


def _meant(what: str, office: Office, stage: Stage) -> str:
    path = Path(what)
    if not path.is_file():
        waiting = office.register.unnumbered.find(what.strip())
        return what.strip() if waiting else entry_meant(what, office.register).request_id
    digest = sha256(read_bounded(path)).hexdigest()
    entry = office.register.with_file(digest, stage) or office.register.unnumbered.with_file(digest)
    if entry is None:
        raise InputError("desk.unknown_file", name=str(path))
    return entry.request_id


def say_queue(queue: Queue, desk: str) -> None:
    """The list, for the person at the desk (`sign` or `seal`)."""
    say("\n".join(_lines(queue.manifest, desk)))
    for entry, fault in queue.faults:
        say(word("cli.queue.unreadable", number=entry.number.text, request_id=entry.request_id))
        say_error(fault)


def _lines(manifest: Manifest, desk: str) -> Iterator[str]:
    if not manifest.documents:
        yield word(f"cli.{desk}.nothing")
        return
    counted = Counter(line.type_name for line in manifest.documents)
    kinds = ", ".join(f"{name} ({count_text(count)})" for name, count in sorted(counted.items()))
    yield word(f"cli.{desk}.list", count=count_text(len(manifest.documents)), kinds=kinds)
    for ordinal, line in enumerate(manifest.documents, start=1):
        yield _line(ordinal, line)
    if desk == "sign":
        yield word("cli.queue.digest", digest=manifest.digest)


def _line(ordinal: int, line: Line) -> str:
    facts = {"number": line.number, "type": line.type_name, "pages": count_text(line.pages)}
    facts |= {"subject": line.subject, "signer": line.signer or "—", "request_id": line.request_id}
    return word(
        "cli.queue.line", ordinal=ordinal, day=day_text(date.fromisoformat(line.issued_on)), **facts
    )


def write_previews(manifest: Manifest, office: Office, folder: Path, stage: Stage) -> list[Path]:
    """Each document of the list, and its annexes, as PDF and as pictures; returns where."""
    make_folder(folder, mode=0o700)
    paths = []
    for line in manifest.documents:
        if waiting := office.register.unnumbered.find(line.request_id):
            page = office.register.unnumbered.file(waiting.prepared)
            paths.append(folder / f"{line.request_id}{SUFFIX}")
            write_whole(paths[-1], page, overwrite=True)
            paths += write_pages(page, paths[-1], overwrite=True)
            continue
        numbered = office.register.numbered(line.request_id)
        files = {exchange.file_stem(numbered): office.register.kept(line.request_id, stage)}
        for each in annex_files(numbered.request.content):
            name = exchange.file_stem(numbered, annex=each.ordinal)
            annex = office.register.kept(line.request_id, prepared_annex_stage(each.ordinal))
            files[name] = annex
        for name, data in files.items():
            if data is not None:
                paths.append(folder / f"{name}{SUFFIX}")
                write_whole(paths[-1], data, overwrite=True)  # they are made to be made again
                paths += write_pages(data, paths[-1], overwrite=True)
    return paths


def tell_undone(outcome: Outcome, desk: str, number: str) -> None:
    """What was not done at the desk, and why."""
    if outcome.error is not None:
        say_error(outcome.error)
    say(word(f"cli.{desk}.undone", number=number, request_id=outcome.request))
