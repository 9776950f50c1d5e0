# SPDX-License-Identifier: Apache-2.0
"""The values of the model keep the promises that the rest of the tool leans on."""

from datetime import UTC, datetime

import pytest

from esign.model import DocumentNumber, Report, Verdict


@pytest.mark.parametrize(
    ("value", "text"),
    [(1, "01/QĐ-SGDĐT"), (5, "05/QĐ-SGDĐT"), (10, "10/QĐ-SGDĐT"), (123456, "123456/QĐ-SGDĐT")],
)
def test_a_number_below_ten_gets_a_leading_zero(value: int, text: str) -> None:
    assert DocumentNumber(value, "QĐ-SGDĐT", "outgoing", 2026).text == text


def test_a_report_refuses_to_be_taken_for_a_boolean() -> None:
    report = Report("a.pdf", "00", "issued", datetime.now(UTC), Verdict.PASSED, (), ())
    with pytest.raises(TypeError):
        bool(report)
