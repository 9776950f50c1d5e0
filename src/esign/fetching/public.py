# SPDX-License-Identifier: Apache-2.0
"""Connections to the open Internet only, never into this machine's or its networks' own."""

from __future__ import annotations

import socket
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

from esign.fetching.faults import FetchError

# Addresses that hold one of the older protocol, to which a gateway may carry on.
_WRAPPING = (IPv6Network("64:ff9b::/96"), IPv6Network("::/96"))


def is_public(address: str) -> bool:
    """Whether an address belongs to the open Internet, and so does any that is written inside it.

    Args:
        address: as a look-up of a name gives it, with or without a zone.
    """
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    inside = _inside(found) if isinstance(found, IPv6Address) else []
    if isinstance(found, IPv6Address) and found.ipv4_mapped is not None:
        return _is_open(found.ipv4_mapped)
    return _is_open(found) and all(map(_is_open, inside))


def _is_open(address: IPv4Address | IPv6Address) -> bool:
    return address.is_global and not address.is_multicast


def _inside(address: IPv6Address) -> list[IPv4Address]:
    """Addresses of the older protocol that one of the newer holds."""
    found = [address.sixtofour, *(address.teredo or ())]
    if any(address in network for network in _WRAPPING):
        found.append(IPv4Address(int(address) & 0xFFFFFFFF))
    return [entry for entry in found if entry is not None]


def connect_in_public(host: str, port: int, seconds: float | None) -> socket.socket:
    """A connection to a host all of whose addresses are public.

    The name is looked up once, and what was looked at is what is connected to.

    Raises:
        FetchError: an address is not public.
        OSError: none can be reached.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    if not found or not all(is_public(str(address[0])) for *_, address in found):
        raise FetchError("not_public")
    fault: OSError = OSError("no address")
    for family, kind, protocol, _, address in found:
        connection = socket.socket(family, kind, protocol)
        try:
            connection.settimeout(seconds)
            connection.connect(address)
        except OSError as failed:
            connection.close()
            fault = failed
        else:
            return connection
    raise fault
