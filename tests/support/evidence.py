# SPDX-License-Identifier: Apache-2.0
"""An office whose record is sealed, proofs from it, and somebody who may judge them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from esign.evidence import Sealing, make_proof, seal_head
from esign.issuance import issue, load_request
from esign.trust import TrustStore
from support.office import DECISION, DIPLOMA_COPY, make_office
from support.pki import make_pki
from support.timestamps import Stamper

if TYPE_CHECKING:
    from pathlib import Path

    from esign.issuance import Office
    from esign.model.proof import Proof

ROLES = ("person", "agency", "timestamp")


@dataclass(frozen=True, repr=False)
class Evidence:
    """A document with its proof, and a later proof that continues the earlier one.

    `other` is another document of the office, recorded between the two heads.
    """

    office: Office
    document: Path
    other: Path
    proof: Proof
    later: Proof
    trust: TrustStore
    trust_folder: Path


def sealing_of(office: Office, stamper: Stamper | None = None) -> Sealing:
    """What sealing needs, from an office that is open."""
    return Sealing(office.register, office.seal, office.agency, stamper)


def make_evidence(folder: Path) -> Evidence:
    """An office in `folder` that has issued two documents and sealed its record twice."""
    trust_folder = make_pki().trust_dir(folder / "recipient", roles=ROLES)
    office = make_office(folder / "office")
    sealing = sealing_of(office, Stamper())
    document = issue(load_request(DECISION, office.kinds), office).pdf
    seal_head(sealing)
    proof = make_proof(office.register, document.read_bytes())
    other = issue(load_request(DIPLOMA_COPY, office.kinds), office).pdf
    seal_head(sealing)
    later = make_proof(office.register, other.read_bytes(), proof)
    trust = TrustStore.load(trust_folder)
    return Evidence(office, document, other, proof, later, trust, trust_folder)
