# SPDX-License-Identifier: Apache-2.0
"""What must never be committed: addresses of registries, private keys."""

from __future__ import annotations

import re
import subprocess
from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives import serialization

from esign.demo.pki import ecdsa_key
from support.source import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# Character classes keep this file from being its own first finding.
REGISTRY = re.compile(
    rb"pypi\.or[g]|pythonhoste[d]|repo1?\.mave[n]|registry\.npmj[s]|deb\.debian\.or[g]"
    rb"|(?<!no-emit-)index-ur[l]|(?<!no-emit-)find-link[s]|(?<!no-emit-)trusted-hos[t]"
)
PRIVATE_KEY = re.compile(rb"-----BEGIN [A-Z ]*PRIVATE KEY-----\s+[A-Za-z0-9+/=]{16}")
KEY_FILES = {".p12", ".pfx", ".key", ".jks", ".keystore"}


def versioned_files() -> list[Path]:
    """Every file under version control or about to be."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listing = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout
    paths = (ROOT / name for name in listing.decode().split("\0") if name)
    return [path for path in paths if path.is_file()]


def key_faults(paths: list[Path]) -> Iterator[Path]:
    """Files that are, or hold, a private key."""
    for path in paths:
        data = path.read_bytes()
        if path.suffix in KEY_FILES or PRIVATE_KEY.search(data) or _is_private_der(data):
            yield path


def _is_private_der(data: bytes) -> bool:
    if not data.startswith(b"\x30"):
        return False
    try:
        serialization.load_der_private_key(data, password=None)
    except (ValueError, TypeError):
        return False
    return True


def test_no_file_names_a_registry() -> None:
    assert [path for path in versioned_files() if REGISTRY.search(path.read_bytes())] == []


def test_no_private_key_is_committed() -> None:
    assert list(key_faults(versioned_files())) == []


@pytest.mark.parametrize("folder", ["certs", "templates", "docs"])
def test_no_private_key_lies_where_it_would_be_shipped(folder: str) -> None:
    assert list(key_faults([path for path in (ROOT / folder).rglob("*") if path.is_file()])) == []


@pytest.mark.parametrize(
    "line",
    [
        b"--extra-index-" + b"url https://example.invalid",
        b"https://pypi." + b"org/simple",
        b"https://repo." + b"maven.apache.invalid",
    ],
)
def test_a_registry_address_is_noticed(line: bytes) -> None:
    assert REGISTRY.search(line)
    assert not REGISTRY.search(b"pip-compile --no-emit-index-" + b"url")


@pytest.mark.parametrize("encoding", [serialization.Encoding.PEM, serialization.Encoding.DER])
def test_a_private_key_is_noticed(tmp_path: Path, encoding: serialization.Encoding) -> None:
    path = tmp_path / "root.pem"
    path.write_bytes(
        ecdsa_key().private_bytes(
            encoding, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    assert list(key_faults([path])) == [path]
