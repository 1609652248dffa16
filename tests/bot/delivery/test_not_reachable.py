"""Who cannot be reached, and what of an answer is known by then; which of two faces words are shown under."""

import pytest

from db.database import Database
from db.models import Entry, Origin
from desk import DeskSettings
from desk.conversation import undelivered_answers
from tests.bot.delivery.test_outbox_worker import NOW
from tests.bot.delivery.test_recorder import BOT, Recording


@pytest.fixture
def recording(database: Database) -> Recording:
    return Recording(database)


@pytest.mark.parametrize(("origin", "letters", "remarks"), [(Origin.TELEGRAM, 1, 0), (Origin.TODOIST, 0, 1)])
async def test_where_it_was_said_it_is_told_that_some_of_it_remains(
    recording: Recording, origin: Origin, letters: int, remarks: int
) -> None:
    rita, olga = await recording.person(5), await recording.person(6)
    answer = await recording.answer(rita, olga, said_in=6)
    async with recording.database.unit_of_work() as session:
        (await session.get_one(Entry, answer)).origin = origin
        await undelivered_answers.report_undeletable(session, answer, rita, now=NOW, rules=DeskSettings(bot_id=BOT))
    told = f"select count(*) from jobs where person_id = {olga}"  # noqa: S608
    assert await recording.rows(told) == [(letters,)]
    assert await recording.rows("select count(*) from entries where kind = 'remark'") == [(remarks,)]
