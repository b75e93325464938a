"""What Alembic runs: the migrations, in the transaction of the connection that `migrate` hands over."""

from __future__ import annotations

from alembic import context

from assessment.storage.tables import metadata

# SQLite can't alter most of a table; in batch mode Alembic makes a new one and moves the rows.
context.configure(connection=context.config.attributes["connection"], target_metadata=metadata, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
