# SPDX-License-Identifier: Apache-2.0
"""Words of networks and libraries, and what they mean to somebody who has only to deal with papers.

They come from urllib3, Python's ssl and socket modules, paramiko, the operating system and our own
transports, and are kept as they are wherever faults are noted.
"""

from __future__ import annotations

import re
from typing import Final

from esign.messages import Jargon

_MEANINGS: Final = {
    "jargon.timeout": r"(Read|Connect)?Timeout(Error)?|(Connection\ )?timed\ out|>\ [0-9.e+]+\ s",
    "jargon.cut": r"""ProtocolError|IncompleteRead|RemoteDisconnected|EOFError|Broken\ pipe
        |BrokenPipeError|Connection(Reset|Aborted)Error|Connection\ reset\ by\ peer""",
    "jargon.no_connection": r"""NewConnectionError|ConnectionRefusedError|NoValidConnectionsError
        |Connection\ refused|No\ route\ to\ host|Network\ is\ unreachable""",
    "jargon.no_name": r"""NameResolutionError|gaierror|Name\ or\ service\ not\ known
        |No\ address\ associated\ with\ hostname|Temporary\ failure\ in\ name\ resolution""",
    "jargon.proxy": "ProxyError|ProxySchemeUnknown",
    "jargon.format": r"""(JSON|HTML|[dD]ocId|Content-Length)[?]|DecodeError|ResponseError
        |InvalidHeader|InvalidChunkLength""",
    "jargon.too_large": r"too\ large",
    "jargon.stopped": "cancelled",
    "jargon.secure_connection": r"""TLS|SSLError|SSHException|BadHostKeyException
        |[A-Z0-9]+(_[A-Z0-9]+)+""",
    "jargon.server_fault": r"HTTP\ 5[0-9]{2}",
    "jargon.server_refusal": r"HTTP\ 4[0-9]{2}",
    "jargon.elsewhere": r"HTTP\ 3[0-9]{2}",
    # Of the hubs' codes the one that sending the same again may mend.
    "jargon.damaged": r"21(\ .*)?",
    "jargon.no_access": r"Permission\ denied|PermissionError",
    "jargon.no_file": r"No\ such\ file\ or\ directory|FileNotFoundError",
    "jargon.full": r"No\ space\ left\ on\ device|Disk\ quota\ exceeded",
}


def explained(text: str) -> str:
    """The text, as a fact whose meaning is said where the text is such a word alone."""
    for meaning, pattern in _MEANINGS.items():
        if re.fullmatch(pattern, text, re.VERBOSE):
            return Jargon(text, meaning)
    return text
