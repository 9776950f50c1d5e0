# SPDX-License-Identifier: Apache-2.0
"""Ways to the document axis, all behind one port: VXP adapters, provincial hubs, folders, servers.

SFTP is in `transports.sftp`, which needs a library of its own.
"""

from esign.exchange.transports.boxes import BoxTransport, PassedOver
from esign.exchange.transports.folder import folder_transport
from esign.exchange.transports.http import HttpProfile
from esign.exchange.transports.hub import HubProfile, HubTransport
from esign.exchange.transports.vxp import VxpProfile, VxpTransport

__all__ = [
    "BoxTransport",
    "HttpProfile",
    "HubProfile",
    "HubTransport",
    "PassedOver",
    "VxpProfile",
    "VxpTransport",
    "folder_transport",
]
