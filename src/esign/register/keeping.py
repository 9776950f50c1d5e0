# SPDX-License-Identifier: Apache-2.0
"""The part of a register that keeps the files of documents and notes that they were handed out."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from esign.register import lifecycle, outbox_queue
from esign.register.lifecycle import Deed, Keeping, StoredFile
from esign.register.reading import Reading
from esign.register.roles import ITSELF
from esign.register.transitions import ISSUED, State, Step

if TYPE_CHECKING:
    from collections.abc import Mapping

    from esign.register.lifecycle import Stage
    from esign.register.registry import Registry


class Files(Reading):
    """What a register does with the files of what was numbered."""

    def __init__(self, registry: Registry) -> None:
        super().__init__(registry)
        self._objects = registry.objects
        self._clock = registry.clock

    def keep(
        self,
        request_id: str,
        files: Mapping[Stage, bytes],
        *,
        actor: str = ITSELF,
        facts: Mapping[str, str] | None = None,
    ) -> dict[Stage, bytes]:
        """Keep a document's files; `signed` makes it signed, and after that `pdf` sealed.

        Args:
            request_id: whose files.
            files: by stage.
            actor: who asks.
            facts: what the record says of it beside; nothing about persons.

        Returns:
            What is kept: each file given, or what was kept before under the same stage.

        Raises:
            InputError: the request has no number, or its state does not allow the file.
            ConfigurationError: what was kept before is lost or damaged, or the account may not do
                this, or has signed what it wants to seal.
            OutputError: the disk is full or not writable.
        """
        roles = self._registry.roles
        roles.require(actor, *map(lifecycle.duty_of, files))
        stored = [
            StoredFile(stage, self._objects.put(data), len(data)) for stage, data in files.items()
        ]
        with self._database.writing() as connection:
            keeping = Keeping(self._clock.now(), actor, self._registry.random, facts or {})
            winners = []
            for file in stored:
                entry = lifecycle.required(connection, request_id)
                if file.stage == "pdf" and entry.state is State.SIGNED:
                    signed_by = lifecycle.done_by(connection, entry.id, Step.SIGN)
                    roles.require_other(actor, signed_by)
                winners.append(lifecycle.keep_first(connection, entry, file, keeping))
            for file, data in zip(stored, files.values(), strict=True):
                # Whoever collects forgotten objects is not at it while we write.
                if self._objects.size(file.sha256) is None:
                    self._objects.put(data)
        return {
            stage: data if winner == file.sha256 else self._objects.get(winner)
            for (stage, data), file, winner in zip(files.items(), stored, winners, strict=True)
        }

    def release(self, request_id: str, *, actor: str = ITSELF) -> None:
        """Note that a sealed document's files were handed out; noting it again changes nothing.

        Where the office exchanges documents, its package is queued for the electronic receivers.

        Raises:
            InputError: the request has no number, or is not sealed, or no longer in force.
            ConfigurationError: the account may not do this.
        """
        self._registry.roles.require(actor, Step.RELEASE)
        with self._database.writing() as connection:
            entry = lifecycle.required(connection, request_id)
            if entry.state not in ISSUED:
                deed = Deed(Step.RELEASE, self._clock.now(), actor)
                draft = None
                if self._registry.exchanges:
                    draft = outbox_queue.released(connection, entry, deed.at)
                if draft is not None:
                    deed = replace(deed, facts={outbox_queue.KEY: draft.digest})
                seq = lifecycle.take_step(connection, entry, deed, self._registry.random)
                if draft is not None:
                    outbox_queue.write(connection, draft, seq)

    def kept(self, request_id: str, stage: Stage) -> bytes | None:
        """The kept file, compared with its digest; None when there is none.

        Raises:
            ConfigurationError: it is lost or damaged.
        """
        digest = self.kept_digest(request_id, stage)
        return None if digest is None else self._objects.get(digest)
