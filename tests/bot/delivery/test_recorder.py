"""What deliveries came to, stored: each word of "whose", "which" and "of which bot", with others' beside it."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiogram import Bot

from bot.api.failures import FailureKind
from bot.delivery.recorder import Recorder
from bot.delivery.result import DeliveryResult
from bot.runtime import Runtime
from db.database import Database, JobSignal
from db.models import Box, Delivery, Entry, EntryKind, Lane, Origin, Person, Status, Ticket
from db.queue import Bury, ClaimedJob, Done, Park, Retry, Verdict
from db.queue.store import ALL
from desk import DeskSettings
from desk.admin_settings.changes import CurrentSettings
from desk.outbox import Letter, React, Relay, Say, Show, letters
from tests.sql import add, execute, fetch

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
BOT, OTHER_BOT = 77, 78
LINE = Say("help-requester")
_STAMPS = ("created_at", "updated_at", "subject_at", "status_at", "priority_at", "assignee_at", "labels_at")
_MESSAGES = "select bot_id, chat_id, message_id, slot, fingerprint, page from messages order by 1, 2, 3"


class Recording:
    """A recorder, people, their letters, and the messages that stand in their chats."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.recorder = Recorder(
            Runtime(Bot(f"{BOT}:AAAA"), database, CurrentSettings(DeskSettings(bot_id=BOT)), lambda: NOW)
        )

    async def person(self, chat: int, **more: Any) -> int:
        return (await add(self, Person(telegram_id=chat, name=f"P{chat}", created_at=NOW, started_at=NOW, **more))).id

    async def job(self, person: int, letter: Letter = LINE) -> ClaimedJob:
        async with self.database.unit_of_work() as session:
            letters.queue_letter(session, person, letter, now=NOW)
        [row] = await self.rows("select * from jobs order by id desc limit 1")
        return ClaimedJob(
            row.id, Box.TO_TELEGRAM, row.key, Lane(row.lane), row.slot, bytes(row.payload), 0, False, NOW,
            row.ticket_id, row.entry_id, person,
        )  # fmt: skip

    async def answer(self, requester: int, author: int, *, said_in: int) -> int:
        """An answer on its way to the requester of a ticket of its own; said as message 40 of that chat."""
        async with self.database.unit_of_work() as session:
            asked = {"number": said_in, "requester_id": requester, "subject": "Ink", "origin": Origin.TELEGRAM}
            ticket = Ticket(**asked, status=Status.IN_PROGRESS, **dict.fromkeys(_STAMPS, NOW))
            session.add(ticket)
            await session.flush()
            entry = Entry(
                ticket_id=ticket.id, kind=EntryKind.REPLY, author_id=author, author_name="Olga", origin=Origin.TELEGRAM,
                body="Here", delivery=Delivery.WAITING, said_chat_id=said_in, said_message_id=40, created_at=NOW,
            )  # fmt: skip
            session.add(entry)
            await session.flush()
            return entry.id

    async def stands(self, chat: int, message_id: int, slot: str = "list", *, bot: int = BOT, page: int = 1) -> None:
        values = {"bot": bot, "chat": chat, "id": message_id, "slot": slot, "page": page, "now": NOW}
        into = "insert into messages (bot_id, chat_id, message_id, kind, slot, fingerprint, page, sent_at)"
        await execute(self, f"{into} values (:bot, :chat, :id, 'slot', :slot, 'old', :page, :now)", **values)

    async def rows(self, query: str) -> list[Any]:
        return await fetch(self, query)

    async def messages(self) -> dict[tuple[int, int, int], tuple[str | None, str | None, int | None]]:
        return {tuple(row[:3]): tuple(row[3:]) for row in await self.rows(_MESSAGES)}

    async def state(self, job: ClaimedJob) -> tuple[str, str | None]:
        [row] = await self.rows(f"select state, error from jobs where id = {job.id}")  # noqa: S608
        return row.state, row.error


@pytest.fixture
def recording(database: Database) -> Recording:
    return Recording(database)


def _sent(chat: int, message_id: int, slot: str | None = "list", **more: Any) -> dict[str, Any]:
    return {"chat_id": chat, "message_id": message_id, "kind": "slot", "slot": slot, "has_media": False, **more}


async def test_what_is_sent_takes_its_slot_from_what_stood_there(recording: Recording) -> None:
    rita, ben = await recording.person(5), await recording.person(6)
    for chat, message_id, slot, bot in ((5, 1, "list", BOT), (5, 2, "queue", BOT), (6, 1, "list", BOT)):
        await recording.stands(chat, message_id, slot, bot=bot)
    await recording.stands(5, 1, bot=OTHER_BOT)
    first, second = await recording.job(rita), await recording.job(ben)
    sent = DeliveryResult(Done(), sent=[_sent(5, 9, fingerprint="new", page=2), _sent(5, 10, None)])
    await recording.recorder.store([(first, sent), (second, DeliveryResult(Done()))])
    assert await recording.messages() == {
        (BOT, 5, 1): ("past:list", "old", 1),
        (BOT, 5, 2): ("queue", "old", 1),
        (BOT, 5, 9): ("list", "new", 2),
        (BOT, 5, 10): (None, None, None),
        (BOT, 6, 1): ("list", "old", 1),
        (OTHER_BOT, 5, 1): ("list", "old", 1),
    }
    assert [await recording.state(job) for job in (first, second)] == [("done", None)] * 2


async def test_what_goes_on_beside_what_was_sent_keeps_its_slot(recording: Recording) -> None:
    rita = await recording.person(5)
    for message_id in (1, 2):
        await recording.stands(5, message_id)
    kept = DeliveryResult(Done(), sent=[_sent(5, 9)], kept=[1])
    await recording.recorder.store([(await recording.job(rita), kept)])
    assert {key[2]: row[0] for key, row in (await recording.messages()).items()} == {
        1: "list",
        2: "past:list",
        9: "list",
    }


@pytest.mark.parametrize("worker", [None, 7])
@pytest.mark.parametrize("beside", ["nothing", "an edit"])
async def test_an_answer_that_arrived_is_marked_where_its_author_said_it(
    recording: Recording, beside: str, worker: int | None
) -> None:
    """Once, on the message of who wrote it; who reads along, and an answer said elsewhere, mark nothing. Where delivery
    takes letters, the mark has begun and is handed over."""
    rita, olga, ben = await recording.person(5), await recording.person(6), await recording.person(7)
    here, elsewhere = await recording.answer(rita, olga, said_in=6), await recording.answer(rita, olga, said_in=8)
    jobs = [await recording.job(who, Relay(entry)) for who, entry in ((rita, here), (ben, here), (rita, elsewhere))]
    done = [(job, DeliveryResult(Done(), sent=[_sent(job.person_id or 0, job.id)])) for job in jobs]
    if beside == "an edit":
        await recording.stands(5, 1)
        done.append((await recording.job(rita, LINE), DeliveryResult(Done(), edited=[(1, "new", None)])))
    recording.database.hand_over.open(worker or 0, ALL, 9 if worker else 0)
    await recording.recorder.store(done)
    await recording.recorder.store(done[:1])
    assert [await recording.state(job) for job, _ in done] == [("done", None)] * len(done)
    assert await recording.rows("select delivery from entries") == [("sent",)] * 2
    [mark] = await recording.rows("select * from jobs where state = 'waiting'")
    [key] = await recording.rows("select * from job_keys")
    assert json.loads(mark.payload) == letters.dump_letter(React(40, "👍", there=6))
    assert (key.box, key.key, key.lane, key.due_at) == ("to_telegram", mark.key, int(Lane.EDITS), NOW)
    handed = [(one.worker, one.job.id, one.job.chat) for one in recording.database.hand_over.take()]
    assert (key.worker, mark.started_at, handed) == ((7, NOW, [(7, mark.id, 6)]) if worker else (None, None, []))
    ticket = mark.ticket_id
    assert (mark.key, mark.lane, mark.person_id) == (f"{olga}:{ticket}", int(Lane.EDITS), olga)
    assert (mark.entry_id, mark.slot, mark.dedup, mark.due_at, mark.created_at) == (None, None, None, NOW, NOW)


async def test_what_waits_behind_what_was_sent_is_next(recording: Recording) -> None:
    rita = await recording.person(5)
    first = await recording.job(rita)
    await recording.job(rita)
    recording.database.job_signal = JobSignal()
    await recording.recorder.store([(first, DeliveryResult(Done("said"), sent=[_sent(5, 9)]))])
    assert recording.database.job_signal._events[Box.TO_TELEGRAM].is_set()
    assert await recording.state(first) == ("done", "said")
    assert await recording.rows("select key, worker from job_keys") == [(first.key, None)]


@pytest.mark.parametrize(
    ("letter", "page"),
    [
        (Show("list", "list", page=3), 3),
        (Show("list", "list", page=3, only_edit=True), 1),
    ],
)
async def test_an_edit_is_of_one_message_of_one_chat(recording: Recording, letter: Letter, page: int) -> None:
    rita, _ = await recording.person(5), await recording.person(6)
    for chat, message_id, bot in ((5, 1, BOT), (5, 2, BOT), (6, 1, BOT), (5, 1, OTHER_BOT)):
        await recording.stands(chat, message_id, bot=bot)
    edited = DeliveryResult(Done(), edited=[(1, "new", None)])
    await recording.recorder.store([(await recording.job(rita, letter), edited)])
    found = {key: (fingerprint, at) for key, (_, fingerprint, at) in (await recording.messages()).items()}
    assert found.pop((BOT, 5, 1)) == ("new", page)
    assert set(found.values()) == {("old", 1)}


async def test_what_can_no_longer_be_edited_stands_for_nothing(recording: Recording) -> None:
    rita, _ = await recording.person(5), await recording.person(6)
    for chat, message_id, bot in ((5, 1, BOT), (5, 2, BOT), (5, 3, BOT), (6, 1, BOT), (5, 1, OTHER_BOT)):
        await recording.stands(chat, message_id, bot=bot)
    await recording.recorder.store([(await recording.job(rita), DeliveryResult(Done(), lost=[1, 3]))])
    lost = [key for key, row in (await recording.messages()).items() if row[0] is None]
    assert lost == [(BOT, 5, 1), (BOT, 5, 3)]


async def test_who_moved_is_found_where_they_are_now(recording: Recording) -> None:
    rita, ben = await recording.person(5), await recording.person(6)
    moved = DeliveryResult(Retry(NOW, "moved"), moved_to=50, trouble=FailureKind.MOVED)
    await recording.recorder.store([(await recording.job(rita), moved)])
    people = "select id, telegram_id from people order by id"
    assert [tuple(row) for row in await recording.rows(people)] == [(rita, 50), (ben, 6)]
    job = await recording.job(rita)
    taken = DeliveryResult(Retry(NOW, "moved"), moved_to=6, trouble=FailureKind.MOVED)
    await recording.recorder.store([(job, taken)])
    assert await recording.state(job) == ("buried", "moved to a chat of somebody else's")
    assert [tuple(row) for row in await recording.rows(people)] == [(rita, 50), (ben, 6)]


@pytest.mark.parametrize(
    ("bot", "unknown", "state", "gone"),
    [
        (None, True, ("parked", "not met: chat not found"), False),
        (OTHER_BOT, True, ("parked", "not met: chat not found"), False),
        (BOT, True, ("buried", "chat not found"), True),
        (None, False, ("buried", "chat not found"), True),
    ],
)
async def test_whom_this_bot_has_not_met_may_still_come(
    recording: Recording, bot: int | None, unknown: bool, state: tuple[str, str], gone: bool
) -> None:
    rita = await recording.person(5)
    await recording.stands(6, 1)
    if bot is not None:
        await recording.stands(5, 1, bot=bot)
    job = await recording.job(rita)
    refused = DeliveryResult(Bury("chat not found"), trouble=FailureKind.GONE, begun_at=NOW, unknown_chat=unknown)
    await recording.recorder.store([(job, refused)])
    assert await recording.state(job) == state
    [row] = await recording.rows("select blocked_at, gone_at from people")
    assert (row.blocked_at, row.gone_at) == (NOW, NOW if gone else None)


@pytest.mark.parametrize(
    ("back", "begun", "stays"),
    [
        (timedelta(0), timedelta(0), True),
        (timedelta(0), timedelta(seconds=1), False),
        (timedelta(seconds=1), timedelta(0), True),
        (None, timedelta(0), False),
    ],
)
async def test_who_came_back_while_telegram_was_asked_gets_it(
    recording: Recording, back: timedelta | None, begun: timedelta, stays: bool
) -> None:
    rita = await recording.person(5, back_at=NOW + back if back is not None else None)
    job = await recording.job(rita)
    refused = DeliveryResult(Park("blocked"), trouble=FailureKind.BLOCKED, begun_at=NOW + begun)
    await recording.recorder.store([(job, refused)])
    [row] = await recording.rows("select state, due_at, error from jobs")
    assert (row.state, row.error) == (("waiting", "back meanwhile") if stays else ("parked", "blocked"))
    assert not stays or row.due_at == NOW
    [person] = await recording.rows("select blocked_at, gone_at from people")
    assert (person.blocked_at, person.gone_at) == (None if stays else NOW, None)


async def test_other_troubles_say_nothing_of_the_person(recording: Recording) -> None:
    rita = await recording.person(5)
    job = await recording.job(rita)
    refused = DeliveryResult(Bury("no"), trouble=FailureKind.REFUSED, begun_at=NOW)
    await recording.recorder.store([(job, refused)])
    [person] = await recording.rows("select blocked_at, gone_at from people")
    assert (person.blocked_at, person.gone_at) == (None, None)


@pytest.mark.parametrize(
    ("verdict", "kept"),
    [(Done(), False), (Bury("no"), False), (Retry(NOW, "later"), True), (Park("blocked"), True)],
)
async def test_a_secret_is_kept_only_as_long_as_it_may_still_be_said(
    recording: Recording, verdict: Verdict, kept: bool
) -> None:
    rita = await recording.person(5)
    job = await recording.job(rita, Say("invite", {"link": "SECRET"}, secret=("link",)))
    await recording.recorder.store([(job, DeliveryResult(verdict))])
    [row] = await recording.rows("select payload from jobs")
    assert (b"SECRET" in bytes(row.payload)) is kept


async def test_the_verdict_is_all_that_is_stored_of_a_bare_outcome(recording: Recording) -> None:
    rita = await recording.person(5)
    await recording.stands(5, 1)
    job = await recording.job(rita)
    bare = DeliveryResult(Bury("no"), lost=[1], trouble=FailureKind.BLOCKED, begun_at=NOW, bare=True)
    await recording.recorder.store([(job, bare)])
    assert await recording.state(job) == ("buried", "no")
    [person] = await recording.rows("select blocked_at from people")
    assert person.blocked_at is None
    assert [row[0] for row in (await recording.messages()).values()] == ["list"]
