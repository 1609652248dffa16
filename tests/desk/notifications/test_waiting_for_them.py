"""Where "waiting for you" stands: under the last answer of the ticket itself."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from db.models import Entry
from desk import Desk
from desk.conversation import editing, thread
from desk.conversation.new_entry import NewEntry
from desk.notifications import to_requester
from desk.text import RichText
from desk.tickets import assignment, lifecycle
from tests.desk.cast import cast, lines
from tests.desk.merging.test_merge import _files
from tests.desk.stage import Someone, Stage

pytestmark = pytest.mark.broad


async def _says(stage: Stage, who: Someone, number: int, words: str) -> int:
    stage.later(seconds=20)
    return int((await stage.does(who, lambda desk: thread.reply(desk, number, NewEntry(RichText(words))))).id)


async def test_it_stands_under_the_last_answer_that_was_not_taken_back(stage: Stage) -> None:
    anna, olga, *_ = await cast(stage)
    first, second = await _files(stage, anna, "The lamp"), await _files(stage, anna, "The chair")
    for number in (first, second):
        await stage.does(olga, lambda desk, n=number: assignment.claim(desk, n))
    await _says(stage, olga, first, "Which lamp?")
    last = await _says(stage, olga, first, "In the lobby?")
    gone = await _says(stage, olga, first, "Never mind")
    await _says(stage, olga, second, "Which chair?")

    async def takes_back(desk: Desk) -> None:
        await editing.withdraw(desk, await desk.session.get_one(Entry, gone))

    await stage.does(olga, takes_back)
    await stage.does(olga, lambda desk: thread.note(desk, first, NewEntry(RichText("Her again"))))
    await stage.does(olga, lambda desk: lifecycle.pending(desk, first))
    stage.later(minutes=1)
    await stage.ticks()
    async with stage.database.sessions() as session:
        marked = list(await session.scalars(select(Entry.id).where(Entry.footer.is_not(None))))
    assert marked == [last]


@pytest.mark.parametrize(
    ("after", "under"), [(timedelta(minutes=10) - timedelta(microseconds=1), True), (timedelta(minutes=10), False)]
)
async def test_an_answer_of_ten_minutes_ago_is_no_longer_young(stage: Stage, after: timedelta, under: bool) -> None:
    anna, olga, *_ = await cast(stage)
    number = await _files(stage, anna, "The lamp")
    await stage.does(olga, lambda desk: assignment.claim(desk, number))
    answer = await _says(stage, olga, number, "Which lamp?")
    stage.now += after

    async def waits(desk: Desk) -> None:
        await to_requester.pending(desk, await desk.locked(number))

    await stage.does(olga, waits)
    async with stage.database.sessions() as session:
        assert ((await session.get_one(Entry, answer)).footer is not None) is under
    assert ("waiting-for-you" in await lines(stage, anna)) is not under
