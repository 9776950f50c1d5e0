# SPDX-License-Identifier: Apache-2.0
"""The samples of all shipped kinds, issued and signed by whom each names."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw

from esign.copying import certify_copy
from esign.demo.marks import BLUE
from esign.demo.pki import issue as make_certificate
from esign.demo.pki import person_name
from esign.issuance import issue, load_request
from esign.kinds import takes_file
from esign.model import Signer
from esign.wiring import open_office
from support.documents import KINDS, TEMPLATES
from support.office import write_office
from support.pki import AGENCY, DIRECTOR, HOLDERS, make_pki
from support.ports import CountingPrompt, FixedClock
from support.words import times

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from esign.demo.pki import Identity
    from esign.issuance import Issued, Office
    from esign.ports import Renderer

MM = 25.4
MARK_DPI = 300


def sample_files(root: Path = TEMPLATES) -> Iterator[Path]:
    """Every kind's `sample.toml`, followed by its `sample-<name>.toml`.

    Kinds that are made from a file of somebody else's are not laid out here.
    """
    for name, kind in KINDS.kinds().items():
        if takes_file(kind):
            continue
        folder = root / name
        yield folder / "sample.toml"
        yield from sorted(folder.glob("sample-*.toml"))


def sample_name(path: Path) -> str:
    """`decision` for the kind's first sample, `decision-long-names` for another."""
    return path.parent.name + path.stem.removeprefix("sample")


class SampleOffice:
    """Issues samples; has an office for each signer, all on the test PKI."""

    def __init__(self, folder: Path, seal: bytes = b"") -> None:
        """`seal` is another picture (PNG) than that of the tests."""
        self._folder = folder
        self._seal = seal
        self._offices: dict[tuple[str, str], Office] = {}

    def issued(self, sample: Path) -> Issued:
        """The sample, signed by whom it names, sealed and found good."""
        request = load_request(sample, KINDS)
        if request.sealed_alone:
            return certify_copy(request, self.of_director)
        return issue(request, self._office(request.signer))

    @property
    def of_director(self) -> Office:
        """The office whose director signs himself."""
        return self._office(Signer(DIRECTOR, "Giám đốc"))

    @property
    def renderer(self) -> Renderer:
        """What lays the samples out."""
        return next(iter(self._offices.values())).renderer

    def close(self) -> None:
        """Let go of the registers' files."""
        for office in self._offices.values():
            office.close()

    def _office(self, signer: Signer) -> Office:
        key = (signer.name, signer.title)
        if key not in self._offices:
            folder = self._folder / f"office-{len(self._offices)}"
            own = None if signer.name == DIRECTOR else _identity(signer)
            settings = write_office(folder, director=own)
            if self._seal:
                (folder / "images" / "seal.png").write_bytes(self._seal)
            if own is not None:
                (folder / "images" / "director.png").write_bytes(_handwriting(signer.name))
            self._offices[key] = open_office(settings, prompt=CountingPrompt(), clock=FixedClock())
        return self._offices[key]


def _handwriting(name: str) -> bytes:
    """The last word of a name in blue, 45 x 20 mm: nobody signs with the director's hand."""
    width, height = (round(side / MM * MARK_DPI) for side in (45, 20))
    picture = Image.new("RGBA", (width, height))
    place = (width // 2, height // 2)
    word, font = name.rsplit(maxsplit=1)[-1], times(height * 0.7)
    ImageDraw.Draw(picture).text(place, word, fill=(*BLUE, 255), font=font, anchor="mm")
    slanted = picture.transform(
        picture.size, Image.Transform.AFFINE, (1, 0.3, -0.15 * height, 0, 1, 0)
    )
    out = io.BytesIO()
    slanted.save(out, "PNG", dpi=(MARK_DPI, MARK_DPI))
    return out.getvalue()


def _identity(signer: Signer) -> Identity:
    pki = make_pki()
    holder = person_name(signer.name, signer.title, AGENCY)
    return make_certificate(pki.ours.issuing, holder, pki.director.key, HOLDERS)
