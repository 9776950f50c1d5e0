# SPDX-License-Identifier: Apache-2.0
"""How a trust folder stands: every entry with its certificate, its lists and what is amiss."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from esign.errors import ConfigurationError, Detail
from esign.trust.certificate import subject_text
from esign.trust.certificate_files import folder_files, read_certificates, read_list
from esign.trust.fitness import strong_key
from esign.trust.folder import POLICY, certificate_of
from esign.trust.path import is_issued
from esign.trust.policy import read_policy
from esign.trust.revocation import RevocationLists
from esign.trust.wording import vietnam_day, vietnam_time

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime
    from pathlib import Path

    from cryptography import x509

    from esign.trust.policy import Anchor

SOON = timedelta(days=60)
"""How long before its end an entry is pointed out."""


@dataclass(frozen=True, slots=True)
class EntryState:
    """An entry of the trust file.

    Attributes:
        anchor: the entry.
        subject: the certificate's, RFC 4514; empty while its file is not there.
        valid_until: the end of the certificate; None while its file is not there.
        lists: when each list beside it, signed by it, ends; the newest last.
        faults: what keeps it from serving.
        remarks: what will, or what should be seen to.
    """

    anchor: Anchor
    subject: str
    valid_until: datetime | None
    lists: tuple[datetime, ...]
    faults: tuple[Detail, ...]
    remarks: tuple[Detail, ...]


def read_states(directory: Path, now: datetime) -> tuple[EntryState, ...]:
    """Every entry of a trust folder.

    Raises:
        ConfigurationError: there is no trust file, it is unsound, or a file holds a private key.
    """
    files = folder_files(directory)
    if POLICY not in files:
        raise ConfigurationError("trust.missing", folder=directory)
    policy = read_policy(files[POLICY].decode("utf-8", "replace"))
    lists = RevocationLists(
        read_list(name, content) for name, content in files.items() if name.endswith(".crl")
    )
    return tuple(_state(anchor, files, lists, now) for anchor in policy.anchors)


def _state(
    anchor: Anchor, files: Mapping[str, bytes], lists: RevocationLists, now: datetime
) -> EntryState:
    certificate, faults = _certificate(anchor, files)
    if certificate is None:
        missing = [] if faults else [Detail("trust_check.pin_only")]
        period = tuple(_period(anchor.trusted_from, anchor.trusted_until, now))
        return EntryState(anchor, "", None, (), (*faults, *period), tuple(missing))
    ends = sorted(lists.ends_by(certificate))
    return EntryState(
        anchor,
        certificate.subject.rfc4514_string(),
        certificate.not_valid_after_utc,
        tuple(ends),
        (*faults, *_faults(anchor, certificate, ends, now)),
        tuple(_remarks(anchor, certificate, ends, now)),
    )


def _certificate(
    anchor: Anchor, files: Mapping[str, bytes]
) -> tuple[x509.Certificate | None, tuple[Detail, ...]]:
    if not anchor.file:
        return None, ()
    try:
        content = files.get(anchor.file)
        held = {} if content is None else {anchor.file: read_certificates(anchor.file, content)}
        return certificate_of(anchor, held), ()
    except ConfigurationError as fault:
        return None, (Detail(fault.code, facts=fault.facts),)


def _faults(
    anchor: Anchor, certificate: x509.Certificate, ends: list[datetime], now: datetime
) -> Iterator[Detail]:
    yield from _period(anchor.trusted_from, anchor.trusted_until, now)
    since, until = certificate.not_valid_before_utc, certificate.not_valid_after_utc
    if not since <= now <= until:
        yield Detail("trust_check.certificate_period", facts={"until": vietnam_day(until)})
    if not strong_key(certificate):
        yield Detail("trust_check.weak_key")
    if certificate.issuer == certificate.subject and not is_issued(certificate, certificate):
        yield Detail("trust_check.broken_signature")
    if ends and ends[-1] < now:
        yield Detail("trust_check.stale_list", facts={"until": vietnam_time(ends[-1])})


def _period(since: datetime, until: datetime, now: datetime) -> Iterator[Detail]:
    if not since <= now <= until:
        facts = {"since": vietnam_day(since), "until": vietnam_day(until)}
        yield Detail("trust_check.period", facts=facts)


def _remarks(
    anchor: Anchor, certificate: x509.Certificate, ends: list[datetime], now: datetime
) -> Iterator[Detail]:
    if not ends and not anchor.is_signer:
        yield Detail("trust_check.no_list")
    until = min(anchor.trusted_until, certificate.not_valid_after_utc)
    if now <= until < now + SOON:
        yield Detail("trust_check.ends_soon", facts={"until": vietnam_day(until)})
    if certificate.issuer != certificate.subject and not anchor.is_signer:
        yield Detail("trust_check.not_a_root", facts={"name": subject_text(certificate)})
