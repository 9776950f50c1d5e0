# SPDX-License-Identifier: Apache-2.0
"""Keys on PKCS#11 tokens: USB tokens, smart cards, HSMs, SoftHSM. Needs the extra `token`."""

from esign.signing.keys.token.key import TokenKey, open_token_key
from esign.signing.keys.token.library import find_library

__all__ = ["TokenKey", "find_library", "open_token_key"]
