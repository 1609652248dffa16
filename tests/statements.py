"""The statements that a test sends to its database, as the driver sends them. Must not know what they are about."""

from collections.abc import Iterator
from contextlib import contextmanager

from bench.statements import hear_meanwhile, is_overhead


@contextmanager
def noted() -> Iterator[list[str]]:
    """The statements that are sent meanwhile, without what begins or ends a transaction or is the driver's own."""
    sent: list[str] = []
    with hear_meanwhile(lambda statement, _values: None if is_overhead(statement) else sent.append(statement)):
        yield sent
