"""Alembic's entry point, on the connection that `db.migrate` passes.

Each migration is a transaction of its own: its locks are released before the next one begins, and it stays applied if a
later one fails. So the connection must not be in a transaction.
"""

from alembic import context

from db.models import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    transactional_ddl=True,
    transaction_per_migration=True,
)
with context.begin_transaction():
    context.run_migrations()
