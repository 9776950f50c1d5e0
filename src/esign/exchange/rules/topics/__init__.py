# SPDX-License-Identifier: Apache-2.0
"""The rules themselves, by what they are about."""
