# SPDX-License-Identifier: Apache-2.0
"""`esign seal`: the clerk's desk, where what was signed is sealed and released."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from esign.cli.acts import ask_again, yes_option
from esign.cli.batch import concerns_all, one_by_one
from esign.cli.command import spoken_command
from esign.cli.documents import issued_line
from esign.cli.elsewhere import Elsewhere, elsewhere_options, send_out
from esign.cli.options import json_option, overwrite_option, passphrase_option, settings_option
from esign.cli.outcomes import Fate, Outcome, exit_status, outcomes_as_json, summary_lines
from esign.cli.output import emit, put, say, say_remarks
from esign.cli.queues import chosen_ids, say_queue, tell_undone
from esign.cli.reports import report_lines
from esign.cli.sealing import seal_record
from esign.cli.words import count_text, word
from esign.errors import EsignError, ExitStatus, KeyFaultError
from esign.files import refuse_unwritable
from esign.issuance import (
    MANIFEST,
    Manifest,
    Queue,
    begin_sealing,
    finish_sealing,
    seal_signed,
    take_back,
    waiting_to_seal,
)
from esign.model import Role, VerificationError
from esign.settings import load_settings
from esign.wiring import open_office, sealing_of, secret_prompt

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from esign.issuance import Issued, Office, Pending


@spoken_command("seal")
@click.argument("documents", nargs=-1)
@click.option("--list", "only_list", is_flag=True, help=word("cli.seal.only_list"))
@yes_option
@elsewhere_options
@overwrite_option
@passphrase_option
@settings_option
@json_option
def command(
    documents: tuple[str, ...],
    passphrase_fd: int | None,
    settings: Path | None,
    *,
    only_list: bool,
    yes: bool,
    prepare: Path | None,
    certificate: tuple[Path, ...],
    complete: Path | None,
    overwrite: bool,
    as_json: bool,
) -> int:
    """Show what waits for the seal, then seal and release it; here, or where the key is."""
    loaded, elsewhere = load_settings(settings), Elsewhere.read(prepare, certificate, complete)
    prompt = secret_prompt(loaded.values, passphrase_fd)
    with open_office(loaded, prompt=prompt, seal_key=elsewhere.key, open_first=()) as office:
        if elsewhere.pending is not None:
            return _complete(elsewhere.pending, office, overwrite=overwrite, as_json=as_json)
        queue = waiting_to_seal(office, chosen_ids(documents, office, "signed"))
        say_queue(queue, "seal")
        if only_list or not queue.manifest.documents:
            if as_json:
                emit(MANIFEST, queue.manifest.as_json())
            return ExitStatus.DONE
        count = count_text(len(queue.manifest.documents))
        ask_again(word("cli.seal.confirm", count=count), yes=yes)
        if elsewhere.target is not None:
            begun = begin_sealing(queue.manifest, office)
            return send_out(begun, elsewhere.target, overwrite=overwrite, as_json=as_json)
        outcomes = _sealed(
            lambda request_id: seal_signed(request_id, office, overwrite=overwrite),
            queue.manifest,
            office,
            as_json=as_json,
        )
        issued = sum(outcome.fate is Fate.ISSUED for outcome in outcomes)
        seal_record(sealing_of(office, loaded.values), issued)
    return _told(outcomes, queue, as_json=as_json)


def _complete(pending: Pending, office: Office, *, overwrite: bool, as_json: bool) -> int:
    """Put the seals that came back into their documents, and release these."""
    returned = take_back(pending, Role.AGENCY, office)
    begun = tuple(pending.manifest.line(each.request_id) for each in pending.signatures)
    outcomes = _sealed(
        lambda request_id: finish_sealing(request_id, returned, office, overwrite=overwrite),
        Manifest(begun),
        office,
        as_json=as_json,
    )
    return _told(outcomes, Queue(pending.manifest), as_json=as_json)


def _sealed(
    seal: Callable[[str], Issued], manifest: Manifest, office: Office, *, as_json: bool
) -> list[Outcome]:
    """Seal each document with the key opened once."""
    refuse_unwritable(office.output)
    office.seal.refuse_unfit(office.agency.name)
    numbers = {line.request_id: line.number for line in manifest.documents}

    def attempt(request_id: str) -> Outcome:
        try:
            issued = seal(request_id)
        except EsignError as error:
            outcome = Outcome(request_id, Fate.NOT_ISSUED, error=error)
            if isinstance(error, VerificationError):
                say("\n".join(report_lines(error.report)))
            tell_undone(outcome, "seal", numbers[request_id])
            return outcome
        say_remarks(issued.remarks)
        if not as_json:
            put(issued_line(issued, request_id))
        fate = Fate.ISSUED_BEFORE if issued.repeated else Fate.ISSUED
        return Outcome(request_id, fate, issued=issued)

    return one_by_one(list(numbers), attempt, _ends)


def _ends(error: EsignError) -> bool:
    """The agency's key is fit: what is said of keys now is about the person who signed."""
    return not isinstance(error, KeyFaultError) and concerns_all(error)


def _told(outcomes: list[Outcome], queue: Queue, *, as_json: bool) -> int:
    """Sum up, with what waits and could not even be listed."""
    outcomes += [
        Outcome(entry.request_id, Fate.NOT_ISSUED, error=fault) for entry, fault in queue.faults
    ]
    if as_json:
        emit("esign.seal/1", outcomes_as_json(outcomes))
    say("\n".join(summary_lines(outcomes)))
    return exit_status(outcomes)
