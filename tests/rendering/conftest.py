# SPDX-License-Identifier: Apache-2.0
"""One renderer for all tests of this folder: choosing a font is the slow part."""

import pytest

from esign.rendering import TypstRenderer
from support.documents import TEMPLATES


@pytest.fixture(scope="session")
def renderer() -> TypstRenderer:
    return TypstRenderer(TEMPLATES)
