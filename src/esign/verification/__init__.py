# SPDX-License-Identifier: Apache-2.0
"""Judges a signed PDF: facts first, then a verdict by a policy; offline, and whatever the input.

Knows documents and signatures; whom to trust is decided by the trust store handed in.
"""

from esign.verification.inspection import inspect
from esign.verification.policy import DEFAULT_POLICY, shipped_policies

__all__ = ["DEFAULT_POLICY", "inspect", "shipped_policies"]
