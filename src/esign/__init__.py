# SPDX-License-Identifier: Apache-2.0
"""Issue, sign, seal, package and verify official electronic documents."""
