# SPDX-License-Identifier: Apache-2.0
"""Many signatures by one key at once: a remote key's holder allows them once, not one by one.

What is to be signed is begun for as many documents as one authorisation covers, the values are made
in one call, and then each document goes the way it always goes, with a key that knows these values
and no others. So nothing is signed that the list does not hold, and what was made before a fault
is kept.
"""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeVar

from esign.errors import EsignError, KeyFaultError
from esign.issuance.beginning import begin_agency, begin_person
from esign.issuance.issuing import seal_signed
from esign.issuance.leader import sign_prepared
from esign.ports import BatchSigningKey

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from esign.issuance.beginning import Opened
    from esign.issuance.leader import Approval, Signed
    from esign.issuance.office import Issued, Office
    from esign.model import SignatureScheme
    from esign.signing import Signatory

Done = TypeVar("Done")


@dataclass(frozen=True)
class ForeseenKey:
    """A key that has made its signatures already: over these attributes, and nothing else."""

    certificate: bytes = field(repr=False)
    chain: tuple[bytes, ...] = field(repr=False)
    scheme: SignatureScheme
    values: Mapping[bytes, bytes] = field(repr=False)

    def sign(self, data: bytes, digest_algorithm: str) -> bytes:  # noqa: ARG002 - as it was asked
        """The signature over `data`.

        Raises:
            KeyFaultError: it was not among what the key was given to sign.
        """
        if data not in self.values:
            raise KeyFaultError("desk.changed_meanwhile")
        return self.values[data]


def signing_together(
    names: Sequence[str], approval: Approval, office: Office
) -> Callable[[str], Signed]:
    """What signs the documents of an approved list, as `sign_prepared` does, in this order.

    A key that signs many at once is asked once for as many documents as it takes; any other signs
    them one by one.

    Args:
        names: the request ids that are going to be signed.
        approval: the list.
        office: who signs; of its keys the signer's alone is opened.
    """
    return _together(
        names,
        office.signer,
        lambda name, signatory: begin_person(name, approval, office, signatory),
        lambda name, ready: sign_prepared(name, approval, ready),
        office,
    )


def sealing_together(
    names: Sequence[str], office: Office, *, overwrite: bool = False
) -> Callable[[str], Issued]:
    """The same at the clerk's desk, as `seal_signed` does: documents with their annexes.

    Documents that are numbered after signing take their numbers when the key is asked.
    """
    return _together(
        names,
        office.seal,
        lambda name, signatory: begin_agency(name, office, signatory),
        lambda name, ready: seal_signed(name, ready, overwrite=overwrite),
        office,
    )


def _together(
    names: Sequence[str],
    signatory: Signatory,
    begin: Callable[[str, Signatory], Opened],
    finish: Callable[[str, Office], Done],
    office: Office,
) -> Callable[[str], Done]:
    key = signatory.key
    if not isinstance(key, BatchSigningKey):
        return lambda name: finish(name, office)
    ready: dict[str, Office] = {}

    def one(name: str) -> Done:
        if name not in ready:
            left = [each for each in names if each not in ready and each != name]
            part = [name, *left][: max(1, key.at_once)]
            ready.update(dict.fromkeys(part, _foreseen(part, key, signatory, begin, office)))
        return finish(name, ready[name])

    return one


def _foreseen(
    names: Sequence[str],
    key: BatchSigningKey,
    signatory: Signatory,
    begin: Callable[[str, Signatory], Opened],
    office: Office,
) -> Office:
    """The office with all signatures of these documents made; a faulty one is told when it comes.

    Raises:
        KeyFaultError, ServiceError: the key does not make them.
    """
    claiming = signatory.claiming(signatory.now())
    wanted: dict[bytes, str] = {}
    for name in names:
        try:
            opened = begin(name, claiming)
        except EsignError:  # finishing meets the same, and speaks of this document then
            continue
        wanted |= {each.attributes: each.digest_algorithm for each in opened.values()}
    values: dict[bytes, bytes] = {}
    for algorithm in dict.fromkeys(wanted.values()):
        entries = [each for each, own in wanted.items() if own == algorithm]
        values |= dict(zip(entries, key.sign_all(entries, algorithm), strict=True))
    ready = copy(claiming)
    ready.key = ForeseenKey(key.certificate, key.chain, key.scheme, values)
    return replace(office, keys=office.keys.exchanged(ready))
