# SPDX-License-Identifier: Apache-2.0
"""The rules of edXML packages, each with an id and a level; they judge and change nothing.

A rule's id is the second part of its messages' codes, `edxml.D2.future`.
"""

from esign.exchange.rules.book import RULES
from esign.exchange.rules.findings import Finding, Level, LintContext, StoredDocument
from esign.exchange.rules.rule import PackageType, Rule
from esign.exchange.rules.walk import errors, faults, lint

__all__ = [
    "RULES",
    "Finding",
    "Level",
    "LintContext",
    "PackageType",
    "Rule",
    "StoredDocument",
    "errors",
    "faults",
    "lint",
]
