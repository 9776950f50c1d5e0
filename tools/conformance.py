# SPDX-License-Identifier: Apache-2.0
"""Every rule of layout of NĐ 30/2020/NĐ-CP, Annex I, measured on the pages of every kind.

    make conformance                  # the table: rule, clause, demand, what was measured
    tools/conformance.py report plan  # on the samples of these kinds, each measurement

Exit status 1 when a rule is broken.
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from typing import TYPE_CHECKING

from esign.rendering import TypstRenderer
from support.documents import KINDS, TEMPLATES
from support.layout_rules import RULES, laid_out
from support.samples import sample_files, sample_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from support.layout import Check

SHOWN = 44
Measured = dict[str, dict[str, "list[Check]"]]


def measured(samples: Iterable[Path]) -> Measured:
    """The checks by rule and sample."""
    renderer = TypstRenderer(TEMPLATES)
    found: Measured = defaultdict(dict)
    for sample in samples:
        laid = laid_out(sample, renderer, KINDS)
        for name, rule in RULES.items():
            if checks := rule.checks(laid):
                found[name][sample_name(sample)] = checks
    return found


def summary(by_sample: Mapping[str, list[Check]]) -> str:
    """What was measured, the extremes of numbers; what is wrong first."""
    checks = [each for found in by_sample.values() for each in found]
    wrong = [each.found for each in checks if not each.passed]
    if wrong:
        return "; ".join(dict.fromkeys(wrong))
    numbers: dict[str, list[str]] = defaultdict(list)
    for each in checks:
        value, _, unit = each.found.partition(" ")
        if value.lstrip("+-").replace(".", "", 1).isdecimal():
            numbers[unit].append(value)
    parts = []
    for unit, values in numbers.items():
        low, high = min(values, key=float), max(values, key=float)
        parts.append(f"{low if low == high else f'{low} to {high}'} {unit}")
    words = dict.fromkeys(e.found for e in checks if e.found.isascii() and e.found.isalpha())
    return "; ".join([*parts, *words])


def table(found: Measured) -> int:
    """Print one row a rule; returns how many are broken."""
    broken = 0
    heads = ("rule", "clause", "samples", "result")
    print(f"{heads[0]:26} {heads[1]:14} {heads[2]:>7} {heads[3]:6}")
    for name, rule in RULES.items():
        by_sample = found.get(name, {})
        failed = sum(not all(e.passed for e in checks) for checks in by_sample.values())
        broken += bool(failed)
        result = f"FAIL {failed}" if failed else "pass" if by_sample else "-"
        print(f"{name:26} {rule.clause:14} {len(by_sample):7} {result:6}")
        print(f"    demanded  {rule.demand}")
        print(f"    measured  {summary(by_sample)}")
    print(f"{len(RULES)} rules, {broken} broken")
    return broken


def each_measurement(found: Measured) -> int:
    """Print every measurement; returns how many rules are broken."""
    broken = set()
    for name, by_sample in found.items():
        for sample, checks in by_sample.items():
            for check in checks:
                mark = "     " if check.passed else "FAIL "
                broken |= set() if check.passed else {name}
                print(f"{mark}{name:26} {sample[:SHOWN]:{SHOWN}} {check.found}")
    return len(broken)


def main() -> None:
    parser = argparse.ArgumentParser(description="Rules of layout, measured on finished pages.")
    parser.add_argument("kinds", nargs="*", help="show each measurement for these kinds only")
    wanted = parser.parse_args().kinds
    samples = [each for each in sample_files() if not wanted or each.parent.name in wanted]
    found = measured(samples)
    sys.exit(1 if (each_measurement if wanted else table)(found) else 0)


if __name__ == "__main__":
    main()
