# SPDX-License-Identifier: Apache-2.0
"""What edXML packages cost, beside lxml, base64 and signxml doing no more than they must.

All of it in one process, warm, in turns; processor times, of which the lower decile counts. Memory
is the peak of a process of its own. Runs alone: `benchmarks/packages.py [--quick]`.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from base64 import b64encode
from binascii import a2b_base64
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from statistics import quantiles
from typing import TYPE_CHECKING, cast

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509.oid import NameOID
from lxml import etree
from signxml.signer import XMLSigner
from signxml.verifier import SignatureConfiguration, XMLVerifier

from esign.exchange import envelope_signature, errors, examine, lint, read, write
from esign.model import Attachment, Package, Party, SignatureScheme

if TYPE_CHECKING:
    from collections.abc import Callable

    from lxml.etree import _Element

    Tags = list[tuple[int, str, str | None, dict[str, str], list[tuple[str, str]]]]

FULL, QUICK = 300, 60
"""Turns."""
WAYS = {
    "written": "built and written",
    "signed": "built, signed and written",
    "read": "read and linted",
    "read_signed": "read, linted, signature checked",
}
MOST = {"signed": 2.0, "read_signed": 3.0}
"""Times lxml, base64 and signxml; without signatures the rules weigh more: shown, not promised."""
MOST_MEMORY = 4.0
"""Times the size of the package, the package itself included."""
LARGE_WAYS = {
    "write": "written",
    "write_signed": "signed and written",
    "read": "linted and read",
    "read_signed": "the same, signature checked",
    "examine_signed": "the same in one, as by verify",
}
LARGE = 49 * 1024 * 1024
MEGABYTE = 1 << 20
CONTENT = "ContentTransferEncoded"

PACKAGE = Package(
    sender=Party("H99.12", "Sở Giáo dục và Đào tạo tỉnh Ví Dụ", "UBND TỈNH VÍ DỤ", "1 Đường Mẫu"),
    receivers=tuple(Party(f"H99.12.{n:02}", f"Trường THPT Mẫu {n}") for n in range(1, 4)),
    document_id="H99.12,2026/11/20,05/QĐ-SGDĐT",
    number="05",
    symbol="QĐ-SGDĐT",
    place="Ví Dụ",
    issued_on=date(2026, 11, 20),
    type_group=2,
    type_detail=2,
    type_name="Quyết định",
    subject="Về việc thành lập hội đồng thi",
    signer_authority="KT. GIÁM ĐỐC",
    signer_title="Phó Giám đốc",
    signer_name="Nguyễn Văn Mẫu",
    places=("Như Điều 3", "Lưu: VT"),
    page_count=3,
    sent_at=datetime(2026, 11, 20, 3, tzinfo=UTC),
    attachments=(),
)


class Key:
    """A key in memory, with a certificate that it made itself."""

    scheme = SignatureScheme.RSA_PKCS1
    chain: tuple[bytes, ...] = ()

    def __init__(self) -> None:
        self.private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Nobody")])
        now = datetime.now(UTC)
        self.holder = (
            x509.CertificateBuilder(name, name, self.private.public_key(), 1)
            .not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=1))
            .sign(self.private, hashes.SHA256())
        )
        self.certificate = self.holder.public_bytes(serialization.Encoding.DER)

    def sign(self, data: bytes, digest_algorithm: str) -> bytes:
        """RSA with PKCS #1 v1.5 padding over SHA-256."""
        assert digest_algorithm == "sha256"
        return self.private.sign(data, padding.PKCS1v15(), hashes.SHA256())


def package_speed(turns: int) -> dict[str, float]:
    """Seconds for each way, and the peak of memory of large packages."""
    command = [sys.executable, __file__, "--work", str(turns)]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True)
    found: dict[str, float] = json.loads(done.stdout)
    for way in LARGE_WAYS:
        command = [sys.executable, __file__, "--large", way]
        done = subprocess.run(command, stdout=subprocess.PIPE, check=True)
        found[f"large_{way}"] = json.loads(done.stdout)
    return found


def broken_package_promises(found: dict[str, float]) -> list[str]:
    """What does not hold."""
    broken = [
        f"packages, {WAYS[way]}: {_ratio(found, way):.2f} times the bare libraries"
        for way, most in MOST.items()
        if _ratio(found, way) > most
    ]
    return broken + [
        f"a large package, {said}: {found[f'large_{way}']:.2f} times its size"
        for way, said in LARGE_WAYS.items()
        if found[f"large_{way}"] >= MOST_MEMORY
    ]


def package_table(found: dict[str, float]) -> list[str]:
    """The figures as people read them."""
    lines = ["packages with a PDF of 60 KB          ours      bare   ratio"]
    for way, said in WAYS.items():
        ours, bare = found[way] * 1000, found[f"bare_{way}"] * 1000
        lines.append(f"  {said:<32} {ours:6.2f} ms {bare:6.2f} ms {ours / bare:6.2f}")
    lines += [
        f"  49 MB, {said:<32} {found[f'large_{way}']:6.2f} x its size"
        for way, said in LARGE_WAYS.items()
    ]
    return lines


def _ratio(found: dict[str, float], way: str) -> float:
    return found[way] / found[f"bare_{way}"]


def _measured(turns: int) -> dict[str, float]:
    key = Key()
    package = _with_file(60_000)
    data, signed = write(package), write(package, key=key)
    tags = _tags(etree.fromstring(data))
    pem = key.holder.public_bytes(serialization.Encoding.PEM).decode()

    def judged(content: bytes) -> object:
        assert not errors(lint(content))
        return read(content)

    ways: dict[str, Callable[[], object]] = {
        "written": lambda: write(package),
        "bare_written": lambda: _to_bytes(_built(tags, package)),
        "signed": lambda: write(package, key=key),
        "bare_signed": lambda: _to_bytes(_signed(_built(tags, package), key, pem)),
        "read": lambda: judged(data),
        "bare_read": lambda: _taken(data),
        "read_signed": lambda: (envelope_signature(signed), judged(signed)),
        "bare_read_signed": lambda: _verified(signed, pem),
    }
    assert read(_to_bytes(_built(tags, package))) == package
    times: dict[str, list[float]] = {way: [] for way in ways}
    for _ in range(turns):
        for way, do in ways.items():
            start = time.process_time()
            do()
            times[way].append(time.process_time() - start)
    return {way: quantiles(each, n=10)[0] for way, each in times.items()}


def _tags(root: _Element) -> Tags:
    """What stands in a package, for a program that knows it by heart."""
    return [
        (
            sum(1 for _ in each.iterancestors()),
            each.tag,
            each.text,
            _new_names(each),
            [(str(name), str(value)) for name, value in each.items()],
        )
        for each in root.iter()
    ]


def _new_names(element: _Element) -> dict[str, str]:
    above = element.getparent()
    names = element.nsmap.items() - ({} if above is None else above.nsmap).items()
    return cast("dict[str, str]", dict(names))  # None means the default namespace


def _built(tags: Tags, package: Package) -> _Element:
    """The same package by lxml and base64 alone."""
    stack: list[_Element] = []
    for depth, tag, text, names, attributes in tags:
        del stack[depth:]
        element = (
            etree.SubElement(stack[-1], tag, nsmap=names)
            if stack
            else etree.Element(tag, nsmap=names)
        )
        for name, value in attributes:
            element.set(name, value)
        element.text = (
            b64encode(package.attachments[0].data).decode() if tag.endswith(CONTENT) else text
        )
        stack.append(element)
    return stack[0]


def _to_bytes(root: _Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _signed(root: _Element, key: Key, pem: str) -> _Element:
    return XMLSigner(c14n_algorithm="http://www.w3.org/2001/10/xml-exc-c14n#").sign(
        root, key=key.private, cert=pem
    )


def _verified(data: bytes, pem: str) -> None:
    _taken(data)
    expect = SignatureConfiguration(location=".//", require_x509=True)
    XMLVerifier().verify(data, x509_cert=pem, expect_config=expect)


def _taken(data: bytes) -> dict[str, str | None]:
    """Every text by its path, by lxml alone, and the file decoded."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    root = etree.fromstring(data, parser)
    tree = etree.ElementTree(root)
    texts = {tree.getpath(each): each.text for each in root.iter() if not len(each)}
    a2b_base64(root.findtext(f".//{{*}}{CONTENT}") or "", strict_mode=True)
    return texts


def _with_file(size: int) -> Package:
    noise = Random(0).randbytes(min(size, MEGABYTE))  # noqa: S311 - the same noise every time
    data = (b"%PDF-1.7\n" + noise * (size // len(noise) + 1))[:size]
    return replace(
        PACKAGE, attachments=(Attachment("05-QD-SGDDT-2026.pdf", "application/pdf", data),)
    )


def _large(way: str) -> float:
    """The peak of memory in sizes of the package: of what is handed in and what is made of it."""
    key = Key() if way.endswith("signed") else None
    package = _with_file(LARGE * 3 // 4)
    data = write(package, key=key)
    size = len(data)
    held = size * 3 // 4 if way.startswith("write") else size
    if way.startswith("write"):
        del data
    else:
        del package
    before = _memory("VmRSS") - held
    Path("/proc/self/clear_refs").write_text("5")
    if way.startswith("write"):
        write(package, key=key)
    elif way.startswith("examine"):
        examine(data)
    else:
        _held = lint(data), read(data), key and envelope_signature(data)
    return (_memory("VmHWM") - before) / size


def _memory(name: str) -> int:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(name))


def main() -> None:
    """Measure, print, and end with 1 where a promise does not hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--work", type=int)
    parser.add_argument("--large", choices=tuple(LARGE_WAYS))
    given = parser.parse_args()
    if given.work:
        print(json.dumps(_measured(given.work)))
        return
    if given.large:
        print(json.dumps(_large(given.large)))
        return
    found = package_speed(QUICK if given.quick else FULL)
    print("\n".join(package_table(found)))
    if broken := broken_package_promises(found):
        sys.exit("\n".join(broken))


if __name__ == "__main__":
    main()
