# SPDX-License-Identifier: Apache-2.0
"""A document that is prepared at one desk, signed at another and sealed at a third."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

import pytest

import esign
from esign.errors import InputError, KeyFaultError
from esign.issuance import (
    approve,
    issue,
    issuing,
    leader,
    prepare,
    seal_signed,
    sign_prepared,
    waiting_to_seal,
    waiting_to_sign,
)
from esign.model import VerificationError
from esign.register import State
from esign.wiring import open_office
from support.desk import Desks, a_decision, an_id, approved, prepared, signed
from support.office import make_office
from support.pki import make_pki
from support.places import Place
from support.ports import FIXED_NOW, CountingPrompt

if TYPE_CHECKING:
    from pathlib import Path

    from esign.issuance import Office

FIRST, SECOND = an_id(1), an_id(2)


def state(office: Office, request_id: str = FIRST) -> State:
    entry = office.register.find(request_id)
    assert entry is not None
    return entry.state


def test_three_desks_make_what_one_run_makes(office: Office) -> None:
    page = prepare(a_decision(office), office)
    (line,) = waiting_to_sign(office).manifest.documents
    assert (line.request_id, line.number, line.kind) == (FIRST, "01/QĐ-SGDĐT", "decision")
    assert (line.signer, line.type_name, line.pages) == ("Nguyễn Minh Châu", "Quyết định", 1)
    assert line.sha256 == sha256(page.data).hexdigest()
    done = sign_prepared(FIRST, approved(office), office)
    assert (done.repeated, done.remarks, state(office)) == (False, (), State.SIGNED)
    assert [each.request_id for each in waiting_to_seal(office).manifest.documents] == [FIRST]
    issued = seal_signed(FIRST, office)
    assert state(office) is State.RELEASED
    assert issued.pdf.read_bytes().startswith(page.data)
    assert issued.package is not None
    esign.verify(issued.pdf, trust=office.trust, at=FIXED_NOW, register=office.register)
    for queue in (waiting_to_sign(office), waiting_to_seal(office)):
        assert (queue.manifest.documents, queue.faults) == ((), ())
    assert office.register.record.check().entries == 1


def test_each_desk_asks_for_its_own_key_only(desks: Desks) -> None:
    asked = desks.prompt.labels
    with desks.open() as clerk:
        prepared(clerk)
        waiting_to_sign(clerk)
        assert asked == []
    with desks.open() as director:
        sign_prepared(FIRST, approved(director), director)
        assert asked == ["director"]
    with desks.open() as clerk:
        waiting_to_seal(clerk)
        assert asked == ["director"]
        seal_signed(FIRST, clerk)
    assert asked == ["director", "seal"]


def test_the_keys_of_others_need_not_be_there(desks: Desks, tmp_path: Path) -> None:
    keys = tmp_path / "keys"
    (keys / "seal.p12").rename(tmp_path / "elsewhere.p12")
    with desks.open() as director:
        prepared(director)
        sign_prepared(FIRST, approved(director), director)
    (tmp_path / "elsewhere.p12").rename(keys / "seal.p12")
    (keys / "director.p12").unlink()
    with desks.open() as clerk:
        assert seal_signed(FIRST, clerk).pdf.is_file()


def test_one_passphrase_is_enough_for_a_thousand(office: Office, desks: Desks) -> None:
    ids = signed(office, 4)
    assert desks.prompt.labels == ["director"]
    assert {state(office, each) for each in ids} == {State.SIGNED}


def test_a_wrong_passphrase_is_tried_once(desks: Desks) -> None:
    desks.prompt.answer = "wrong"
    with desks.open() as office:
        ids = prepared(office, 2)
        approval = approved(office)
        for request_id in ids:
            with pytest.raises(KeyFaultError) as refused:
                sign_prepared(request_id, approval, office)
            assert refused.value.code == "key.wrong_passphrase"
    assert desks.prompt.labels == ["director"]


def test_a_page_prepared_again_is_the_same_page(office: Office) -> None:
    first = prepare(a_decision(office), office)
    again = prepare(a_decision(office), office)
    assert (again.data, again.numbered, again.pages) == (first.data, first.numbered, first.pages)
    acts = Place(office.output.parent / "register").rows("SELECT action FROM audit")
    assert [act for (act,) in acts].count("prepared") == 1


@pytest.mark.parametrize("late", [False, True], ids=["same day", "next day"])
def test_a_run_of_issue_signs_the_very_page_that_was_prepared(
    office: Office, desks: Desks, monkeypatch: pytest.MonkeyPatch, *, late: bool
) -> None:
    page = prepare(a_decision(office), office)
    desks.clock.moment += timedelta(days=late)
    monkeypatch.setattr(issuing, "stamp", None)
    issued = issue(a_decision(office), office)
    assert issued.pdf.read_bytes().startswith(page.data)
    assert issued.numbered.number == page.numbered.number


def test_a_run_of_issue_seals_what_was_signed_at_the_desk(
    office: Office, desks: Desks, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed(office)
    with desks.open() as clerk:
        monkeypatch.setattr(issuing, "sign", None)
        issued = issue(a_decision(clerk), clerk)
        kept = clerk.register.kept(FIRST, "signed") or b""
    assert issued.pdf.read_bytes().startswith(kept)
    assert desks.prompt.labels == ["director", "seal"]


def test_a_document_that_waits_may_be_given_up_at_every_desk(office: Office) -> None:
    prepared(office)
    signed_id = SECOND
    prepare(a_decision(office, 2), office)
    sign_prepared(signed_id, approved(office, [signed_id]), office)
    for request_id in (FIRST, SECOND):
        assert office.register.lifecycle.void(request_id, "Không ban hành").state is State.VOIDED
    assert waiting_to_sign(office).manifest.documents == ()
    assert waiting_to_seal(office).manifest.documents == ()
    for act in (lambda: waiting_to_sign(office, [FIRST]), lambda: seal_signed(SECOND, office)):
        with pytest.raises(InputError) as refused:
            act()
        assert refused.value.code == "register.voided"
    office.register.audit_check()


def test_what_is_signed_is_not_prepared_again(office: Office) -> None:
    signed(office)
    with pytest.raises(InputError) as refused:
        prepare(a_decision(office), office)
    assert refused.value.code == "desk.not_to_prepare"
    assert "đã ký" in refused.value.message("vi")


def test_what_is_not_prepared_is_not_signed_and_what_is_not_signed_not_sealed(
    office: Office,
) -> None:
    office.register.number(a_decision(office), office.kinds.kind("decision"), office.agency)
    assert waiting_to_sign(office).manifest.documents == ()
    with pytest.raises(InputError) as refused:
        waiting_to_sign(office, [FIRST])
    assert refused.value.code == "desk.not_prepared"
    for act in (lambda: seal_signed(FIRST, office), lambda: waiting_to_seal(office, [FIRST])):
        with pytest.raises(InputError) as refused:
            act()
        assert refused.value.code == "desk.not_signed"


def test_a_page_that_prints_another_signer_is_not_signed_and_the_others_are(
    tmp_path: Path,
) -> None:
    with make_office(tmp_path, director=make_pki().second_director) as office:
        prepared(office)
        with pytest.raises(KeyFaultError) as refused:
            sign_prepared(FIRST, approved(office), office)
        assert refused.value.code == "key.other_name"
        assert state(office) is State.NUMBERED


def test_the_queue_shows_what_waits_for_the_person_whose_key_it_is(tmp_path: Path) -> None:
    desks = Desks.write(tmp_path)
    text = desks.settings.read_text(encoding="utf-8")
    for name, count in (("nguyễn minh châu", 1), ("Trần Văn Khác", 0)):
        own = text.replace("[signer]\n", f'[signer]\nname = "{name}"\n')
        desks.settings.write_text(own, encoding="utf-8")
        with desks.open() as office:
            prepared(office)
            assert len(waiting_to_sign(office).manifest.documents) == count


def test_what_waited_too_long_is_not_signed(office: Office, desks: Desks) -> None:
    prepared(office)
    approval = approved(office)
    desks.clock.moment += timedelta(days=1)
    other = prepare(a_decision(office, 2), office).numbered.request.request_id
    late = sign_prepared(FIRST, approval, office)
    assert [remark.code for remark in late.remarks] == ["register.signed_late"]
    approval = approved(office)
    desks.clock.moment += timedelta(days=4)
    with pytest.raises(InputError) as refused:
        sign_prepared(other, approval, office)
    assert refused.value.code == "register.too_late_to_sign"


def test_what_is_signed_is_not_signed_twice(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepared(office, 2)
    approval = approved(office)
    first = sign_prepared(FIRST, approval, office)
    monkeypatch.setattr(leader, "sign", None)
    again = sign_prepared(FIRST, approval, office)
    assert (again.repeated, again.sha256) == (True, first.sha256)


def test_a_list_of_chosen_documents_stays_the_same_list_when_some_are_signed(
    office: Office,
) -> None:
    ids = prepared(office, 3)
    chosen = waiting_to_sign(office, ids[:2]).manifest
    sign_prepared(FIRST, approve(chosen, office), office)
    assert waiting_to_sign(office, ids[:2]).manifest == chosen
    assert [each.request_id for each in waiting_to_sign(office).manifest.documents] == ids[1:]


def test_the_record_says_who_approved_which_list_and_what_was_signed_by_it(
    office: Office,
) -> None:
    ids = prepared(office, 2)
    approval = approved(office)
    for request_id in ids:
        sign_prepared(request_id, approval, office)
    rows = Place(office.output.parent / "register").rows(
        "SELECT action, subject, payload FROM audit WHERE action IN ('approved', 'signed')"
    )
    digest = approval.manifest.digest
    assert [(action, subject) for action, subject, _ in rows] == [
        ("approved", digest),
        *(("signed", each) for each in ids),
    ]
    assert json.loads(rows[0][2]) == {"documents": 2, "kinds": {"decision": 2}}
    assert {json.loads(payload)["manifest"] for _, _, payload in rows[1:]} == {digest}


def test_a_signed_document_that_a_recipient_would_refuse_is_not_released(
    office: Office, tmp_path: Path
) -> None:
    signed(office)
    strangers = esign.TrustStore.load(
        make_pki().trust_dir(tmp_path / "strangers", anchors=("stranger",), include_issuing=False)
    )
    with pytest.raises(VerificationError):
        seal_signed(FIRST, replace(office, trust=strangers))
    assert state(office) is State.SIGNED
    assert seal_signed(FIRST, office).pdf.is_file()


def test_what_each_desk_used_is_noted_and_nothing_else_called_gone(desks: Desks) -> None:
    with desks.open() as office:
        signed(office)
        seal_signed(FIRST, office)
    open_office(desks.settings, prompt=CountingPrompt(), clock=desks.clock).close()
    with desks.open():
        pass
    rows = Place(desks.settings.parent / "register").rows(
        "SELECT payload FROM audit WHERE action = 'configured' ORDER BY seq"
    )
    first, *others = (json.loads(payload) for (payload,) in rows)
    assert "signer.certificate" not in first["changed"]
    assert [(sorted(each["changed"]), each["gone"]) for each in others] == [
        (["signer.certificate"], []),
        (["seal.certificate"], []),
    ]
