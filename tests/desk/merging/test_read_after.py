"""What of a merged request comes to who has the other one, and what brings that back from waiting for its requester."""

import pytest
from sqlalchemy import select

from db.models import Entry, EntryKind, MessageKind, Status
from desk import Desk
from desk.conversation import editing, thread
from desk.conversation.new_entry import NewEntry
from desk.merging import merge
from desk.text import RichText
from desk.tickets import assignment, lifecycle
from tests.desk.cast import cast, relays
from tests.desk.merging.test_merge import _files
from tests.desk.stage import Someone, Stage

pytestmark = pytest.mark.broad


async def _adds(stage: Stage, who: Someone, number: int, words: str) -> int:
    stage.later(minutes=1)
    said = NewEntry.of(stage.message(who, words))
    return int((await stage.does(who, lambda desk: thread.comment(desk, number, said))).id)


async def _takes_back(stage: Stage, who: Someone, entry_id: int) -> None:
    async def withdraw(desk: Desk) -> None:
        await editing.withdraw(desk, await desk.session.get_one(Entry, entry_id))

    await stage.does(who, withdraw)


async def _read(stage: Stage, who: Someone) -> list[str]:
    """The words that were put for somebody, in their order."""
    async with stage.database.sessions() as session:
        found = [x["entry_id"] for x in await relays(stage, who)]
        words = dict((await session.execute(select(Entry.id, Entry.body).where(Entry.id.in_(found)))).all())
    return [words[one] for one in found]


async def test_what_its_requester_said_since_what_they_read_comes_in_order(stage: Stage) -> None:
    """Beside a colleague who was sent all of it, a third request, a note, an answer and what was taken back."""
    anna, olga, ivan, vera = await cast(stage)
    first, second, third = [await _files(stage, anna, words) for words in ("The lamp", "The chair", "The door")]
    await stage.does(olga, lambda desk: assignment.claim(desk, first))
    await stage.does(ivan, lambda desk: assignment.claim(desk, second))
    seen = await _adds(stage, anna, second, "It squeaks")
    await stage.shown(olga, f"entry:{seen}", second, kind=MessageKind.RELAY, entry_id=seen)
    gone = await _adds(stage, anna, second, "It burns")
    await _adds(stage, anna, second, "It wobbles")
    await _adds(stage, anna, third, "It drips")
    await stage.does(ivan, lambda desk: thread.note(desk, second, NewEntry(RichText("Her again"))))
    await stage.does(ivan, lambda desk: thread.reply(desk, second, NewEntry(RichText("On my way"))))
    await _adds(stage, anna, second, "It fell over")
    await _takes_back(stage, anna, gone)
    before = await _read(stage, olga)
    await stage.does(vera, lambda desk: merge.merge(desk, second, first))
    assert (await _read(stage, olga))[len(before) :] == ["It wobbles", "It fell over"]


async def test_of_many_words_the_newest_ten_come(stage: Stage) -> None:
    anna, olga, _ivan, vera = await cast(stage)
    first, second = [await _files(stage, anna, words) for words in ("The lamp", "The chair")]
    await stage.does(olga, lambda desk: assignment.claim(desk, first))
    for at in range(12):
        await _adds(stage, anna, second, f"Word {at}")
    await stage.does(vera, lambda desk: merge.merge(desk, second, first))
    assert await _read(stage, olga) == [f"Word {at}" for at in range(2, 12)]


@pytest.mark.parametrize("since", ["", "third", "note", "gone", "said"])
async def test_what_waits_for_its_requester_waits_on_until_they_said_something_there(stage: Stage, since: str) -> None:
    anna, olga, ivan, vera = await cast(stage)
    first, second, third = [await _files(stage, anna, words) for words in ("The lamp", "The chair", "The door")]
    await _adds(stage, anna, second, "It squeaks")
    await stage.does(olga, lambda desk: assignment.claim(desk, first))
    stage.later(minutes=1)
    await stage.does(olga, lambda desk: lifecycle.pending(desk, first))
    stage.later(minutes=1)
    if since == "note":
        await stage.does(ivan, lambda desk: thread.note(desk, second, NewEntry(RichText("Her again"))))
    elif since:
        said = await _adds(stage, anna, third if since == "third" else second, "And more")
        if since == "gone":
            await _takes_back(stage, anna, said)
    await stage.does(vera, lambda desk: merge.merge(desk, second, first))
    assert ((await stage.ticket(first)).status is Status.PENDING) == (since != "said")
    assert {one.kind for one in await stage.entries(second)} >= {EntryKind.COMMENT, EntryKind.REMARK}
