# SPDX-License-Identifier: Apache-2.0
"""The story of delivery: from the outbox to other agencies over the document axis."""

from esign.delivery.composing import Composer, composers
from esign.delivery.dispatcher import Dispatcher, Sent
from esign.delivery.sending import send_waiting

__all__ = ["Composer", "Dispatcher", "Sent", "composers", "send_waiting"]
