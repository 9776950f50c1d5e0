# SPDX-License-Identifier: Apache-2.0
"""Issue, sign, seal, package and verify official electronic documents.

The public surface. Names are loaded when first used, so that `import esign` costs next to nothing:

    office = esign.open_office("esign.toml")
    issued = esign.issue(esign.load_request("request.toml", office.kinds), office)
    report = esign.verify(issued.pdf, trust=office.trust, at=office.clock.now())
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from esign import exchange as _exchange
    from esign.acceptance import inspect as inspect
    from esign.acceptance import verify as verify
    from esign.annexes import admit_annexes as admit_annexes
    from esign.copying import certify_copy as certify_copy
    from esign.delivery import Dispatcher as Dispatcher
    from esign.delivery import Sent as Sent
    from esign.delivery import send_waiting as send_waiting
    from esign.delivery_wiring import open_dispatcher as open_dispatcher
    from esign.errors import ConfigurationError as ConfigurationError
    from esign.errors import Detail as Detail
    from esign.errors import EsignError as EsignError
    from esign.errors import ExitStatus as ExitStatus
    from esign.errors import InputError as InputError
    from esign.errors import KeyFaultError as KeyFaultError
    from esign.errors import OutputError as OutputError
    from esign.errors import ServiceError as ServiceError
    from esign.errors import UsageError as UsageError
    from esign.exchange import LintContext as LintContext
    from esign.exchange import pack as pack
    from esign.exchange import unpack as unpack
    from esign.intake import Fetched as Fetched
    from esign.intake import Intake as Intake
    from esign.intake import fetch_waiting as fetch_waiting
    from esign.intake_wiring import open_intake as open_intake
    from esign.issuance import Approval as Approval
    from esign.issuance import Begun as Begun
    from esign.issuance import Issued as Issued
    from esign.issuance import Manifest as Manifest
    from esign.issuance import Office as Office
    from esign.issuance import Pending as Pending
    from esign.issuance import Queue as Queue
    from esign.issuance import Returned as Returned
    from esign.issuance import Signed as Signed
    from esign.issuance import approve as approve
    from esign.issuance import begin_sealing as begin_sealing
    from esign.issuance import begin_signing as begin_signing
    from esign.issuance import finish_sealing as finish_sealing
    from esign.issuance import finish_signing as finish_signing
    from esign.issuance import issue as issue
    from esign.issuance import load_request as load_request
    from esign.issuance import prepare as prepare
    from esign.issuance import seal_signed as seal_signed
    from esign.issuance import sealing_together as sealing_together
    from esign.issuance import sign_prepared as sign_prepared
    from esign.issuance import signing_together as signing_together
    from esign.issuance import take_back as take_back
    from esign.issuance import waiting_to_seal as waiting_to_seal
    from esign.issuance import waiting_to_sign as waiting_to_sign
    from esign.kinds import request_from as request_from
    from esign.messages import Language as Language
    from esign.model import Attachment as Attachment
    from esign.model import FailedVerificationError as FailedVerificationError
    from esign.model import Finding as Finding
    from esign.model import IndeterminateVerificationError as IndeterminateVerificationError
    from esign.model import Knowledge as Knowledge
    from esign.model import Numbered as Numbered
    from esign.model import Package as Package
    from esign.model import Party as Party
    from esign.model import PreparedPdf as PreparedPdf
    from esign.model import RegisterStanding as RegisterStanding
    from esign.model import Report as Report
    from esign.model import Request as Request
    from esign.model import Role as Role
    from esign.model import SealedPdf as SealedPdf
    from esign.model import SignatureReport as SignatureReport
    from esign.model import SignedPdf as SignedPdf
    from esign.model import StatusPackage as StatusPackage
    from esign.model import Verdict as Verdict
    from esign.model import VerificationError as VerificationError
    from esign.receiving import Given as Given
    from esign.receiving import Judged as Judged
    from esign.receiving import Judges as Judges
    from esign.receiving import Sources as Sources
    from esign.register import Acceptance as Acceptance
    from esign.rehearsal import Desk as Desk
    from esign.rehearsal import rehearse as rehearse
    from esign.settings import load_settings as load_settings
    from esign.signing import Mark as Mark
    from esign.signing import Signatory as Signatory
    from esign.signing import external_key as external_key
    from esign.signing import seal as seal
    from esign.signing import sign as sign
    from esign.trust import TrustStore as TrustStore
    from esign.wiring import open_office as open_office
    from esign.wiring import secret_prompt as secret_prompt

    lint_package = _exchange.lint
    read_package = _exchange.read
    repair_package = _exchange.repair
    write_package = _exchange.write

_HOMES = {
    "acceptance": ("inspect", "verify"),
    "annexes": ("admit_annexes",),
    "copying": ("certify_copy",),
    "delivery": ("Dispatcher", "Sent", "send_waiting"),
    "delivery_wiring": ("open_dispatcher",),
    "errors": (
        "ConfigurationError",
        "Detail",
        "EsignError",
        "ExitStatus",
        "InputError",
        "KeyFaultError",
        "OutputError",
        "ServiceError",
        "UsageError",
    ),
    "exchange": ("LintContext", "pack", "unpack"),
    "intake": ("Fetched", "Intake", "fetch_waiting"),
    "intake_wiring": ("open_intake",),
    "issuance": (
        "Approval",
        "Begun",
        "Issued",
        "Manifest",
        "Office",
        "Pending",
        "Queue",
        "Returned",
        "Signed",
        "approve",
        "begin_sealing",
        "begin_signing",
        "finish_sealing",
        "finish_signing",
        "issue",
        "load_request",
        "prepare",
        "seal_signed",
        "sealing_together",
        "sign_prepared",
        "signing_together",
        "take_back",
        "waiting_to_seal",
        "waiting_to_sign",
    ),
    "kinds": ("request_from",),
    "messages": ("Language",),
    "model": (
        "Attachment",
        "FailedVerificationError",
        "Finding",
        "IndeterminateVerificationError",
        "Knowledge",
        "Numbered",
        "Package",
        "Party",
        "PreparedPdf",
        "RegisterStanding",
        "Report",
        "Request",
        "Role",
        "SealedPdf",
        "SignatureReport",
        "SignedPdf",
        "StatusPackage",
        "Verdict",
        "VerificationError",
    ),
    "receiving": ("Given", "Judged", "Judges", "Sources"),
    "register": ("Acceptance",),
    "rehearsal": ("Desk", "rehearse"),
    "settings": ("load_settings",),
    "signing": ("Mark", "Signatory", "external_key", "seal", "sign"),
    "trust": ("TrustStore",),
    "wiring": ("open_office", "secret_prompt"),
}
_HOME_OF = {
    **{name: (module, name) for module, names in _HOMES.items() for name in names},
    **{f"{name}_package": ("exchange", name) for name in ("lint", "read", "repair", "write")},
}

__all__ = sorted(_HOME_OF)  # noqa: PLE0605 - the table above is the list

if not TYPE_CHECKING:  # a type checker knows the names from above, and sees misspelt ones

    def __getattr__(name: str) -> object:
        if name not in _HOME_OF:
            raise AttributeError(f"module 'esign' has no attribute {name!r}")
        module, its_name = _HOME_OF[name]
        value = getattr(import_module(f"esign.{module}"), its_name)
        globals()[name] = value
        return value

    def __dir__() -> list[str]:
        return sorted({*globals(), *_HOME_OF})
