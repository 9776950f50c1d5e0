# SPDX-License-Identifier: Apache-2.0
"""Renew docs/edxml-rules.md from the rules of edXML packages and the packages that show them."""

from __future__ import annotations

from support.edxml_page import rule_page
from support.source import ROOT

PAGE = ROOT / "docs" / "edxml-rules.md"

if __name__ == "__main__":
    PAGE.write_text(rule_page(), encoding="utf-8")
