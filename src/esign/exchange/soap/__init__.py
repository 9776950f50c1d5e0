# SPDX-License-Identifier: Apache-2.0
"""Packages of the years 2013 to 2016: SOAP with the files in it, beside it or in a ZIP.

Letters 512/BTTTT-ƯDCNTT (2013) and 2803/BTTTT-THH (2014). Both are mixed in what is found, so
elements are looked for under the names of either. Read for archives; nothing is written in this
form.
"""

from esign.exchange.soap.apart import taken_apart
from esign.exchange.soap.carried import Carried, carried_files
from esign.exchange.soap.parts import NONE, Part, Parts
from esign.exchange.soap.reading import package_of
from esign.exchange.soap.spellings import SPELLINGS, is_day, is_moment, stop_of

__all__ = [
    "NONE",
    "SPELLINGS",
    "Carried",
    "Part",
    "Parts",
    "carried_files",
    "is_day",
    "is_moment",
    "package_of",
    "stop_of",
    "taken_apart",
]
