"""An update to its end: its effect once, its chat in order, whatever the database or a handler does meanwhile."""

import asyncio
import base64
import itertools
import json
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import pytest_asyncio
from aiogram import Bot
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from bot.runtime import Runtime
from bot.updates import worker
from bot.updates.worker import Worker
from db import queue
from db.database import Database
from db.locks import WorkerLock
from db.models import Box, Person, Role
from db.queue import Bury, Done, maintenance
from db.unit_of_work import NewJob
from desk import DeskSettings
from desk.admin_settings.changes import CurrentSettings
from desk.people import person_locks
from tests.failing import AWAY, BROKEN, failing, refusing
from tests.holding import held
from tests.sql import add, execute, fetch

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)


class Working:
    """A worker, its inbox, and what came of it."""

    def __init__(self, database: Database, worker_lock: WorkerLock) -> None:
        self.database = database
        self.now = NOW
        self.worker = Worker(
            Runtime(Bot("77:AAAA"), database, CurrentSettings(DeskSettings(bot_id=77)), lambda: self.now), worker_lock
        )
        self._updates = 0

    async def gets(self, chat: int, words: str | None = None, **more: Any) -> int:
        """An update lies in the inbox; its number."""
        self._updates += 1
        async with self.database.unit_of_work() as session:
            queue.put_job(session, self.update(self._updates, chat, words, **more))
        return self._updates

    def update(self, number: int, chat: int, words: str | None, **more: Any) -> NewJob:
        sender = {"id": chat, "is_bot": False, "first_name": f"P{chat}"}
        message = {"message_id": number, "date": int(self.now.timestamp()), "chat": {"id": chat, "type": "private"}}
        body = {"message": {**message, "from": sender, "text": words, **more}} if words is not None else more
        payload = queue.encode_payload({"update_id": number, **body})
        return NewJob(Box.FROM_TELEGRAM, str(chat), payload, self.now, dedup=f"77:{number}")

    async def rows(self, query: str = "select * from jobs where box = 'from_telegram' order by id") -> list[Any]:
        return await fetch(self, query)

    async def entries(self) -> list[str]:
        return [row.body for row in await self.rows("select body from entries order by id")]


@pytest_asyncio.fixture
async def working(database: Database) -> AsyncIterator[Working]:
    worker_lock = WorkerLock(database.engine)
    await worker_lock.acquire()
    yield Working(database, worker_lock)
    await worker_lock.release()


PRINTER = "The printer on floor 2 is on fire"


async def test_an_update_has_its_effect_and_is_done_in_one(working: Working) -> None:
    await working.gets(5, PRINTER)
    assert await working.worker.run_once() == 1
    [job] = await working.rows()
    assert (job.state, job.attempts, job.error, job.settled_at) == ("done", 0, None, NOW)
    assert await working.entries() == [PRINTER]
    assert await working.worker.run_once() == 0


async def test_an_effect_that_was_not_settled_was_not_had(working: Working) -> None:
    """The database goes away between the effect and its settling: one transaction, so both are done again."""
    await working.gets(5, PRINTER)
    async with failing(working.database, [AWAY], on="update", when="new.state = 'done'"):
        for _ in range(2):
            await working.worker.run_once()
    [job] = await working.rows()
    assert job.state == "done"
    assert await working.entries() == [PRINTER]


async def test_what_is_no_update_is_put_aside_at_once_and_the_chat_goes_on(working: Working) -> None:
    async with working.database.unit_of_work() as session:
        for payload in (b"not json", b"[1]"):
            queue.put_job(session, NewJob(Box.FROM_TELEGRAM, "5", payload, NOW))
    await working.gets(5, PRINTER)
    for _ in range(3):
        assert await working.worker.run_once() == 1
    assert [(job.state, job.error, job.attempts) for job in await working.rows()] == [
        ("buried", "an update of an unknown shape", 1),
        ("buried", "an update of an unknown shape", 1),
        ("done", None, 0),
    ]
    assert await working.entries() == [PRINTER]


@pytest.mark.parametrize("is_bare", [True, False], ids=["of version 1.0.0", "of this one"])
async def test_what_was_set_aside_as_base64_is_opened_by_again(working: Working, is_bare: bool) -> None:
    words = f"{PRINTER} \ud83d"
    job = working.update(7, 5, words)
    raw = base64.b64encode(json.dumps(queue.decode_payload(job.payload)).encode("utf-8", "surrogatepass"))
    payload = raw if is_bare else queue.encode_payload({"base64": raw.decode()})
    buried = "insert into jobs (box, key, dedup, payload, state, due_at, created_at, settled_at) values "
    at = {"p": payload, "now": NOW}
    await execute(working, buried + "('from_telegram', '5', 'x', :p, 'buried', :now, :now, :now)", **at)
    [row] = await working.rows()
    async with working.database.unit_of_work() as session:
        assert await maintenance.retry_buried(session, row.id, now=NOW)
    assert await working.worker.run_once() == 1
    assert [one.state for one in await working.rows()] == ["done"]
    [entry] = await working.entries()
    assert entry.startswith(PRINTER)


@pytest.mark.limit(300)
async def test_an_update_waits_for_a_database_that_is_not_as_it_needs(working: Working) -> None:
    """A missing function, table or right at each statement, as often as one likes: nothing is set aside, and once the
    database is as it should be, the words are there once."""
    done = 0
    for nth in itertools.count(1):
        for state in ("42883", "55000"):
            await working.gets(5, f"{PRINTER} {state} {nth}")
            for _ in range(7):
                with refusing(nth, state) as sent, suppress(DBAPIError):  # of a claim: it rests
                    await working.worker.run_once()
                working.now += timedelta(minutes=6)
            await working.worker.run_once()
            done += 1
            states = {job.state for job in await working.rows()}
            assert states == {"done"}, (sent[nth - 1 :][:1], state)
            assert len(await working.entries()) == done
        if len(sent) < nth:
            break
    assert nth > 6


async def test_what_another_process_has_handled_is_not_said_to_have_failed(working: Working) -> None:
    await working.gets(5, PRINTER)
    async with working.database.unit_of_work() as session:
        [job] = await queue.claim_jobs(session, Box.FROM_TELEGRAM, worker=1, now=NOW, limit=1)
        await queue.settle_job(session, job, Done(), now=NOW)
    assert isinstance(await working.worker._handling._bury(job, Bury("an update of an unknown shape")), Done)
    assert await working.rows("select * from jobs where box = 'to_telegram'") == []


async def test_a_handlers_mistake_is_tried_five_times_ever_later_and_then_put_aside(working: Working) -> None:
    await working.gets(5, PRINTER)
    await working.gets(5, "and the curtain beside it")
    seen = []
    async with failing(working.database, [BROKEN] * 5, table="entries"):
        for _ in range(5):
            assert await working.worker.run_once() == 1
            job = (await working.rows())[0]
            seen.append((job.state, job.attempts, job.due_at - working.now))
            assert await working.entries() == []
            if job.state == "waiting":
                working.now = job.due_at - timedelta(microseconds=1)
                assert await working.worker.run_once() == 0
                working.now = job.due_at
    seconds = [timedelta(seconds=n) for n in (1, 2, 4, 8)]
    assert seen[:4] == [("waiting", n, wait) for n, wait in enumerate(seconds, 1)]
    assert seen[4][:2] == ("buried", 5)
    assert (await working.rows())[0].error
    assert await working.worker.run_once() == 1
    assert await working.entries() == ["and the curtain beside it"]


async def test_a_reply_to_what_is_not_recorded_yet_waits_a_moment_and_counts_as_no_failure(working: Working) -> None:
    await working.gets(5, PRINTER)
    await working.worker.run_once()
    at = int(working.now.timestamp())
    bot = {"id": 77, "is_bot": True, "first_name": "desk"}
    answered = {"message_id": 900, "date": at, "chat": {"id": 5, "type": "private"}, "from": bot, "text": "x"}
    await working.gets(5, "yes please", reply_to_message=answered)
    await working.worker.run_once()
    job = (await working.rows())[1]
    assert (job.state, job.attempts, job.due_at) == ("waiting", 0, working.now + timedelta(seconds=0.1))
    working.now += timedelta(seconds=11)
    await working.worker.run_once()
    assert (await working.rows())[1].state == "done"


async def test_many_chats_are_worked_off_at_once_and_one_message_of_each(working: Working) -> None:
    for chat in range(1, 8):
        working.now += timedelta(milliseconds=1)  # of one moment any is the first
        await working.gets(chat, PRINTER)
    await working.gets(1, "and the curtain")
    assert await working.worker._take() == 7
    assert await working.worker.run_once() == 0
    assert [job.state for job in await working.rows()] == ["done"] * 7 + ["waiting"]
    assert await working.worker.run_once() == 1
    assert [entry.splitlines()[-1] for entry in await working.entries()].count("and the curtain") == 1


async def test_words_about_what_another_program_holds_keep_their_places_from_nobody(working: Working) -> None:
    for chat in range(1, 7):
        await working.gets(chat, PRINTER)
    while await working.worker.run_once():
        pass
    async with held(working.database, "tickets"):
        for words in ("it smells", "and the curtain"):
            for chat in range(1, 7):
                working.now += timedelta(milliseconds=1)
                await working.gets(chat, f"{words} {chat}")
        await working.gets(7, "My badge does not open")
        for _ in range(2):
            await working.worker.run_once()
        assert (await working.entries())[6:] == ["My badge does not open"]
        waiting = [(job.attempts, job.due_at) for job in await working.rows() if job.state == "waiting"][::2]
        assert {attempts for attempts, _ in waiting} == {0}
    working.now += timedelta(seconds=10)
    while await working.worker.run_once():
        pass
    assert {job.state for job in await working.rows()} == {"done"}
    lines = [line for entry in await working.entries() for line in entry.splitlines()]
    for chat in range(1, 7):
        assert [line for line in lines if line.endswith(f" {chat}")] == [f"it smells {chat}", f"and the curtain {chat}"]


def _put(chat: int, number: int) -> NewJob:
    payload = queue.encode_payload({"update_id": number, "odd": 1})
    return NewJob(
        Box.FROM_TELEGRAM, str(chat), payload, NOW - timedelta(milliseconds=100 - number), dedup=f"77:{number}"
    )


async def test_what_comes_in_is_stored_and_begun_at_once(working: Working) -> None:
    """As far as there is room; the next ones begin as those end. A second copy of what is known, and further words of a
    busy chat, begin nothing."""
    await working.worker.put([_put(1, 1), _put(1, 2), _put(1, 1), *(_put(chat, chat + 8) for chat in range(2, 7))])
    assert sorted(job.key for job in working.worker._under_way.values()) == ["1", "2", "3", "4", "5"]
    assert await working.worker.run_once() == 0
    assert await working.worker.run_once() == 1
    assert [job.state for job in await working.rows()] == ["done"] * 7


async def _says(working: Working, number: int, words: str) -> list[str]:
    """Rita's words come alone; return all that became of her words."""
    await working.worker.put([working.update(number, 5, words)])
    return "\n".join(await working.entries()).splitlines()


async def test_a_plain_message_alone_is_stored_by_its_effect(working: Working) -> None:
    """Not the first after a start, nor what goes wrong, nor before words that wait; and a second copy has none."""
    await working.gets(5, PRINTER)
    await working.worker.run_once()
    assert await _says(working, 11, "it smells") == [PRINTER]
    await working.worker.run_once()
    for _ in range(2):
        assert await _says(working, 12, "it burns") == [PRINTER, "it smells", "it burns"]
    [*_, before, last] = await working.rows()
    assert (before.state, before.settled_at) == (last.state, last.settled_at) == ("done", NOW)
    assert (before.payload != b"{}", last.payload, last.dedup) == (True, b"{}", "77:12")
    assert await working.rows("select 1 from job_keys where box = 'from_telegram'") == []
    async with failing(working.database, [BROKEN], table="entries", on="insert or update"):
        assert len(await _says(working, 13, "and the curtain")) == 3
    await working.worker.run_once()
    await working.gets(5, "before")
    assert len(await _says(working, 14, "behind")) == 4
    while await working.worker.run_once():
        pass
    assert (await _says(working, 14, "behind"))[2:] == ["it burns", "and the curtain", "before", "behind"]


@pytest.mark.parametrize("why", ["no room", "no seat"])
async def test_what_cannot_begin_is_stored_and_rung_for(working: Working, why: str) -> None:
    job_signal = working.database.job_signal._events[Box.FROM_TELEGRAM]
    if why == "no room":
        await working.worker.put([_put(chat, chat) for chat in range(31, 51)])
    else:
        await working.worker._worker_lock.release()
    job_signal.clear()
    await working.worker.put([_put(19, 19)])
    assert job_signal.is_set()
    assert "19" not in {job.key for job in working.worker._under_way.values()}
    assert len([job for job in await working.rows() if job.key == "19" and job.state == "waiting"]) == 1
    if why == "no seat":
        await working.worker._worker_lock.acquire()
    while any(job.state == "waiting" for job in await working.rows()):
        await working.worker.run_once()
    assert {job.state for job in await working.rows()} == {"done"}


async def test_a_worker_that_stops_hands_back_what_it_did_not_begin(working: Working) -> None:
    stop = asyncio.Event()
    stop.set()
    await working.worker.put([_put(chat, chat) for chat in range(1, 8)])
    await working.worker.run(stop)
    left = {job.key for job in await working.rows() if job.state == "waiting"}
    assert left == {"6", "7"}
    async with working.database.unit_of_work() as session:
        free = await session.scalars(text("select key from job_keys where worker is null order by key"))
        assert list(free) == ["6", "7"]


async def test_what_could_not_be_stored_is_not_begun(working: Working) -> None:
    async with failing(working.database, [AWAY], table="jobs", on="insert"):
        with pytest.raises(Exception, match="refused"):
            await working.worker.put([_put(1, 1)])
    assert (await working.rows(), working.worker._under_way) == ([], {})
    await working.worker.put([_put(1, 1)])
    assert await working.worker.run_once() == 0
    assert [job.state for job in await working.rows()] == ["done"]


@pytest.mark.parametrize(("chats", "rung"), [(19, False), (20, True), (21, True)])
async def test_where_more_may_wait_the_bell_rings_when_there_is_room(working: Working, chats: int, rung: bool) -> None:
    for chat in range(1, chats + 1):
        await working.gets(chat, odd=1)
    working.database.job_signal._events[Box.FROM_TELEGRAM].clear()
    await working.worker.run_once()
    assert working.database.job_signal._events[Box.FROM_TELEGRAM].is_set() is rung


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        ("/start SECRET-CODE", "/start"),
        ("/start", "/start"),
        ("see /start SECRET-CODE", "see /start SECRET-CODE"),
        ("see t.me/desk_bot?start=SECRET-CODE here", "see t.me/desk_bot?start= here"),
        ("tg://resolve?domain=desk&start%3DSECRET-CODE", "tg://resolve?domain=desk&start%3D"),
    ],
)
async def test_a_code_that_was_opened_is_not_kept(working: Working, words: str, kept: str) -> None:
    await working.gets(5, words)
    await working.worker.run_once()
    [job] = await working.rows()
    held = json.loads(bytes(job.payload))
    assert (job.state, held["message"]["text"], held["message"]["message_id"], held["update_id"]) == (
        "done",
        kept,
        1,
        1,
    )


@pytest.mark.parametrize("sender", [None, {"id": 6, "is_bot": True, "first_name": "x"}])
async def test_what_nobody_or_a_bot_says_is_done_without_an_effect(working: Working, sender: Any) -> None:
    await working.gets(5, PRINTER, **{"from": sender})
    await working.worker.run_once()
    assert [job.state for job in await working.rows()] == ["done"]
    assert (await working.entries(), await working.rows("select id from people")) == ([], [])


@pytest.mark.parametrize(
    ("chat", "said"),
    [
        ({"id": -5, "type": "group"}, {"migrate_to_chat_id": -1005}),
        ({"id": -1005, "type": "supergroup"}, {"migrate_from_chat_id": -5}),
    ],
)
async def test_the_staff_group_is_followed_by_whichever_message_says_that_it_moved(
    working: Working, chat: dict[str, Any], said: dict[str, Any]
) -> None:
    await add(working, Person(telegram_id=-5, name="Team", role=Role.GROUP, created_at=NOW))
    await working.gets(-5, message={"message_id": 1, "date": int(NOW.timestamp()), "chat": chat, **said})
    await working.worker.run_once()
    assert [row.telegram_id for row in await working.rows("select telegram_id from people")] == [-1005]


async def test_a_refused_update_is_done_and_leaves_nothing_but_the_refusal(working: Working) -> None:
    await working.gets(5, "/cancel 99")
    await working.worker.run_once()
    [job] = await working.rows()
    assert (job.state, job.attempts) == ("done", 0)
    letters = await working.rows("select payload from jobs where box = 'to_telegram'")
    assert letters


async def test_when_stopped_it_finishes_what_is_under_way(working: Working) -> None:
    await working.gets(5, PRINTER)
    stop = asyncio.Event()
    running = asyncio.create_task(working.worker.run(stop))
    async with asyncio.timeout(10):
        while not working.worker._under_way:
            await asyncio.sleep(0)
        stop.set()
        await running
    assert [job.state for job in await working.rows()] == ["done"]


async def test_when_stopped_it_waits_only_so_long_for_what_does_not_end(
    working: Working, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "_FINISH_SECONDS", 0.05)
    await working.gets(5, PRINTER)
    stop = asyncio.Event()
    async with working.database.engine.connect() as blocking:
        await blocking.execute(text("lock table entries"))
        running = asyncio.create_task(working.worker.run(stop))
        async with asyncio.timeout(10):
            while not working.worker._under_way:
                await asyncio.sleep(0)
            stop.set()
            await running
        assert working.worker._under_way
        await blocking.rollback()
    await asyncio.wait(working.worker._under_way)


async def test_where_it_is_full_it_takes_nothing_and_the_bell_rings_when_there_is_room(working: Working) -> None:
    for chat in range(1, 5):
        await working.gets(chat, f"/new {PRINTER}")
    job_signal = working.database.job_signal._events[Box.FROM_TELEGRAM]
    async with working.database.engine.connect() as blocking:
        await blocking.execute(text("lock table entries"))
        assert await working.worker._take() == 4
        for chat in (5, 6):
            await working.gets(chat, f"/new {PRINTER}")
        assert await working.worker._take() == 2  # one has the last place, the other begins when one ends
        assert len(working.worker._under_way) == 5
        assert await working.worker._take() == 0
        job_signal.clear()
        await blocking.rollback()
    await asyncio.wait(working.worker._under_way)
    await asyncio.sleep(0)
    assert job_signal.is_set()
    await working.worker.run_once()
    assert [job.state for job in await working.rows()] == ["done"] * 6


async def _write_together(working: Working, words: str, people: range = range(1, 11)) -> None:
    """Let each of these people, who have a request, write at the same moment."""
    for chat in people:
        await working.gets(chat, PRINTER)
    while await working.worker.run_once():
        pass
    for chat in people:
        await working.gets(chat, f"{words} {chat}")


async def _read_ends(working: Working, words: str) -> dict[str, int]:
    """The last lines that begin with these words, and how many transactions wrote them."""
    rows = await working.rows("select body, xmin::text as written_by from entries order by id")
    ends = [(row.body.splitlines()[-1], row.written_by) for row in rows]
    return {line: len({by for end, by in ends if end.startswith(words)}) for line, _ in ends if line.startswith(words)}


async def test_messages_of_different_people_that_wait_share_a_transaction(working: Working) -> None:
    await _write_together(working, "it smells")
    assert await working.worker.run_once() == 10
    assert await _read_ends(working, "it smells") == {f"it smells {chat}": 1 for chat in range(1, 11)}
    assert {job.state for job in await working.rows()} == {"done"}


async def test_two_transactions_of_many_peoples_messages_are_at_work_at_once(working: Working) -> None:
    await _write_together(working, "it smells", range(1, 26))
    await working.worker._take()
    assert len(working.worker._under_way) == 20
    await asyncio.wait(list(working.worker._under_way))
    assert set((await _read_ends(working, "it smells")).values()) == {2}
    await working.worker.run_once()
    assert len(await _read_ends(working, "it smells")) == 25


async def test_one_bad_message_among_ten_costs_only_itself(working: Working) -> None:
    await _write_together(working, "it smells")
    async with failing(
        working.database, [BROKEN] * 9, table="entries", when="new.body like '%smells 4'", on="insert or update"
    ):
        assert await working.worker.run_once() == 10
    assert set(await _read_ends(working, "it smells")) == {f"it smells {chat}" for chat in range(1, 11) if chat != 4}
    left = [(job.key, job.state, job.attempts) for job in await working.rows() if job.state != "done"]
    assert left == [("4", "waiting", 1)]
    working.now += timedelta(seconds=1)
    assert await working.worker.run_once() == 1
    assert len(await _read_ends(working, "it smells")) == 10


@pytest.mark.parametrize("again", [1, 2])
async def test_when_the_database_goes_away_under_messages_together_all_are_handled_once(
    working: Working, again: int
) -> None:
    """Between the effects and their settling, for all together, and once more for one of them alone."""
    await _write_together(working, "it smells")
    async with failing(working.database, [AWAY] * again, on="update", when="new.state = 'done' and new.key = '7'"):
        while await working.worker.run_once():
            pass
    while await working.worker.run_once():
        pass
    lines = [line for entry in await working.entries() for line in entry.splitlines() if line.startswith("it smells")]
    assert sorted(lines) == sorted(f"it smells {chat}" for chat in range(1, 11))
    assert {(job.state, job.attempts) for job in await working.rows()} == {("done", 0)}


async def test_the_messages_of_each_person_keep_their_order(working: Working) -> None:
    await _write_together(working, "first")
    for words in ("second", "third"):
        for chat in range(1, 11):
            await working.gets(chat, f"{words} {chat}")
    while await working.worker.run_once():
        pass
    lines = [line for entry in await working.entries() for line in entry.splitlines()]
    for chat in range(1, 11):
        said = [line for line in lines if line.endswith(f" {chat}")]
        assert said == [f"first {chat}", f"second {chat}", f"third {chat}"]


async def test_what_one_person_wrote_while_nobody_read_it_shares_a_transaction(working: Working) -> None:
    """Each message sees what the one before it did: all are one entry, and one line answers a flood."""
    await _write_together(working, "word 0", range(1, 2))
    for number in range(1, 25):
        await working.gets(1, f"word {number} 1")
    assert await working.worker.run_once() == 1
    assert [job.state for job in await working.rows()] == ["done"] * 6 + ["waiting"] * 20
    assert len({entry.written_by for entry in await working.rows("select xmin::text as written_by from entries")}) == 1
    while await working.worker.run_once():
        pass
    [entry] = await working.entries()
    assert entry.splitlines() == [PRINTER, *(f"word {number} 1" for number in range(25))]
    told = await working.rows("select payload from jobs where box = 'to_telegram'")
    assert sum(b'"flood"' in bytes(job.payload) for job in told) == 1


async def test_a_flood_takes_no_place_from_others(working: Working) -> None:
    await _write_together(working, "word 0", range(1, 9))
    for number in range(1, 30):
        await working.gets(1, f"word {number} 1")
    await working.gets(9, PRINTER)
    assert await working.worker.run_once() == 9
    left = [(job.key, job.state) for job in await working.rows() if job.state != "done"]
    assert left == [("1", "waiting")] * 25
    assert len(await working.rows("select 1 from entries where body like '%word 0%'")) == 8


async def test_a_bad_message_in_the_middle_of_a_persons_keeps_their_later_ones_behind_it(working: Working) -> None:
    await _write_together(working, "first", range(1, 4))
    for words in ("second", "third"):
        for chat in range(1, 4):
            await working.gets(chat, f"{words} {chat}")
    async with failing(
        working.database, [BROKEN] * 9, table="entries", when="new.body like '%second 2'", on="insert or update"
    ):
        while await working.worker.run_once():
            pass
    left = [(job.key, job.state, job.attempts) for job in await working.rows() if job.state != "done"]
    assert left == [("2", "waiting", 1), ("2", "waiting", 0)]
    working.now += timedelta(seconds=1)
    while await working.worker.run_once():
        pass
    assert sorted(await working.entries()) == [f"{PRINTER}\nfirst {n}\nsecond {n}\nthird {n}" for n in (1, 2, 3)]


async def test_an_edit_of_a_message_that_waits_with_it_comes_after_it(working: Working) -> None:
    await _write_together(working, "first", range(1, 2))
    number = await working.gets(1, "secnod 1")
    await working.gets(1, "third 1")
    held = {"message_id": number, "date": int(NOW.timestamp()), "chat": {"id": 1, "type": "private"}}
    edited = {**held, "edit_date": int(NOW.timestamp()), "from": {"id": 1, "is_bot": False, "first_name": "P1"}}
    await working.gets(1, edited_message={**edited, "text": "second 1"})
    await working.gets(1, "fourth 1")
    while await working.worker.run_once():
        pass
    assert {job.state for job in await working.rows()} == {"done"}
    [entry] = await working.entries()
    assert entry.splitlines() == [PRINTER, "first 1", "second 1", "third 1", "fourth 1"]


async def test_messages_together_wait_for_nobody_whose_turn_is_taken(working: Working) -> None:
    await _write_together(working, "it smells")
    async with working.database.unit_of_work() as session:
        await person_locks.take_turn(session, (await working.rows("select id from people where telegram_id = 4"))[0].id)
        await working.worker._take()
        others = [task for task, job in working.worker._under_way.items() if job.key != "4"]
        await asyncio.wait(others)
        assert len(await _read_ends(working, "it smells")) == 9
    await working.worker.run_once()
    assert len(await _read_ends(working, "it smells")) == 10


async def test_what_two_people_write_about_one_request_at_once_is_stored_whole(working: Working) -> None:
    """Each about what the other changes: nothing of either is lost."""
    await _write_together(working, "it smells", range(1, 2))
    await working.worker.run_once()
    async with working.database.unit_of_work() as session:
        session.add(Person(telegram_id=9, name="Olga", role=Role.AGENT, created_at=NOW, started_at=NOW))
        await session.flush()
        for statement in (
            "update tickets set filed_at = created_at, file_at = null, number = 1",
            "insert into messages (bot_id, chat_id, message_id, kind, ticket_id, slot, sent_at)"
            " select 77, 9, 500, 'slot', id, 'card:1', now() from tickets",
        ):
            await session.execute(text(statement))
    card = {"message_id": 500, "date": int(NOW.timestamp()), "chat": {"id": 9, "type": "private"}, "text": "#1"}
    await working.gets(9, "which printer is it", reply_to_message=card)
    await working.gets(1, "the one at the door")
    while await working.worker.run_once():
        pass
    said = [line for entry in await working.entries() for line in entry.splitlines()]
    assert sorted(said[-2:]) == ["the one at the door", "which printer is it"]
    [ticket] = await working.rows("select status, assignee_id, first_response_at from tickets")
    assert ticket.status == "in_progress" and ticket.assignee_id is not None and ticket.first_response_at is not None
