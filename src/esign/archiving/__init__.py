# SPDX-License-Identifier: Apache-2.0
"""Handing a dossier over to the archive: its files in time order, and what is said of them."""

from esign.archiving.export import Exported, export_dossier

__all__ = ["Exported", "export_dossier"]
