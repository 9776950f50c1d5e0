# SPDX-License-Identifier: Apache-2.0
"""Issuing: from a checked request to the released original in the output folder.

In one run (`issue`), or over three desks: the clerk's, where documents are prepared (`prepare`);
the leader's, where a list is approved and signed (`waiting_to_sign`, `approve`, `sign_prepared`);
and the clerk's again, where what was signed is sealed (`waiting_to_seal`, `seal_signed`). A key
that makes many signatures at once does so by `signing_together` and `sealing_together`. Where the
key signs elsewhere, signatures are begun (`begin_signing`, `begin_sealing`) and, when they come
back (`take_back`), finished (`finish_signing`, `finish_sealing`).
"""

from esign.issuance.elsewhere import (
    Begun,
    Returned,
    begin_sealing,
    begin_signing,
    finish_sealing,
    finish_signing,
    take_back,
)
from esign.issuance.issuing import check, issue, prepare, prepare_in_order, seal_signed
from esign.issuance.leader import Approval, Signed, approve, sign_prepared
from esign.issuance.manifest import MANIFEST, Line, Manifest
from esign.issuance.office import Issued, Keys, Office, load_request
from esign.issuance.pending import PENDING, Pending
from esign.issuance.queue import Queue, waiting_to_seal, waiting_to_sign
from esign.issuance.sign_first import take_reserved
from esign.issuance.together import sealing_together, signing_together

__all__ = [
    "MANIFEST",
    "PENDING",
    "Approval",
    "Begun",
    "Issued",
    "Keys",
    "Line",
    "Manifest",
    "Office",
    "Pending",
    "Queue",
    "Returned",
    "Signed",
    "approve",
    "begin_sealing",
    "begin_signing",
    "check",
    "finish_sealing",
    "finish_signing",
    "issue",
    "load_request",
    "prepare",
    "prepare_in_order",
    "seal_signed",
    "sealing_together",
    "sign_prepared",
    "signing_together",
    "take_back",
    "take_reserved",
    "waiting_to_seal",
    "waiting_to_sign",
]
