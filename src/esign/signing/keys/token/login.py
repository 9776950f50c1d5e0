# SPDX-License-Identifier: Apache-2.0
"""Logging in to a token: once a process, and never again after a PIN that was wrong.

A token counts wrong PINs and locks itself. Whatever goes wrong with a PIN, the token pauses for the
rest of the run: every later use is refused before the token is asked. Where the token itself says
that a PIN was wrong lately, only a person may enter the next one; a stored PIN that is wrong could
otherwise lock the token by mere restarts.
"""

from __future__ import annotations

import os
import weakref
from contextlib import suppress
from threading import Lock
from typing import TYPE_CHECKING

from pkcs11 import (
    PROTECTED_AUTH,
    Attribute,
    AttributeTypeInvalid,
    ObjectClass,
    PKCS11Error,
    SessionCount,
    TokenFlag,
)

from esign.errors import Detail, KeyFaultError
from esign.signing.keys.token.library import token_name
from esign.signing.keys.token.words import LOST, PIN_FAULTS, told

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from pkcs11.types import Object, Session, Token

    from esign.ports import SecretPrompt
    from esign.signing.keys.token.library import Library

    Place = tuple[Path, bytes, str]

_logins: weakref.WeakValueDictionary[Place, TokenLogin] = weakref.WeakValueDictionary()
_paused: set[Place] = set()
_entering = Lock()


class TokenLogin:
    """A token that this process is logged in to; its keys share it, and it ends with the last.

    Attributes:
        library: through which the token is reached.
        first: the session that logged in; the others follow it.
        name: label and serial number of the token.
        lost: whether the token was taken out, or its sessions ended for another reason.
    """

    def __init__(self, library: Library, token: Token, first: Session, pin: object) -> None:
        self.library = library
        self.first = first
        self.name = token_name(token)
        self.lost = False
        self._place = _place(library, token)
        self._token = token
        self._process = os.getpid()
        self._sessions = [first]
        self._pin = pin if isinstance(pin, str) and self._asks_each_time() else None
        weakref.finalize(self, _leave, self._sessions, library, self._process)

    def session(self) -> Session:
        """A further session, or the first where the token allows no more."""
        try:
            session = self._token.open()
        except SessionCount:
            return self.first
        self._sessions.append(session)
        return session

    def pin_for(self, key: Object) -> str | None:
        """What a key needs again for each signature; None for a key that does not.

        Raises:
            KeyFaultError: the key needs it, and it was entered on a reader's own pad.
        """
        if not _always_authenticates(key):
            return None
        if self._pin is None:
            raise KeyFaultError("token.pin_each_time", token=self.name)
        return self._pin

    def note(self, fault: PKCS11Error) -> KeyFaultError:
        """Remember what a fault means for later uses; the error to raise for it."""
        if isinstance(fault, LOST):
            self.lost = True
            self._pin = None
        elif type(fault) in PIN_FAULTS:
            self._pin = None
            _paused.add(self._place)
        return told(fault, self.name)

    def refuse_unusable(self) -> None:
        """Refuse a token that is paused, or a process that is not the one that logged in.

        Raises:
            KeyFaultError: naming the reason; the token is not asked.
        """
        if self._place in _paused:
            raise KeyFaultError("token.paused", token=self.name)
        if self._process != os.getpid():
            raise KeyFaultError("token.other_process", token=self.name)

    def leave(self) -> None:
        """Let go of all sessions; what a new login makes of their handles must not be touched."""
        _leave(self._sessions, self.library, self._process)
        self._sessions.clear()

    def _asks_each_time(self) -> bool:
        keys = list(self.first.get_objects({Attribute.CLASS: ObjectClass.PRIVATE_KEY}))
        return any(_always_authenticates(key) for key in keys)


def log_in(
    library: Library, token: Token, prompt: SecretPrompt, about: Sequence[Detail]
) -> TokenLogin:
    """The login to a token: the one there is, or a new one with the PIN that `prompt` gives.

    Args:
        library: through which the token is reached.
        token: as found now.
        prompt: asked for the PIN under the token's label, once.
        about: what the person is shown before.

    Raises:
        KeyFaultError: the PIN is wrong, locked, expired or not set, none was given, the token was
            paused for such a reason before, or it fails.
    """
    place = _place(library, token)
    with _entering:
        login = _logins.get(place)
        if login is None or login.lost:
            if login is not None:
                login.leave()
            _logins[place] = login = _entered(library, token, prompt, about)
    login.refuse_unusable()
    return login


def _entered(
    library: Library, token: Token, prompt: SecretPrompt, about: Sequence[Detail]
) -> TokenLogin:
    name, place = token_name(token), _place(library, token)
    if place in _paused:
        raise KeyFaultError("token.paused", token=name)
    pin = _pin(token, prompt, about)
    try:
        with library.turn:
            session = token.open(user_pin=pin)
            return TokenLogin(library, token, session, pin)
    except PKCS11Error as fault:
        if type(fault) in PIN_FAULTS:
            _paused.add(place)
        raise told(fault, name) from fault


def _pin(token: Token, prompt: SecretPrompt, about: Sequence[Detail]) -> object:
    """The PIN, or the wrapper's word for one that is entered on the reader or not needed at all."""
    name = token_name(token)
    facts = {"token": name}
    if TokenFlag.LOGIN_REQUIRED not in token.flags:
        prompt.tell(about)
        return None
    if TokenFlag.USER_PIN_LOCKED in token.flags:
        raise KeyFaultError("token.pin_locked", token=name)
    if TokenFlag.USER_PIN_INITIALIZED not in token.flags:
        raise KeyFaultError("token.pin_unset", token=name)
    warnings = [
        Detail(code, facts=facts)
        for flag, code in (
            (TokenFlag.USER_PIN_FINAL_TRY, "token.final_try"),
            (TokenFlag.USER_PIN_COUNT_LOW, "token.count_low"),
        )
        if flag in token.flags
    ][:1]
    if TokenFlag.PROTECTED_AUTHENTICATION_PATH in token.flags:
        prompt.tell((*about, *warnings, Detail("token.pin_pad", facts=facts)))
        return PROTECTED_AUTH
    pin = prompt.pin(token.label, (*about, *warnings), in_person=bool(warnings))
    if not pin:
        raise KeyFaultError("token.pin_not_given", token=name)
    return pin


def _place(library: Library, token: Token) -> Place:
    return library.path, token.serial, token.label


def _always_authenticates(key: Object) -> bool:
    """Whether a key demands the PIN for each signature (CKA_ALWAYS_AUTHENTICATE)."""
    try:
        return bool(key[Attribute.ALWAYS_AUTHENTICATE])
    except AttributeTypeInvalid:
        return False


def _leave(sessions: Sequence[Session], library: Library, process: int) -> None:
    """Close all sessions, the one that logs out last."""
    if process == os.getpid():
        for session in reversed(sessions):
            with suppress(PKCS11Error), library.turn:
                session.close()
