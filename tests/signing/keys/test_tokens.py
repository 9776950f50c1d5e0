# SPDX-License-Identifier: Apache-2.0
"""Tokens as they are met: wrong PINs, missing and ambiguous keys, certificates in odd places."""

from __future__ import annotations

import gc
import threading
from typing import TYPE_CHECKING

import pytest

from esign.diagnosis import diagnose
from esign.errors import ConfigurationError, EsignError, KeyFaultError
from esign.messages import Language
from esign.model import Role, SignatureScheme
from esign.settings import load_settings
from esign.signing import KeyOptions, Signatory, open_key
from esign.trust import TrustStore
from support.office import write_office
from support.pki import chain_of, make_pki
from support.ports import CountingPrompt
from support.signatories import Bench
from support.tokens import PIN, SOFTHSM, SoftToken, soft_token

if TYPE_CHECKING:
    from pathlib import Path

    from esign.ports import SigningKey

PKI = make_pki()
WRONG = "13572468"


def opened(token: SoftToken, key: str = "", **options: object) -> SigningKey:
    return open_key(token.reference(key), CountingPrompt(PIN), KeyOptions(**options))


def refusal(reference: str, prompt: CountingPrompt | None = None) -> EsignError:
    with pytest.raises(EsignError) as caught:
        open_key(reference, prompt or CountingPrompt(PIN))
    shown = f"{caught.value} {caught.value.facts} {caught.value.remedy('vi')}"
    assert PIN not in shown
    assert WRONG not in shown
    return caught.value


def test_a_wrong_pin_is_tried_once_and_the_token_pauses() -> None:
    token = soft_token(director=PKI.director)
    prompt = CountingPrompt(WRONG)
    assert refusal(token.reference(), prompt).code == "token.wrong_pin"
    assert prompt.labels == [token.label]
    for _ in range(3):
        assert refusal(token.reference(), prompt).code == "token.paused"
    assert prompt.labels == [token.label]
    assert refusal(token.reference(), CountingPrompt(PIN)).code == "token.paused"


def test_an_empty_pin_is_no_try() -> None:
    token = soft_token(director=PKI.director)
    assert refusal(token.reference(), CountingPrompt("")).code == "token.pin_not_given"
    assert opened(token).certificate == PKI.director.der


def test_signer_and_certificate_are_told_before_the_pin_is_asked_for() -> None:
    token = soft_token(director=PKI.director)
    details = []

    class Prompt(CountingPrompt):
        def pin(self, label: str, about: object, *, in_person: bool) -> str:
            details.extend(about)
            assert not in_person
            return super().pin(label, about, in_person=in_person)

    open_key(token.reference(), Prompt(PIN))
    (detail,) = details
    assert detail.facts["name"] == "Nguyễn Minh Châu"
    assert detail.facts["title"] == "Giám đốc"
    assert detail.facts["issuer"] == "Demo Issuing CA"
    assert detail.facts["serial"] == f"{PKI.director.certificate.serial_number:X}"
    assert detail.facts["until"] == "31/12/2030 07:00"
    assert token.label in detail.message(Language.VIETNAMESE)


def test_two_keys_on_one_token_need_one_pin() -> None:
    token = soft_token(director=PKI.director, seal=PKI.seal)
    prompt = CountingPrompt(PIN)
    keys = [open_key(token.reference(f"object={name}"), prompt) for name in ("director", "seal")]
    assert [key.certificate for key in keys] == [PKI.director.der, PKI.seal.der]
    assert prompt.labels == [token.label]


def test_when_the_last_key_is_gone_the_token_is_left_and_asks_again() -> None:
    token = soft_token(director=PKI.director)
    prompt = CountingPrompt(PIN)
    for _ in range(2):
        open_key(token.reference(), prompt).sign(b"words", "sha256")
        gc.collect()
    assert prompt.labels == [token.label] * 2


def test_an_absent_token_is_named_with_those_that_are_there() -> None:
    present = soft_token()
    error = refusal(f"pkcs11:token=Khác?module-path={SOFTHSM}")
    assert error.code == "token.absent"
    assert "“Khác”" in error.message("vi")
    assert present.label in str(error.facts["present"])


def test_several_tokens_that_match_are_named() -> None:
    labels = [soft_token().label for _ in range(2)]
    error = refusal(f"pkcs11:manufacturer=SoftHSM%20project?module-path={SOFTHSM}")
    assert error.code == "token.several"
    assert all(label in str(error.facts["present"]) for label in labels)


def test_a_token_is_found_by_its_serial_number() -> None:
    token = soft_token(director=PKI.director)
    with token.writing() as session:
        serial = session.token.serial.decode()
    reference = f"pkcs11:serial={serial}?module-path={SOFTHSM}"
    assert open_key(reference, CountingPrompt(PIN)).certificate == PKI.director.der


@pytest.mark.parametrize(
    ("reference", "code"),
    [
        ("pkcs11:token=a", "token.module_unnamed"),
        ("pkcs11:token=a?module-path=/nowhere/token.so", "token.module_missing"),
        ("pkcs11:token=a?module-name=no-such-token", "token.module_missing"),
        (f"pkcs11:token=a?module-path={__file__}", "token.module_unusable"),
    ],
)
def test_a_library_that_is_not_named_not_there_or_none_is_said_so(
    reference: str, code: str
) -> None:
    assert refusal(reference).code == code


def test_the_library_may_be_known_by_its_name_or_from_the_settings() -> None:
    token = soft_token(director=PKI.director)
    base = token.reference().partition("?")[0]
    named = f"{base}?module-name=softhsm2"
    assert open_key(named, CountingPrompt(PIN)).certificate == PKI.director.der
    configured = KeyOptions(module=SOFTHSM)
    assert open_key(base, CountingPrompt(PIN), configured).certificate == PKI.director.der


def test_an_unknown_key_is_refused_with_what_is_there() -> None:
    token = soft_token(director=PKI.director)
    error = refusal(token.reference("object=nobody"))
    assert error.code == "token.no_key"
    assert error.facts["present"] == "object=director;id=%01"
    assert refusal(soft_token().reference()).facts["present"] == "—"


def test_two_keys_that_match_are_refused_and_named() -> None:
    token = soft_token(director=PKI.director, seal=PKI.seal)
    prompt = CountingPrompt(PIN)
    error = refusal(token.reference(), prompt)
    assert error.code == "token.several_keys"
    assert "object=director;id=%01" in str(error.facts["present"])
    assert "object=seal;id=%02" in str(error.facts["present"])
    assert prompt.labels == []


def test_an_old_certificate_of_the_same_key_is_a_choice_too() -> None:
    from esign.demo.softhsm import load_certificate  # noqa: PLC0415 - needs the extra

    token = soft_token(director=PKI.director)
    with token.writing() as session:
        load_certificate(session, PKI.faulty.expired.certificate, "director", 1)
    assert refusal(token.reference("object=director")).code == "token.several_keys"


def test_a_key_without_a_certificate_needs_one_from_a_file(tmp_path: Path) -> None:
    from esign.demo.softhsm import load_key  # noqa: PLC0415 - needs the extra

    token = soft_token()
    with token.writing() as session:
        load_key(session, PKI.director.key, {})
    assert refusal(token.reference()).code == "token.no_certificate"
    file = tmp_path / "director.pem"
    file.write_bytes(PKI.director.pem + PKI.ours.issuing.identity.pem)
    key = opened(token, certificate=file)
    assert (key.certificate, key.chain) == (PKI.director.der, chain_of(PKI.director))


def test_a_certificate_of_another_key_is_not_taken(tmp_path: Path) -> None:
    token = soft_token(director=PKI.director)
    file = tmp_path / "seal.pem"
    file.write_bytes(PKI.seal.pem)
    with pytest.raises(KeyFaultError) as caught:
        opened(token, certificate=file)
    assert caught.value.code == "token.no_key"


def test_a_certificate_seen_only_after_the_pin_is_found_then() -> None:
    from pkcs11 import Attribute  # noqa: PLC0415 - an extra
    from pkcs11.util import x509  # noqa: PLC0415 - an extra

    from esign.demo.softhsm import load_key  # noqa: PLC0415 - needs the extra

    token = soft_token()
    with token.writing() as session:
        named = {Attribute.ID: b"\x01", Attribute.LABEL: "director", Attribute.TOKEN: True}
        load_key(session, PKI.director.key, named)
        content = x509.decode_x509_certificate(PKI.director.der)
        session.create_object({**content, **named, Attribute.PRIVATE: True})
    prompt = CountingPrompt(PIN)
    assert open_key(token.reference(), prompt).certificate == PKI.director.der
    assert prompt.told == ["token.introduced_alone"]


def test_issuers_on_the_token_are_the_chain_and_no_choice() -> None:
    from esign.demo.softhsm import load_certificate  # noqa: PLC0415 - needs the extra

    token = soft_token(director=PKI.director)
    authorities = (PKI.ours.root.identity, PKI.ours.issuing.identity)
    with token.writing() as session:
        for number, authority in enumerate(authorities, start=8):
            load_certificate(session, authority.certificate, "ca", number)
    assert opened(token).chain == chain_of(PKI.director)


def test_a_leaf_alone_is_completed_from_the_trust_folder_or_refused(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    key = opened(soft_token(director=PKI.director))
    assert key.chain == ()
    mark = bench.marks[Role.PERSON]
    Signatory(key, mark, Role.PERSON, bench.trust, bench.clock).refuse_unfit()
    bare = TrustStore.load(PKI.trust_dir(tmp_path / "bare", include_issuing=False))
    with pytest.raises(KeyFaultError) as caught:
        Signatory(key, mark, Role.PERSON, bare, bench.clock).refuse_unfit()
    assert caught.value.code == "key.untrusted"


@pytest.mark.parametrize(
    ("name", "code"),
    [("wrong_usage", "key.unsuitable"), ("expired", "key.expired"), ("revoked", "key.revoked")],
)
def test_an_unfit_certificate_on_a_token_is_refused_like_any_other(
    tmp_path: Path, name: str, code: str
) -> None:
    bench = Bench(tmp_path)
    key = opened(soft_token(director=getattr(PKI.faulty, name)))
    signatory = Signatory(key, bench.marks[Role.PERSON], Role.PERSON, bench.trust, bench.clock)
    with pytest.raises(KeyFaultError) as caught:
        signatory.refuse_unfit()
    assert caught.value.code == code


def test_a_key_that_may_not_sign_and_a_weak_key_are_refused() -> None:
    cipher = soft_token()
    cipher.load(PKI.director, "director", 1, sign=False)
    assert refusal(cipher.reference()).code == "token.key_cannot_sign"
    assert refusal(soft_token(weak=PKI.faulty.weak).reference()).code == "key.unsupported_key"


def test_a_scheme_that_the_key_does_not_have_is_refused() -> None:
    token = soft_token(director=PKI.ecdsa_director)
    with pytest.raises(ConfigurationError) as caught:
        opened(token, scheme=SignatureScheme.RSA_PSS)
    assert caught.value.code == "key.unfit_scheme"


def test_a_key_that_wants_its_pin_each_time_gets_it_and_asks_the_person_once() -> None:
    token = soft_token()
    token.load(PKI.director, "director", 1, always_authenticate=True)
    prompt = CountingPrompt(PIN)
    key = open_key(token.reference(), prompt, KeyOptions(sessions=2))
    assert len({key.sign(b"%d" % ordinal, "sha256") for ordinal in range(20)}) == 20
    assert prompt.labels == [token.label]
    assert PIN not in repr(key)
    assert PIN not in repr(key._opened)
    assert PIN not in repr(key._opened.login)


def test_a_key_signs_in_as_many_sessions_as_the_settings_say() -> None:
    key = opened(soft_token(director=PKI.director), sessions=3)
    handles = [key._opened.handles.get() for _ in range(3)]
    assert len({handle.session.handle for handle in handles}) == 3
    waiting = threading.Thread(target=key.sign, args=(b"words", "sha256"))
    waiting.start()
    assert waiting.is_alive()
    for handle in handles:
        key._opened.handles.put(handle)
    waiting.join(timeout=10)
    assert not waiting.is_alive()


def test_a_process_that_did_not_log_in_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    key = opened(soft_token(director=PKI.director))
    with monkeypatch.context() as elsewhere:
        elsewhere.setattr("os.getpid", lambda: -1)
        with pytest.raises(KeyFaultError) as caught:
            key.sign(b"words", "sha256")
    assert caught.value.code == "token.other_process"
    assert key.sign(b"words", "sha256")


def test_without_the_extra_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pkcs11", None)
    error = refusal("pkcs11:token=a?module-name=softhsm2")
    assert error.code == "token.not_installed"
    assert "esign[token]" in error.remedy("vi")


def test_the_doctor_looks_at_a_token_without_its_pin(tmp_path: Path) -> None:
    token = soft_token(director=PKI.director)
    settings = write_office(tmp_path)
    text = settings.read_text(encoding="utf-8")
    for name, key in (("director", "object=director"), ("seal", "object=nobody")):
        text = text.replace(f"pkcs12:keys/{name}.p12", token.reference(key))
    settings.write_text(text, encoding="utf-8")
    found = {(check.part, check.code) for check in diagnose(load_settings(settings))}
    assert ("signer", "doctor.token") in found
    assert ("seal", "doctor.token") in found  # a label may be the key's, which only the PIN shows
    settings.write_text(text.replace("token=", "token=X"), encoding="utf-8")
    found = {(check.part, check.code) for check in diagnose(load_settings(settings))}
    assert ("signer", "token.absent") in found
