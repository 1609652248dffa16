"""`python -m bench.counted`: bench.bot, with what it asks of the database counted on `/metrics`."""

import sys
from typing import Any

from prometheus_client import Counter
from sqlalchemy import Connection, event
from sqlalchemy.engine import Engine

from bench.bot import main

STATEMENTS = Counter("bench_statements", "Statements sent to the database")
TRANSACTIONS = Counter(
    "bench_transactions", "Transactions begun; each costs a BEGIN and a COMMIT beside its statements"
)


def count() -> None:
    """Count for every engine that is made from now on."""

    def statement(*_: Any) -> None:
        STATEMENTS.inc()

    def transaction(connection: Connection) -> None:
        if connection.get_execution_options().get("isolation_level") != "AUTOCOMMIT":
            TRANSACTIONS.inc()

    event.listen(Engine, "before_cursor_execute", statement)
    event.listen(Engine, "begin", transaction)


if __name__ == "__main__":
    count()
    sys.exit(main())
