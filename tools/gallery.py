# SPDX-License-Identifier: Apache-2.0
"""Every kind of document as its samples show it, signed and sealed: pictures and an index page.

    make gallery                 # into build/gallery/
    tools/gallery.py --readme    # also renews the two pictures of the README

The office, its keys and all persons are made up; the documents have no legal force.
"""

from __future__ import annotations

import argparse
import html
import io
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING

from PIL import Image

from esign.demo.marks import seal_mark
from esign.rendering import TypstRenderer, page_images
from support.beside_samples import scanned_copy, with_annex
from support.documents import AGENCY, TEMPLATES, kind_of
from support.samples import SampleOffice, sample_files, sample_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from esign.issuance import Issued

ROOT = Path(__file__).parents[1]
TARGET = ROOT / "build" / "gallery"
PICTURES = ROOT / "docs" / "images"
DPI = 110
SCANNED = "decision"
"""The sample that is scanned for a copy, and issued again with an annex."""
README_WIDTH = 620
README = {"decision": 1, "official-letter-one-addressee": 1}

PAGE = Template("""\
<!doctype html>
<html lang="vi">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Các loại văn bản</title>
<style>
  body { font: 16px/1.5 "Times New Roman", Tinos, serif; margin: 2rem auto; max-width: 76rem;
    padding: 0 1rem; background: #eceae4; color: #222 }
  h1 { font-size: 1.6rem } h2 { font-size: 1.2rem; margin: 2.5rem 0 0 }
  p { margin: .2rem 0 .8rem } code { font-size: .85em }
  .pages { display: flex; flex-wrap: wrap; gap: 1rem; align-items: flex-start }
  .pages img { width: 23.5rem; max-width: 100%; background: #fff; box-shadow: 0 1px 5px #0005 }
</style>
<h1>Các loại văn bản</h1>
<p>$count văn bản mẫu của $kinds loại; cơ quan, người và số liệu là giả định, chữ ký không có giá
trị pháp lý.</p>
$entries
</html>
""")
ENTRY = Template("""\
<section id="$name">
<h2>$title</h2>
<p><code>$name</code> · $type_name · số $number · $pages trang · <a href="$name.pdf">PDF</a><br>
$subject</p>
<div class="pages">
$images
</div>
</section>
""")
IMAGE = Template("""\
<a href="$file"><img src="$file" alt="$alt" loading="lazy" width="$width" height="$height"></a>
""")


@dataclass(frozen=True)
class Shown:
    """One sample, issued, with the pictures of its pages."""

    name: str
    issued: Issued
    pdf: Path
    pictures: Sequence[bytes]
    title: str = ""

    @property
    def entry(self) -> str:
        numbered = self.issued.numbered
        images = [
            IMAGE.substitute(
                file=f"{self.name}-{page}.png",
                alt=f"Trang {page}",
                **dict(zip(("width", "height"), _size(picture), strict=True)),
            )
            for page, picture in enumerate(self.pictures, start=1)
        ]
        return ENTRY.substitute(
            name=self.name,
            title=html.escape(self.title or kind_of(numbered.request.kind).title),
            type_name=html.escape(str(self.issued.report.document.get("type_name", ""))),
            number=html.escape(numbered.number.text),
            pages=len(self.pictures),
            subject=html.escape(str(self.issued.report.document.get("subject", ""))),
            images="".join(images),
        )


def _size(picture: bytes) -> tuple[int, int]:
    return Image.open(io.BytesIO(picture)).size


def shown_samples(office: SampleOffice, folder: Path) -> list[Shown]:
    """Every sample, in the order of the kinds; then what the agency seals besides."""
    found = []
    for path in sample_files():
        issued = office.issued(path)
        found.append(_shown(sample_name(path), issued, issued.pdf))
    first = next(each.issued for each in found if each.name == SCANNED)
    copy = scanned_copy(office.of_director, first, folder)
    found.append(_shown("certified-copy", copy, copy.pdf))
    annexed = with_annex(office.of_director, TEMPLATES / SCANNED / "sample.toml", folder)
    title = "Phụ lục thành tệp riêng của văn bản"
    found.append(_shown("annex-file", annexed, annexed.annexes[0], title))
    return found


def _shown(name: str, issued: Issued, pdf: Path, title: str = "") -> Shown:
    return Shown(name, issued, pdf, page_images(pdf.read_bytes(), DPI), title)


def write_gallery(samples: Sequence[Shown], target: Path) -> None:
    """PDF and pictures of each sample, and the page that shows them all."""
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    for each in samples:
        shutil.copy(each.pdf, target / f"{each.name}.pdf")
        for page, picture in enumerate(each.pictures, start=1):
            (target / f"{each.name}-{page}.png").write_bytes(picture)
    kinds = {each.issued.numbered.request.kind for each in samples}
    entries = "".join(each.entry for each in samples)
    index = PAGE.substitute(count=len(samples), kinds=len(kinds), entries=entries)
    (target / "index.html").write_text(index, encoding="utf-8")


def write_readme_pictures(samples: Sequence[Shown]) -> None:
    """The pictures kept in the repository: small, of few colours."""
    PICTURES.mkdir(exist_ok=True)
    for each in samples:
        if page := README.get(each.name):
            image = Image.open(io.BytesIO(each.pictures[page - 1])).convert("RGB")
            height = round(image.height * README_WIDTH / image.width)
            small = image.resize((README_WIDTH, height), Image.Resampling.LANCZOS)
            few = small.quantize(64, Image.Quantize.FASTOCTREE)
            few.save(PICTURES / f"{each.name}.png", optimize=True)


def main() -> None:
    parser = argparse.ArgumentParser(description="Pictures of every kind of document.")
    parser.add_argument("--readme", action="store_true", help="renew the pictures of the README")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        ring_font = TypstRenderer(TEMPLATES).font.file
        office = SampleOffice(Path(folder), seal_mark(AGENCY.name, ring_font))
        try:
            samples = shown_samples(office, Path(folder))
            write_gallery(samples, TARGET)
        finally:
            office.close()
    if options.readme:
        write_readme_pictures(samples)
    print(f"{len(samples)} samples: {TARGET / 'index.html'}")


if __name__ == "__main__":
    main()
