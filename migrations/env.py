"""Alembic's entry, on the connection that `db.migrate` hands over.

Each migration is a transaction of its own: what it locks is free before the next one begins, and what is done stays
done when a later one fails. So the connection must not be in a transaction.
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
