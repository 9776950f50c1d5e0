# SPDX-License-Identifier: Apache-2.0
"""A certificate that spells the name otherwise signs only where settings and page both say so."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import pytest

from esign.demo.pki import Identity, issue, person_name, rsa_key
from esign.errors import EsignError
from esign.model import PreparedPdf, SignedPdf, Spellings, Verdict
from esign.signing import Signatory, seal, sign
from esign.stamping import stamp
from support.pages import KIND, rendered
from support.pki import AGENCY, DIRECTOR, HOLDERS, TITLE, make_pki
from support.sealed import judged
from support.signatories import Bench, Role

if TYPE_CHECKING:
    from collections.abc import Callable

PLAIN = "NGUYEN MINH CHAU"
KNOWN = Spellings(((PLAIN, DIRECTOR),))
NONE = Spellings()


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    return Bench(tmp_path_factory.mktemp("bench"))


@cache
def plain_director() -> Identity:
    subject = person_name(PLAIN, TITLE, AGENCY)
    return issue(make_pki().ours.issuing, subject, rsa_key(), HOLDERS)


@cache
def page(spellings: Spellings = KNOWN) -> PreparedPdf:
    return stamp(rendered(), KIND, spellings)


def signer(bench: Bench, known: Spellings = KNOWN) -> Signatory:
    return bench.signatory(plain_director(), Role.PERSON).knowing(known)


def refusal(act: Callable[[], object]) -> str:
    with pytest.raises(EsignError) as caught:
        act()
    return caught.value.code


def test_what_settings_and_page_say_is_signed_sealed_and_accepted(bench: Bench) -> None:
    signed = sign(page(), signer(bench))
    sealed = seal(signed, bench.seal.knowing(KNOWN))
    assert judged(sealed.data, bench.trust).verdict is Verdict.PASSED


def test_settings_that_know_nothing_of_it_refuse_the_certificate(bench: Bench) -> None:
    assert refusal(lambda: sign(page(), signer(bench, NONE))) == "key.other_name"


def test_a_page_that_says_nothing_of_it_is_not_signed(bench: Bench) -> None:
    assert refusal(lambda: sign(page(NONE), signer(bench))) == "signing.spelling_not_said"


def test_the_seal_vouches_for_no_spelling_that_its_own_settings_do_not_know(bench: Bench) -> None:
    signed = sign(page(), signer(bench))
    assert refusal(lambda: seal(signed, bench.seal)) == "key.other_name"
    exact = sign(page(), bench.director.knowing(KNOWN))
    assert refusal(lambda: seal(exact, bench.seal)) == "signing.other_spelling"
    assert seal(exact, bench.seal.knowing(KNOWN))


def test_the_agency_s_own_name_is_not_excused(bench: Bench) -> None:
    known = Spellings(((AGENCY, "SO GIAO DUC VA DAO TAO TINH VI DU"),))
    agency = bench.seal.knowing(known)
    plain = "SO GIAO DUC VA DAO TAO TINH VI DU"
    assert refusal(lambda: agency.refuse_unfit(plain)) == "key.other_name"


def test_a_copied_signature_of_another_page_is_of_no_use(bench: Bench) -> None:
    """The page's own statement is signed: it cannot be put into a page that was signed without."""
    plain = sign(page(NONE), bench.director)
    told = page().data
    grafted = told + plain.data[len(page(NONE).data) :]
    document = SignedPdf(plain.numbered, grafted, plain.subject, plain.pages)
    assert refusal(lambda: seal(document, bench.seal.knowing(KNOWN))) == "signing.signature_broken"
