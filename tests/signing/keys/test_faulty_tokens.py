# SPDX-License-Identifier: Apache-2.0
"""Tokens that are pulled out, locked, or can do little; no PIN is ever handed over needlessly."""

from __future__ import annotations

import gc
import os
from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from esign.diagnosis import diagnose
from esign.errors import KeyFaultError
from esign.model import SignatureScheme
from esign.settings import load_settings
from esign.signing import KeyOptions, open_key
from esign.signing.algorithms import pss_padding
from esign.system import CredentialFolder, DescriptorPrompt
from support.faulty_tokens import FaultyLibrary, faulty_library
from support.office import write_office
from support.pki import make_pki
from support.ports import CountingPrompt
from support.tokens import PIN, SoftToken, soft_token

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from esign.ports import SecretPrompt, SigningKey

PKI = make_pki()


@pytest.fixture
def library() -> Iterator[FaultyLibrary]:
    library = faulty_library()
    library.ask()
    yield library
    library.ask()


@pytest.fixture
def token(library: FaultyLibrary) -> SoftToken:  # noqa: ARG001 - the store is made once
    gc.collect()
    return soft_token(director=PKI.director)


def opened(
    token: SoftToken, library: FaultyLibrary, prompt: SecretPrompt, **options: object
) -> SigningKey:
    reference = token.reference("object=director", library.path)
    return open_key(reference, prompt, KeyOptions(**options))


def refusal(token: SoftToken, library: FaultyLibrary, prompt: SecretPrompt) -> KeyFaultError:
    with pytest.raises(KeyFaultError) as caught:
        opened(token, library, prompt)
    return caught.value


@pytest.mark.parametrize("fault", ["removed", "session-lost", "device-error"])
def test_a_token_pulled_out_is_named_and_goes_on_when_the_person_is_asked_anew(
    token: SoftToken, library: FaultyLibrary, fault: str
) -> None:
    prompt = CountingPrompt(PIN)
    key = opened(token, library, prompt, sessions=2)
    before = key.sign(b"words", "sha256")
    logins = library.logins
    library.ask(fault)
    with pytest.raises(KeyFaultError) as caught:
        key.sign(b"words", "sha256")
    assert caught.value.code == "token.removed"
    assert token.label in caught.value.message("en")
    assert library.logins == logins
    assert prompt.labels == [token.label]
    library.ask()
    assert key.sign(b"words", "sha256") == before
    assert prompt.labels == [token.label] * 2
    assert library.logins == logins + 1


def test_while_it_is_out_nobody_is_asked_for_a_pin(
    token: SoftToken, library: FaultyLibrary
) -> None:
    prompt = CountingPrompt(PIN)
    key = opened(token, library, prompt)
    library.ask("removed")
    codes = []
    for _ in range(3):
        with pytest.raises(KeyFaultError) as caught:
            key.sign(b"words", "sha256")
        codes.append(caught.value.code)
    assert codes == ["token.removed", "token.absent", "token.absent"]
    assert prompt.labels == [token.label]


def test_a_wrong_pin_after_it_was_put_back_pauses_the_key(
    token: SoftToken, library: FaultyLibrary
) -> None:
    prompt = CountingPrompt(PIN)
    key = opened(token, library, prompt)
    library.ask("session-lost")
    with pytest.raises(KeyFaultError):
        key.sign(b"words", "sha256")
    library.ask()
    prompt.answer, logins = "13572468", library.logins
    codes = []
    for _ in range(3):
        with pytest.raises(KeyFaultError) as caught:
            key.sign(b"words", "sha256")
        codes.append(caught.value.code)
    assert codes == ["token.wrong_pin", "token.paused", "token.paused"]
    assert library.logins == logins + 1


def test_another_token_of_the_same_label_does_not_take_its_place(
    token: SoftToken, library: FaultyLibrary
) -> None:
    key = opened(token, library, CountingPrompt(PIN))
    library.ask("session-lost")
    with pytest.raises(KeyFaultError):
        key.sign(b"words", "sha256")
    library.ask()
    from pkcs11 import Attribute, ObjectClass  # noqa: PLC0415 - an extra

    from esign.demo.softhsm import load_certificate  # noqa: PLC0415 - needs the extra

    with token.writing() as session:
        chosen = {Attribute.CLASS: ObjectClass.CERTIFICATE}
        next(iter(list(session.get_objects(chosen)))).destroy()
        load_certificate(session, PKI.faulty.expired.certificate, "director", 1)
    with pytest.raises(KeyFaultError) as caught:
        key.sign(b"words", "sha256")
    assert caught.value.code == "token.other_certificate"


def test_a_locked_pin_is_not_even_asked_for(token: SoftToken, library: FaultyLibrary) -> None:
    library.ask("pin-locked")
    prompt, logins = CountingPrompt(PIN), library.logins
    assert refusal(token, library, prompt).code == "token.pin_locked"
    assert prompt.labels == []
    assert library.logins == logins


def test_a_pin_that_turns_out_to_be_locked_is_tried_once(
    token: SoftToken, library: FaultyLibrary
) -> None:
    library.ask("locked-without-a-word")
    prompt, logins = CountingPrompt(PIN), library.logins
    assert refusal(token, library, prompt).code == "token.pin_locked"
    assert refusal(token, library, prompt).code == "token.paused"
    assert library.logins == logins + 1


@pytest.mark.parametrize(
    ("fault", "code"), [("final-try", "token.final_try"), ("count-low", "token.count_low")]
)
def test_few_tries_left_is_said_before_and_only_a_person_may_answer(
    token: SoftToken, library: FaultyLibrary, tmp_path: Path, fault: str, code: str
) -> None:
    library.ask(fault)
    stored = tmp_path / token.label
    stored.write_text(PIN, encoding="utf-8")
    stored.chmod(0o600)
    person = CountingPrompt(PIN)
    opened(token, library, CredentialFolder(tmp_path, person))
    assert person.told == ["token.introduced", code]
    assert person.labels == [f"{token.label}!"]


def test_a_stored_pin_is_never_handed_over_after_one_that_was_wrong(
    token: SoftToken, library: FaultyLibrary, tmp_path: Path
) -> None:
    library.ask("count-low")
    stored = tmp_path / "pin"
    stored.write_text(f"{PIN}\n", encoding="utf-8")
    logins = library.logins
    with stored.open(encoding="utf-8") as source:
        prompt = DescriptorPrompt(source.fileno())
        assert refusal(token, library, prompt).code == "settings.pin_in_person"
    assert library.logins == logins


def test_a_stored_pin_serves_where_nothing_was_wrong(
    token: SoftToken, library: FaultyLibrary, tmp_path: Path
) -> None:
    stored = tmp_path / token.label
    stored.write_text(f"{PIN}\n", encoding="utf-8")
    stored.chmod(0o600)
    nobody = CountingPrompt()
    assert opened(token, library, CredentialFolder(tmp_path, nobody)).sign(b"words", "sha256")
    assert nobody.labels == []


def test_a_label_that_is_a_path_is_not_looked_for_among_the_credentials(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text(PIN, encoding="utf-8")
    folder, person = tmp_path / "credentials", CountingPrompt("typed")
    folder.mkdir()
    for label in ("../secret", str(tmp_path / "secret"), "..", ""):
        prompt = CredentialFolder(folder, person)
        assert prompt.pin(label, (), in_person=False) == "typed"


def test_a_pin_entered_on_the_reader_is_not_asked_for_here(
    token: SoftToken, library: FaultyLibrary
) -> None:
    library.ask("pin-pad")
    prompt = CountingPrompt("never used")
    assert opened(token, library, prompt).sign(b"words", "sha256")
    assert prompt.labels == []
    assert prompt.told == ["token.introduced", "token.pin_pad"]


@pytest.mark.parametrize("scheme", list(SignatureScheme))
@pytest.mark.parametrize("digest", ["sha256", "sha384", "sha512"])
def test_a_token_with_bare_mechanisms_alone_makes_the_same_signatures(
    library: FaultyLibrary, scheme: SignatureScheme, digest: str
) -> None:
    library.ask("raw-only")
    elliptic = scheme is SignatureScheme.ECDSA
    identity = PKI.ecdsa_director if elliptic else PKI.director
    token = soft_token(director=identity)
    signature = opened(token, library, CountingPrompt(PIN), scheme=scheme).sign(b"words", digest)
    public, algorithm = identity.certificate.public_key(), getattr(hashes, digest.upper())()
    if elliptic:
        assert isinstance(public, ec.EllipticCurvePublicKey)
        public.verify(signature, b"words", ec.ECDSA(algorithm))
        return
    assert isinstance(public, rsa.RSAPublicKey)
    pss = scheme is SignatureScheme.RSA_PSS
    filling = pss_padding(algorithm) if pss else padding.PKCS1v15()
    public.verify(signature, b"words", filling, algorithm)


def test_a_token_that_allows_one_session_signs_in_that_one(
    token: SoftToken, library: FaultyLibrary
) -> None:
    library.ask("one-session")
    key = opened(token, library, CountingPrompt(PIN), sessions=4)
    assert key._opened.handles.qsize() == 1
    assert key.sign(b"words", "sha256")


def test_a_library_without_locks_is_entered_by_one_thread_at_a_time() -> None:
    library = faulty_library("lockless")
    try:
        library.ask("no-locks")
        token = soft_token(director=PKI.director)
        key = opened(token, library, CountingPrompt(PIN), sessions=2)
        turn = key._opened.login.library.turn
        assert hasattr(turn, "acquire")
        assert key.sign(b"words", "sha256")
    finally:
        os.environ["FAULTY_TOKEN_CONTROL"] = str(faulty_library().path.with_suffix(".control"))
        os.environ["FAULTY_TOKEN_LOGINS"] = str(faulty_library().path.with_suffix(".logins"))


@pytest.mark.parametrize(
    ("faults", "code"),
    [
        ((), "doctor.token"),
        (("count-low",), "doctor.token_pin_wrong"),
        (("final-try",), "doctor.token_pin_wrong"),
    ],
)
def test_the_doctor_tells_that_a_token_counts_a_wrong_pin_and_enters_none(
    token: SoftToken, library: FaultyLibrary, tmp_path: Path, faults: tuple[str, ...], code: str
) -> None:
    settings = write_office(tmp_path / "office")
    reference = token.reference("object=director", library.path)
    text = settings.read_text(encoding="utf-8").replace("pkcs12:keys/director.p12", reference)
    settings.write_text(text, encoding="utf-8")
    library.ask(*faults)
    logins = library.logins
    found = [each for each in diagnose(load_settings(settings)) if each.part == "signer"]
    assert code in [each.code for each in found]
    assert (code == "doctor.token") is ("warning" not in [each.health for each in found])
    assert library.logins == logins
