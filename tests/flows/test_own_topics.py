"""A topic for each request in its requester's own chat: made, written in, deleted, renamed, switched off."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
import pytest_asyncio

from db.database import Database
from tests.flows.phone import Phone, words
from tests.flows.stage import Stage, staged
from tests.texts import IN_BOTH, piece_of

pytestmark = pytest.mark.sentence("2.3 Adding")

WANTED: dict[str, Any] = {"requests__intake_quiet": timedelta(), "requests__topics": True}


@dataclass(slots=True)
class OwnChat:
    """A person's chat with the bot, with its topics, and what they do there."""

    stage: Stage
    phone: Phone

    async def topics(self) -> dict[int, dict[str, Any]]:
        """Its topics by id, oldest first."""
        view = await self.stage.telegram.read("chat", person=self.phone.id)
        return {int(key): one for key, one in view["topics"].items()}

    async def names(self) -> list[str]:
        """The names of its topics."""
        return [one["name"] for one in (await self.topics()).values()]

    async def only(self) -> int:
        """The id of its only topic."""
        (key,) = await self.topics()
        return key

    async def texts(self, topic: int | None) -> list[str]:
        """What the bot said in a topic, or outside of all."""
        view = await self.stage.telegram.read("chat", person=self.phone.id)
        mine = [m for m in view["messages"] if m["from"] == "bot" and m["content"] == "text" and not m["deleted"]]
        return [words(m) for m in mine if m["topic"] == topic]

    async def do(self, **what: Any) -> int:
        """The person makes, renames or deletes a topic."""
        done = await self.stage.telegram.do("group/topic", person=self.phone.id, **what)
        await self.stage.settle()
        return int(done.get("message_thread_id", 0))


async def switch(stage: Stage, *, on: bool = True, people: bool = False, person: int | None = None) -> None:
    """The bot's owner switches topics in private chats on or off, or those of one person's chat."""
    await stage.telegram.do("topics", on=on, people=people, person=person)


@pytest_asyncio.fixture
async def stage(database: Database) -> AsyncIterator[Stage]:
    """A desk with a topic for each request in its requester's chat, and a bot that has them."""
    async with staged(database, board=False, **WANTED) as made:
        await switch(made)
        yield made


@pytest_asyncio.fixture
async def chat(stage: Stage, rita: Phone) -> OwnChat:
    """Rita's chat."""
    return OwnChat(stage, rita)


async def test_two_requests_at_once_have_two_topics(stage: Stage, chat: OwnChat, rita: Phone, olga: Phone) -> None:
    await rita.writes("The heating does not work", quietly=True)
    await rita.writes("/new The door is locked", quietly=True)
    await stage.settle()
    await stage.pass_time(seconds=30)
    assert await chat.names() == ["#1 The heating does not work", "#2 The door is locked"]
    first, second = sorted(await chat.topics())
    assert "#1" in (await chat.texts(first))[0]
    assert "#2" in (await chat.texts(second))[0]


async def test_outside_of_topics_all_is_as_it_was(stage: Stage, chat: OwnChat, rita: Phone, olga: Phone) -> None:
    await rita.writes("The heating does not work")
    await rita.writes("It is room 7")
    assert await chat.names() == ["#1 The heating does not work"]
    await olga.presses("open:1")
    assert "It is room 7" in "".join(await olga.texts())
    await rita.writes("/tickets")
    assert "#1" in (await chat.texts(None))[-1]


async def test_a_topic_that_the_person_renamed_keeps_its_name(
    stage: Stage, chat: OwnChat, rita: Phone, olga: Phone
) -> None:
    said = await rita.writes("The heating does not work")
    topic = await chat.only()
    await chat.do(rename=topic, name="Mine")
    await stage.telegram.do("edit", person=rita.id, message_id=said, text="The room is cold")
    await stage.settle()
    await olga.presses("claim:1")
    await stage.pass_time(seconds=5)
    assert await chat.names() == ["Mine"]
    await rita.writes("It is room 7", topic=topic)
    assert any("It is room 7" in text for text in await olga.texts())


@pytest.mark.parametrize("who", ["person", "owner"])
async def test_topics_switched_off_in_mid_answer_leave_a_flat_chat(
    stage: Stage, chat: OwnChat, rita: Phone, olga: Phone, who: str
) -> None:
    await rita.writes("The heating does not work")
    topic = await chat.only()
    await olga.presses("claim:1")
    await switch(stage, on=False, person=rita.id if who == "person" else None)
    await olga.writes("I am coming", reply_to=(await olga.message_with("release:1"))["message_id"])
    await stage.pass_time(seconds=5)
    assert sum("I am coming" in text for text in await chat.texts(None)) == 1
    await rita.writes("Thank you, room 7")
    assert any("Thank you, room 7" in text for text in await olga.texts())
    await rita.writes("/new The door is locked")
    await stage.pass_time(seconds=5)
    assert list(await chat.topics()) == [topic], "no second one can be made"
    assert any("#2" in text for text in await chat.texts(None))
    await switch(stage, person=rita.id if who == "person" else None)
    await rita.writes("Room 7, I mean", topic=topic)
    await olga.writes("I am there", reply_to=(await olga.message_with("release:1"))["message_id"])
    await stage.pass_time(seconds=5)
    assert any("I am there" in text for text in await chat.texts(topic)), "a line in it shows that it is there again"


@pytest.mark.parametrize("lost", ["createForumTopic", "sendMessage"])
async def test_killed_between_making_and_storing_one_topic_is_in_use(
    stage: Stage, chat: OwnChat, rita: Phone, olga: Phone, lost: str
) -> None:
    await stage.telegram.do("fault", method=lost, chat_id=rita.id, status=502, after=True, times=1)
    await rita.writes("The heating does not work")
    await stage.pass_time(minutes=1)
    topic = await chat.only()
    assert all("#1" in text for text in await chat.texts(topic)) and await chat.texts(topic)


async def test_a_second_topic_is_deleted(stage: Stage, chat: OwnChat, rita: Phone, olga: Phone) -> None:
    await rita.writes("The heating does not work")
    topic = await chat.only()
    await stage.app.bot.create_forum_topic(rita.id, "#1 The heating does not work")
    await stage.settle()
    await stage.pass_time(seconds=5)
    assert await chat.only() == topic


@pytest.mark.parametrize(("language", "again"), [("en", "It is broken again"), ("ru", "Снова сломалось")])
async def test_a_closed_request_is_broken_again_in_its_topic(
    stage: Stage, chat: OwnChat, rita: Phone, olga: Phone, language: str, again: str
) -> None:
    async with stage.speaking(language):
        await _break_again(stage, chat, rita, olga, again)


async def _break_again(stage: Stage, chat: OwnChat, rita: Phone, olga: Phone, again: str) -> None:
    await rita.writes("The heating does not work")
    topic = await chat.only()
    await olga.presses("claim:1")
    await olga.presses("resolve:1")
    await rita.presses("solved:1:yes")
    await stage.pass_time(hours=2)
    await rita.writes("/new The door is locked")
    await rita.writes(again, topic=topic)
    assert piece_of("closed-reply") in (await chat.texts(topic))[-1]
    await rita.presses("reopen:1")
    assert any(again in text for text in await olga.texts())


@IN_BOTH
async def test_words_outside_make_a_topic_that_becomes_the_one_of_the_request(
    database: Database, language: str
) -> None:
    said, more = {
        "en": ("The heating does not work", "It is room 7"),
        "ru": ("Не работает отопление", "Это комната 7"),
    }[language]
    async with staged(database, board=False, locale=language, **WANTED) as stage:
        await switch(stage, people=True)
        rita = await stage.phone("Rita K.", language=language)
        chat = OwnChat(stage, rita)
        await rita.writes(said)
        topic = await chat.only()
        await rita.writes(more, topic=topic)
        assert await chat.names() == [f"#1 {said}"]
        assert "#1" in (await chat.texts(topic))[0] and await chat.texts(None) == []
        await rita.writes("/new The door is locked" if language == "en" else "Дверь закрыта, и ключа нет")
        assert len(await chat.topics()) == 2


@pytest.mark.parametrize("hello", ["Hello", "Здравствуйте"])
async def test_a_greeting_in_a_topic_of_ones_own_is_answered_there(
    stage: Stage, chat: OwnChat, rita: Phone, hello: str
) -> None:
    await switch(stage, people=True)
    await rita.writes(hello)
    topic = await chat.only()
    assert len(await chat.texts(topic)) == 1 and await chat.texts(None) == []
    await rita.writes("The heating does not work", topic=topic)
    assert await chat.names() == ["#1 The heating does not work"]


async def test_a_command_in_a_topic_needs_no_number(stage: Stage, chat: OwnChat, rita: Phone, olga: Phone) -> None:
    await rita.writes("The heating does not work")
    await rita.writes("/new The door is locked")
    first, _ = sorted(await chat.topics())
    await rita.writes("/ticket", topic=first)
    assert "The heating does not work" in (await chat.texts(first))[-1]
