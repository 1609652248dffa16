"""Where "waiting for you" stands: under the last answer of the ticket itself."""

import pytest
from sqlalchemy import select

from db.models import Entry
from desk import Desk
from desk.conversation import editing, thread
from desk.conversation.new_entry import NewEntry
from desk.text import RichText
from desk.tickets import assignment, lifecycle
from tests.desk.cast import cast
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
