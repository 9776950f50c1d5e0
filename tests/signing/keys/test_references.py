# SPDX-License-Identifier: Apache-2.0
"""A key is named in one way; what is not understood, or is a secret, is refused unquoted."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esign.errors import ConfigurationError
from esign.signing.keys import KeySort, parse_reference
from esign.signing.keys.token_uri import TokenUri, parse_token_uri

MISPLACED = "86427531"


def refusal(reference: str) -> ConfigurationError:
    with pytest.raises(ConfigurationError) as caught:
        parse_reference(reference)
    return caught.value


@pytest.mark.parametrize(
    "reference", ["", ":", "director.p12", "pkcs12:", "PKCS12:a.p12", "p11:token=a", "external:"]
)
def test_what_names_no_sort_or_no_place_is_refused(reference: str) -> None:
    error = refusal(reference)
    assert error.code == "key.unknown_scheme"
    assert "pkcs12:FILE" in str(error.facts["known"])


@pytest.mark.parametrize(
    "reference",
    [
        f"pkcs11:token=a?pin-value={MISPLACED}",
        f"pkcs11:token=a;pin-value={MISPLACED}",
        f"pkcs11:token=a?module-name=b&pin-source=file:{MISPLACED}",
    ],
)
def test_a_pin_in_a_reference_is_refused_and_not_quoted(reference: str) -> None:
    error = refusal(reference)
    assert error.code == "token.uri_pin"
    assert MISPLACED not in f"{error} {error.facts} {error.message('vi')} {error.remedy('vi')}"


@pytest.mark.parametrize(
    ("place", "code"),
    [
        ("token=a;token=b", "token.uri_twice"),
        ("token=", "token.uri_value"),
        ("token", "token.uri_value"),
        ("token=a%2", "token.uri_value"),
        ("token=a%zz", "token.uri_value"),
        ("token=%ff%fe", "token.uri_value"),
        ("slot-id=first", "token.uri_value"),
        ("slot-id=-1", "token.uri_value"),
        ("token=a?module-name=../evil", "token.uri_value"),
        ("token=a;color=red", "token.uri_unknown"),
        ("token=a;module-path=/lib/x.so", "token.uri_unknown"),
        ("token=a?object=b", "token.uri_unknown"),
        ("library-version=3", "token.uri_unknown"),
        (";", "token.uri_unknown"),
        ("type=public", "token.uri_type"),
        ("type=secret-key", "token.uri_type"),
    ],
)
def test_an_unsound_uri_is_refused_rather_than_half_understood(place: str, code: str) -> None:
    assert refusal(f"pkcs11:{place}").code == code


def test_what_may_be_a_misplaced_secret_is_not_quoted() -> None:
    error = refusal(f"pkcs11:token=a;{MISPLACED}")
    assert error.code == "token.uri_unknown"
    assert MISPLACED not in str(error.facts)


def test_every_attribute_is_read() -> None:
    place = (
        "model=M%201;manufacturer=Nh%C3%A0%20s%E1%BA%A3n%20xu%E1%BA%A5t;serial=0a1b;token=Sở;"
        "slot-id=18446744073;id=%01%ffA;object=ký%20số;type=private"
        "?module-name=softhsm2&module-path=/usr/lib/softhsm"
    )
    parsed = parse_reference(f"pkcs11:{place}")
    assert parsed.sort is KeySort.PKCS11
    expected = ("Sở", "0a1b", "Nhà sản xuất", "M 1", 18446744073, "ký số", b"\x01\xffA")
    assert parsed.token == TokenUri(*expected, "softhsm2", "/usr/lib/softhsm")


def test_files_and_profiles_are_taken_as_written() -> None:
    for sort in (KeySort.PKCS12, KeySort.PEM, KeySort.CSC, KeySort.EXTERNAL):
        parsed = parse_reference(f"{sort}:C:\\khóa ký/a;b?c.p12")
        assert (parsed.sort, parsed.place, parsed.token) == (sort, "C:\\khóa ký/a;b?c.p12", None)


@given(st.text())
def test_no_text_does_anything_but_parse_or_be_refused(place: str) -> None:
    with suppress(ConfigurationError):
        assert isinstance(parse_token_uri(place), TokenUri)
