# SPDX-License-Identifier: Apache-2.0
"""Finding documents that have no number yet; few wait at a time, so they are read one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from esign.register.folding import fold

if TYPE_CHECKING:
    from collections.abc import Iterable

    from esign.register.search import Query
    from esign.register.unnumbered_rows import Waiting


def matching(waiting: Iterable[Waiting], query: Query) -> tuple[Waiting, ...]:
    """Those that have all that is asked for, newest first; none where a number or state is."""
    if query.number or query.state or query.until:
        return ()
    found = [each for each in waiting if _fits(each, query)]
    return tuple(sorted(found, key=lambda each: each.id, reverse=True))


def _fits(each: Waiting, query: Query) -> bool:
    document = each.document
    known = (each.request_id, document.lookup_code, document.symbol, each.type_name, each.subject)
    sought = (
        (query.words, " ".join((*known, each.signer_name))),
        (query.subject, each.subject),
        (query.signer, each.signer_name),
        (query.kind, f"{each.kind} {each.type_name}"),
        (query.recipient, str(document.request.content.get("recipients", ""))),
    )
    in_book = query.book in {"", document.book}
    since = query.since is None or query.since <= document.drawn_on
    return in_book and since and all(_occur(words, text) for words, text in sought)


def _occur(words: str, text: str) -> bool:
    folded = fold(text)
    return all(term in folded for term in fold(words).split())
