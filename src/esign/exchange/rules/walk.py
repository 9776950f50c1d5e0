# SPDX-License-Identifier: Apache-2.0
"""Walks the rules over a package."""

from __future__ import annotations

from typing import TYPE_CHECKING

from esign.errors import Detail, InputError
from esign.exchange.envelope import Generation, generation_of, parse
from esign.exchange.rules.book import BY_ID, GATES, RULES, UNAPPLIED
from esign.exchange.rules.findings import Finding, Level, LintContext
from esign.exchange.rules.older import OlderSubject
from esign.exchange.rules.subject import Subject
from esign.exchange.soap import taken_apart

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from lxml.etree import _Element

    from esign.exchange.rules.rule import Rule
    from esign.exchange.soap import Parts

_NOTHING_KNOWN = LintContext()


def lint(data: bytes, context: LintContext = _NOTHING_KNOWN) -> tuple[Finding, ...]:
    """All that the rules say about a package, in their order.

    Args:
        data: a document or status package, of either generation.
        context: what is known beyond it.
    """
    try:
        xml, beside = taken_apart(data)
        root = parse(xml)
    except InputError as fault:
        return (_finding(Detail(fault.code, "", fault.facts)),)
    return _walked(subject_of(data, xml, root, beside, context), RULES)


def subject_of(
    data: bytes, xml: bytes, root: _Element, beside: Parts, context: LintContext = _NOTHING_KNOWN
) -> Subject:
    """What the rules look at.

    Args:
        data: a package.
        xml: the XML in it.
        root: the same as `parse` read it.
        beside: what lies beside it.
        context: what is known beyond the package.
    """
    wrapped = xml is not data
    if generation_of(root) is Generation.SOAP_2014:
        return OlderSubject(root, xml, context, wrapped, beside, len(data), UNAPPLIED)
    return Subject(root, xml, context, wrapped)


def lint_tree(subject: Subject, *, apart: Collection[str]) -> tuple[Finding, ...]:
    """The same of a package that was parsed already, but for the rules of these ids."""
    return _walked(subject, [rule for rule in RULES if rule.id not in apart])


def errors(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Those for which a package is not sent, and set aside when it comes."""
    return tuple(each for each in findings if each.level is Level.ERROR)


def faults(root: _Element) -> tuple[Detail, ...]:
    """What refuses a package that is being written: all errors of it, as an error's details."""
    found = _walked(Subject(root), [rule for rule in RULES if rule.can_refuse])
    return tuple(each.detail for each in errors(found))


def _walked(subject: Subject, rules: Iterable[Rule]) -> tuple[Finding, ...]:
    """What the rules find; the first ones must be kept for the others to find anything."""
    found: list[Finding] = []
    for rule in rules:
        if rule.is_for(subject):
            found += (_weighed(rule, subject, each) for each in rule.check(subject))
        if rule in GATES and errors(found):
            break
    return tuple(found)


def _weighed(rule: Rule, subject: Subject, detail: Detail) -> Finding:
    """What a rule has found, an error where it bars the package here."""
    if rule.bars is not None and rule.bars(subject, detail):
        return Finding(rule.id, Level.ERROR, detail)
    return Finding(rule.id, rule.level_of(detail.code), detail)


def _finding(detail: Detail) -> Finding:
    rule = BY_ID[detail.code.split(".")[1]]
    return Finding(rule.id, rule.level_of(detail.code), detail)
