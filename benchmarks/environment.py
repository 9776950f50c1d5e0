# SPDX-License-Identifier: Apache-2.0
"""Everything a stack needs before it can issue: its environment, its office, its keys."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import sysconfig
import tomllib
from ctypes.util import find_library
from pathlib import Path
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import PrivateFormat, pkcs12

from esign.demo import make_demo_office
from esign.system import SystemClock, SystemRandom

if TYPE_CHECKING:
    from esign.demo import DemoOffice

HERE = Path(__file__).parent
LOCK = HERE / "straightforward" / "requirements.txt"
LIBRARIES = {
    "pango-1.0": "libpango-1.0-0",
    "pangoft2-1.0": "libpangoft2-1.0-0",
    "harfbuzz-subset": "libharfbuzz-subset0",
}
HOLDERS = ("director", "seal")
USUAL_ROUNDS = 2048
"""What openssl writes; the demo office derives its PKCS#12 keys with many more rounds, and the
straightforward stack, which opens the file for each signature, shall not pay for that."""


class UnavailableError(Exception):
    """The straightforward stack cannot be set up here; the text says why."""


def office(folder: Path) -> DemoOffice:
    """A demonstration office of our own, so that no other register is touched."""
    return make_demo_office(folder, SystemClock().now(), SystemRandom())


def straightforward_python() -> Path:
    """The interpreter of the straightforward stack's environment, made from its lock at need.

    Raises:
        UnavailableError: packages or system libraries cannot be had.
    """
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    key = hashlib.sha256(LOCK.read_bytes() + sys.version.encode()).hexdigest()[:16]
    folder = Path(base) / "esign-bench" / key
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    ready = folder / "ready"
    if not ready.is_file():
        print(f"setting up the straightforward stack in {folder}", file=sys.stderr)
        _run(sys.executable, "-m", "venv", "--clear", folder)
        pip = (python, "-m", "pip", "--quiet", "--disable-pip-version-check", "--no-input")
        _run(*pip, "install", "--only-binary", ":all:", "--require-hashes", "-r", LOCK)
        ready.touch()
    if missing := [package for name, package in LIBRARIES.items() if not find_library(name)]:
        wanted = " ".join(f"{package}=/nowhere" for package in missing)
        consequence = "the straightforward stack may not run"
        install = f'. scripts/debian.sh; debian_packages "{consequence}" {wanted}'
        subprocess.run(["sh", "-c", install], cwd=HERE.parent, check=False)
    _run(python, "-c", "import weasyprint, pyhanko.sign.validation")
    return python


def straightforward_folder(folder: Path, demo: DemoOffice) -> Path:
    """The folder in which the straightforward stack works: the same keys, as openssl keeps them."""
    folder.mkdir()
    for name in HOLDERS:
        passphrase = (demo.folder / "credentials" / name).read_bytes()
        identity = pkcs12.load_pkcs12(
            (demo.folder / "keys" / f"{name}.p12").read_bytes(), passphrase
        )
        assert identity.cert is not None
        assert isinstance(identity.key, rsa.RSAPrivateKey)
        encryption = (
            PrivateFormat.PKCS12.encryption_builder()
            .kdf_rounds(USUAL_ROUNDS)
            .key_cert_algorithm(pkcs12.PBES.PBESv2SHA256AndAES256CBC)
            .hmac_hash(hashes.SHA256())
            .build(passphrase)
        )
        chain = [each.certificate for each in identity.additional_certs]
        content = pkcs12.serialize_key_and_certificates(
            name.encode(), identity.key, identity.cert.certificate, chain, encryption
        )
        (folder / f"{name}.p12").write_bytes(content)
    agency = tomllib.loads(demo.settings.read_text("utf-8"))["agency"]
    (folder / "agency.json").write_text(json.dumps(agency), "utf-8")
    return folder


def script(name: str) -> Path:
    """The installed command of that name beside this interpreter."""
    return Path(sysconfig.get_path("scripts")) / name


def _run(*command: object) -> None:
    done = subprocess.run(
        [str(word) for word in command], capture_output=True, check=False, encoding="utf-8"
    )
    if done.returncode:
        lines = done.stderr.strip().splitlines() or ["no reason given"]
        errors = [line for line in lines if line.startswith("ERROR")]
        raise UnavailableError((errors or lines)[-1])
