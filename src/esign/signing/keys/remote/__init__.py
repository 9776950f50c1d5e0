# SPDX-License-Identifier: Apache-2.0
"""Keys held by a remote signing service that speaks the Cloud Signature Consortium's API.

Both generations in the field are spoken: version 1 (1.0.4.0) and version 2 (2.0.0.2).
"""

from esign.signing.keys.remote.key import RemoteKey, open_remote_key
from esign.signing.keys.remote.service import ApiVersion, RemoteProfile

__all__ = ["ApiVersion", "RemoteKey", "RemoteProfile", "open_remote_key"]
