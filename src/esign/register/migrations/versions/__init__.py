# SPDX-License-Identifier: Apache-2.0
"""One file a revision; each describes its tables by itself and never changes once shipped."""
