"""`python -m bench.counting_bot`: the unlimited bot with its database statements counted on `/metrics`."""

import sys

from prometheus_client import Counter

from bench.statements import hear_statements, is_overhead
from bench.unlimited_bot import main

STATEMENTS = Counter("bench_statements", "Statements sent to the database")
TRANSACTIONS = Counter(
    "bench_transactions", "Transactions begun; each costs a BEGIN and a COMMIT besides its statements"
)


def _count(statement: str, _values: object) -> None:
    if not is_overhead(statement):
        STATEMENTS.inc()
    elif statement.startswith("BEGIN"):
        TRANSACTIONS.inc()


if __name__ == "__main__":
    hear_statements(_count)
    sys.exit(main())
