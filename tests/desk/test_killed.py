# SPDX-License-Identifier: Apache-2.0
"""Whoever is killed while a list is signed or sealed: nothing is lost, nothing done twice."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

import pytest

from esign.register import State
from support import postgres
from support.aftermath import documents, refuse_other_output, refuse_unfit
from support.desk import lay_out, seal_all, sign_all
from support.killing import Crew, Onslaught, missing
from support.workers import Site, Task, request_ids

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from esign.issuance import Manifest

SIGNED = Onslaught(seed=12, requests=60, kills=4, pause=0.01, limit=120)
SEALED = Onslaught(seed=12, requests=16, kills=4, pause=0.05, limit=120)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.long)])
def site(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Site]:
    """An office that has issued nothing, with its database in the folder or on a server."""
    on_server = request.param == "postgres"
    if reason := missing() or (on_server and postgres.missing()):
        pytest.skip(reason)
    if not on_server:
        yield Site(tmp_path).write()
        return
    with postgres.running_cluster(durable=True) as cluster:
        name = cluster.create()
        yield Site(tmp_path, cluster.address(name)).write()
        cluster.drop(name)


def test_a_list_signed_under_kills_is_signed_once_and_as_approved(site: Site) -> None:
    count = SIGNED.requests
    manifest = lay_out(site, count)
    with Crew(sign_all, site, SIGNED) as crew:
        crew.live_through()
    assert crew.toll.kills == SIGNED.kills
    with site.open_register() as register:
        before = {
            name: document.digests["signed"]
            for name, document in documents(register).items()
            if "signed" in document.digests
        }
    repeated = sum(news.beaten for news in sign_all(Task(site, count)))
    assert repeated == len(before) < count, "the blows came too late"
    refuse_disorder(site, manifest, before)


def refuse_disorder(site: Site, manifest: Manifest, before: dict[str, str]) -> None:
    """Each document was signed once, on the page that was approved, and what was kept stays."""
    with site.open_register() as register:
        register.record.check()
        for line in manifest.documents:
            document = documents(register)[line.request_id]
            assert document.state == State.SIGNED
            acts = [act for _, act in document.acts]
            assert acts == ["numbered", "prepared", "signed"], line.request_id
            signed = register.kept(line.request_id, "signed") or b""
            page = register.kept(line.request_id, "prepared") or b""
            assert sha256(page).hexdigest() == line.sha256
            assert signed.startswith(page)
            digest = sha256(signed).hexdigest()
            assert before.get(line.request_id, digest) == digest, line.request_id


def test_what_was_signed_is_sealed_once_under_kills(site: Site) -> None:
    count = SEALED.requests
    lay_out(site, count)
    for _news in sign_all(Task(site, count)):
        pass
    with Crew(seal_all, site, SEALED) as crew:
        crew.live_through()
    for _news in seal_all(Task(site, count)):
        pass
    with site.open_register() as register:
        register.record.check()
        for name, document in documents(register).items():
            acts = [act for _, act in document.acts if act != "kept"]
            assert acts == ["numbered", "prepared", "signed", "sealed", "released"], name
    refuse_other_output(site)
    refuse_unfit(site, request_ids(count)[::5])
