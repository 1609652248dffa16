"""What Telegram has taken is stored, whatever the database says meanwhile."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest
from asyncpg import exceptions
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from bot.delivery import recorder as delivery_recorder
from bot.delivery import result
from bot.delivery.recorder import Recorder, Settled
from bot.delivery.result import DeliveryResult
from db.connectivity import is_away
from db.database import Database, create_engine
from db.queue import Bury, Done, Retry, Verdict
from tests.bot.delivery.test_outbox_worker import Delivering, delivering

__all__ = ["delivering"]


READ_ONLY = exceptions.ReadOnlySQLTransactionError("cannot execute UPDATE in a read-only transaction")
RETRY = Retry(datetime(2026, 11, 20, 9, 0, tzinfo=UTC), "again")
NONE = exceptions.UndefinedFunctionError("of another version")
ODD = exceptions.InvalidTextRepresentationError("not what it takes")


def _fail(recorder: Recorder, errors: list[Exception], monkeypatch: pytest.MonkeyPatch, *, full: bool = False) -> None:
    """Let the next tries fail; `full`: only those that store more than verdict and messages."""
    store = recorder.store

    async def failing(done: Sequence[Settled]) -> None:
        if errors and not (full and all(outcome.bare for _, outcome in done)):
            raise DBAPIError("", None, errors.pop(0))
        await store(done)

    monkeypatch.setattr(recorder, "store", failing)


@pytest.mark.parametrize(
    ("errors", "full"), [([READ_ONLY] * 3, False), ([NONE] * 3, False), ([ODD] * 99, True)], ids=["away", "odd", "full"]
)
async def test_what_was_sent_is_remembered_after_failures(
    delivering: Delivering, monkeypatch: pytest.MonkeyPatch, errors: list[Exception], full: bool
) -> None:
    monkeypatch.setattr(delivery_recorder, "_AGAIN_AFTER", 0.0)
    _fail(delivering.delivery._storing._recorder, list(errors), monkeypatch, full=full)
    await delivering.puts(await delivering.person(5))
    await delivering.delivery.run_once()
    assert await delivering.states() == [("done", 0)]
    assert len(await delivering.jobs("select * from messages")) == 1
    assert delivering.telegram.methods == ["sendMessage"]


async def test_what_cannot_be_stored_for_minutes_is_shown_to_admins(
    delivering: Delivering, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery_recorder, "_AGAIN_AFTER", 0.0)
    monkeypatch.setattr(result, "_KEEP_SENT_SECONDS", 0.0)
    _fail(delivering.delivery._storing._recorder, [ODD, ODD], monkeypatch)
    await delivering.puts(await delivering.person(5))
    await delivering.delivery.run_once()
    ((state, error),) = [(job.state, job.error) for job in await delivering.jobs()]
    assert (state, error) == ("buried", "sent, but not stored: DBAPIError")


@pytest.mark.parametrize(
    ("verdict", "sent", "seconds", "expected"),
    [
        (Done(), [{"id": 1}], 0.0, DeliveryResult(Done(), sent=[{"id": 1}], bare=True)),
        (RETRY, [{"id": 1}], 0.0, DeliveryResult(RETRY, sent=[{"id": 1}], bare=True)),
        (RETRY, [{"id": 1}], 300.0, DeliveryResult(Bury("sent, but not stored: DBAPIError"))),
        (Done(), [], 0.0, DeliveryResult(Bury("not stored: DBAPIError"))),
        (RETRY, [], 0.0, DeliveryResult(RETRY, bare=True)),
    ],
)
def test_what_was_sent_and_cannot_be_kept_is_never_sent_again(
    verdict: Verdict, sent: list[dict[str, Any]], seconds: float, expected: DeliveryResult
) -> None:
    made = DeliveryResult(verdict, sent=sent)
    assert made.reduce_to_verdict(DBAPIError("", None, ODD), seconds=seconds) == expected


@pytest.mark.parametrize("state", ["25006", "57P01", "57P02", "57P03", "XX000"])
async def test_a_server_that_takes_no_changes_is_away(state: str) -> None:
    error = exceptions.PostgresError.new({"C": state, "M": "no"})
    assert is_away(DBAPIError("", None, error))


async def test_connections_to_a_server_that_takes_no_changes_are_given_up(emptied_url: str) -> None:
    database = Database(create_engine(emptied_url, pool_size=1))
    pid = text("select pg_backend_pid()")
    async with database.autocommit() as asking:
        first = await asking.scalar(pid)
    with pytest.raises(DBAPIError):
        async with database.unit_of_work() as session:
            await session.execute(text("set transaction read only"))
            await session.execute(text("insert into desk (id) values (1)"))
    async with database.autocommit() as asking:
        assert await asking.scalar(pid) != first
    await database.aclose()
