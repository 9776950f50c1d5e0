# SPDX-License-Identifier: Apache-2.0
"""`esign track` of a document that others have sent: from its arrival to the last status."""

from __future__ import annotations

from typing import TYPE_CHECKING

from esign.cli.inbox_words import message_as_json, message_line
from esign.cli.outbox_advice import NAMED
from esign.cli.outbox_words import attempt_as_json, why
from esign.cli.outbox_words import message_as_json as answer_as_json
from esign.cli.status_words import status_text
from esign.cli.words import day_text, moment_text, word
from esign.verification import shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from esign.register import ArrivedStory


def arrived_lines(stories: Sequence[ArrivedStory]) -> Iterator[str]:
    """All that happened to the messages about a document, in the order of time."""
    first = stories[0].message.read
    day = day_text(first.issued_on) if first.issued_on else "—"
    yield shown(word("cli.track.arrived", code=first.code, date=day, sender=first.sender_name))
    yield "  " + shown(word("cli.track.document_id", document_id=first.document_id))
    yield word("cli.track.messages")
    yield from (f"  {message_line(story.message)}" for story in stories)
    yield word("cli.track.story")
    steps = [step for story in stories for step in (*_deeds(story), *_answers(story))]
    yield from (f"  {line}" for _, line in sorted(steps, key=lambda step: step[0]))


def arrived_as_json(stories: Sequence[ArrivedStory]) -> dict[str, object]:
    """The same for a program."""
    return {
        "messages": [
            {
                **message_as_json(story.message),
                "history": [
                    {"act": deed.action, "at": deed.at.isoformat(), "actor": deed.actor}
                    for deed in story.deeds
                ],
                "answers": [
                    {**answer_as_json(each), "tried": list(map(attempt_as_json, attempts))}
                    for each, attempts in story.answers
                ],
            }
            for story in stories
        ]
    }


def _deeds(story: ArrivedStory) -> Iterator[tuple[datetime, str]]:
    for deed in story.deeds:
        facts = {"id": story.message.id, "actor": deed.actor, "at": moment_text(deed.at)}
        yield deed.at, word("cli.track.deed", act=word(f"inbox.deed.{deed.action}"), **facts)


def _answers(story: ArrivedStory) -> Iterator[tuple[datetime, str]]:
    """Each attempt to tell the sender; of what was not tried yet that it waits."""
    for answer, attempts in story.answers:
        act = f"{word(f'message.act.{answer.act}')} {status_text(answer.status_code)}"
        facts = {"act": act, "message": answer.id[:NAMED]}
        told = [
            (each.started_at, word(f"attempt.{each.outcome or 'open'}") + why(each))
            for each in attempts
        ]
        since = answer.settled_at or answer.queued_at
        for at, outcome in told or [(since, word(f"message.{answer.state}"))]:
            yield at, word("cli.track.attempt", at=moment_text(at), outcome=outcome, **facts)
