"""What is asked of a ticket's words is answered from its own, beside another's that are newer."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from db.models import Entry, EntryKind, EntryVersion, History, Origin
from desk import Desk, history
from desk.conversation import editing, entries, versions
from desk.conversation.new_entry import NewEntry
from desk.text import RichText
from tests.desk.cast import cast
from tests.desk.merging.test_merge import _files
from tests.desk.stage import Someone, Stage

pytestmark = pytest.mark.broad


async def _put(stage: Stage, who: Someone, number: int, kind: EntryKind, words: str, **more: Any) -> int:
    ticket = await stage.ticket(number)
    stage.later(minutes=1)
    said = NewEntry(RichText(words), chat_id=who.chat, message_id=stage.message(who).message_id)
    async with stage.database.unit_of_work() as session:
        entry = await entries.write(
            session, ticket, kind, said, author_id=who.id, author_name="Somebody", origin=Origin.TELEGRAM,
            now=stage.now, bot_id=None,
        )  # fmt: skip
        for name, value in more.items():
            setattr(entry, name, value)
        await session.flush()
        return entry.id


async def test_an_answer_is_a_reply_to_the_latest_message_that_asked(stage: Stage) -> None:
    anna, olga, *_ = await cast(stage)
    first, second = await _files(stage, anna, "The lamp"), await _files(stage, anna, "The chair")
    asked = await _put(stage, anna, first, EntryKind.COMMENT, "And the switch")
    await _put(stage, anna, first, EntryKind.COMMENT, "From the board", said_message_id=None)
    await _put(stage, anna, first, EntryKind.COMMENT, "Taken back", withdrawn_at=stage.now)
    await _put(stage, anna, first, EntryKind.COMMENT, "Thanks", small_talk=True)
    await _put(stage, olga, first, EntryKind.REPLY, "On my way")
    await _put(stage, anna, second, EntryKind.COMMENT, "And the table")
    async with stage.database.sessions() as session:
        assert await entries.latest_comment(session, await stage.ticket(first)) == asked


@pytest.mark.parametrize(
    ("last", "owes"),
    [("comment", True), ("note", True), ("gone", False), ("talk", False), ("reply", False), ("another", False)],
)
async def test_who_spoke_last_between_both_sides(stage: Stage, last: str, owes: bool) -> None:
    anna, olga, *_ = await cast(stage)
    first, second = await _files(stage, anna, "The lamp"), await _files(stage, anna, "The chair")
    await _put(stage, olga, first, EntryKind.REPLY, "On my way")
    since = stage.now
    if last in ("comment", "note"):
        await _put(stage, anna, first, EntryKind.COMMENT, "It is dark")
    if last == "note":
        await _put(stage, olga, first, EntryKind.NOTE, "Her again")
    if last == "gone":
        await _put(stage, anna, first, EntryKind.COMMENT, "It is dark", withdrawn_at=stage.now)
    if last == "talk":
        await _put(stage, anna, first, EntryKind.COMMENT, "Thanks", small_talk=True)
    if last == "another":
        await _put(stage, anna, second, EntryKind.COMMENT, "It is broken")
    async with stage.database.sessions() as session:
        ticket = await stage.ticket(first)
        assert await entries.owes_answer(session, ticket) is owes
        assert await entries.owes_answer(session, ticket, since=since) is owes
        assert not await entries.owes_answer(session, ticket, since=stage.now + timedelta(minutes=1))


async def test_words_that_go_for_good_go_from_their_own_history_and_versions(stage: Stage) -> None:
    anna, *_ = await cast(stage)
    first, second = await _files(stage, anna, "The lamp"), await _files(stage, anna, "The lamp")
    kept = (await stage.entries(second))[0].id
    gone = (await stage.entries(first))[0].id
    async with stage.database.unit_of_work() as session:
        for entry, number in ((gone, first), (kept, second)):
            ticket_id = (await stage.ticket(number)).id
            session.add(
                EntryVersion(entry_id=entry, at=stage.now, body="The lmap", entities=[], origin=Origin.TELEGRAM)
            )
            for field in (history.SUBJECT, history.PRIORITY):
                row = {"at": stage.now, "origin": Origin.TELEGRAM, "field": field, "old": "The lamp", "new": "x"}
                session.add(History(ticket_id=ticket_id, **row))

    async def taken_back(desk: Desk) -> None:
        await editing.withdraw(desk, await desk.session.get_one(Entry, gone))

    await stage.does(anna, taken_back)
    async with stage.database.unit_of_work() as session:
        await versions.empty(session, await session.get_one(Entry, gone), now=stage.now)
    async with stage.database.sessions() as session:
        left = select(History.field, History.old).where(History.old.in_(["", "The lamp"])).order_by(History.id)
        found = [tuple(one) for one in await session.execute(left)]
        others = [("priority", "The lamp"), ("subject", "The lamp"), ("priority", "The lamp")]
        assert found == [("subject", ""), *others, ("subject", "")]  # the last: what it is called since
        assert list(await session.scalars(select(EntryVersion.entry_id))) == [kept]
        assert (await session.get_one(Entry, kept)).body == "The lamp"
