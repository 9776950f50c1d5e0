# SPDX-License-Identifier: Apache-2.0
"""The rows of revision 0001 as revision 0002 holds them; never changes once shipped."""

import json
from collections.abc import Iterator

import sqlalchemy as sa

from esign.register.folding import fold

_TYPE_NAMES = {"decision": "Quyết định", "diploma-copy": "Bản sao từ sổ gốc"}
"""The kinds that could be issued at revision 0001."""

_ENTERED = ("sealed", "released", "voided")
"""What an audit row of revision 0001 says when it tells of a change of state."""


def entries(connection: sa.Connection) -> Iterator[dict[str, object]]:
    """The numbers."""
    acts = connection.execute(sa.text("SELECT seq, actor FROM audit"))
    actors = {row.seq: row.actor for row in acts}
    originals = sa.text("SELECT request_id, kept_at FROM artefact_0001 WHERE stage = 'pdf'")
    sealed = {row.request_id: row.kept_at for row in connection.execute(originals)}
    days = {"issued_on": sa.Date()}
    whole = sa.text("SELECT * FROM register_0001").columns(**days)
    for row in connection.execute(whole).mappings():
        old = dict(row)
        seq = old.pop("audit_seq")
        released, voided = old.pop("released_at"), old.pop("voided_at")
        reason = old.pop("void_reason")
        at = voided or released or sealed.get(old["request_id"]) or old["numbered_at"]
        number = f"{old['value']:02d}/{old['symbol']}"
        type_name = _TYPE_NAMES.get(old["kind"], "")
        texts = (number, type_name, old["subject"], *_texts(old["request"]))
        yield old | {
            "id": seq,
            "medium": "electronic",
            "type_name": type_name,
            "copies": 1,
            "note": "",
            "folded": fold("\n".join(texts)),
            "retain_until": None,
            "numbered_by": actors[seq],
            "state_at": at,
            "state_reason": reason,
        }


def _texts(request: str) -> Iterator[str]:
    """Every text of a request's content."""
    waiting = [json.loads(request)["content"]]
    while waiting:
        each = waiting.pop()
        if isinstance(each, dict):
            waiting.extend(each.values())
        elif isinstance(each, list):
            waiting.extend(each)
        elif isinstance(each, str):
            yield each


def files(connection: sa.Connection) -> Iterator[dict[str, object]]:
    """The kept files, by the number they belong to."""
    kept = (
        "SELECT r.audit_seq AS entry_id, a.stage, a.sha256, a.size, a.kept_at "
        "FROM artefact_0001 a JOIN register_0001 r ON r.request_id = a.request_id"
    )
    for row in connection.execute(sa.text(kept)).mappings():
        yield dict(row)


def changes(connection: sa.Connection) -> Iterator[dict[str, object]]:
    """What the audit rows tell of changes of state."""
    told = sa.text(
        "SELECT a.seq AS audit_seq, r.audit_seq AS entry_id, a.action AS act, a.action AS state, "
        "a.at, a.actor, CASE a.action WHEN 'voided' THEN r.void_reason ELSE '' END AS reason "
        "FROM audit a JOIN register_0001 r ON r.request_id = a.subject "
        "WHERE a.action IN :entered ORDER BY a.seq"
    ).bindparams(sa.bindparam("entered", _ENTERED, expanding=True))
    for row in connection.execute(told).mappings():
        yield {**row, "other_id": None}
