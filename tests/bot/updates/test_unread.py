"""What the clock waits for once the desk or Telegram was out, and for how long at most."""

from datetime import UTC, datetime, timedelta
from typing import cast

from bot.updates.poller import Poller, UnreadUpdates
from db import queue
from db.database import Database
from db.models import Box
from db.unit_of_work import NewJob
from desk.schedule.due_items import Due

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)


class _Reading:
    """All of a poller that is asked for."""

    caught_up_at: datetime | None = None


async def _kept(database: Database, unread: UnreadUpdates, now: datetime) -> set[Due]:
    async with database.reading() as session:
        await unread.look(session, now)
    return {due for due in (Due.CLOSE, Due.QUESTION, Due.REMIND) if unread.has_update(due, now)}


async def test_silence_waits_for_telegram_a_day_and_all_else_two_minutes(database: Database) -> None:
    unread = UnreadUpdates(cast(Poller, _Reading()))
    lengths = (timedelta(0), timedelta(seconds=119), timedelta(minutes=2), timedelta(hours=23.9), timedelta(days=1))
    kept = [await _kept(database, unread, NOW + length) for length in lengths]
    everything, silence = {Due.CLOSE, Due.QUESTION, Due.REMIND}, {Due.CLOSE, Due.QUESTION}
    assert kept == [everything, everything, silence, silence, set()]


async def test_what_lies_in_the_inbox_since_then_is_worked_off_first_for_two_minutes(database: Database) -> None:
    reading = _Reading()
    reading.caught_up_at = NOW
    async with database.unit_of_work() as session:
        queue.put_job(session, NewJob(Box.FROM_TELEGRAM, "5", b"{}", NOW))
    unread = UnreadUpdates(cast(Poller, reading))
    assert len(await _kept(database, unread, NOW)) == 3
    assert await _kept(database, unread, NOW + timedelta(minutes=2)) == set()


async def test_what_comes_later_keeps_nothing_and_a_failing_poll_keeps_all_again(database: Database) -> None:
    reading = _Reading()
    reading.caught_up_at = NOW
    unread = UnreadUpdates(cast(Poller, reading))
    assert await _kept(database, unread, NOW) == set()
    async with database.unit_of_work() as session:
        queue.put_job(session, NewJob(Box.FROM_TELEGRAM, "5", b"{}", NOW + timedelta(seconds=1)))
    assert await _kept(database, unread, NOW + timedelta(seconds=2)) == set()
    reading.caught_up_at = None
    assert len(await _kept(database, unread, NOW + timedelta(seconds=3))) == 3
