# SPDX-License-Identifier: Apache-2.0
"""Writes the corpus that fuzzing starts from: small good inputs of our own.

What fuzzing finds beyond them is kept as well, by hand: a file more in the target's folder.
"""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from support.envelopes import STATUS, signed_package
from support.evidence import make_evidence
from support.foreign_cms import cms_by
from support.foreign_files import filled, page, remarked, signed
from support.pki import make_pki
from support.proving import archived_page
from support.received import detached, packed, zipped
from support.sealed import close_forge, sealed_page
from support.timestamps import Stamper
from support.trusted_lists import Service, microsoft_list, signed_list, unsigned_list
from support.witnesses import cut_out

if TYPE_CHECKING:
    from collections.abc import Mapping

    from esign.demo.pki import Identity

CORPUS = Path(__file__).parent / "corpus"
PACKET = (
    b'<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
    b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description'
    b' rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/">'
    b'<dc:title><rdf:Alt><rdf:li xml:lang="vi">A'
    b"</rdf:li></rdf:Alt></dc:title></rdf:Description></rdf:RDF></x:xmpmeta>"
)


def seeds() -> Mapping[str, tuple[bytes, ...]]:
    director, other = make_pki().director, make_pki().second_director
    foreign = signed(page(), cms_by(director, stamp=Stamper().timestamp))
    changed = signed(remarked(filled(foreign, "agreed"), "Text"), cms_by(other), field="Second")
    containers = tuple(entry.cms for entry in cut_out(sealed_page()))
    policies = files("esign.verification") / "policies"
    operator: Identity = make_pki().ecdsa_director
    services = [Service("Top", make_pki().ours.root.identity.der)]
    return {
        "pdf": (sealed_page(), archived_page()),
        "any_pdf": (foreign, changed),
        "cms": (*containers, detached()),
        "token": (Stamper().timestamp(bytes(32)),),
        "xmp": (PACKET,),
        "edxml": (packed(("a.pdf", b"%PDF-1.7"), ("b.xlsx", b"PK")), signed_package(), STATUS),
        "archive": (zipped({"a.pdf": b"%PDF-1.7", "b/c.zip": zipped({"d.txt": b"x"})}),),
        "trust_list": (
            signed_list(unsigned_list(services), operator),
            microsoft_list([make_pki().ours.root.identity.der], operator, ["1.3.6.1.5.5.7.3.4"]),
            make_pki().ours.root.identity.pem,
        ),
        "policy": tuple((policies / f"{name}.toml").read_bytes() for name in ("issued", "signed")),
        "trust_policy": (_trust_policy(),),
        "proof": (_proof(),),
    }


def _trust_policy() -> bytes:
    with TemporaryDirectory() as place:
        return (make_pki().trust_dir(Path(place)) / "trust.toml").read_bytes()


def _proof() -> bytes:
    with TemporaryDirectory() as place:
        return make_evidence(Path(place)).later.write()


def main() -> None:
    for target, inputs in seeds().items():
        folder = CORPUS / target
        folder.mkdir(parents=True, exist_ok=True)
        for number, data in enumerate(inputs):
            (folder / f"seed-{number}.bin").write_bytes(data)
    close_forge()


if __name__ == "__main__":
    main()
