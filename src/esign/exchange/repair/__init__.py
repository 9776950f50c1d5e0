# SPDX-License-Identifier: Apache-2.0
"""Mends a damaged package and says what it changed; it invents nothing and loses nothing."""

from esign.exchange.repair.repairing import Repaired, repair

__all__ = ["Repaired", "repair"]
