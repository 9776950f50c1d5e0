# SPDX-License-Identifier: Apache-2.0
"""A1 to A5: the attached files and the size of the whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from esign.errors import Detail
from esign.exchange.rules.findings import Level
from esign.exchange.rules.known.file_types import (
    ANY_TYPE,
    FILE_TYPES,
    acts,
    begins_as,
    extension_of,
)
from esign.exchange.rules.rule import GUIDE, HUB, PRACTICE, SDK, PackageType, Rule
from esign.exchange.rules.subject import cut

if TYPE_CHECKING:
    from collections.abc import Iterator

    from esign.exchange.rules.subject import Subject

_RECALL: Final = 1
_NAME_SHOWN: Final = 240
"""Characters of a name that is repeated because nothing else keeps it."""
_NAMED: Final = 120
"""Characters of a file's name that tell which is meant."""


def manifest_is_true(subject: Subject) -> Iterator[Detail]:
    """A1: the manifest lists what is attached, and nothing else."""
    for place, name in subject.missing:
        yield Detail("edxml.A1", place, {"name": name[:_NAMED] or "—"})
    for place, name in subject.unlisted:
        yield Detail("edxml.A1.unlisted", place, {"name": name[:_NAMED] or "—"})


def files_can_be_opened(subject: Subject) -> Iterator[Detail]:
    """A2: every file can be opened safely."""
    yield from subject.opened[1]
    for file in subject.opened[0]:
        if file.said_name:
            facts = {"found": file.said_name[:_NAME_SHOWN], "name": cut(file.name)}
            yield Detail("edxml.A2.renamed", subject.files_place, facts)


def something_is_attached(subject: Subject) -> Iterator[Detail]:
    """A3: all but a recall carry a file; some hubs pass nothing on without one."""
    if subject.purpose != _RECALL and not subject.file_count:
        yield Detail("edxml.A3", subject.files_place)


def files_are_what_they_seem(subject: Subject) -> Iterator[Detail]:
    """A4: name, content type and first bytes agree; nothing acts when it is opened."""
    for place, written, file in subject.sound_files:
        extension, stated = extension_of(file.name), written.lower()
        known = FILE_TYPES.get(extension)
        if acts(extension, file.data):
            yield Detail("edxml.A4.acting", place, {"name": cut(file.name)})
        elif not begins_as(extension, file.data):
            yield Detail("edxml.A4.magic", place, {"name": cut(file.name)})
        if known and stated not in ANY_TYPE and stated not in known.content_types:
            facts = {"name": cut(file.name), "found": cut(stated)}
            yield Detail("edxml.A4.type", f"{place}/ContentType", facts)


def size_is_accepted(subject: Subject) -> Iterator[Detail]:
    """A5: the hub in use takes a package of this size."""
    limit = subject.context.size_limit
    if subject.size is not None and subject.size > limit:
        yield Detail("edxml.A5.setting", "", {"size": subject.size, "limit": limit})


RULES: Final = (
    Rule(
        "A1",
        Level.ERROR,
        "The manifest lists what is attached, and nothing else",
        PRACTICE,
        manifest_is_true,
        of=PackageType.DOCUMENT,
    ),
    Rule(
        "A2",
        Level.ERROR,
        "Every file can be opened safely: base64, one ZIP entry, a safe name, a bounded size",
        SDK,
        files_can_be_opened,
        {"edxml.A2.renamed": Level.WARNING},
        of=PackageType.DOCUMENT,
    ),
    Rule(
        "A3",
        Level.WARNING,
        "All but a recall carry a file",
        HUB,
        something_is_attached,
        of=PackageType.DOCUMENT,
    ),
    Rule(
        "A4",
        Level.WARNING,
        "Name, content type and first bytes agree; nothing acts when it is opened",
        PRACTICE,
        files_are_what_they_seem,
        of=PackageType.DOCUMENT,
    ),
    Rule(
        "A5",
        Level.WARNING,
        "Not larger than the hub in use takes",
        f"The axis's gateway; {GUIDE}",
        size_is_accepted,
        {"edxml.A5": Level.ERROR},
    ),
)
