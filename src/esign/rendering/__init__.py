# SPDX-License-Identifier: Apache-2.0
"""Request and kind to page: Jinja2, then Typst, to PDF/A-3a and PDF/UA-1."""

from esign.rendering.attached import attached_data
from esign.rendering.fonts import TextFont
from esign.rendering.limited import PAGE_BOUNDS
from esign.rendering.pages import attachments, page_count, page_images
from esign.rendering.renderer import TypstRenderer
from esign.rendering.source import ATTACHMENT_NAME, ATTACHMENT_TEXT
from esign.rendering.template_faults import page_faults

__all__ = [
    "ATTACHMENT_NAME",
    "ATTACHMENT_TEXT",
    "PAGE_BOUNDS",
    "TextFont",
    "TypstRenderer",
    "attached_data",
    "attachments",
    "page_count",
    "page_faults",
    "page_images",
]
