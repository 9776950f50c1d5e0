# SPDX-License-Identifier: Apache-2.0
"""The JSON Schema of `esign.report/2`, which `esign schema esign.report/2` prints.

Words that take one of a few values take them from the model, so that the two cannot drift apart.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from esign.model import Changes, Knowledge, Level, Role, TimeSource, Verdict
from esign.receiving import Nature

if TYPE_CHECKING:
    from enum import StrEnum

Schema = dict[str, Any]

NAME: Final = "esign.report/2"
_SHA256: Final = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
_MOMENT: Final = {"type": "string", "format": "date-time"}
_DAY: Final = {"type": "string", "format": "date"}
_TEXT: Final = {"type": "string"}
_ORDINAL: Final = {"type": "integer", "minimum": 1}
_BYTES: Final = {"type": "integer", "minimum": 1}


def report_schema() -> Schema:
    """The schema (JSON Schema 2020-12); `parts` repeat the whole."""
    judged = _object(
        {
            "schema": _said({"const": NAME}, "the name of this schema"),
            "path": _said(_TEXT, "the file as it was named; left out of `--report out.json`"),
            "nature": _said(_one_of(Nature), "what the file is"),
            "name": _said(_TEXT, "its last name, fit to be shown"),
            "verdict": _said(
                _nullable(_one_of(Verdict)), "null if it cannot be read, or is no signed document"
            ),
            **_of_report(),
            "package": _said({"type": "object"}, "of an edXML package: its header sheet"),
            "parts": _said(
                {"type": "array", "items": {"$ref": "#"}},
                "of a package: its attachments, each like a whole report",
            ),
            "error": _said(_error(), "only if it cannot be read: why"),
        },
        required=("schema", "name", "verdict"),
    )
    judged["dependentRequired"] = {"sha256": [*_of_report()]}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": NAME,
        "description": "One file that was verified",
        **judged,
    }


def _of_report() -> Schema:
    """What stands there of every file that was judged."""
    return {
        "sha256": _said(_SHA256, "of the file; of a detached signature that of the signed content"),
        "content": _said(_nullable(_content()), "only of a detached signature: what it is over"),
        "policy": _said(_TEXT, "by which policy; `detached` for a detached signature"),
        "judged_at": _said(_MOMENT, "for which moment"),
        "headline": _said(_TEXT, "the verdict in a few words, in the language of the run"),
        "meaning": _said(_TEXT, "the verdict in a sentence: what it says and what it does not"),
        "warnings": _said(
            {"type": "array", "items": _warning()},
            "what does not change the verdict, and a reader may yet take for granted",
        ),
        "level": _said(
            _nullable(_one_of(Level)), "how long it can be proven; null if unknown or failed"
        ),
        "document": _said(
            {"type": "object", "additionalProperties": _TEXT},
            "what the file says of itself; worth what the verdict is worth",
        ),
        "signatures": _said({"type": "array", "items": _signature()}, "in the order of signing"),
        "time_stamps": _said({"type": "array", "items": _stamp()}, "document time-stamps"),
        "findings": _said(
            {"type": "array", "items": _finding()}, "every rule that was asked, in its order"
        ),
        "register": _said(
            _nullable(_register()), "null unless the issuing office's register was asked"
        ),
    }


def _content() -> Schema:
    return _closed(
        {
            "name": _said(_nullable(_TEXT), "the signed file; null if it lies in the signature"),
            "signature_sha256": _said(_SHA256, "of the signature file"),
        }
    )


def _warning() -> Schema:
    return _closed(
        {
            "code": _said({"enum": ["empty_fields", "no_seal"]}, "stable"),
            "message": _said(_TEXT, "in the language of the run"),
        }
    )


def _certificate(said: str) -> Schema:
    return {
        "issuer": _said(_TEXT, "who issued the certificate"),
        "serial": _said(_TEXT, "its serial number, hexadecimal"),
        "certificate_sha256": _said({"type": "string", "pattern": "^([0-9a-f]{64})?$"}, said),
        "time": _said(_nullable(_MOMENT), "the moment for which the certificate was judged"),
        "time_source": _said(_one_of(TimeSource), "where that moment comes from"),
        "field": _said(_TEXT, "the form field that holds it; empty in a detached signature"),
        "signed_bytes": _said(
            _nullable(_BYTES), "it covers the file's first so many bytes; null: cannot be told"
        ),
        "verdict": _said(_one_of(Verdict), "of this one alone"),
    }


def _signature() -> Schema:
    return _closed(
        {
            "ordinal": _said(_ORDINAL, "as findings name it; time-stamps count as well"),
            "role": _said(_nullable(_one_of(Role)), "the capacity that the certificate shows"),
            "signer": _said(_TEXT, "whom the certificate names"),
            "title": _said(_TEXT, "the title in the certificate"),
            "organisation": _said(_TEXT, "the organisation in the certificate"),
            "claimed_at": _said(_nullable(_MOMENT), "the signer's own word; decides nothing"),
            **_certificate("its digest; empty if there is none"),
            "subfilter": _said(_TEXT, "the encoding as the file names it"),
            "intact": _said(
                {"type": ["boolean", "null"]}, "what was signed is unchanged; null: cannot be told"
            ),
            "changes": _said(_one_of(Changes), "what came after it"),
            "indication": _said(
                {"enum": ["TOTAL-PASSED", "TOTAL-FAILED", "INDETERMINATE"]},
                "of ETSI EN 319 102-1 §5.1.3",
            ),
            "sub_indication": _said(_nullable(_TEXT), "in the words of that standard"),
            "place": _said(_nullable(_place()), "where it is seen; null: nowhere, or unknown"),
            "text": _said(_nullable(_TEXT), "what it shows in words in place of a picture"),
        }
    )


def _place() -> Schema:
    box = {"type": "array", "items": {"type": "number"}, "minItems": 4, "maxItems": 4}
    return _closed(
        {
            "page": _said(_ORDINAL, "from 1"),
            "box": _said(box, "left, bottom, right, top in points from the page's lower left"),
        }
    )


def _stamp() -> Schema:
    return _closed(
        {
            "ordinal": _said(_ORDINAL, "as findings name it, in their `signature`"),
            "number": _said(_ORDINAL, "among the time-stamps"),
            "at": _said(_nullable(_MOMENT), "the moment it certifies"),
            "authority": _said(_TEXT, "who gave it"),
            **_certificate("the digest of the authority's certificate"),
        }
    )


def _finding() -> Schema:
    return _closed(
        {
            "id": _said(_TEXT, "the rule; stable"),
            "severity": _said({"enum": ["info", "warning", "error"]}, "by the verdict"),
            "verdict": _said(_one_of(Verdict), "what this rule alone would conclude"),
            "signature": _said(_nullable(_ORDINAL), "whose; null: the whole document's"),
            "code": _said(_TEXT, "what was found; stable, to be compared by programs"),
            "message": _said(_TEXT, "the same in the language of the run"),
            "remedy": _said(_nullable(_TEXT), "what to do; null if, and only if, it passed"),
            "facts": _said(
                {"type": "object", "additionalProperties": _TEXT}, "values that the message names"
            ),
        }
    )


def _register() -> Schema:
    number = _closed(
        {"number": _said(_TEXT, "number and symbol"), "issued_on": _said(_DAY, "its date")}
    )
    return _closed(
        {
            "known": _said(_one_of(Knowledge), "what the register's word comes to"),
            "state": _said(_nullable(_TEXT), "where the document stands"),
            "request_id": _said(_nullable(_TEXT), "the request that it was issued for"),
            "number": _said(_nullable(_TEXT), "number and symbol"),
            "issued_on": _said(_nullable(_DAY), "the document's date"),
            "since": _said(_nullable(_MOMENT), "since when it stands there"),
            "reason": _said(_nullable(_TEXT), "why; for the office's own eyes"),
            "by": _said({"type": "array", "items": number}, "what replaced or corrected it"),
            "fault": _said(_nullable(_TEXT), "the error's code, if it could not be asked"),
        }
    )


def _error() -> Schema:
    detail = _closed(
        {
            "code": _said(_TEXT, "stable"),
            "path": _said(_TEXT, "the place within the input"),
            "message": _said(_TEXT, "in the language of the run"),
        }
    )
    return _closed(
        {
            "code": _said(_TEXT, "stable, to be compared by programs"),
            "exit_status": _said({"type": "integer"}, "how a command on this file alone ends"),
            "message": _said(_TEXT, "in the language of the run"),
            "remedy": _said(_TEXT, "what to do"),
            "details": _said({"type": "array", "items": detail}, "single faults"),
        }
    )


def _one_of(words: type[StrEnum]) -> Schema:
    return {"enum": [str(word) for word in words]}


def _nullable(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}


def _said(schema: Schema, description: str) -> Schema:
    return {**schema, "description": description}


def _closed(properties: Schema) -> Schema:
    return _object(properties, required=tuple(properties))


def _object(properties: Schema, required: tuple[str, ...]) -> Schema:
    return {
        "type": "object",
        "properties": properties,
        "required": list(required),
        "additionalProperties": False,
    }
