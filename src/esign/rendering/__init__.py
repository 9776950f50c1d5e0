# SPDX-License-Identifier: Apache-2.0
"""Request and kind to page: Jinja2, then Typst, to PDF/A-3a and PDF/UA-1."""

from esign.rendering.fonts import TextFont
from esign.rendering.pages import page_count, page_images
from esign.rendering.renderer import TypstRenderer

__all__ = ["TextFont", "TypstRenderer", "page_count", "page_images"]
