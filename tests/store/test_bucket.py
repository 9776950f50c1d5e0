# SPDX-License-Identifier: Apache-2.0
"""A bucket that is out of reach, refuses, or was never described well."""

from __future__ import annotations

import sys
from hashlib import sha256
from typing import TYPE_CHECKING, NoReturn

import pytest

from esign.errors import ConfigurationError, EsignError, ExitStatus, ServiceError
from esign.messages import Language
from esign.register.object_bucket import BucketStore, open_bucket
from esign.register.store import place
from support.stores import BUCKET, DatedMemory, MemoryShelf, S3Shelf

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from esign.register.store import ObjectStore

PDF = b"%PDF-1.7 the original"
DIGEST = sha256(PDF).hexdigest()


def acts(store: ObjectStore) -> dict[str, Callable[[], object]]:
    return {
        "put": lambda: store.put(PDF),
        "get": lambda: store.get(DIGEST),
        "examine": lambda: store.examine(DIGEST),
        "size": lambda: store.size(DIGEST),
        "listing": lambda: list(store.listing(DIGEST[:2])),
        "strays": lambda: list(store.strays()),
        "remove": lambda: store.remove(place(DIGEST)),
    }


def refusals(store: ObjectStore) -> dict[str, EsignError]:
    found = {}
    for name, act in acts(store).items():
        with pytest.raises(EsignError) as refusal:
            act()
        for language in Language:
            assert refusal.value.message(language)
            assert refusal.value.remedy(language)
        found[name] = refusal.value
    return found


class Failing(DatedMemory):
    """Fails at whatever it is asked, as libraries do on the network."""

    fault: Exception

    def _fail(self, *_all: object, **_named: object) -> NoReturn:
        raise self.fault

    pipe_file = open = info = ls = rm_file = _fail


class OddFaultError(Exception):
    """What a library raises that knows no OSError."""


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (ConnectionError("connection refused"), "store.unreachable"),
        (TimeoutError("no answer"), "store.unreachable"),
        (OSError(5, "InternalError"), "store.unreachable"),
        (OddFaultError("endpoint"), "store.unreachable"),
        (PermissionError("AccessDenied"), "store.refused"),
    ],
)
def test_whatever_fails_on_the_way_is_a_service_error(fault: Exception, code: str) -> None:
    files = Failing(skip_instance_cache=True)
    files.fault = fault
    for error in refusals(BucketStore(files, "/documents", faults=(OddFaultError,))).values():
        assert isinstance(error, ServiceError)
        assert (error.code, error.exit_status) == (code, ExitStatus.SERVICE)
        assert str(fault) in str(error)


def test_missing_credentials_are_a_matter_of_configuration() -> None:
    files = Failing(skip_instance_cache=True)
    files.fault = OddFaultError("unable to locate credentials")
    for error in refusals(BucketStore(files, "/documents", unknown=(OddFaultError,))).values():
        assert isinstance(error, ConfigurationError)
        assert error.code == "store.no_credentials"


@pytest.mark.parametrize(
    "location",
    ["", "documents", "s3://", "s3:///esign", "s3://a b/c", "s3://documents/../x y", "http://x/y"],
)
def test_a_location_of_another_form_is_refused(location: str) -> None:
    with pytest.raises(ConfigurationError) as refusal:
        open_bucket(location)
    assert refusal.value.code == "store.bad_location"


@pytest.mark.parametrize("library", ["s3fs", "botocore.exceptions"])
def test_a_missing_extra_is_named(library: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(ConfigurationError) as refusal:
        open_bucket("s3://documents/esign")
    assert refusal.value.code == "store.extra_missing"
    assert "esign[s3]" in refusal.value.remedy(Language.ENGLISH)


def test_objects_lie_below_the_prefix_and_nowhere_else() -> None:
    shelf = MemoryShelf()
    shelf.store.put(PDF)
    assert list(shelf.files.store) == [f"{shelf.root}/{place(DIGEST)}"]


def test_a_service_that_does_not_answer_is_reported(s3: str) -> None:
    del s3  # its account
    store = open_bucket(f"s3://{BUCKET}/esign", endpoint="http://127.0.0.1:9")
    with pytest.raises(ServiceError) as refusal:
        store.put(PDF)
    assert refusal.value.code == "store.unreachable"


def test_a_bucket_that_is_not_there_is_reported(s3: str) -> None:
    store = open_bucket("s3://no-such-bucket", endpoint=s3)
    with pytest.raises(ServiceError) as refusal:
        store.put(PDF)
    assert refusal.value.code == "store.unreachable"
    assert "bucket" in str(refusal.value)


def test_an_unknown_profile_is_a_matter_of_configuration(
    s3: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
    store = open_bucket("s3://documents/esign", endpoint=s3, profile="records")
    with pytest.raises(ConfigurationError) as refusal:
        store.put(PDF)
    assert refusal.value.code == "store.no_credentials"
    assert "records" in str(refusal.value)


def test_the_service_itself_keeps_a_second_writer_from_replacing_an_object(s3: str) -> None:
    shelf = S3Shelf(s3, "exclusive")
    shelf.store.put(PDF)
    with pytest.raises(FileExistsError):
        shelf.files.pipe_file(f"{shelf.root}/{place(DIGEST)}", b"other", mode="create")
    assert shelf.store.get(DIGEST) == PDF
