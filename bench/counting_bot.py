"""`python -m bench.counting_bot`: the unlimited bot with its database statements counted on `/metrics`."""

import sys
from typing import Any

from prometheus_client import Counter
from sqlalchemy import Connection, event
from sqlalchemy.engine import Engine

from bench.unlimited_bot import main

STATEMENTS = Counter("bench_statements", "Statements sent to the database")
TRANSACTIONS = Counter(
    "bench_transactions", "Transactions begun; each costs a BEGIN and a COMMIT besides its statements"
)


def count_statements() -> None:
    """Count the statements and transactions of every engine made from now on."""

    def statement(*_: Any) -> None:
        STATEMENTS.inc()

    def transaction(connection: Connection) -> None:
        if connection.get_execution_options().get("isolation_level") != "AUTOCOMMIT":
            TRANSACTIONS.inc()

    event.listen(Engine, "before_cursor_execute", statement)
    event.listen(Engine, "begin", transaction)


if __name__ == "__main__":
    count_statements()
    sys.exit(main())
