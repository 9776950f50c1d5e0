# SPDX-License-Identifier: Apache-2.0
"""Keys at a remote signing service: what is asked of it, and what happens when it refuses."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding

from esign.errors import ConfigurationError, EsignError, KeyFaultError, ServiceError
from esign.model import SignatureScheme
from esign.signing import KeyOptions, open_key
from esign.signing.algorithms import DIGESTS
from esign.signing.keys.remote import ApiVersion, RemoteKey, RemoteProfile
from support.pki import make_pki
from support.signing_service import (
    CLIENT_SECRET,
    CREDENTIAL,
    OTP,
    PIN,
    TOKEN,
    SigningService,
    serving,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from esign.demo.pki import Identity
    from esign.errors import Detail

VERSIONS = ["v1", "v2"]


class Holder:
    """Answers with what belongs to each label; holds the labels."""

    def __init__(self, **answers: str) -> None:
        self.answers = {"ca": TOKEN, "ca PIN": PIN, "ca OTP": OTP} | answers
        self.asked: list[str] = []
        self.told: list[Detail] = []

    def passphrase(self, label: str) -> str:
        self.asked.append(label)
        return self.answers[label]

    def pin(self, label: str, about: Sequence[Detail], *, in_person: bool) -> str:
        assert in_person == label.endswith("OTP")
        self.told += about
        return self.passphrase(label)

    def tell(self, about: Sequence[Detail]) -> None:
        self.told += about


@contextmanager
def opened(
    service: SigningService, holder: Holder | None = None, **profile: Any
) -> Iterator[RemoteKey]:
    scheme = profile.pop("scheme", None)
    with serving(service) as url:
        version = ApiVersion(profile.pop("version", service.version))
        described = RemoteProfile(
            "ca", url, **({"credential": CREDENTIAL} | profile), version=version
        )
        options = KeyOptions(scheme, remote=described)
        key = open_key("csc:ca", holder or Holder(), options)
        assert isinstance(key, RemoteKey)
        yield key


def director() -> Identity:
    return make_pki().director


def test_a_wrong_pin_is_sent_once_and_the_key_pauses() -> None:
    service, holder = SigningService(director()), Holder(**{"ca PIN": "1111"})
    with opened(service, holder) as key:
        with pytest.raises(KeyFaultError) as refused:
            key.sign(b"first", "sha256")
        assert refused.value.code == "csc.not_allowed"
        assert "invalid_pin" in str(refused.value)
        for _ in range(3):
            with pytest.raises(KeyFaultError) as paused:
                key.sign(b"again", "sha256")
            assert paused.value.code == "csc.paused"
    assert service.wrong == ["PIN"]
    assert holder.asked == ["ca", "ca PIN"]


def test_no_secret_shows_in_an_error_or_in_the_key() -> None:
    holder = Holder(**{"ca PIN": "97531"})
    with opened(SigningService(director()), holder) as key:
        with pytest.raises(KeyFaultError) as refused:
            key.sign(b"data", "sha256")
        shown = f"{refused.value} {refused.value.facts} {key!r} {refused.value.__cause__}"
    assert "97531" not in shown
    assert TOKEN not in shown


@pytest.mark.parametrize("version", VERSIONS)
def test_one_pin_serves_a_thousand_signatures(version: str) -> None:
    service, holder = SigningService(director(), version, multisign=100), Holder()
    with opened(service, holder) as key:
        made = key.sign_all([b"document %d" % number for number in range(1000)], "sha256")
    public: Any = x509.load_der_x509_certificate(key.certificate).public_key()
    for number, signature in enumerate(made):
        public.verify(signature, b"document %d" % number, padding.PKCS1v15(), hashes.SHA256())
    assert holder.asked == ["ca", "ca PIN"]
    assert service.calls.count("signatures/signHash") == 10
    assert [detail.code for detail in holder.told] == ["csc.introduced"]


@pytest.mark.parametrize("version", VERSIONS)
def test_single_signatures_share_an_authorisation_until_it_is_used_up(version: str) -> None:
    service = SigningService(director(), version, multisign=4)
    with opened(service) as key:
        for number in range(9):
            key.sign(b"document %d" % number, "sha256")
    assert service.calls.count("credentials/authorize") == 3


def test_an_authorisation_that_ran_out_is_asked_for_anew() -> None:
    service = SigningService(director(), life=0)
    with opened(service) as key:
        key.sign(b"one", "sha256")
        key.sign(b"two", "sha256")
    assert service.calls.count("credentials/authorize") == 2


@pytest.mark.parametrize("version", VERSIONS)
def test_where_the_service_binds_every_digest_is_named(version: str) -> None:
    service = SigningService(director(), version, bound=True, multisign=3)
    with opened(service) as key:
        assert len(key.sign_all([b"a", b"b", b"c", b"d"], "sha256")) == 4
    assert [entry[0] for entry in service.allowed.values()] == [0, 0]


@pytest.mark.parametrize("version", VERSIONS)
def test_a_one_time_password_is_asked_for_each_authorisation(version: str) -> None:
    service = SigningService(director(), version, secrets=("PIN", "OTP"), multisign=1)
    holder = Holder()
    with opened(service, holder) as key:
        key.sign(b"one", "sha256")
        key.sign(b"two", "sha256")
    assert holder.asked == ["ca", "ca PIN", "ca OTP", "ca OTP"]
    sent = {"v1": "credentials/sendOTP", "v2": "credentials/getChallenge"}[version]
    assert service.calls.count(sent) == 2


@pytest.mark.parametrize("version", VERSIONS)
def test_a_holder_who_confirms_elsewhere_is_asked_for_nothing(version: str) -> None:
    holder = Holder()
    with opened(SigningService(director(), version, mode="implicit", secrets=()), holder) as key:
        key.sign(b"one", "sha256")
    assert holder.asked == ["ca"]


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("digest", ["sha256", "sha384", "sha512"])
def test_pss_names_its_parameters(version: str, digest: str) -> None:
    service = SigningService(director(), version, algorithms=("1.2.840.113549.1.1.10",))
    with opened(service, scheme=SignatureScheme.RSA_PSS) as key:
        signature = key.sign(b"data", digest)
    algorithm = DIGESTS[digest]
    salted = padding.PSS(padding.MGF1(algorithm), algorithm.digest_size)
    public: Any = x509.load_der_x509_certificate(key.certificate).public_key()
    public.verify(signature, b"data", salted, algorithm)


@pytest.mark.parametrize("raw", [False, True], ids=["der", "raw"])
def test_ecdsa_comes_back_as_der_whatever_the_service_writes(*, raw: bool) -> None:
    identity = make_pki().ecdsa_director
    names = ("1.2.840.10045.4.3.2",)
    with opened(SigningService(identity, algorithms=names, raw_ecdsa=raw)) as key:
        signature = key.sign(b"data", "sha256")
    public: Any = x509.load_der_x509_certificate(key.certificate).public_key()
    public.verify(signature, b"data", ec.ECDSA(hashes.SHA256()))


def test_an_office_signs_in_with_its_own_secret() -> None:
    holder = Holder(ca=CLIENT_SECRET)
    with opened(SigningService(director()), holder, client="sgddt") as key:
        assert key.sign(b"data", "sha256")


def test_a_wrong_client_secret_is_told() -> None:
    with (
        pytest.raises(ServiceError) as refused,
        opened(SigningService(director()), client="sgddt"),
    ):
        pass
    assert refused.value.code == "csc.not_signed_in"


def test_the_only_credential_of_an_account_need_not_be_named() -> None:
    with opened(SigningService(director()), credential="") as key:
        assert key.sign(b"data", "sha256")


FAULTS: dict[str, tuple[dict[str, Any], str]] = {
    "several credentials": ({"credentials": ("a", "b")}, "csc.several_credentials"),
    "no credential": ({"credentials": ()}, "csc.no_credential"),
    "disabled": ({"status": "disabled"}, "csc.not_in_force"),
    "browser": ({"mode": "oauth2code"}, "csc.browser_only"),
    "unknown mode": ({"mode": "telepathy"}, "csc.unreadable"),
    "no algorithm": ({"algorithms": ("1.2.3",)}, "csc.no_mechanism"),
    "not JSON": ({"spoil": {"credentials/info": b"<html>"}}, "csc.unreadable"),
    "a list": ({"spoil": {"credentials/info": []}}, "csc.unreadable"),
    "empty": ({"spoil": {"credentials/info": {}}}, "csc.unreadable"),
    "no certificates": (
        {"spoil": {"credentials/info": {"key": {"algo": []}, "cert": {"certificates": []}}}},
        "csc.unreadable",
    ),
    "no SAD": ({"spoil": {"credentials/authorize": {"handle": "later"}}}, "csc.unreadable"),
    "fewer signatures": ({"spoil": {"signatures/signHash": {"signatures": []}}}, "csc.unreadable"),
    "no Base64": (
        {"spoil": {"signatures/signHash": {"signatures": ["*"]}}},
        "csc.unreadable",
    ),
    "too large": ({"spoil": {"credentials/info": b" " * (1 << 21)}}, "csc.too_large"),
}


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("fault", FAULTS)
def test_what_a_service_lacks_or_garbles_is_told(fault: str, version: str) -> None:
    set_up, code = FAULTS[fault]
    service = SigningService(director(), version, **set_up)
    with pytest.raises(EsignError) as told, opened(service, credential="") as key:
        key.sign(b"data", "sha256")
    assert told.value.code == code


def test_the_other_version_of_the_api_is_not_there() -> None:
    with pytest.raises(EsignError) as told, opened(SigningService(director(), "v1"), version="v2"):
        pass
    assert told.value.code == "csc.refused"
    assert "404" in str(told.value)


def test_a_service_that_is_down_is_named_with_its_address() -> None:
    with serving(SigningService(director())) as url:
        gone = url
    profile = RemoteProfile("ca", gone, CREDENTIAL)
    with pytest.raises(ServiceError) as told:
        open_key("csc:ca", Holder(), KeyOptions(remote=profile))
    assert told.value.code == "csc.unreachable"
    assert "127.0.0.1" in str(told.value)


def test_a_profile_that_the_settings_lack_is_named() -> None:
    with pytest.raises(ConfigurationError) as told:
        open_key("csc:ca", Holder(), KeyOptions())
    assert told.value.code == "csc.no_profile"
