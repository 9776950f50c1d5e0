# SPDX-License-Identifier: Apache-2.0
"""The history of the register's tables, for Alembic; every shipped revision stays."""
