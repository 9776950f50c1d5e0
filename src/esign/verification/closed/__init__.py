# SPDX-License-Identifier: Apache-2.0
"""The facts of a document exactly as this program writes it, read by a grammar of its own.

Every byte is accounted for: the page and then each signature as a revision of known objects in a
known order. What fits can mean nothing else to any reader; of what does not, nothing is said, and
the general reader has to tell. Used only for what was issued a moment ago: it is quick because it
understands nothing but ourselves.
"""

from esign.verification.closed.facts import collect_own

__all__ = ["collect_own"]
