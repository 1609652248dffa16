"""Indexes of tables that may be large, made and dropped while others read and write them.

Such a step cannot be part of a transaction: it commits what its migration did before. So a migration consists of such
steps only; each can be repeated after it was interrupted.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from alembic import op
from sqlalchemy import text

LARGE = frozenset({"tickets", "entries", "entry_files", "history", "messages", "jobs", "events_feed", "ticket_spans",
                   "ticket_facts", "use_log", "audit"})  # fmt: skip
"""Tables that grow with the desk's work."""

_LOCK_TIMEOUT = text("select current_setting('lock_timeout')")
_INVALID = text("""
select exists (select from pg_index where indexrelid = to_regclass(:name) and not indisvalid)
""")


def add_index(name: str, table: str, columns: list[Any], **options: Any) -> None:
    """Create an index as `op.create_index` does, and an invalid one of an interrupted try again."""
    with _outside_transaction():
        if op.get_bind().scalar(_INVALID, {"name": name}):
            op.drop_index(name, table, postgresql_concurrently=True)
        op.create_index(name, table, columns, postgresql_concurrently=True, if_not_exists=True, **options)


def drop_index(name: str, table: str) -> None:
    """Drop an index if it exists."""
    with _outside_transaction():
        op.drop_index(name, table, postgresql_concurrently=True, if_exists=True)


@contextmanager
def _outside_transaction() -> Iterator[None]:
    """Run the step in autocommit mode, with ten minutes for older transactions to end: no statement waits for it."""
    with op.get_context().autocommit_block():
        before = op.get_bind().scalar(_LOCK_TIMEOUT)
        op.execute("set lock_timeout = '10min'")
        try:
            yield
        finally:
            op.execute(f"set lock_timeout = '{before}'")
