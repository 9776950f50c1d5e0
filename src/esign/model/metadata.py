# SPDX-License-Identifier: Apache-2.0
"""The name under which an issued document describes itself in its XMP metadata."""

from __future__ import annotations

from typing import Final

XMP_NAMESPACE: Final = "urn:uuid:8d0f3a52-7c1e-4b6b-9f3e-2f6a4c1d9e70#"
"""Ours alone; every issued document carries it, so it never changes."""

CERTIFIED_NAME: Final = "SignerInfo.CertifiedName"
"""The property that says how the signer's certificate spells the printed name, if otherwise."""
