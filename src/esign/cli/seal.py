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
from esign.cli.issued_files import refuse_left_behind
from esign.cli.options import (
    after_restore_option,
    json_option,
    overwrite_option,
    passphrase_option,
    settings_option,
)
from esign.cli.outcomes import Fate, Outcome, exit_status, outcomes_as_json, summary_lines
from esign.cli.output import emit, put, say, say_remarks
from esign.cli.queues import chosen_ids, say_queue, tell_undone
from esign.cli.reports import report_lines
from esign.cli.sealing import seal_record
from esign.cli.words import count_text, word
from esign.errors import EsignError, ExitStatus, KeyFaultError, UsageError
from esign.files import refuse_unwritable
from esign.issuance import (
    MANIFEST,
    Manifest,
    Queue,
    begin_sealing,
    finish_sealing,
    sealing_together,
    take_back,
    take_reserved,
    waiting_to_seal,
)
from esign.model import Role, VerificationError
from esign.settings import load_settings
from esign.wiring import open_office, sealing_of, secret_prompt

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from esign.issuance import Issued, Office, Pending


@spoken_command("seal")
@click.argument("documents", nargs=-1)
@click.option("--list", "only_list", is_flag=True, help=word("cli.seal.only_list"))
@click.option("--number", default="", help=word("cli.seal.number"))
@yes_option
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
    only_list: bool,
    number: str,
    yes: bool,
    prepare: Path | None,
    certificate: tuple[Path, ...],
    complete: Path | None,
    after_restore: bool,
    overwrite: bool,
    as_json: bool,
) -> int:
    """Show what waits for the seal, then seal and release it; here, or where the key is."""
    loaded, elsewhere = load_settings(settings), Elsewhere.read(prepare, certificate, complete)
    refuse_left_behind(loaded, vouched=after_restore)
    prompt = secret_prompt(loaded.values, passphrase_fd)
    with open_office(
        loaded,
        prompt=prompt,
        seal_key=elsewhere.key,
        open_first=(),
        after_restore=after_restore,
    ) as office:
        if elsewhere.pending is not None:
            return _complete(elsewhere.pending, office, overwrite=overwrite, as_json=as_json)
        chosen = chosen_ids(documents, office, "signed")
        _refuse_several(number, chosen)
        queue = waiting_to_seal(office, chosen)
        say_queue(queue, "seal")
        if only_list or not queue.manifest.documents:
            if as_json:
                emit(MANIFEST, queue.manifest.as_json())
            return ExitStatus.DONE
        _ask(queue, yes=yes)
        if number:
            take_reserved(chosen[0], number, office)
        if elsewhere.target is not None:
            begun = begin_sealing(queue.manifest, office)
            return send_out(begun, elsewhere.target, overwrite=overwrite, as_json=as_json)
        names = [line.request_id for line in queue.manifest.documents]
        sealing = sealing_together(names, office, overwrite=overwrite)
        outcomes = _sealed(sealing, queue.manifest, office, as_json=as_json)
        issued = sum(outcome.fate is Fate.ISSUED for outcome in outcomes)
        seal_record(sealing_of(office, loaded.values), issued)
    return _told(outcomes, queue, as_json=as_json)


def _refuse_several(number: str, chosen: Sequence[str]) -> None:
    """A reserved number is for one document.

    Raises:
        UsageError: none is named, or several are.
    """
    if number and len(chosen) != 1:
        raise UsageError("usage.one_number", name="--number")


def _ask(queue: Queue, *, yes: bool) -> None:
    """Ask the person at the terminal once more.

    Raises:
        click.Abort: the answer is not yes.
    """
    count = count_text(len(queue.manifest.documents))
    ask_again(word("cli.seal.confirm", count=count), yes=yes)


def _complete(pending: Pending, office: Office, *, overwrite: bool, as_json: bool) -> int:
    """Put the seals that came back into their documents, and release these."""
    returned = take_back(pending, Role.AGENCY, office)
    names = dict.fromkeys(each.request_id for each in pending.signatures)
    begun = tuple(pending.manifest.line(name) for name in names)
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
