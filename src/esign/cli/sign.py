# SPDX-License-Identifier: Apache-2.0
"""`esign sign`: the leader's desk."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from esign.cli.acts import somebody_sits_there
from esign.cli.approvals import Given, ask_approval
from esign.cli.batch import one_by_one
from esign.cli.command import spoken_command
from esign.cli.elsewhere import Elsewhere, elsewhere_options, send_out
from esign.cli.issued_files import refuse_left_behind
from esign.cli.options import (
    PATH,
    after_restore_option,
    json_option,
    overwrite_option,
    passphrase_option,
    settings_option,
)
from esign.cli.outcomes import Fate, Outcome, exit_status, outcomes_as_json, summary_lines
from esign.cli.output import emit, put, say, say_remarks
from esign.cli.queues import chosen_ids, say_queue, tell_undone, write_previews
from esign.cli.words import word
from esign.errors import EsignError, ExitStatus
from esign.files import write_whole
from esign.issuance import (
    MANIFEST,
    Queue,
    approve,
    begin_signing,
    finish_signing,
    signing_together,
    take_back,
    waiting_to_sign,
)
from esign.model import Role
from esign.settings import load_settings
from esign.wiring import open_office, secret_prompt

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from esign.issuance import Manifest, Office, Pending, Signed


@spoken_command("sign")
@click.argument("documents", nargs=-1)
@click.option("--preview", type=PATH, help=word("cli.sign.preview"))
@click.option("--manifest", "listed", type=PATH, help=word("cli.sign.manifest"))
@click.option("--approve", "approved", multiple=True, help=word("cli.sign.approve"))
@elsewhere_options
@after_restore_option
@overwrite_option
@passphrase_option
@settings_option
@json_option
def command(
    documents: tuple[str, ...],
    passphrase_fd: int | None,
    settings: Path | None,
    *,
    preview: Path | None,
    listed: Path | None,
    approved: tuple[str, ...],
    prepare: Path | None,
    certificate: tuple[Path, ...],
    complete: Path | None,
    after_restore: bool,
    overwrite: bool,
    as_json: bool,
) -> int:
    """Show what waits, have it approved, and sign it; here, or where the key is."""
    loaded, given = load_settings(settings), Given.read(approved)
    elsewhere = Elsewhere.read(prepare, certificate, complete)
    refuse_left_behind(loaded, vouched=after_restore)
    prompt = secret_prompt(loaded.values, passphrase_fd)
    with open_office(
        loaded,
        prompt=prompt,
        signer_key=elsewhere.key,
        open_first=(),
        after_restore=after_restore,
    ) as office:
        chosen = chosen_ids(documents, office, "prepared")
        if elsewhere.pending is not None:
            return _complete(elsewhere.pending, office, chosen, as_json=as_json)
        queue = _queue(given, office, chosen)
        say_queue(queue, "sign")
        paths = _write(queue.manifest, office, preview, (listed, overwrite))
        for path, code in paths.items():
            (say if as_json else put)(word(code, path=path))
        if not queue.manifest.documents or not _approved(given, queue.manifest, listed, as_json):
            if as_json:
                emit(MANIFEST, queue.manifest.as_json())
            return ExitStatus.DONE
        approval = approve(queue.manifest, office)
        if elsewhere.target is not None:
            begun = begin_signing(approval, office, chosen)
            return send_out(begun, elsewhere.target, overwrite=overwrite, as_json=as_json)
        office.signer.refuse_unfit()
        say(word("cli.sign.certificate", serial=office.signer.serial))
        names = chosen or [line.request_id for line in queue.manifest.documents]
        signing = signing_together(names, approval, office)
        outcomes = _signed(signing, (chosen, queue.manifest), as_json=as_json)
    return _told(outcomes, queue, as_json=as_json)


def _queue(given: Given, office: Office, chosen: Sequence[str]) -> Queue:
    """The list to be signed: the approved one, else what waits now."""
    queue = waiting_to_sign(office, chosen) if given.manifest is None else Queue(given.manifest)
    given.refuse_other(queue.manifest)
    return queue


def _write(
    manifest: Manifest, office: Office, preview: Path | None, listed: tuple[Path | None, bool]
) -> dict[Path, str]:
    """Previews and the list, where they are wanted; returns what lies where."""
    paths: dict[Path, str] = {}
    if preview is not None:
        previews = write_previews(manifest, office, preview, "prepared")
        paths |= dict.fromkeys(previews, "cli.sign.preview_written")
    path, overwrite = listed
    if path is not None:
        content = json.dumps(manifest.as_json(), ensure_ascii=False, indent=2)
        write_whole(path, f"{content}\n".encode(), overwrite=overwrite)
        paths[path] = "cli.sign.manifest_written"
    return paths


def _approved(given: Given, manifest: Manifest, listed: Path | None, as_json: bool) -> bool:  # noqa: FBT001
    """Whether the list was approved before, or is now by the person at the terminal."""
    if given:
        return True
    if listed is not None or as_json or not somebody_sits_there():
        return False
    ask_approval(manifest)
    return True


def _complete(pending: Pending, office: Office, chosen: Sequence[str], *, as_json: bool) -> int:
    """Put the signatures that came back into their documents."""
    returned = take_back(pending, Role.PERSON, office)
    names = list(chosen) or [each.request_id for each in pending.signatures]
    outcomes = _signed(
        lambda request_id: finish_signing(request_id, returned, office),
        (names, pending.manifest),
        as_json=as_json,
    )
    return _told(outcomes, Queue(pending.manifest), as_json=as_json)


def _signed(
    sign: Callable[[str], Signed], what: tuple[Sequence[str], Manifest], *, as_json: bool
) -> list[Outcome]:
    """Sign the chosen part of a list, or the whole, and tell of each document."""
    chosen, manifest = what
    numbers = {line.request_id: line.number for line in manifest.documents}

    def attempt(request_id: str) -> Outcome:
        try:
            signed = sign(request_id)
        except EsignError as error:
            outcome = Outcome(request_id, Fate.NOT_SIGNED, error=error)
            tell_undone(outcome, "sign", numbers.get(request_id, "—"))
            return outcome
        say_remarks(signed.remarks)
        if not as_json:
            code = "cli.sign.before" if signed.repeated else "cli.sign.done"
            put(word(code, number=signed.line.number, request_id=request_id))
        fate = Fate.SIGNED_BEFORE if signed.repeated else Fate.SIGNED
        return Outcome(request_id, fate, signed=signed)

    return one_by_one(list(dict.fromkeys(chosen)) or list(numbers), attempt)


def _told(outcomes: list[Outcome], queue: Queue, *, as_json: bool) -> int:
    """Sum up, with what waits and could not even be listed."""
    outcomes += [
        Outcome(entry.request_id, Fate.NOT_SIGNED, error=fault) for entry, fault in queue.faults
    ]
    if as_json:
        approval = {"manifest": queue.manifest.digest}
        emit("esign.sign/1", {**approval, **outcomes_as_json(outcomes)})
    say("\n".join(summary_lines(outcomes)))
    return exit_status(outcomes)
