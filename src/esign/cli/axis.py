# SPDX-License-Identifier: Apache-2.0
"""`esign axis …`: a simulated document axis, for training and tests."""

from esign.cli.group import spoken_group

command = spoken_group("axis", "serve", "demo")
