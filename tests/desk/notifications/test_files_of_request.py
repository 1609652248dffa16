"""What no card can hold comes with it: the files of the request that somebody got, in their order."""

import pytest
from sqlalchemy import delete

from db.models import Entry, EntryFile, Status
from desk import Desk
from desk.conversation import editing, thread
from desk.conversation.new_entry import NewEntry, line
from desk.tickets import assignment
from tests.desk.cast import cast, relays
from tests.desk.merging.test_merge import _files
from tests.desk.stage import PHOTO, Someone, Stage

pytestmark = pytest.mark.broad


async def _shows(stage: Stage, who: Someone, number: int) -> int:
    stage.later(minutes=1)
    said = NewEntry.of(stage.message(who, "Look", files=(PHOTO,)))
    return int((await stage.does(who, lambda desk: thread.comment(desk, number, said))).id)


async def test_whoever_takes_it_gets_its_own_files_in_order(stage: Stage) -> None:
    anna, olga, *_ = await cast(stage)
    first, second = [await _files(stage, anna, words) for words in ("The lamp", "The chair")]
    before = await _shows(stage, anna, second)
    gone = await _shows(stage, anna, second)
    await _shows(stage, anna, first)
    after = await _shows(stage, anna, second)
    async with stage.database.unit_of_work() as session:  # a row that is written anew comes last where nothing orders
        (await session.get_one(Entry, before)).body = "Look here"

    async def takes_back(desk: Desk) -> None:
        await editing.withdraw(desk, await desk.session.get_one(Entry, gone))

    await stage.does(anna, takes_back)
    had = len(await relays(stage, olga))
    await stage.does(olga, lambda desk: assignment.claim(desk, second))
    got = [one for one in (await relays(stage, olga))[had:] if one["files_only"]]
    assert [one["entry_id"] for one in got] == [before, after]
    assert (await stage.ticket(second)).status is Status.ASSIGNED


async def test_a_place_comes_with_it_and_what_staff_sent_does_not(stage: Stage) -> None:
    anna, olga, ivan, _ = await cast(stage)
    number = await _files(stage, anna, "The lamp")
    place, said = await _shows(stage, anna, number), NewEntry.of(stage.message(ivan, "This one?", files=(PHOTO,)))
    async with stage.database.unit_of_work() as session:
        await session.execute(delete(EntryFile).where(EntryFile.entry_id == place))
        (await session.get_one(Entry, place)).content_line = line("content-location")
    await stage.does(ivan, lambda desk: assignment.claim(desk, number))
    await stage.does(ivan, lambda desk: thread.reply(desk, number, said))
    await stage.does(ivan, lambda desk: assignment.release(desk, number))
    had = len(await relays(stage, olga))
    await stage.does(olga, lambda desk: assignment.claim(desk, number))
    assert [one["entry_id"] for one in (await relays(stage, olga))[had:] if one["files_only"]] == [place]
