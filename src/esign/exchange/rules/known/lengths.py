# SPDX-License-Identifier: Apache-2.0
"""Most characters that hubs and offices keep of each text, as their validators and tables show."""

from __future__ import annotations

from typing import Final

ORGANISATION: Final = {
    "OrganId": 35,
    "OrganizationInCharge": 200,
    "OrganName": 200,
    "OrganAdd": 250,
    "Email": 100,
    "Telephone": 20,
    "Fax": 20,
    "Website": 100,
}

MESSAGE: Final = {
    ("Code", "CodeNumber"): 11,
    ("Code", "CodeNotation"): 30,
    ("PromulgationInfo", "Place"): 50,
    ("DocumentType", "TypeName"): 100,
    ("Subject",): 500,
    ("Content",): 500,
    ("SignerInfo", "Competence"): 100,
    ("SignerInfo", "Position"): 100,
    ("SignerInfo", "FullName"): 50,
    ("OtherInfo", "SphereOfPromulgation"): 100,
    ("OtherInfo", "TyperNotation"): 10,
    ("DocumentId",): 75,
    ("StatusCode",): 5,
    ("Description",): 500,
}

ANSWERED: Final = {"OrganId": 35, "Code": 50, "DocumentId": 200}

STAFF: Final = {"Department": 200, "Staff": 100, "Mobile": 30, "Email": 100}

REASON: Final = 500
"""Of BussinessDocReason."""

PLACE: Final = 150
"""Of one line of ToPlaces."""
