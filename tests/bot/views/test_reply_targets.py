"""What a message replies to is in the reader's own chat, of this bot, of that entry; the newest of a slot, the first of
an entry."""

from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
import pytest_asyncio

from bot.views import Reader, keyboards, shown_messages
from db.database import Database
from db.models import Entry, EntryKind, Message, MessageKind, Person, Role, Ticket
from desk.conversation import entry_parts
from desk.conversation.entry_parts import EntryPart
from desk.queries.entries import describe_entries
from desk.text import Entity, RichText
from tests.bot.views.faces import entry as face
from tests.desk.stage import BOT, RULES, Someone, Stage
from tests.sql import add

OTHER_BOT = 78


@pytest_asyncio.fixture
async def stage(database: Database) -> AsyncIterator[Stage]:
    yield Stage(database)


async def _reads(stage: Stage, who: Someone, what: Callable[[Reader], Any]) -> Any:
    async with stage.database.reading() as session:
        person = await session.get_one(Person, who.id)
        return await what(Reader(session, person, "en", stage.now, RULES, BOT))


async def _there(stage: Stage, chat: int, message: int, *, bot: int = BOT, **more: Any) -> int:
    row = {"kind": MessageKind.SLOT, "sent_at": stage.now, **more}
    await add(stage, Message(bot_id=bot, chat_id=chat, message_id=message, **row))
    return message


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
        assert await _reads(stage, who, lambda reader: shown_messages.find_entry_message(reader, entry.id)) == found


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
    found = await _reads(stage, olga, lambda reader: shown_messages._quote_of(reader, entry.id, "on fire"))
    assert (found[0], found[1].text) == (20, "on fire")
    found = await _reads(stage, anna, lambda reader: shown_messages._quote_of(reader, entry.id, "on fire"))
    assert found[0] == entry.said_message_id


async def _entry(stage: Stage, ticket_id: int, author: Someone, body: str, **more: Any) -> int:
    given = {"kind": EntryKind.REPLY, "author_id": author.id, "author_name": "x", "origin": "telegram", **more}
    return (await add(stage, Entry(ticket_id=ticket_id, body=body, created_at=stage.now, **given))).id


async def _answered(stage: Stage, who: Someone, entry_id: int) -> tuple[int | None, str | None]:
    async def read(reader: Reader) -> Any:
        row = await reader.session.get_one(Entry, entry_id)
        return await shown_messages.find_answered_message(
            reader, (await describe_entries(reader.session, [row], await _ticket(reader, row)))[0]
        )

    at, quote = await _reads(stage, who, read)
    return at, None if quote is None else quote.text


async def _ticket(reader: Reader, entry: Entry) -> Ticket | None:
    return await reader.session.get(Ticket, entry.ticket_id)


async def test_what_answers_nothing_stands_under_the_card_or_what_one_wrote_oneself(stage: Stage) -> None:
    anna, olga, ivan = [await stage.person(n, r) for n, r in (("Anna", Role.REQUESTER), *_TEAM)]
    number = await stage.files(anna, "it is on fire")
    ticket = await stage.ticket(number)
    mine = (await stage.entries(number))[0].said_message_id
    said = {"said_chat_id": ivan.chat, "said_message_id": 61, "kind": EntryKind.NOTE}
    await _entry(stage, ticket.id, ivan, "Ask Vera", **said)
    reply = await _entry(stage, ticket.id, olga, "Try again")
    await _there(stage, olga.chat, 70, slot=f"card:{number}")
    await _there(stage, anna.chat, 71, slot=f"open:{number}")
    assert [await _answered(stage, who, reply) for who in (anna, olga, ivan)] == [(mine, None), (70, None), (61, None)]


_TEAM = (("Olga", Role.AGENT), ("Ivan", Role.AGENT))


async def test_a_quote_is_of_the_message_that_holds_it_as_it_looks_there(stage: Stage) -> None:
    """Counted as Telegram counts, without what a quote cannot have."""
    anna, olga = await stage.person("Anna"), await stage.person("Olga", Role.AGENT)
    number = await stage.files(anna, "hello")
    entry = (await stage.entries(number))[0]
    async with stage.database.unit_of_work() as session:
        row = await session.get_one(Entry, entry.id)
        bold, code = Entity("bold", 3, 2), Entity("code", 6, 4)
        entry_parts.set_parts(
            row, [EntryPart(500, RichText("hello")), EntryPart(501, RichText("😀 on fire", (bold, code)))]
        )  # fmt: skip
    found = await _reads(stage, anna, lambda reader: shown_messages._quote_of(reader, entry.id, "on fire"))
    assert (found[0], found[1]) == (501, RichText("on fire", (Entity("bold", 0, 2),)))
    assert await _reads(stage, olga, lambda reader: shown_messages._quote_of(reader, entry.id, "on fire")) is None
    reply = await _entry(stage, entry.ticket_id or 0, olga, "Which?", answers_id=entry.id, quote="on fire")
    assert await _answered(stage, anna, reply) == (501, "on fire")


@pytest.mark.parametrize(
    ("kind", "quote", "requester", "staff"),
    [
        (EntryKind.COMMENT, "on fire", "on fire", "on fire"),
        (EntryKind.COMMENT, "#1 Anna", None, "#1 Anna"),  # of a card, which says more than the entry
        (EntryKind.NOTE, "on fire", None, "on fire"),
        (None, "on fire", None, "on fire"),
    ],
)
async def test_a_requester_reads_of_a_quote_only_what_is_theirs(
    stage: Stage, kind: EntryKind | None, quote: str, requester: str | None, staff: str
) -> None:
    anna, olga = await stage.person("Anna"), await stage.person("Olga", Role.AGENT)
    ticket = (await stage.ticket(await stage.files(anna, "hello"))).id
    target = await _entry(stage, ticket, olga, "it is on fire", kind=kind) if kind is not None else None
    entry = face("Which?", answers_id=target, quote=quote)
    for who, shown in ((anna, requester), (olga, staff)):
        assert await _reads(stage, who, lambda reader: keyboards.can_quote(reader, entry)) == shown
    if kind is EntryKind.NOTE:
        await _there(stage, anna.chat, 90, entry_id=target)
        assert await _reads(stage, anna, lambda reader: shown_messages._quote_of(reader, target, quote)) is None
