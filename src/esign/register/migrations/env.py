# SPDX-License-Identifier: Apache-2.0
"""Alembic's entrance: runs inside the transaction that `register.migration` hands over."""

from alembic import context

from esign.register.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
