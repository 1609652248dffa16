"""Outcomes stored while others do something in the same chats, to the same people, with the same keys."""

import asyncio

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from bot.api.failures import FailureKind
from bot.delivery.recorder import ResultStore
from bot.delivery.result import DeliveryResult
from db.database import Database, JobSignal
from db.models import Box, Person, Role
from db.queue import Done, Park
from desk.outbox import Relay, letters
from desk.people import person_rows
from tests.bot.delivery.test_recorder import BOT, LINE, NOW, Recording, _sent
from tests.db.waiting import until_somebody_waits
from tests.holding import held
from tests.sql import execute


@pytest.fixture
def recording(database: Database) -> Recording:
    return Recording(database)


async def test_chats_number_their_messages_alike(recording: Recording) -> None:
    """What one person is sent has the number of what has stood for long in another's chat: there it is the past."""
    rita, ben = await recording.person(5), await recording.person(6)
    await recording.stands(6, 9)
    first, second = await recording.job(rita), await recording.job(ben)
    await recording.recorder.store(
        [(first, DeliveryResult(Done(), sent=[_sent(5, 9)])), (second, DeliveryResult(Done(), sent=[_sent(6, 12)]))]
    )
    found = {key: row[0] for key, row in (await recording.messages()).items()}
    assert found == {(BOT, 5, 9): "list", (BOT, 6, 9): "past:list", (BOT, 6, 12): "list"}


async def test_who_reads_an_answer_along_is_not_who_it_is_for(recording: Recording) -> None:
    rita, olga, ben = await recording.person(5), await recording.person(6), await recording.person(7)
    answer = await recording.answer(rita, olga, said_in=6)
    job = await recording.job(ben, Relay(answer))
    await recording.recorder.store([(job, DeliveryResult(Done(), sent=[_sent(7, 3)]))])
    assert await recording.rows("select delivery from entries") == [("waiting",)]
    assert await recording.rows("select id from jobs where state = 'waiting'") == []


@pytest.mark.parametrize(
    ("before", "after", "marks"),
    [("none", "none", 0), ("sent", "sent", 0), ("waiting", "sent", 1), ("failed", "sent", 1)],
)
async def test_only_what_was_on_its_way_to_them_arrives(
    recording: Recording, before: str, after: str, marks: int
) -> None:
    """An answer that stood on the board alone, shown to them once they have joined, is none that arrived."""
    rita, olga = await recording.person(5), await recording.person(6)
    job = await recording.job(rita, Relay(await recording.answer(rita, olga, said_in=6)))
    await execute(recording, "update entries set delivery = :before", before=before)
    await recording.recorder.store([(job, DeliveryResult(Done(), sent=[_sent(5, 3)]))])
    assert await recording.rows("select delivery from entries") == [(after,)]
    assert len(await recording.rows("select id from jobs where state = 'waiting'")) == marks


async def test_a_mark_of_arrival_is_looked_for_at_once(recording: Recording) -> None:
    rita, olga = await recording.person(5), await recording.person(6)
    job = await recording.job(rita, Relay(await recording.answer(rita, olga, said_in=6)))
    recording.database.job_signal = JobSignal()
    await recording.recorder.store([(job, DeliveryResult(Done(), sent=[_sent(5, 3)]))])
    assert recording.database.job_signal._events[Box.TO_TELEGRAM].is_set()


async def test_who_comes_back_this_very_moment_is_not_taken_for_gone(recording: Recording) -> None:
    """Their message is being handled while the refusal of what was sent before is stored: that waits, and looks
    again."""
    rita = await recording.person(5)
    job = await recording.job(rita)
    refused = DeliveryResult(Park("blocked"), trouble=FailureKind.BLOCKED, begun_at=NOW)
    async with recording.database.unit_of_work() as session:
        await person_rows.mark_reachable(session, await session.get_one(Person, rita, with_for_update=True), now=NOW)
        storing = asyncio.create_task(recording.recorder.store([(job, refused)]))
        await until_somebody_waits(recording.database)
    await storing
    assert await recording.state(job) == ("waiting", "back meanwhile")
    assert await recording.rows("select blocked_at from people") == [(None,)]


async def test_what_was_kept_for_somebody_who_is_back_since_is_sent(recording: Recording) -> None:
    """That they were away was read before they came back, and is stored after it."""
    rita, ben = await recording.person(5), await recording.person(6, bot_blocked_at=NOW)
    there, away = await recording.job(rita), await recording.job(ben)
    await recording.recorder.store([(there, DeliveryResult(Park("blocked"))), (away, DeliveryResult(Park("blocked")))])
    assert await recording.state(there) == ("waiting", "back meanwhile")
    assert await recording.state(away) == ("parked", "blocked")


async def test_a_group_that_the_bot_is_back_in_is_not_left(recording: Recording) -> None:
    group = await recording.person(-5, role=Role.INTAKE_GROUP, back_at=NOW)
    job = await recording.job(group)
    refused = DeliveryResult(Park("kicked"), trouble=FailureKind.BLOCKED, begun_at=NOW)
    await recording.recorder.store([(job, refused)])
    assert await recording.state(job) == ("waiting", "back meanwhile")
    assert await recording.rows("select blocked_at from people") == [(None,)]


async def test_an_outcome_whose_row_another_program_holds_keeps_no_other_from_being_stored(
    recording: Recording,
) -> None:
    rita, ben = await recording.person(5), await recording.person(6)
    refused, sent = await recording.job(rita), await recording.job(ben)
    storing = ResultStore(recording.recorder)
    async with held(recording.database, "people where telegram_id = 5"):
        waiting = asyncio.create_task(
            storing.store(refused, DeliveryResult(Park("blocked"), trouble=FailureKind.BLOCKED, begun_at=NOW))
        )
        await storing.store(sent, DeliveryResult(Done(), sent=[_sent(6, 3)]))
        assert not waiting.done()
    await waiting
    assert await recording.state(refused) == ("parked", "blocked")


async def test_letters_done_take_their_keys_in_the_one_order(recording: Recording) -> None:
    """The key that gets the mark comes before the letter's own: while somebody holds that, the later one is free."""
    olga, rita = await recording.person(6), await recording.person(5)
    job = await recording.job(rita, Relay(await recording.answer(rita, olga, said_in=6)))
    async with recording.database.unit_of_work() as session:
        letters.queue_letter(
            session, olga, LINE, now=NOW, ticket_id=(await recording.rows("select id from tickets"))[0][0]
        )
    [first, last] = [row.key for row in await recording.rows("select key from job_keys order by key")]
    assert (first.split(":")[0], last) == (str(olga), job.key)
    hold = text("select 1 from job_keys where key = :key for update nowait")
    async with recording.database.unit_of_work() as holding:
        await holding.execute(hold, {"key": first})
        storing = asyncio.create_task(recording.recorder.store([(job, DeliveryResult(Done(), sent=[_sent(5, 3)]))]))
        await until_somebody_waits(recording.database)
        try:
            await execute(recording, hold, key=last)
        except DBAPIError:
            pytest.fail("the later key is held while the earlier is waited for")
    await storing
    assert await recording.state(job) == ("done", None)
