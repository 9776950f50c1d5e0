# SPDX-License-Identifier: Apache-2.0
"""Asking services on the network: within bounds, and not again and again where nobody answers."""

from esign.fetching.circuits import CircuitBreaker
from esign.fetching.faults import FetchError
from esign.fetching.http import Question, fetch, shown

__all__ = ["CircuitBreaker", "FetchError", "Question", "fetch", "shown"]
