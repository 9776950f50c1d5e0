# SPDX-License-Identifier: Apache-2.0
"""Write down how each sample reads and looks now: tests/rendering/golden/<sample>.txt.

To be run after a change of a template that is meant; the difference is for a person to read.
"""

from __future__ import annotations

from esign.rendering import TypstRenderer
from support.documents import TEMPLATES
from support.golden import FOLDER, described, golden_file
from support.samples import sample_files, sample_name


def main() -> None:
    renderer = TypstRenderer(TEMPLATES)
    FOLDER.mkdir(exist_ok=True)
    known = set()
    for sample in sample_files():
        path = golden_file(sample_name(sample))
        path.write_text(described(sample, renderer), encoding="utf-8")
        known.add(path)
    for path in set(FOLDER.glob("*.txt")) - known:
        path.unlink()
    print(f"{len(known)} samples: {FOLDER}")


if __name__ == "__main__":
    main()
