# SPDX-License-Identifier: Apache-2.0
"""A decision goes out, is accepted and answered; then it is recalled, and given back."""

from __future__ import annotations

from importlib.resources import files
from string import Template
from typing import TYPE_CHECKING, Final

from esign.demo.exchange.stage import arrived
from esign.errors import ConfigurationError
from esign.files import write_whole
from esign.model import DeliveryState
from esign.register import MessageAct, Standing

if TYPE_CHECKING:
    from esign.demo.exchange.offices import Partner
    from esign.demo.exchange.stage import Stage
    from esign.register import ArrivedMessage, Register

DECISION: Final = "01/QĐ-SGDĐT"
LETTER: Final = "01/VP-KGVX"

_RECALLS: Final = "Ban hành chưa đủ căn cứ"
_PASSED_ON: Final = "Phòng Khoa giáo - Văn xã"


def play(stage: Stage, department: Partner, office: Partner) -> None:
    """The whole story, from the first number to the last receipt.

    Raises:
        ConfigurationError: a command failed, or something does not come to an end.
        OutputError: a request cannot be written.
    """
    _issue_and_send(stage, department)
    _accept(stage, office, DECISION, _PASSED_ON)
    _learn(stage, department, MessageAct.RELEASED, DECISION, DeliveryState.ACCEPTED)
    _answer(stage, office, department)
    _recall(stage, department, office)
    stage.settle((department, office))
    _look_back(stage, department, office)


def _issue_and_send(stage: Stage, department: Partner) -> None:
    stage.say("cli.axis_demo.act.send")
    request = department.folder / "quyet-dinh.toml"
    write_whole(request, _text("decision.toml").encode())
    stage.do(department, "issue", str(request))
    stage.do(department, "outbox", "list")
    stage.send(department)


def _accept(stage: Stage, partner: Partner, code: str, addressee: str) -> None:
    """Take a document in, look at it, give it its arrival number, and tell its sender."""
    stage.say("cli.axis_demo.act.accept", number=code)
    stage.receive(partner, lambda register: arrived(register, code, Standing.WAITING))
    message = _message(partner, code, Standing.WAITING)
    stage.do(partner, "inbox", "show", str(message.id))
    stage.do(partner, "inbox", "accept", str(message.id), "--addressee", addressee)
    stage.send(partner)


def _learn(
    stage: Stage, partner: Partner, act: MessageAct, number: str, state: DeliveryState
) -> None:
    """Take in what the receiver reports of a document, and see its story."""
    stage.say(f"cli.axis_demo.act.{state}", number=number)
    stage.receive(partner, lambda register: _stands(register, act, number, state))
    stage.do(partner, "track", number)


def _answer(stage: Stage, office: Partner, department: Partner) -> None:
    """A letter that names the decision it answers."""
    stage.say("cli.axis_demo.act.answer", number=DECISION)
    read = _message(office, DECISION, Standing.REGISTERED).read
    facts = {"sender": read.sender_code, "code": read.code, "document_id": read.document_id}
    text = Template(_text("letter.toml")).substitute(facts, issued_on=read.issued_on)
    request = office.folder / "cong-van.toml"
    write_whole(request, text.encode())
    stage.do(office, "issue", str(request))
    stage.send(office)
    _accept(stage, department, LETTER, "Phòng Quản lý chất lượng giáo dục")
    _learn(stage, office, MessageAct.RELEASED, LETTER, DeliveryState.ACCEPTED)


def _recall(stage: Stage, department: Partner, office: Partner) -> None:
    stage.say("cli.axis_demo.act.recall", number=DECISION)
    stage.do(department, "recall", DECISION, "--reason", _RECALLS, "--yes")
    stage.send(department)
    stage.say("cli.axis_demo.act.agree")
    stage.receive(office, lambda register: arrived(register, DECISION, Standing.TASK))
    task = _message(office, DECISION, Standing.TASK)
    stage.do(office, "inbox", "list")
    stage.do(office, "inbox", "agree", str(task.id), "--yes")
    stage.send(office)
    _learn(stage, department, MessageAct.RECALLED, DECISION, DeliveryState.TAKEN_BACK)


def _look_back(stage: Stage, department: Partner, office: Partner) -> None:
    """The story at the receiver's, the books, and the records of both."""
    stage.say("cli.axis_demo.act.look_back")
    stage.do(office, "track", DECISION)
    stage.do(office, "inbox", "list", "--all")
    for partner in (department, office):
        stage.do(partner, "book", "list")
        stage.do(partner, "audit", "check")


def _message(partner: Partner, code: str, standing: Standing) -> ArrivedMessage:
    with partner.register() as register:
        message = arrived(register, code, standing)
    if message is None:
        raise ConfigurationError("demo.nothing_moves", agency=partner.code)
    return message


def _stands(register: Register, act: MessageAct, number: str, state: DeliveryState) -> bool:
    return any(
        delivery.state is state
        for message in register.outbox.all(open_only=False)
        if message.act is act and message.number == number
        for delivery in message.deliveries
    )


def _text(name: str) -> str:
    return files("esign.demo.exchange").joinpath(name).read_text(encoding="utf-8")
