"""Merging where it is hardest: questions asked before it, words joined since, who is told and who is not."""

import pytest

from db.models import Entry, TicketGroup
from desk import Desk, Merged, Outdated, Refused, TicketResult
from desk.conversation import thread
from desk.conversation.new_entry import NewEntry
from desk.merging import joined, merge, split
from desk.requests import drafts
from desk.text import RichText
from desk.tickets import assignment
from tests.desk.cast import cast
from tests.desk.stage import Someone, Stage

pytestmark = pytest.mark.broad


async def _files(stage: Stage, who: Someone, text: str) -> int:
    """A further request of theirs, filed at once; its number."""
    said = NewEntry(RichText(text), chat_id=who.chat, message_id=stage.message(who).message_id)
    made = await stage.does(who, lambda desk: drafts.begin(desk, [said], at_once=True))
    return int(made.number)


async def _split(desk: Desk, entry_id: int) -> TicketResult:
    return await split.split(desk, await desk.session.get_one(Entry, entry_id))


async def test_who_may_not(stage: Stage) -> None:
    rita, olga, ivan, _ = await cast(stage)
    first, second = await _files(stage, rita, "The lamp"), await _files(stage, rita, "The chair")
    own = await _files(stage, olga, "My lamp")
    for verb in (merge.merge, merge.add_to_own):
        with pytest.raises(Refused):
            await stage.does(olga, lambda desk, verb=verb: verb(desk, own, first))
    with pytest.raises(Outdated):
        await stage.does(olga, lambda desk: merge.add_to_own(desk, second, first))
    with pytest.raises(Refused):
        await stage.does(rita, lambda desk: merge.merge(desk, second, first))
    await stage.does(olga, lambda desk: merge.merge(desk, second, first))
    with pytest.raises(Merged):
        await stage.does(ivan, lambda desk: assignment.claim(desk, second))
    with pytest.raises(Refused):
        await stage.does(rita, lambda desk: merge.unmerge(desk, second))
    reply = await stage.does(olga, lambda desk: thread.reply(desk, first, NewEntry(RichText("Hello"))))
    for what in (lambda desk: joined.also_to(desk, reply.id), lambda desk: joined.join(desk, first)):
        with pytest.raises(Outdated):
            await stage.does(olga, what)
    with pytest.raises(Refused, match="split-not-theirs"):
        await stage.does(ivan, lambda desk: _split(desk, reply.id))


async def test_an_answer_to_many_does_not_come_twice_into_a_thread_that_holds_it(stage: Stage) -> None:
    rita, olga, ivan, _ = await cast(stage)
    first, second, third = [await _files(stage, rita, said) for said in ("The lamp", "No sound", "No picture")]
    other = await _files(stage, await stage.person("Ben"), "No sound at all")
    async with stage.database.unit_of_work() as session:
        group = TicketGroup(made_at=stage.now, made_by=olga.id)
        session.add(group)
        await session.flush()
        group_id = group.id
    for number in (first, second, other):
        await stage.change(number, group_id=group_id)
    said = await stage.does(ivan, lambda desk: thread.reply(desk, second, NewEntry(RichText("Sound is back"))))
    await stage.does(olga, lambda desk: merge.merge(desk, second, first))
    assert await stage.does(ivan, lambda desk: joined.also_to(desk, said.id)) == (other,)
    await stage.change(third, group_id=group_id)
    await stage.does(olga, lambda desk: merge.merge(desk, first, third))
    with pytest.raises(Outdated):
        await stage.does(ivan, lambda desk: joined.also_to(desk, said.id))
