# SPDX-License-Identifier: Apache-2.0
"""A key on a token: logged in to once, used by many threads, opened again after a loss."""

from __future__ import annotations

from dataclasses import dataclass, field
from queue import SimpleQueue
from threading import Lock
from typing import TYPE_CHECKING

from pkcs11 import Attribute, ObjectClass, PKCS11Error, SignMixin

from esign.errors import KeyFaultError
from esign.signing.keys.material import fit_public_key, issuers_of, read_certificates, scheme_of
from esign.signing.keys.token.library import find_token, load_library, token_name
from esign.signing.keys.token.login import log_in
from esign.signing.keys.token.mechanism import methods
from esign.signing.keys.token.objects import (
    TokenCertificate,
    certificate_of,
    certificates,
    chosen_certificate,
    private_key,
)
from esign.signing.keys.token.words import introduction, told
from esign.signing.keys.token_uri import TokenUri
from esign.trust.certificate import der

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cryptography import x509
    from pkcs11.types import Session, Token

    from esign.model import SignatureScheme
    from esign.ports import SecretPrompt
    from esign.signing.keys.material import KeyOptions
    from esign.signing.keys.reference import KeyReference
    from esign.signing.keys.token.library import Library
    from esign.signing.keys.token.login import TokenLogin
    from esign.signing.keys.token.mechanism import Method


@dataclass(frozen=True, slots=True)
class Opened:
    """What a login has yielded: the certificate, and the key in each session that may sign.

    `handles` holds the key once a session; whoever signs takes one out and puts it back. `pin` is
    what a key that demands it for each signature is given, else None.
    """

    login: TokenLogin
    certificate: TokenCertificate
    chain: tuple[bytes, ...]
    scheme: SignatureScheme
    methods: Mapping[str, Method]
    handles: SimpleQueue[SignMixin]
    pin: str | None = field(repr=False)


class TokenKey:
    """A key on a token, see `ports.SigningKey`; threads may share it.

    As many signatures are made at the same time as `KeyOptions.sessions` says and the token allows.
    A token that is taken out fails the signature at hand; the next use looks for the token again
    and asks the person for the PIN anew.

    Args:
        uri: what the reference says.
        options: what the settings say beside.
        prompt: asked for the PIN when the key is opened, and again after a loss.
    """

    def __init__(self, uri: TokenUri, options: KeyOptions, prompt: SecretPrompt) -> None:
        self._uri = uri
        self._options = options
        self._prompt = prompt
        self._reopening = Lock()
        self._opened = _opened(uri, options, prompt)
        self.certificate = self._opened.certificate.der
        self.chain = self._opened.chain
        self.scheme = self._opened.scheme

    def sign(self, data: bytes, digest_algorithm: str) -> bytes:
        """The signature over `data`, see `ports.SigningKey`.

        Raises:
            KeyFaultError: the token was taken out, fails, has no mechanism for this, or pauses
                after a wrong PIN.
        """
        opened = self._ready()
        method = opened.methods.get(digest_algorithm)
        if method is None:
            raise _no_mechanism(opened.login, self.scheme, digest_algorithm)
        handle = opened.handles.get()
        try:
            with opened.login.library.turn:
                output = handle.sign(
                    method.input(data),
                    mechanism=method.mechanism,
                    mechanism_param=method.parameter,
                    pin=opened.pin,
                )
        except PKCS11Error as fault:
            raise opened.login.note(fault) from fault
        finally:
            opened.handles.put(handle)
        return method.value(output)

    def _ready(self) -> Opened:
        self._opened.login.refuse_unusable()
        if self._opened.login.lost:
            with self._reopening:
                if self._opened.login.lost:
                    self._opened = self._found_again()
        return self._opened

    def _found_again(self) -> Opened:
        opened = _opened(self._uri, self._options, self._prompt)
        if opened.certificate.der != self.certificate:
            raise KeyFaultError("token.other_certificate", token=opened.login.name)
        return opened


def open_token_key(reference: KeyReference, prompt: SecretPrompt, options: KeyOptions) -> TokenKey:
    """The key that a PKCS#11 URI names.

    Signer and certificate are told before the PIN is asked for, where the token shows its
    certificates without it.

    Raises:
        ConfigurationError: the library is not named or not there, or a scheme is named that the key
            does not have.
        KeyFaultError: library, token, key or certificate is missing, ambiguous or unfit, or the PIN
            is wrong, locked or not given; nothing is retried.
    """
    return TokenKey(reference.token or TokenUri(), options, prompt)


def _opened(uri: TokenUri, options: KeyOptions, prompt: SecretPrompt) -> Opened:
    library = load_library(uri, options.module)
    name = "?"
    try:
        token = find_token(library, uri)
        name = token_name(token)
        present = _in_public(library, token)
        chosen = _from_file(options) or chosen_certificate(present, uri, name)
        about = introduction(name, chosen.der if chosen else None)
        login = log_in(library, token, prompt, about)
        with library.turn:
            return _in_private(login, uri, options, chosen)
    except PKCS11Error as fault:
        raise told(fault, name) from fault


def _in_public(library: Library, token: Token) -> list[TokenCertificate]:
    """The certificates that can be seen without a PIN."""
    with library.turn, token.open() as session:
        return certificates(session)


def _in_private(
    login: TokenLogin, uri: TokenUri, options: KeyOptions, chosen: TokenCertificate | None
) -> Opened:
    present = certificates(login.first)
    if chosen is None:
        chosen = chosen_certificate(present, uri, login.name)
    key = private_key(login.first, uri, chosen, login.name)
    chosen = chosen or certificate_of(key, present, login.name)
    public = fit_public_key(chosen.parsed.public_key(), login.name)
    scheme = scheme_of(public, options.scheme)
    usable = methods(login.first.token.slot, scheme)
    if not usable:
        raise _no_mechanism(login, scheme, "SHA-2")
    others = (*_others(options), *(entry.parsed for entry in present))
    handles: SimpleQueue[SignMixin] = SimpleQueue()
    for handle in _handles(login, key, options.sessions):
        handles.put(handle)
    chain = issuers_of(chosen.parsed, others)
    return Opened(login, chosen, chain, scheme, usable, handles, login.pin_for(key))


def _handles(login: TokenLogin, key: SignMixin, count: int) -> list[SignMixin]:
    """The key in so many sessions of their own, or in as many as the token allows."""
    found: dict[Session, SignMixin] = {}
    for _ in range(count):
        session = login.session()
        for entry in list(session.get_objects({Attribute.CLASS: ObjectClass.PRIVATE_KEY})):
            if isinstance(entry, SignMixin) and entry.handle == key.handle:
                found[session] = entry
    return list(found.values()) or [key]


def _no_mechanism(login: TokenLogin, scheme: SignatureScheme, digest: str) -> KeyFaultError:
    return KeyFaultError("token.no_mechanism", token=login.name, scheme=scheme, digest=digest)


def _from_file(options: KeyOptions) -> TokenCertificate | None:
    if options.certificate is None:
        return None
    leaf = read_certificates(options.certificate)[0]
    return TokenCertificate(leaf, der(leaf))


def _others(options: KeyOptions) -> Sequence[x509.Certificate]:
    return () if options.certificate is None else read_certificates(options.certificate)[1:]
