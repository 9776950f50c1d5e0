# SPDX-License-Identifier: Apache-2.0
"""The one error family of the tool.

EsignError
 ├─ UsageError          2   wrong use of the command line
 ├─ VerificationError   3/4 a verdict that is not “passed” (in `model.verdict`, beside the report)
 ├─ InputError          5   a request, PDF or package is unreadable or incomplete
 ├─ ConfigurationError  6   settings, template or trust
 ├─ KeyFaultError       7   passphrase, certificate or token
 ├─ ServiceError        8   a remote service is unreachable
 └─ OutputError         9   the output exists or is not writable

A class says the exit status; the dotted code says which message. Texts live in `esign.messages`, in
Vietnamese and English. Neither codes nor facts ever hold a secret or anything
personal but the official's name and title that the page prints.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum
from typing import TYPE_CHECKING, ClassVar

from esign.messages import Language, message, remedy

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class ExitStatus(IntEnum):
    """The published contract of the command line."""

    DONE = 0
    BUG = 1
    USAGE = 2
    FAILED = 3
    INDETERMINATE = 4
    INPUT = 5
    CONFIGURATION = 6
    KEY = 7
    SERVICE = 8
    OUTPUT = 9
    BATCH = 10
    INTERRUPTED = 130


@dataclass(frozen=True, slots=True)
class Detail:
    """One fault among several that a single error reports.

    `path` names the place within the input, in the input's own words (`recipients[2].name`), and
    `title` what its form calls that place, where it has a form. One that is not `advised` is mended
    by what the error itself advises, and by nothing else.
    """

    code: str
    path: str = ""
    facts: Mapping[str, object] = field(default_factory=dict)
    title: str = ""
    advised: bool = True

    def message(self, language: Language) -> str:
        """The fault, led by its path and title."""
        text = message(self.code, language, self.facts)
        place = f"{self.path} ({self.title})" if self.title else self.path
        return f"{place}: {text}" if place else text

    def remedy(self, language: Language) -> str:
        """What mends this fault; empty where it is not advised on by itself."""
        return remedy(self.code, language, self.facts) if self.advised else ""


class EsignError(Exception):
    """Anything the tool refuses or cannot do.

    Args:
        code: dotted code of a catalogue entry.
        details: the single faults, when the error reports several at once.
        **facts: the values that the entry's texts name.
    """

    exit_status: ClassVar[ExitStatus] = ExitStatus.BUG

    def __init__(self, code: str, /, *, details: Iterable[Detail] = (), **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.details = tuple(details)
        self.facts = facts

    def message(self, language: Language | str = Language.ENGLISH) -> str:
        """What failed and why, in `vi` or `en`."""
        return message(self.code, Language(language), self.facts)

    def remedy(self, language: Language | str = Language.ENGLISH) -> str:
        """What to do about it, in `vi` or `en`."""
        return remedy(self.code, Language(language), self.facts)

    def __str__(self) -> str:
        lines = [f"{self.message()} [{self.code}]"]
        lines += [f"  - {detail.message(Language.ENGLISH)}" for detail in self.details]
        return "\n".join(lines)


class UsageError(EsignError):
    """Wrong use of the command line."""

    exit_status = ExitStatus.USAGE


class InputError(EsignError):
    """A request, PDF or package is unreadable or incomplete."""

    exit_status = ExitStatus.INPUT


class ConfigurationError(EsignError):
    """Settings, a template or the trust folder is at fault."""

    exit_status = ExitStatus.CONFIGURATION


class KeyFaultError(EsignError):
    """A passphrase, certificate or token is at fault."""

    exit_status = ExitStatus.KEY


class ServiceError(EsignError):
    """A remote service cannot be reached or answers wrongly."""

    exit_status = ExitStatus.SERVICE


class OutputError(EsignError):
    """The output exists already or cannot be written."""

    exit_status = ExitStatus.OUTPUT
