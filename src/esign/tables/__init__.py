# SPDX-License-Identifier: Apache-2.0
"""Books as tables for other programs: a spreadsheet (XLSX) and separated values (CSV).

Whatever a cell says stays text: no program that opens the table may take it for a formula.
"""

from esign.tables.separated import book_as_csv
from esign.tables.workbook import book_as_xlsx

__all__ = ["book_as_csv", "book_as_xlsx"]
