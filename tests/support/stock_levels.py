# SPDX-License-Identifier: Apache-2.0
"""pyHanko's own validator of long-term signatures (ETSI EN 319 102-1 §5.6.3), offline.

The library takes proof of a signature's time from a time-stamp inside its container alone and stops
where there is none, though the standard names document time-stamps as proof as well. Only that stop
is bridged here; paths, revocation, the chain of document time-stamps and the judgement of the past
are all its own.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from asn1crypto import crl as asn1_crl
from asn1crypto import x509 as asn1_x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import ades
from pyhanko.sign.validation.policy_decl import (
    LocalKnowledge,
    PdfSignatureValidationSpec,
    RevinfoOnlineFetchingRule,
    RevocationInfoGatheringSpec,
    SignatureValidationSpec,
)
from pyhanko_certvalidator.context import CertValidationPolicySpec
from pyhanko_certvalidator.ltv.types import ValidationTimingInfo
from pyhanko_certvalidator.policy_decl import REQUIRE_REVINFO, CertRevTrustPolicy
from pyhanko_certvalidator.registry import SimpleTrustManager
from pyhanko_certvalidator.revinfo.archival import CRLContainer

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

PASSED = "PASSED"
_STOPS = "No signature timestamp present"


def stock_words(
    pdf: bytes, root: bytes, lists: Iterable[bytes], at: datetime
) -> list[tuple[str, str, str]]:
    """Field, status and reason of every signature that is no time-stamp, judged at a moment.

    Args:
        pdf: the file.
        root: the only anchor, DER.
        lists: revocation lists beside those in the file, DER.
        at: aware.
    """
    reader = PdfFileReader(BytesIO(pdf))
    spec = _spec(root, lists)
    moment = ValidationTimingInfo(at, at, point_in_time_validation=True)
    found = []
    for signature in reader.embedded_regular_signatures:
        with patch.object(ades, "ades_with_time_validation", _bridged(ades)):
            result = asyncio.run(ades.ades_lta_validation(signature, spec, timing_info=moment))
        said = result.ades_subindic
        found.append((signature.field_name, said.status.name, f"{said} {result.failure_msg or ''}"))
    return found


def _spec(root: bytes, lists: Iterable[bytes]) -> PdfSignatureValidationSpec:
    policy = CertValidationPolicySpec(
        trust_manager=SimpleTrustManager.build([asn1_x509.Certificate.load(root)]),
        revinfo_policy=CertRevTrustPolicy(REQUIRE_REVINFO),
    )
    known = [CRLContainer(asn1_crl.CertificateList.load(entry)) for entry in lists]
    return PdfSignatureValidationSpec(
        SignatureValidationSpec(
            cert_validation_policy=policy,
            revinfo_gathering_policy=RevocationInfoGatheringSpec(
                RevinfoOnlineFetchingRule.LOCAL_ONLY
            ),
            local_knowledge=LocalKnowledge(known_crls=known),
        )
    )


def _bridged(module: Any) -> Any:
    original, basic = module.ades_with_time_validation, module.ades_basic_validation

    async def with_time(signed_data: Any, **options: Any) -> Any:
        result = await original(signed_data, **options)
        if result.failure_msg != _STOPS:
            return result
        said = await basic(
            signed_data,
            validation_spec=options["validation_spec"],
            timing_info=options["timing_info"],
            raw_digest=options["raw_digest"],
        )
        return replace(result, ades_subindic=said.ades_subindic, failure_msg=None)

    return with_time
