"""A letter to its end: sent once, in its order, what Telegram said of it kept, whatever happens in between."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import pytest_asyncio

from bot.api.client import get_reach, make_bot
from bot.api.rate_limits import Limiter, Rates
from bot.delivery.outbox_worker import OutboxWorker
from bot.delivery.planner import Planner
from bot.delivery.recorder import Recorder
from bot.delivery.sender import Sender
from bot.runtime import Runtime
from db import queue
from db.database import Database
from db.locks import WorkerLock
from db.models import Box, Lane, Origin, Person, Status, Ticket
from db.queue import Done, maintenance
from db.unit_of_work import NewJob
from desk import DeskSettings
from desk.admin_settings.changes import CurrentSettings
from desk.outbox import Say, letters
from tests.bot.replies import Replies
from tests.failing import AWAY, failing
from tests.flows.servers import hang_up, serving
from tests.sql import add, execute, fetch

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
RATES = Rates(overall_per_second=1e6, overall_burst=1e6, chat_per_second=1e6, chat_burst=1e6)
LINE = Say("help-requester")


class Delivering:
    """A delivery, the Telegram it speaks to, and what lies in the outbox."""

    def __init__(self, database: Database, worker_lock: WorkerLock, url: str, telegram: Replies, rates: Rates) -> None:
        self.database = database
        self.worker_lock = worker_lock
        self.telegram = telegram
        self.now = NOW
        self.seconds = 0.0
        self.bot = make_bot("77:AAAA", url)
        self.limiter = Limiter(lambda: self.seconds, rates)
        runtime = Runtime(self.bot, database, CurrentSettings(DeskSettings(bot_id=77)), lambda: self.now)
        sender = Sender(runtime, self.limiter, wait=self._wait)
        self.delivery = OutboxWorker(
            runtime, Planner(runtime), sender, Recorder(runtime), limiter=self.limiter, worker_lock=worker_lock
        )

    async def _wait(self, seconds: float) -> None:
        self.seconds += seconds

    async def person(self, chat: int | None, **more: Any) -> int:
        return (await add(self, Person(telegram_id=chat, name=f"P{chat}", created_at=NOW, started_at=NOW, **more))).id

    async def puts(
        self, person: int, letter: Any = LINE, *, ticket: int | None = None, lane: Lane = Lane.PEOPLE
    ) -> None:
        async with self.database.unit_of_work() as session:
            letters.queue_letter(session, person, letter, now=self.now, ticket_id=ticket, lane=lane)

    async def jobs(self, query: str = "select * from jobs where box = 'to_telegram' order by id") -> list[Any]:
        return await fetch(self, query)

    async def states(self) -> list[tuple[str, int]]:
        return [(job.state, job.attempts) for job in await self.jobs()]


@pytest_asyncio.fixture
async def delivering(database: Database, request: pytest.FixtureRequest) -> AsyncIterator[Delivering]:
    worker_lock, telegram = WorkerLock(database.engine), Replies()
    await worker_lock.acquire()
    async with serving(telegram.app()) as url:
        made = Delivering(database, worker_lock, url, telegram, getattr(request, "param", RATES))
        yield made
        await hang_up(made.bot)
    await worker_lock.release()


async def test_a_letter_is_sent_and_remembered(delivering: Delivering) -> None:
    rita = await delivering.person(5)
    await delivering.puts(rita, ticket=None)
    assert await delivering.delivery.run_once() == 1
    assert (delivering.telegram.methods, delivering.telegram.chats) == (["sendMessage"], [5])
    [job] = await delivering.jobs()
    assert (job.state, job.attempts, job.unknown, job.settled_at) == ("done", 0, 0, NOW)
    [message] = await delivering.jobs("select * from messages")
    assert (message.bot_id, message.chat_id, message.message_id, message.sent_at) == (77, 5, 1001, NOW)
    assert await delivering.delivery.run_once() == 0


async def test_what_begins_is_noted_before_the_call(delivering: Delivering) -> None:
    rita = await delivering.person(5)
    await delivering.puts(rita)
    async with failing(delivering.database, [AWAY], on="update", when="new.started_at is not null"):
        with pytest.raises(Exception, match="refused"):
            await delivering.delivery.run_once()
        assert delivering.telegram.calls == []
        assert await delivering.delivery.run_once() == 1
    assert delivering.telegram.methods == ["sendMessage"]
    assert await delivering.states() == [("done", 0)]


async def test_an_outcome_outlasts_the_database_and_nothing_is_sent_again(delivering: Delivering) -> None:
    rita = await delivering.person(5)
    await delivering.puts(rita)
    async with failing(delivering.database, [AWAY, AWAY], table="messages"):
        await delivering.delivery.run_once()
    assert delivering.telegram.methods == ["sendMessage"]
    assert await delivering.states() == [("done", 0)]
    assert len(await delivering.jobs("select * from messages")) == 1


async def test_one_outcome_that_cannot_be_stored_stops_no_other(delivering: Delivering) -> None:
    for chat in (5, 6, 7):
        await delivering.puts(await delivering.person(chat))
    async with failing(delivering.database, ["22P05"] * 9, table="messages", when="new.chat_id = 6"):
        await delivering.delivery.run_once()
    assert sorted(delivering.telegram.chats) == [5, 6, 7]
    assert [state for state, _ in await delivering.states()] == ["done", "buried", "done"]


async def _said(delivering: Delivering, answer: dict[str, Any] | str) -> Any:
    rita = await delivering.person(5)
    await delivering.puts(rita)
    delivering.telegram.next = [answer]
    await delivering.delivery.run_once()
    [job] = await delivering.jobs()
    return job


def _error(code: int, description: str = "x", **parameters: Any) -> dict[str, Any]:
    return {"error_code": code, "description": description, "parameters": parameters}


async def test_a_flood_stops_its_chat_as_long_as_telegram_says_and_counts_as_no_failure(delivering: Delivering) -> None:
    other = await delivering.person(6)
    job = await _said(delivering, _error(429, "Too Many Requests", retry_after=9))
    assert (job.state, job.attempts, job.due_at) == ("waiting", 0, NOW + timedelta(seconds=9))
    assert delivering.limiter.get_chat_wait(5) == 9
    await delivering.puts(other)
    assert await delivering.delivery.run_once() == 1
    assert delivering.telegram.chats == [5, 6]
    delivering.now += timedelta(seconds=9)
    assert await delivering.delivery.run_once() == 0
    delivering.seconds += 9
    assert await delivering.delivery.run_once() == 1
    assert [state for state, _ in await delivering.states()] == ["done", "done"]


async def test_who_blocked_the_bot_finds_it_later(delivering: Delivering) -> None:
    job = await _said(delivering, _error(403, "Forbidden: bot was blocked by the user"))
    assert (job.state, job.settled_at) == ("parked", None)
    [person] = await delivering.jobs("select * from people")
    assert (person.blocked_at, person.gone_at) == (NOW, None)
    await delivering.puts(person.id)
    await delivering.delivery.run_once()
    assert delivering.telegram.chats == [5]
    assert [state for state, _ in await delivering.states()] == ["parked", "parked"]


async def test_what_telegram_refuses_for_good_is_given_up_and_the_chat_goes_on(delivering: Delivering) -> None:
    job = await _said(delivering, _error(400, "Bad Request: message is too long"))
    assert (job.state, job.attempts) == ("buried", 1)
    await delivering.puts(job.person_id)
    await delivering.delivery.run_once()
    assert [state for state, _ in await delivering.states()] == ["buried", "done"]


async def test_a_server_in_trouble_is_tried_again_later_and_repeats_nothing(delivering: Delivering) -> None:
    job = await _said(delivering, _error(500, "Internal Server Error"))
    assert (job.state, job.attempts, job.due_at, job.started_at) == ("waiting", 1, NOW + timedelta(seconds=1), None)
    delivering.now += timedelta(seconds=1)
    await delivering.delivery.run_once()
    [job] = await delivering.jobs()
    assert (job.state, job.unknown) == ("done", 0)


async def test_a_lost_answer_is_tried_again_and_counted_as_a_repeat(delivering: Delivering) -> None:
    job = await _said(delivering, "lost")
    assert (job.state, job.attempts, job.started_at) == ("waiting", 1, NOW)
    delivering.now += timedelta(seconds=1)
    await delivering.delivery.run_once()
    [job] = await delivering.jobs()
    assert (job.state, job.unknown, len(delivering.telegram.calls)) == ("done", 1, 2)


async def test_while_the_token_is_refused_nothing_is_sent_and_nothing_lost(delivering: Delivering) -> None:
    job = await _said(delivering, _error(401, "Unauthorized"))
    assert (job.state, job.attempts, job.unknown) == ("waiting", 0, 0)
    await delivering.puts(await delivering.person(6))
    delivering.now += timedelta(seconds=5)
    assert (await delivering.delivery.run_once(), delivering.telegram.methods) == (0, ["sendMessage"])
    get_reach(delivering.bot).note_answer()
    await delivering.delivery.run_once()
    assert await delivering.states() == [("done", 0)] * 2


async def test_of_one_chat_and_ticket_the_order_stays_over_a_failure(delivering: Delivering) -> None:
    rita = await delivering.person(5)
    for key in ("help-requester", "nobody-free"):
        await delivering.puts(rita, Say(key, {"number": 1}))
    delivering.telegram.next = [_error(500)]
    await delivering.delivery.run_once()
    assert await delivering.delivery.run_once() == 0
    delivering.now += timedelta(seconds=1)
    for _ in range(2):
        await delivering.delivery.run_once()
    texts = [given["text"] for _, given in delivering.telegram.calls]
    assert texts[0] == texts[1] != texts[2]


@pytest.mark.parametrize("delivering", [Rates(1e6, 1e6, chat_per_second=1, chat_burst=1)], indirect=True)
async def test_a_chat_whose_turn_has_not_come_holds_up_no_other(delivering: Delivering) -> None:
    rita, ben = await delivering.person(5), await delivering.person(6)
    for ticket in (1, 2):
        await delivering.puts(rita, Say("help-requester", slot=f"x:{ticket}"))
    await delivering.puts(ben)
    for _ in range(3):
        await delivering.delivery.run_once()
    assert sorted(delivering.telegram.chats) == [5, 6]
    delivering.seconds += 1
    await delivering.delivery.run_once()
    assert sorted(delivering.telegram.chats) == [5, 5, 6]


@pytest.mark.parametrize(
    "delivering", [Rates(overall_per_second=1, overall_burst=1, chat_per_second=9, chat_burst=9)], indirect=True
)
async def test_what_people_say_goes_before_what_everybody_gets(delivering: Delivering) -> None:
    lanes = {9: Lane.MAILINGS, 5: Lane.BROADCASTS, 6: Lane.EDITS, 7: Lane.PEOPLE, 8: Lane.ANSWERS}
    for chat, lane in lanes.items():
        await delivering.puts(await delivering.person(chat), lane=lane)
    for _ in range(5):
        await delivering.delivery.run_once()
        delivering.seconds += 1
    assert delivering.telegram.chats == [8, 7, 6, 5, 9]


async def test_a_letter_for_nobody_is_done_without_a_call(delivering: Delivering) -> None:
    await delivering.puts(await delivering.person(None))
    await delivering.delivery.run_once()
    assert delivering.telegram.calls == []
    [job] = await delivering.jobs()
    assert (job.state, job.error) == ("done", "nobody there")


async def test_a_letter_nobody_understands_is_not_sent_and_stops_no_other(delivering: Delivering) -> None:
    rita, ben = await delivering.person(5), await delivering.person(6)
    async with delivering.database.unit_of_work() as session:
        payload = queue.encode_payload({"type": "unheard-of"})
        queue.put_job(session, NewJob(Box.TO_TELEGRAM, "odd", payload, NOW, person_id=rita))
    await delivering.puts(ben)
    await delivering.delivery.run_once()
    assert delivering.telegram.chats == [6]
    assert [state for state, _ in await delivering.states()] == ["waiting", "done"]


async def test_a_letter_the_database_cannot_be_asked_about_stops_no_other(delivering: Delivering) -> None:
    """No text of PostgreSQL holds a NUL, so that of such a slot nothing can be read; it begins all the same."""
    rita, ben = await delivering.person(5), await delivering.person(6)
    async with delivering.database.unit_of_work() as session:
        payload = queue.encode_payload({**letters.dump_letter(LINE), "slot": "list:\0"})
        queue.put_job(session, NewJob(Box.TO_TELEGRAM, "odd", payload, NOW, person_id=rita))
    await delivering.puts(ben)
    assert await delivering.delivery.run_once() == 2
    assert delivering.telegram.chats == [6]
    assert await delivering.states() == [("waiting", 1), ("done", 0)]
    [(worker,)] = await delivering.jobs("select worker from job_keys")
    assert worker is None


async def test_what_is_held_when_it_ends_is_given_back_as_it_was(delivering: Delivering) -> None:
    delivering.limiter.stop_chat(5, 9)
    rita = await delivering.person(5)
    await delivering.puts(rita)
    assert await delivering.delivery.run_once() == 0
    await delivering.delivery.finish()
    [job] = await delivering.jobs()
    assert (job.state, job.attempts, job.started_at) == ("waiting", 0, None)
    assert await delivering.jobs("select worker from job_keys where worker is not null") == []


async def test_what_an_old_seat_held_is_not_sent_by_a_new_one_that_never_claimed_it(delivering: Delivering) -> None:
    """The worker_lock was lost while a letter waited for its chat; another process has sent it by now."""
    delivering.limiter.stop_chat(5, 9)
    rita = await delivering.person(5)
    await delivering.puts(rita)
    await delivering.delivery.run_once()
    await delivering.worker_lock.acquire()
    async with delivering.database.unit_of_work() as session:
        await maintenance.free_dead(session)
    async with delivering.database.unit_of_work() as session:
        [job] = await queue.claim_jobs(session, Box.TO_TELEGRAM, worker=987, now=NOW)
        await queue.settle_job(session, job, Done(), now=NOW)
    delivering.seconds += 9
    await delivering.delivery.run_once()
    assert delivering.telegram.calls == []


async def test_what_is_freed_and_claimed_again_while_it_is_held_is_sent_once(delivering: Delivering) -> None:
    """Others saw that the worker lock was lost before this process did, which claims once more under the old one."""
    delivering.limiter.stop_chat(5, 9)
    rita = await delivering.person(5)
    await delivering.puts(rita)
    for _ in range(3):
        await delivering.delivery.run_once()
        await execute(delivering, "update job_keys set worker = null")
    for _ in range(3):
        delivering.seconds += 9
        await delivering.delivery.run_once()
    assert delivering.telegram.chats == [5]


async def test_what_is_held_is_not_let_go_of_after_a_lost_claim(delivering: Delivering) -> None:
    """One waits for its chat's turn when the answer to the next claim is lost: others may not take its key."""
    delivering.limiter.stop_chat(5, 9)
    await delivering.puts(await delivering.person(5))
    await delivering.delivery.run_once()
    await delivering.puts(await delivering.person(6))
    delivering.delivery._is_doubtful = True
    async with failing(delivering.database, [AWAY], table="job_keys", on="update", when="new.worker is null"):
        await delivering.delivery._claim_more()
    keys = await delivering.jobs("select worker from job_keys where box = 'to_telegram'")
    assert [row.worker for row in keys] == [delivering.worker_lock.number] * 2


_STAMPS = ("created_at", "updated_at", "subject_at", "status_at", "priority_at", "assignee_at", "labels_at")


async def test_an_earlier_letter_freed_meanwhile_goes_first(delivering: Delivering) -> None:
    """The second of a key is held for its chat's turn when the first, kept for a blocked person, is freed."""
    rita = await delivering.person(5)
    asked = {"number": 1, "requester_id": rita, "subject": "Ink", "origin": Origin.TELEGRAM}
    ticket = await add(delivering, Ticket(**asked, status=Status.IN_PROGRESS, **dict.fromkeys(_STAMPS, NOW)))
    ticket_id = ticket.id
    for key in ("help-requester", "nobody-free"):
        await delivering.puts(rita, Say(key, {"number": 1}), ticket=ticket_id)
    first, second = await delivering.jobs()
    assert first.key == second.key
    await execute(delivering, "update jobs set state = 'parked' where id = :id", id=first.id)
    delivering.limiter.stop_chat(5, 9)
    await delivering.delivery.run_once()
    async with delivering.database.unit_of_work() as session:
        await maintenance.unpark_jobs(session, rita, now=NOW)
    delivering.seconds += 9
    for _ in range(3):
        await delivering.delivery.run_once()
    texts = [given["text"] for _, given in delivering.telegram.calls]
    assert len(texts) == 2
    assert "#1" in texts[1] and "#1" not in texts[0]
    assert await delivering.states() == [("done", 0), ("done", 0)]
