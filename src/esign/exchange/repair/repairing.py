# SPDX-License-Identifier: Apache-2.0
"""The story of a repair: read, mend, write down as receivers expect, look again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from lxml import etree

from esign.errors import Detail, InputError
from esign.exchange.envelope import children, first, holds_status, open_envelope, text
from esign.exchange.repair.layout import laid_out
from esign.exchange.repair.mending import MENDS
from esign.exchange.repair.readable import readable
from esign.exchange.repair.sameness import is_same, said_by
from esign.exchange.rules import LintContext, errors, lint
from esign.exchange.rules.subject import Subject
from esign.exchange.rules.topics.markup import is_prefixed
from esign.exchange.signature import envelope_signature
from esign.model import EnvelopeState

if TYPE_CHECKING:
    from lxml.etree import _Element

    from esign.exchange.rules import Finding

_NO_SIGNATURE: Final = frozenset(
    {EnvelopeState.ABSENT, EnvelopeState.EMPTY, EnvelopeState.DECORATIVE}
)
_NOTHING_KNOWN = LintContext()


@dataclass(frozen=True, slots=True)
class Repaired:
    """A mended package.

    Attributes:
        data: its bytes; those that were given where nothing was to be mended.
        changes: what was changed, in the order of the package's parts.
        left: what the rules still find.
        breaks_signature: whether a genuine signature over the envelope is void by it.
    """

    data: bytes
    changes: tuple[Detail, ...]
    left: tuple[Finding, ...]
    breaks_signature: bool = False

    @property
    def is_sound(self) -> bool:
        """Whether it may be sent or taken now."""
        return not self.breaks_signature and not errors(self.left)


def repair(data: bytes, context: LintContext = _NOTHING_KNOWN) -> Repaired:
    """Mend what can be mended without knowing more than the package says.

    Attached files stay as they are, byte by byte. A missing number, subject or code stays missing.

    Args:
        data: a document or status package of QCVN 102:2016/BTTTT.
        context: what is known beyond it, for the findings that are left.

    Raises:
        InputError: `edxml.A5`, `edxml.X…` it is no such package; `edxml.repair.cut` it is cut
            short; `edxml.repair.lost` it cannot be read without losing something;
            `edxml.repair.changed` it would say something else than before.
    """
    root, changes = readable(data)
    if not holds_status(root):
        open_envelope(root)  # refuses what is no package of this generation
    before, said, was_signed = _contents(root), said_by(root), _is_signed(root)
    if any(is_prefixed(Subject(root, data))):
        changes += (Detail("edxml.repair.prefix"),)
    changes += tuple(change for mend in MENDS for change in mend(root))
    mended = laid_out(root)
    if _contents(mended) != before:
        raise InputError("edxml.repair.lost")
    if not changes:
        return Repaired(data, (), lint(data, context))
    if not is_same(said, said_by(mended), {change.code for change in changes}):
        raise InputError("edxml.repair.changed")
    written = etree.tostring(mended, xml_declaration=True, encoding="UTF-8")
    return Repaired(written, changes, lint(written, context), was_signed)


def _is_signed(root: _Element) -> bool:
    return envelope_signature(etree.tostring(root)).state not in _NO_SIGNATURE


def _contents(root: _Element) -> list[str]:
    """The attached files as they travel, blanks between their letters aside."""
    attached = children(first(root, "AttachmentEncoded"), "Attachment")
    return ["".join(text(each, "ContentTransferEncoded").split()) for each in attached]
