"""What a message replies to is in the reader's own chat, of this bot, of that entry; the newest of a slot, the first of
an entry."""

from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy import select

from bot.callbacks import Press
from bot.handlers.pressed_message import spot_of
from bot.views import Reader, reply_targets
from db.database import Database
from db.models import Entry, EntryKind, Message, MessageKind, Person, Role
from tests.desk.stage import BOT, RULES, Someone, Stage

OTHER_BOT = 78


@pytest_asyncio.fixture(loop_scope="session")
async def stage(database: Database) -> AsyncIterator[Stage]:
    yield Stage(database)


async def _reads(stage: Stage, who: Someone, what: Callable[[Reader], Any]) -> Any:
    async with stage.database.reading() as session:
        person = await session.get_one(Person, who.id)
        return await what(Reader(session, person, "en", stage.now, RULES, BOT))


async def _there(stage: Stage, chat: int, message: int, *, bot: int = BOT, **more: Any) -> int:
    async with stage.database.unit_of_work() as session:
        row = {"kind": MessageKind.SLOT, "sent_at": stage.now, **more}
        session.add(Message(bot_id=bot, chat_id=chat, message_id=message, **row))
    return message


async def test_a_slot_is_found_where_the_reader_sees_it(stage: Stage) -> None:
    olga, ivan = await stage.person("Olga", Role.AGENT), await stage.person("Ivan", Role.AGENT)
    await _there(stage, olga.chat, 5, slot="card:1")
    newest = await _there(stage, olga.chat, 6, slot="card:1")
    await _there(stage, olga.chat, 9, slot="open:1")
    await _there(stage, olga.chat, 10, slot="card:2")
    await _there(stage, ivan.chat, 11, slot="card:1")
    await _there(stage, olga.chat, 12, slot="card:1", bot=OTHER_BOT)
    assert await _reads(stage, olga, lambda reader: reply_targets.of_slot(reader, "card:1", "open:1")) == newest
    assert await _reads(stage, olga, lambda reader: reply_targets.of_slot(reader, "card:3", "open:1")) == 9


async def test_an_entry_is_what_was_written_else_the_first_message_it_was_sent_as(stage: Stage) -> None:
    anna, olga = await stage.person("Anna"), await stage.person("Olga", Role.AGENT)
    number = await stage.files(anna, "it is on fire")
    [entry] = await stage.entries(number)
    for chat, message, more in (
        (olga.chat, 8, {}),
        (olga.chat, 7, {}),
        (olga.chat, 3, {"bot": OTHER_BOT}),
        (anna.chat, 2, {}),
    ):
        await _there(stage, chat, message, entry_id=entry.id, **more)
    await _there(stage, olga.chat, 1, ticket_id=entry.ticket_id)
    for who, found in ((anna, entry.said_message_id), (olga, 7)):
        assert await _reads(stage, who, lambda reader: reply_targets.of_entry(reader, entry.id)) == found
        async with stage.database.reading() as session:
            ahead = await reply_targets.of_entries(session, BOT, [(who.chat, entry.id), (who.chat, 999)])
        assert ahead == {(who.chat, entry.id): found, (who.chat, 999): None}


async def test_the_latest_said_is_the_readers_own_in_that_ticket_and_not_taken_back(stage: Stage) -> None:
    anna = await stage.person("Anna")
    first, second = await stage.files(anna, "it is on fire"), await stage.files(anna, "and it rains")
    mine = (await stage.entries(first))[0].said_message_id
    async with stage.database.unit_of_work() as session:
        ticket = await session.scalar(select(Entry.ticket_id).where(Entry.said_message_id == mine))
        for chat, message, more in (
            (anna.chat, 900, {"withdrawn_at": stage.now}),
            (anna.chat, None, {}),
            (5, 901, {}),
        ):
            given = {"kind": EntryKind.COMMENT, "author_id": anna.id, "author_name": "Anna", "body": "x", **more}
            said = {"said_chat_id": chat, "said_message_id": message}
            session.add(Entry(ticket_id=ticket, origin="telegram", created_at=stage.now, **given, **said))
    assert await _reads(stage, anna, lambda reader: reply_targets.latest_said(reader, ticket)) == mine
    other = (await stage.entries(second))[0]
    assert await _reads(stage, anna, lambda reader: reply_targets.latest_said(reader, other.ticket_id)) == (
        other.said_message_id
    )


async def test_what_is_quoted_is_shown_in_the_message_that_says_it(stage: Stage) -> None:
    anna, olga = await stage.person("Anna"), await stage.person("Olga", Role.AGENT)
    number = await stage.files(anna, "it is on fire")
    await stage.says(anna, "and it rains")
    stage.later(minutes=3)
    await stage.ticks()
    entry, *_ = await stage.entries(number)
    for message, more in (
        (20, {"entry_id": entry.id}),
        (21, {"entry_id": entry.id, "has_media": True}),
        (30, {}),
        (40, {"entry_id": entry.id, "bot": OTHER_BOT}),
    ):
        await _there(stage, olga.chat, message, **more)
    await _there(stage, anna.chat, 50, entry_id=entry.id)
    found = await _reads(stage, olga, lambda reader: reply_targets._quoted(reader, entry.id, "on fire"))
    assert (found[0], found[1].text) == (20, "on fire")
    found = await _reads(stage, anna, lambda reader: reply_targets._quoted(reader, entry.id, "on fire"))
    assert found[0] == entry.said_message_id


@pytest.mark.parametrize("which", ["bot", "chat", "message"])
async def test_what_is_pressed_is_the_message_under_the_finger(stage: Stage, which: str) -> None:
    """Of a bot that the desk had before, of another chat, another message: none of them is this one."""
    olga = await stage.person("Olga", Role.AGENT)
    place = {"bot": BOT, "chat": olga.chat, "message": 5}
    other = {name: value + (name == which) for name, value in place.items()}
    for slot, there in (("card:1", place), ("card:2", other)):
        await _there(stage, there["chat"], there["message"], bot=there["bot"], slot=slot)
    async with stage.database.reading() as session:
        spot = await spot_of(session, BOT, Press("1", "claim:1", olga.chat, 5))
    assert spot is not None
    assert (spot.face, spot.slot.key) == ("card", "1")
