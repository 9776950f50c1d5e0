# SPDX-License-Identifier: Apache-2.0
"""What one hostile input may cost: bounds on a block of code, or a process of its own.

And work beside the caller, so that nothing that hangs can hold him.
"""

from esign.limits.beside import Beside
from esign.limits.bounds import within_limits
from esign.limits.crew import Asked, LimitedCrew, processors
from esign.limits.running import Bounds, LimitedChild, run_limited

__all__ = [
    "Asked",
    "Beside",
    "Bounds",
    "LimitedChild",
    "LimitedCrew",
    "processors",
    "run_limited",
    "within_limits",
]
