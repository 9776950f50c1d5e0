# SPDX-License-Identifier: Apache-2.0
"""Files of every origin: read as the standards allow, not only as we write them ourselves.

What an issued document may be is a closed world, read by the modules above. Here nothing is taken
for wrong because another program would have written it otherwise; only what cannot be told stays
open. Loaded when a policy judges files of every origin, and not before.
"""
