# SPDX-License-Identifier: Apache-2.0
"""Packages for the national document axis: edXML of QCVN 102:2016/BTTTT.

Wire names live here and nowhere else.
"""

from esign.exchange.compose import compose, file_stem, pack
from esign.exchange.reader import unpack
from esign.exchange.rules import lint
from esign.exchange.writer import write

__all__ = ["compose", "file_stem", "lint", "pack", "unpack", "write"]
