# SPDX-License-Identifier: Apache-2.0
"""The story of lasting proof: new documents raised as they are issued, older files later.

Proof is only ever appended. A file that an office has issued is raised where it lies and in the
office's register alike; see `augment` and `files_of`.
"""

from esign.augmenting.files import Augmented, Order, augment
from esign.augmenting.kept import Archive, files_of
from esign.augmenting.raising import YEARS_AHEAD, Lifted, Raising, foreseen

__all__ = [
    "YEARS_AHEAD",
    "Archive",
    "Augmented",
    "Lifted",
    "Order",
    "Raising",
    "augment",
    "files_of",
    "foreseen",
]
