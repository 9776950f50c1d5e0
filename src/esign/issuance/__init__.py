# SPDX-License-Identifier: Apache-2.0
"""Issuing: from a checked request to the released original in the output folder."""

from esign.issuance.issuing import check, issue, prepare
from esign.issuance.office import Issued, Office, load_request

__all__ = ["Issued", "Office", "check", "issue", "load_request", "prepare"]
