# SPDX-License-Identifier: Apache-2.0
"""Names that look alike: a subscriber of the same authority signs as somebody else."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from esign.demo.pki import agency_name, ecdsa_key, issue, person_name
from support.pki import AGENCY, AGENCY_CODE, DIRECTOR, HOLDERS, PARENT, TITLE, make_pki
from support.sealed import forge
from support.stories import Attempt, Story

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cryptography import x509

    from esign.demo.pki import Identity

KEY = ecdsa_key()
PERSONS = {
    "a Cyrillic letter": DIRECTOR.replace("C", "\u0421"),
    "a Greek letter": DIRECTOR.replace("M", "\u039c"),
    "letters of full width": DIRECTOR.replace("M", "\uff2d"),
    "an unseen space": DIRECTOR + "\u200b",
    "an unseen joiner": DIRECTOR.replace(" ", "\u2060 "),
    "a hard space": DIRECTOR.replace(" ", "\u00a0"),
    "two spaces": DIRECTOR.replace(" ", "  "),
    "written backwards": "\u202e" + DIRECTOR[::-1],
    "a mark more": DIRECTOR + "\u0307",
    "no marks": "".join(
        letter for letter in unicodedata.normalize("NFD", DIRECTOR) if letter.isascii()
    ),
    "one mark less": DIRECTOR.replace("â", "a"),
    "another mark": DIRECTOR.replace("â", "ă"),
    "one letter more": DIRECTOR + "u",
    "somebody else": "Phạm Văn Lạ",
    "a title in the name": f"{TITLE} {DIRECTOR}",
}
AGENCIES = {
    "another code": (AGENCY, "H99.13"),
    "a longer code": (AGENCY, AGENCY_CODE + ".1"),
    "a code with an unseen sign": (AGENCY, AGENCY_CODE + "\u200b"),
    "a code in other letters": (AGENCY, AGENCY_CODE.replace("H", "\u041d")),
    "a Cyrillic letter": (AGENCY.replace("S", "\u0405", 1), AGENCY_CODE),
    "another school": ("Trường Tiểu học xã Khác", AGENCY_CODE),
    "a space behind": (AGENCY + " ", AGENCY_CODE),
}
# By `signed` any trusted signer is accepted, under the name of his certificate: it does not ask
# who ought to have signed.
POLICIES = ("issued", "archive")


def forms() -> Iterator[tuple[str, Attempt]]:
    for name, spelt in PERSONS.items():
        person = certified(person_name(spelt, TITLE, AGENCY))
        yield f"person: {name}", Attempt(forge().document(person=person), policies=POLICIES)
    for name, (spelt, code) in AGENCIES.items():
        agency = certified(agency_name(spelt, code, PARENT))
        yield f"agency: {name}", Attempt(forge().document(agency=agency), policies=POLICIES)
    faulty, pki = make_pki().faulty, make_pki()
    for name, pair in {
        "person and agency exchanged": (pki.seal, pki.director),
        "one who is both": (faulty.two_roles, faulty.two_roles),
        "one who is neither": (faulty.roleless, pki.seal),
        "the agency twice": (pki.seal, pki.seal),
        "the person twice": (pki.director, pki.director),
    }.items():
        yield name, Attempt(forge().document(*pair), policies=POLICIES)


def certified(subject: x509.Name) -> Identity:
    return issue(make_pki().ours.issuing, subject, KEY, HOLDERS)


STORY = Story(
    "Names and homoglyphs",
    "A subscriber of the trusted authority signs whose name, title, agency or code looks like the"
    " one in the document: other scripts, unseen signs, marks, spaces, roles exchanged",
    forms,
)
