"""Who cannot be reached, and what of an answer is known by then; which of two faces words are shown under."""

from collections.abc import AsyncIterator
from datetime import datetime

import pytest
import pytest_asyncio
from sqlalchemy import update

from bot.api.errors import FailureKind
from bot.delivery import prefetch
from bot.delivery.result import DeliveryResult
from db.database import Database
from db.locks import WorkerLock
from db.models import Entry, Message, Origin, Role
from db.queue import Bury, Done, Park, Retry, Verdict
from desk import DeskSettings
from desk.conversation import delivery_status
from desk.outbox import Relay, Say
from tests.bot.delivery.test_outbox_worker import NOW, RATES, Delivering
from tests.bot.delivery.test_recorder import BOT, OTHER_BOT, Recording, _sent
from tests.bot.replies import Replies
from tests.flows.servers import hang_up, serving

pytestmark = pytest.mark.broad


@pytest.fixture
def recording(database: Database) -> Recording:
    return Recording(database)


@pytest_asyncio.fixture(loop_scope="session")
async def delivering(database: Database) -> AsyncIterator[Delivering]:
    seat, telegram = WorkerLock(database.engine), Replies()
    await seat.take()
    async with serving(telegram.app()) as url:
        made = Delivering(database, seat, url, telegram, RATES)
        yield made
        await hang_up(made.bot)
    await seat.leave()


@pytest.mark.parametrize(("gone", "state"), [(None, "parked"), (NOW, "buried")])
async def test_what_is_for_somebody_known_to_be_gone_is_not_kept(
    delivering: Delivering, gone: datetime | None, state: str
) -> None:
    await delivering.puts(await delivering.person(5, bot_blocked_at=NOW, gone_at=gone))
    await delivering.delivery.run_once()
    assert ([job.state for job in await delivering.jobs()], delivering.telegram.calls) == ([state], [])


@pytest.mark.parametrize("verdict", [Park("blocked"), Bury("no")])
async def test_an_answer_that_arrived_has_arrived_whatever_becomes_of_its_edit(
    recording: Recording, verdict: Verdict
) -> None:
    rita, olga = await recording.person(5), await recording.person(6)
    answer = await recording.answer(rita, olga, said_in=6)
    first = await recording.job(rita, Relay(answer))
    await recording.recorder.store([(first, DeliveryResult(Done(), sent=[_sent(5, 3)]))])
    told = "select count(*) from jobs j join people p on p.id = j.person_id where p.telegram_id <> 5"
    before = await recording.rows(told)
    edit = await recording.job(rita, Relay(answer, edit=True))
    refused = DeliveryResult(verdict, trouble=FailureKind.BLOCKED, begun_at=NOW)
    await recording.recorder.store([(edit, refused)])
    assert await recording.rows("select delivery from entries where kind = 'reply'") == [("sent",)]
    assert await recording.rows(told) == before


async def test_an_answer_that_a_colleague_cannot_read_is_on_its_way_all_the_same(recording: Recording) -> None:
    rita, olga, ivan = [await recording.person(chat) for chat in (5, 6, 7)]
    answer = await recording.answer(rita, olga, said_in=6)
    refused = DeliveryResult(Park("blocked"), trouble=FailureKind.BLOCKED, begun_at=NOW)
    for reader, delivery in ((ivan, "waiting"), (rita, "blocked")):
        await recording.recorder.store([(await recording.job(reader, Relay(answer)), refused)])
        assert await recording.rows("select delivery from entries where kind = 'reply'") == [(delivery,)]


@pytest.mark.parametrize(("verdict", "told"), [(Park("shut"), 1), (Retry(NOW, "later"), 0)])
async def test_what_finds_the_staff_group_shut_goes_to_the_admins_unless_it_is_tried_again(
    recording: Recording, verdict: Verdict, told: int
) -> None:
    group, admin = (
        await recording.person(-5, role=Role.GROUP, bot_blocked_at=NOW),
        await recording.person(7, role=Role.ADMIN),
    )
    job = await recording.job(group, Say("agent-blocked", {"name": "Olga"}))
    outcome = DeliveryResult(verdict, trouble=FailureKind.FLOOD, begun_at=NOW)
    await recording.recorder.store([(job, outcome)])
    assert await recording.rows(f"select count(*) from jobs where person_id = {admin}") == [(told,)]  # noqa: S608


@pytest.mark.parametrize(("origin", "letters", "remarks"), [(Origin.TELEGRAM, 1, 0), (Origin.TODOIST, 0, 1)])
async def test_where_it_was_said_it_is_told_that_some_of_it_remains(
    recording: Recording, origin: Origin, letters: int, remarks: int
) -> None:
    rita, olga = await recording.person(5), await recording.person(6)
    answer = await recording.answer(rita, olga, said_in=6)
    async with recording.database.unit_of_work() as session:
        (await session.get_one(Entry, answer)).origin = origin
        await delivery_status.remains(session, answer, rita, now=NOW, rules=DeskSettings(bot_id=BOT))
    told = f"select count(*) from jobs where person_id = {olga}"  # noqa: S608
    assert await recording.rows(told) == [(letters,)]
    assert await recording.rows("select count(*) from entries where kind = 'remark'") == [(remarks,)]


async def test_words_are_shown_under_the_newest_face_of_this_chat_and_bot(recording: Recording) -> None:
    rita, olga = await recording.person(5), await recording.person(6)
    answer = await recording.answer(rita, olga, said_in=6)
    for message_id, chat, bot in ((1, 5, BOT), (3, 5, BOT), (2, 5, BOT), (4, 7, BOT), (5, 5, OTHER_BOT)):
        await recording.stands(chat, message_id, "card:6", bot=bot)
    job = await recording.job(rita, Relay(answer))
    async with recording.database.reading() as session:
        found = await prefetch.read(session, [(job, 5, f"entry:{answer}")], bot_id=BOT, starting=None)
    assert (found.ahead.slots[5, "card:6"], found.ahead.slots[5, "open:6"]) == (3, None)


async def test_words_that_answer_stand_under_what_they_answer_in_this_very_chat(recording: Recording) -> None:
    """Under what their reader wrote, or the first message it came as; words of another chat have another number."""
    rita, olga = await recording.person(5), await recording.person(6)
    asked, answer = [await recording.answer(rita, olga, said_in=chat) for chat in (6, 5)]
    async with recording.database.unit_of_work() as session:
        (await session.get_one(Entry, answer)).answers_id = asked
    for message_id, chat, bot in ((3, 5, BOT), (2, 5, BOT), (1, 7, BOT), (9, 5, OTHER_BOT)):
        await recording.stands(chat, message_id, f"entry:{asked}", bot=bot)
    async with recording.database.unit_of_work() as session:
        await session.execute(update(Message).values(entry_id=asked))
    job = await recording.job(rita, Relay(answer))
    wanted: list[prefetch.Wanted] = [(job, chat, f"entry:{answer}") for chat in (5, 6)]
    found = {}
    for one in wanted:
        async with recording.database.reading() as session:
            found |= (await prefetch.read(session, [one], bot_id=BOT, starting=None)).ahead.entries
    assert found == {(5, asked): 2, (6, asked): 40}


async def test_messages_of_a_slot_stand_in_the_order_they_were_sent(recording: Recording) -> None:
    rita = await recording.person(5)
    for message_id in (3, 1, 2):
        await recording.stands(5, message_id)
    async with recording.database.unit_of_work() as session:
        await session.execute(update(Message).where(Message.message_id == 1).values(page=7))
    job = await recording.job(rita)
    async with recording.database.reading() as session:
        found = await prefetch.read(session, [(job, 5, "list")], bot_id=BOT, starting=None)
    assert [message.message_id for message in found.standing[5, "list"]] == [1, 2, 3]
