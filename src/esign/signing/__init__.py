# SPDX-License-Identifier: Apache-2.0
"""Signing and sealing: keys, marks, and PAdES baseline signatures (ETSI EN 319 142-1, level B-B).

A signature fills one prepared field and changes nothing else in the document. Statements that are
no documents are sealed by a CMS beside them, which a time-stamp may follow.

Every signature has two phases. It is begun by `begin_signature` (the competent person's),
`begin_seal` (the agency's over what that person signed), `begin_sole_seal` (the agency's where
nobody else signs: books, copies, annexes) or `begin_statement_seal`; what they return, an
`OpenSignature`, holds the whole future file and the `attributes` that the key has to sign. It is
finished with the value by `finish`, or with a whole CMS by `finish_with_container`, at any later
time. `sign`, `seal`, `seal_alone`, `seal_book` and `seal_statement` do both at once with the
signatory's key.

What a field shows is an `Appearance`: a `Mark`, a `TextSeal`, or anything else that returns a
`Drawing` for a `Box`; `Signatory.showing` exchanges it.
"""

from esign.signing.appearance import Appearance, Box, Drawing, DrawnObject
from esign.signing.completing import (
    begin_certification,
    begin_completion,
    certify,
    complete,
    require_completable,
)
from esign.signing.keys import KeyOptions, KeySort, external_key, open_key, read_external
from esign.signing.keys.remote.service import ApiVersion, RemoteProfile
from esign.signing.mark import Mark
from esign.signing.opening import LARGEST_FILE, OpenSignature, finish
from esign.signing.precondition import signed_at
from esign.signing.returned import finish_with_container
from esign.signing.sign import begin_seal, begin_signature, seal, sign
from esign.signing.signatory import Signatory, refuse_other_bearer
from esign.signing.sole_seal import begin_sole_seal, seal_alone, seal_book
from esign.signing.statement import begin_statement_seal, seal_statement
from esign.signing.text_seal import TextSeal
from esign.signing.timestamp import HttpTimestampAuthority, Terms

__all__ = [
    "LARGEST_FILE",
    "ApiVersion",
    "Appearance",
    "Box",
    "Drawing",
    "DrawnObject",
    "HttpTimestampAuthority",
    "KeyOptions",
    "KeySort",
    "Mark",
    "OpenSignature",
    "RemoteProfile",
    "Signatory",
    "Terms",
    "TextSeal",
    "begin_certification",
    "begin_completion",
    "begin_seal",
    "begin_signature",
    "begin_sole_seal",
    "begin_statement_seal",
    "certify",
    "complete",
    "external_key",
    "finish",
    "finish_with_container",
    "open_key",
    "read_external",
    "refuse_other_bearer",
    "require_completable",
    "seal",
    "seal_alone",
    "seal_book",
    "seal_statement",
    "sign",
    "signed_at",
]
