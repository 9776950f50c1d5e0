# SPDX-License-Identifier: Apache-2.0
"""What the rules know as data: codes, lists of types, lengths, kinds of files."""
