# SPDX-License-Identifier: Apache-2.0
"""The two signature fields of an issued document."""

from __future__ import annotations

from enum import StrEnum


class SignatureField(StrEnum):
    """By its name in the form (`/T`); in the layout its box is marked `esign:<name>`."""

    SIGNER = "signer"
    SEAL = "seal"
