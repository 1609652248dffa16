"""Topics of the staff group where something comes between: the process ends, a topic or the group goes, rights are
lost, and who writes there is not a person."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from db.database import Database
from tests.flows.group import count_stored
from tests.flows.hours import sets
from tests.flows.phone import Phone, buttons, words
from tests.flows.stage import VERA, Stage, staged
from tests.flows.test_group_topics import GROUP, RIGHTS, TOPICS, Forum, _open_forum
from tests.texts import IN_BOTH, text_of

pytestmark = pytest.mark.sentence("3.3 Answering")


@pytest_asyncio.fixture
async def stage(database: Database) -> AsyncIterator[Stage]:
    """A desk whose staff group is a forum, with a topic for each request."""
    async with staged(database, board=False, **TOPICS) as made:
        await _open_forum(made, RIGHTS)
        yield made


@pytest_asyncio.fixture
async def forum(stage: Stage) -> Forum:
    """Its forum."""
    return Forum(stage)


async def _hears(stage: Stage) -> None:
    """Take in and handle what people said; nothing is delivered."""
    while await stage._poll() or await stage.worker.run_once() or await stage.duties.clockwork.run_once():
        pass


async def _failed(stage: Stage) -> bool:
    await stage.vera.writes("/failed")
    return "Nothing" not in await stage.vera.reads()


async def _writes_in(forum: Forum, who: Phone, text: str, topic: int, **more: Any) -> int:
    """Somebody writes in a topic, and the desk has not heard of it yet."""
    given = {"person": who.id, "chat": forum.id, "text": text, "topic": topic, **more}
    return int((await forum.stage.telegram.do("message", **given))["message_ids"][0])


@pytest.mark.parametrize("rights", [RIGHTS, ["can_manage_topics"]])
async def test_ended_between_making_and_storing_a_topic_and_made_again_before_telegram_tells(
    stage: Stage, forum: Forum, rita: Phone, olga: Phone, rights: list[str]
) -> None:
    await forum.do("group/admin", rights=rights)
    await rita.writes("The heating does not work", quietly=True)
    await _hears(stage)
    await stage.telegram.do("fault", method="createForumTopic", chat_id=GROUP, status=502, after=True, times=1)
    while not await forum.topics():
        await stage.delivery.run_once()
    await stage.reopen()
    stage.clock.on(minutes=1)
    while len(await forum.topics()) < 2:
        assert await stage.delivery.run_once(), "the next process makes one, as it knows of none"
    await stage.settle()
    await rita.writes("It is room 7")
    await stage.pass_time(seconds=5)
    topics = await forum.topics()
    assert len(topics) == (1 if rights == RIGHTS else 2)
    with_words = [key for key in topics if await forum.texts(key)]
    assert len(with_words) == 1
    card, word = await forum.texts(with_words[0])
    assert card.startswith("🆕 #1 Rita K.") and word == "#1 · Rita K.: It is room 7"
    (spare,) = [*(key for key in topics if key not in with_words), None][:1]
    if spare is not None:
        said = await forum.write(olga, "I am in the cellar", spare)
        assert "I am in the cellar" in await rita.reads(), "a line in the second one is an answer, too"
        assert await forum.reactions(said) == ["👍"]
    assert not await _failed(stage)


async def test_a_line_that_comes_together_with_the_topic_that_was_made_just_before_the_end(
    stage: Stage, forum: Forum, rita: Phone, olga: Phone
) -> None:
    await rita.writes("The heating does not work", quietly=True)
    await _hears(stage)
    await stage.telegram.do("fault", method="createForumTopic", chat_id=GROUP, status=502, after=True, times=1)
    while not (made := await forum.topics()):
        await stage.delivery.run_once()
    stage.clock.on(minutes=1)
    await _writes_in(forum, olga, "I am in the cellar", next(iter(made)))
    await stage.reopen()
    await stage.settle()
    assert "I am in the cellar" in await rita.reads()


@pytest.mark.parametrize("made_first", [True, False])
async def test_withdrawn_while_the_topic_for_a_word_is_made(
    stage: Stage, forum: Forum, rita: Phone, made_first: bool
) -> None:
    """The group has no card yet, as topics were switched on after the request was filed."""
    await sets(stage, group_tickets="closed")
    await rita.writes("The heating does not work")
    await sets(stage, group_tickets="topics")
    await stage.pass_time(minutes=5)
    await rita.writes("It is room 7", quietly=True)
    await _hears(stage)
    stage.clock.on(seconds=5)
    while made_first and not await forum.topics():
        assert await stage.delivery.run_once()
    await rita.writes("/cancel 1", quietly=True)
    await _hears(stage)
    await stage.settle()
    assert [one["closed"] for one in (await forum.topics()).values()] == [True]


@pytest.mark.parametrize("at", ["taken in", "handled", "sent"])
async def test_ended_between_an_answer_and_its_mark(
    stage: Stage, forum: Forum, rita: Phone, olga: Phone, at: str
) -> None:
    """The answer goes once and is marked once, at whichever of these moments the process ends."""
    await rita.writes("The heating does not work")
    topic, _ = await forum.only()
    said = await _writes_in(forum, olga, "I am coming", topic)
    await stage._poll()
    if at != "taken in":
        await _hears(stage)
    if at == "sent":
        while not [text for text in await rita.texts() if "I am coming" in text]:
            await stage.delivery.run_once()
        assert await forum.reactions(said) == []
    await stage.reopen()
    await stage.settle()
    assert len([text for text in await rita.texts() if "I am coming" in text]) == 1
    assert await forum.reactions(said) == ["👍"]
    marks = [c for c in (await stage.telegram.read("calls"))["recent"] if c["method"] == "setMessageReaction"]
    assert len([c for c in marks if str(c["params"].get("message_id")) == str(said)]) == 1


async def test_a_topic_deleted_between_two_parts_of_what_is_said_has_all_of_it_again(
    stage: Stage, forum: Forum, rita: Phone, olga: Phone
) -> None:
    await rita.writes("The heating does not work")
    topic, _ = await forum.only()
    long = ("first " + "The radiator is cold in this room. " * 120)[:4090] + " last"
    await stage.telegram.do("fault", method="sendMessage", chat_id=GROUP, delay=0.001, times=1)
    gone = {"status": 400, "description": "Bad Request: message thread not found", "times": 1}
    await stage.telegram.do("fault", method="sendMessage", chat_id=GROUP, **gone)
    await rita.writes(long)
    await stage.pass_time(seconds=30)
    *_, again = await forum.topics()
    assert again != topic
    card, *parts = await forum.texts(again)
    assert "The heating does not work" in card
    assert len(parts) == 2 and "first The" in parts[0] and parts[1].endswith("last")


@pytest.mark.parametrize("silent", [False, True])
async def test_a_forum_that_moves_while_a_line_there_is_on_its_way(
    stage: Stage, forum: Forum, rita: Phone, olga: Phone, silent: bool
) -> None:
    await rita.writes("The heating does not work")
    await _writes_in(forum, olga, "I am coming", (await forum.only())[0])
    about = await stage.telegram.do("group/migrate", person=VERA, chat=GROUP, silent=silent)
    await stage.settle()
    assert len([text for text in await rita.texts() if "I am coming" in text]) == 1
    there = Forum(stage, about["id"])
    view = await stage.telegram.read("chat", person=there.id)
    assert not [m for m in view["messages"] if [r for r in m["reactions"] if r["from"] == "bot"]], "not its number"
    await rita.writes("Thank you")
    await stage.pass_time(seconds=5)
    topic, _ = await there.only()
    said = await there.write(olga, "I am here", topic)
    assert "I am here" in await rita.reads() and await there.reactions(said) == ["👍"]
    assert not await _failed(stage)


@IN_BOTH
@pytest.mark.parametrize("who", ["staff", "anybody"])
async def test_a_reply_in_the_supergroup_to_a_card_of_the_old_group_is_told_so(
    database: Database, language: str, who: str
) -> None:
    """Telegram does not say which message of the old group it is (Bot API, ExternalReplyInfo, read 2026-11)."""
    async with staged(database, board=False, locale=language, **{**TOPICS}) as stage:
        await stage.telegram.do("privacy", on=False)
        await stage.telegram.do("group", person=VERA, title="The team")
        await stage.settle()
        mira, olga = await stage.phone("Mira", language=language), await stage.agent("Olga")
        writer = olga if who == "staff" else await stage.phone("Boris")
        await mira.writes("/new No paper")
        about = await stage.telegram.do("group/migrate", person=VERA, chat=GROUP)
        await stage.settle()
        there, before = Forum(stage, about["id"]), len(await mira.received())
        bot = {"id": stage.app.bot.id, "is_bot": True, "first_name": "Desk"}
        replied = {"origin": {"type": "user", "date": 1, "sender_user": bot}}
        content = {"text": "In the cupboard", "external_reply": replied}
        said = await there.do("message", person=writer.id, content=content)
        told = (await there.said())[-1]
        assert words(told) == text_of("group-unsent", language) and told["reply_to"] == said["message_ids"][0]
        assert await count_stored(stage, "cupboard") == 0 and len(await mira.received()) == before
        told = len(await there.said())
        other = {"origin": {"type": "user", "date": 1, "sender_user": {**bot, "id": 77, "is_bot": False}}}
        await there.do("message", person=writer.id, content={"text": "Lunch?", "external_reply": other})
        assert len(await there.said()) == told, "talk"


@IN_BOTH
@pytest.mark.parametrize("who", ["anonymous", "channel", "stranger"])
async def test_who_is_not_a_person_of_the_team_in_a_topic_reads_a_line(
    database: Database, language: str, who: str
) -> None:
    async with staged(database, board=False, locale=language, **TOPICS) as stage:
        await _open_forum(stage, RIGHTS)
        forum, mira = Forum(stage), await stage.phone("Mira", language=language)
        await mira.writes("The heating does not work")
        topic, _ = await forum.only()
        before = len(await mira.received())
        writer = await stage.phone("Boris") if who == "stranger" else stage.vera
        as_who = {"anonymous": {"anonymous": True}, "channel": {"channel": "News"}}.get(who, {})
        said = await forum.write(writer, "I am coming", topic, **as_who)
        key = "group-unsent-stranger" if who == "stranger" else "group-unsent-anonymous"
        told = (await forum.hints(writer) if who == "stranger" else await forum.said(topic))[-1]
        assert words(told) == text_of(key, language) and told["reply_to"] == said and told["topic"] == topic
        assert len(await mira.received()) == before and await count_stored(stage, "I am coming") == 0
        assert await forum.said() == []


@pytest.mark.parametrize("lost", ["rights", "forum", "written"])
async def test_rights_lost_while_a_line_there_is_on_its_way(
    stage: Stage, forum: Forum, rita: Phone, olga: Phone, lost: str
) -> None:
    await rita.writes("The heating does not work")
    topic, _ = await forum.only()
    said = await _writes_in(forum, olga, "I am coming", topic)
    verb, given = {
        "rights": ("group/admin", {"rights": []}),
        "forum": ("group/forum", {"undo": True}),
        "written": ("group/mute", {}),
    }[lost]
    await forum.do(verb, **given)
    assert len([text for text in await rita.texts() if "I am coming" in text]) == 1
    await rita.writes("Thank you, room 7")
    await stage.pass_time(seconds=5)
    if lost == "written":
        await forum.do("group/mute", undo=True)
        await stage.pass_time(minutes=11)
    told = " ".join([*await forum.texts(topic), *await forum.texts()])
    assert told.count("Thank you, room 7") == 1
    if lost != "written":
        assert await forum.reactions(said) == ["👍"]
        vera, why = stage.vera, lost
        await olga.presses("resolve:1")
        assert (await vera.texts()).count(text_of("group-topics-off", why=why)) <= 1
    assert not await _failed(stage)


async def test_after_topics_were_switched_off_replies_to_the_card_are_answers(
    stage: Stage, forum: Forum, rita: Phone, olga: Phone
) -> None:
    await rita.writes("The heating does not work")
    topic, _ = await forum.only()
    await forum.do("group/forum", undo=True)
    await rita.writes("/new The door is locked")
    card = next(m for m in await forum.said() if "claim:2" in buttons(m))
    sent = await forum.do("message", person=olga.id, text="Use the other one", reply_to=card["message_id"])
    assert "Use the other one" in await rita.reads()
    assert await forum.reactions(sent["message_ids"][0]) == ["👍"]
    (old,) = [m for m in await forum.said(topic) if "claim:1" in buttons(m)]
    await forum.do("message", person=olga.id, text="I am coming", reply_to=old["message_id"])
    assert "I am coming" in await rita.reads()
