"""A topic for each request in the staff group's forum: made, named, written in, closed, opened, and made again."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import pytest
import pytest_asyncio

from bot.api.rate_limits import Limiter, Rates
from bot.delivery.outbox_worker import OutboxWorker
from bot.delivery.planner import Planner
from bot.delivery.recorder import Recorder
from bot.delivery.sender import Sender
from db.database import Database
from sandbox.telegram.rate_limits import RateLimits
from tests.flows.group import count_stored
from tests.flows.hours import sets
from tests.flows.phone import Phone, buttons, words
from tests.flows.stage import VERA, Stage, staged
from tests.texts import IN_BOTH, text_of

pytestmark = pytest.mark.sentence("6 Names that others rely on")

GROUP = -4001
RIGHTS = ["can_manage_topics", "can_delete_messages", "can_pin_messages"]
TOPICS: dict[str, Any] = {
    "staff_chat_id": GROUP,
    "requests__intake_quiet": timedelta(),
}


@dataclass(slots=True)
class Forum:
    """The team's forum: its topics, what is said in them, and what people do there."""

    stage: Stage
    id: int = GROUP

    async def do(self, verb: str, **what: Any) -> Any:
        """Something happens in the forum, by Vera if nobody else is named."""
        done = await self.stage.telegram.do(verb, **{"person": VERA, "chat": self.id, **what})
        await self.stage.settle()
        return done

    async def topics(self) -> dict[int, dict[str, Any]]:
        """Its topics by id, oldest first."""
        view = await self.stage.telegram.read("chat", person=self.id)
        return {int(key): one for key, one in view["topics"].items()}

    async def names(self) -> list[str]:
        """The names of its topics."""
        return [one["name"] for one in (await self.topics()).values()]

    async def only(self) -> tuple[int, dict[str, Any]]:
        """Its only topic, with its id."""
        ((key, topic),) = (await self.topics()).items()
        return key, topic

    async def said(self, topic: int | None = None) -> list[dict[str, Any]]:
        """What the bot said in a topic, or outside of all."""
        view = await self.stage.telegram.read("chat", person=self.id)
        mine = [m for m in view["messages"] if m["from"] == "bot" and m["content"] == "text" and not m["deleted"]]
        return [m for m in mine if m["topic"] == topic and not _is_queue(m)]

    async def hints(self, who: Phone) -> list[dict[str, Any]]:
        """What the bot said there to this person alone."""
        view = await self.stage.telegram.read("chat", person=self.id)
        return [hint for hint in view["hints"] if hint["to"] == who.id]

    async def queues(self) -> list[str]:
        """The messages with the queue, outside of all topics."""
        view = await self.stage.telegram.read("chat", person=self.id)
        there = [m for m in view["messages"] if m["from"] == "bot" and not m["deleted"] and m["topic"] is None]
        return [words(m) for m in there if _is_queue(m)]

    async def pinned(self) -> str:
        """The words of the message that is pinned; none if there is none."""
        view = await self.stage.telegram.read("chat", person=self.id)
        return next((words(m) for m in view["messages"] if m["message_id"] == view["pinned"]), "")

    async def texts(self, topic: int | None = None) -> list[str]:
        """The words of that."""
        return [words(message) for message in await self.said(topic)]

    async def write(self, who: Phone, text: str, topic: int, **more: Any) -> int:
        """Somebody writes in a topic."""
        sent = await self.do("message", person=who.id, text=text, topic=topic, **more)
        return int(sent["message_ids"][0])

    async def reactions(self, message_id: int) -> list[str]:
        """The bot's reactions to a message there."""
        view = await self.stage.telegram.read("chat", person=self.id)
        (found,) = [m for m in view["messages"] if m["message_id"] == message_id]
        return [one["emoji"] for one in found["reactions"] if one["from"] == "bot"]


def _is_queue(message: dict[str, Any]) -> bool:
    said = words(message)
    return any(said.startswith(text_of(key, **args)) for key, args in _QUEUES)


_QUEUES: tuple[tuple[str, dict[str, Any]], ...] = (
    ("queue-empty", {}),
    *(("queue-title", {"n": n}) for n in range(1, 30)),
)


async def _open_forum(stage: Stage, rights: list[str], *, on: bool = True) -> None:
    await stage.telegram.do("group", person=VERA, title="The team")
    await stage.telegram.do("group/forum", chat=GROUP)
    await stage.telegram.do("group/admin", person=VERA, chat=GROUP, rights=rights)
    await stage.settle()
    if on:
        await sets(stage, group_tickets="created, closed_by_requester, topics")


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


async def test_a_request_gets_a_topic_whose_first_message_is_its_card(
    stage: Stage, forum: Forum, rita: Phone, olga: Phone
) -> None:
    await rita.writes("The heating does not work")
    topic, about = await forum.only()
    assert about["name"] == "#1 The heating does not work · Rita K."
    (card,) = await forum.said(topic)
    assert words(card) == "🆕 #1 Rita K. · 🟡\nThe heating does not work"
    assert buttons(card) == ["claim:1", "open:1"]
    assert await forum.said() == []


async def test_what_is_said_elsewhere_comes_into_the_topic(
    stage: Stage, forum: Forum, rita: Phone, olga: Phone
) -> None:
    await rita.writes("The heating does not work")
    topic, _ = await forum.only()
    await olga.presses("claim:1")
    card = (await olga.message_with("release:1"))["message_id"]
    for said in ("I am coming", "// bring the long ladder"):
        await olga.writes(said, reply_to=card)
        await stage.pass_time(seconds=5)
    said = await rita.writes("Thank you, room 7")
    await stage.pass_time(seconds=5)
    first, *shown = await forum.texts(topic)
    assert first.startswith("🙋 #1 taken by Olga")
    assert shown == [
        "#1 · Olga: I am coming",
        "// #1 · Olga: bring the long ladder",
        "#1 · Rita K.: Thank you, room 7",
    ]
    await stage.telegram.do("edit", person=rita.id, message_id=said, text="Thank you, room 8")
    await stage.settle()
    assert (await forum.texts(topic))[-1].startswith("#1 · Rita K.: Thank you, room 8")
    assert await forum.said() == []


async def test_a_word_in_a_topic_takes_the_last_line_back(
    stage: Stage, forum: Forum, rita: Phone, olga: Phone, ivan: Phone
) -> None:
    await sets(stage, undo_seconds="10")
    await rita.writes("The lamp in hall B blinks")
    topic, _ = await forum.only()
    await forum.write(olga, "I am on my way", topic)
    await stage.pass_time(minutes=5)
    before = await rita.texts()
    said = await forum.write(olga, "It is dark here", topic)
    assert await rita.texts() != before
    word = await forum.write(olga, "отмена", topic)
    assert await rita.texts() == before
    assert await forum.reactions(word) == ["👌"]
    again = await forum.write(olga, "undo", topic)
    assert (await forum.reactions(again), await forum.reactions(said)) == (["🤷"], [])
    await stage.pass_time(minutes=5)
    await forum.write(olga, "wrong chat", topic)
    assert await rita.texts() == before, "and it is sent to nobody"


async def test_files_of_the_request_and_later_ones_come_in(
    stage: Stage, forum: Forum, rita: Phone, olga: Phone
) -> None:
    await rita.sends("photo", caption="The heating does not work")
    topic, _ = await forum.only()
    await stage.pass_time(seconds=5)
    await rita.sends("document")
    await stage.pass_time(seconds=5)
    view = await stage.telegram.read("chat", person=GROUP)
    shown = [m for m in view["messages"] if m["topic"] == topic and m["files"] and not m["deleted"]]
    assert [m["files"][0]["kind"] for m in shown] == ["photo", "document"]


async def rename(stage: Stage, who: Phone, message_id: int, text: str) -> None:
    """Somebody edits the message of which the subject was made."""
    await stage.telegram.do("edit", person=who.id, message_id=message_id, text=text)
    await stage.settle()


async def test_the_icon_and_the_name_follow_the_ticket(stage: Stage, forum: Forum, rita: Phone, olga: Phone) -> None:
    icons = {one.emoji: one.custom_emoji_id for one in await stage.app.bot.get_forum_topic_icon_stickers()}
    said = await rita.writes("The heating does not work")
    assert (await forum.only())[1]["icon"] == icons["❗️"]
    await olga.presses("claim:1")
    assert (await forum.only())[1]["icon"] == icons["👀"]
    await rename(stage, rita, said, "The room is cold")
    assert await forum.names() == ["#1 The room is cold · Rita K."]


async def test_a_name_that_somebody_gave_stays(stage: Stage, forum: Forum, rita: Phone, olga: Phone) -> None:
    said = await rita.writes("The heating does not work")
    topic, _ = await forum.only()
    await forum.do("group/topic", rename=topic, name="Ours")
    await olga.presses("claim:1")
    await rename(stage, rita, said, "The room is cold")
    assert await forum.names() == ["Ours"]


async def test_closing_closes_the_topic_and_reopening_opens_it(
    stage: Stage, forum: Forum, rita: Phone, olga: Phone
) -> None:
    await rita.writes("The heating does not work")
    await olga.presses("claim:1")
    await olga.presses("resolve:1")
    assert not (await forum.only())[1]["closed"]
    await rita.presses("solved:1:yes")
    topic, about = await forum.only()
    assert about["closed"]
    assert "☑️ #1 closed" in (await forum.texts(topic))[-1]
    await rita.writes("/tickets")
    await rita.presses("open:1")
    await rita.presses("reopen:1")
    assert not (await forum.only())[1]["closed"]


async def test_a_topic_that_was_closed_is_opened_at_the_next_word(
    stage: Stage, forum: Forum, rita: Phone, olga: Phone
) -> None:
    await rita.writes("The heating does not work")
    topic, _ = await forum.only()
    await forum.do("group/topic", close=topic)
    await rita.writes("It is room 7")
    await stage.pass_time(seconds=5)
    assert not (await forum.only())[1]["closed"]
    assert (await forum.texts(topic))[-1] == "#1 · Rita K.: It is room 7"


async def test_a_topic_that_was_deleted_is_made_again_with_its_card(
    stage: Stage, forum: Forum, rita: Phone, olga: Phone
) -> None:
    await rita.writes("The heating does not work")
    topic, _ = await forum.only()
    await forum.do("group/topic", delete=topic)
    await olga.presses("claim:1")
    assert await forum.topics() == {}, "nobody said anything"
    await rita.writes("It is room 7")
    await stage.pass_time(seconds=5)
    again, about = await forum.only()
    assert again != topic and about["name"] == "#1 The heating does not work · Rita K."
    first, word = await forum.texts(again)
    assert first.startswith("🙋 #1 taken by Olga")
    assert word == "#1 · Rita K.: It is room 7"
    await olga.presses("resolve:1")
    assert (await forum.texts(again))[0].startswith("✅ #1")


@pytest.mark.parametrize("more", [1, 2])
async def test_further_topics_are_deleted(stage: Stage, forum: Forum, rita: Phone, olga: Phone, more: int) -> None:
    """As if the process had been killed, and the topic was made again before Telegram told of the first."""
    await rita.writes("The heating does not work")
    topic, about = await forum.only()
    for _ in range(more):
        await stage.app.bot.create_forum_topic(GROUP, about["name"])
    await stage.settle()
    assert (await forum.only())[0] == topic
    await rita.writes("It is room 7")
    await stage.pass_time(seconds=5)
    assert len(await forum.texts(topic)) == 2


@pytest.mark.parametrize(("verb", "why"), [("group/admin", "rights"), ("group/forum", "forum")])
async def test_without_rights_or_topics_admins_are_told_once_and_cards_come_without(
    stage: Stage, forum: Forum, rita: Phone, olga: Phone, verb: str, why: str
) -> None:
    vera = stage.vera
    await forum.do(verb, **({"rights": []} if why == "rights" else {"undo": True}))
    await rita.writes("/new The heating does not work")
    await rita.writes("/new The door is locked")
    told = [text for text in await vera.texts() if text == text_of("group-topics-off", why=why)]
    assert len(told) == 1
    assert await forum.topics() == {}
    assert [text.splitlines()[-1] for text in await forum.texts()] == [
        "The heating does not work",
        "The door is locked",
    ]


@pytest.mark.parametrize(("verb", "why"), [("group/admin", "rights"), ("group/forum", "forum")])
async def test_what_is_said_when_topics_end_comes_to_the_group(
    stage: Stage, forum: Forum, rita: Phone, olga: Phone, verb: str, why: str
) -> None:
    await rita.writes("The heating does not work")
    topic, _ = await forum.only()
    await forum.do("group/topic", close=topic)
    await forum.do(verb, **({"rights": []} if why == "rights" else {"undo": True}))
    await rita.writes("It is room 7")
    await stage.pass_time(seconds=5)
    assert (await forum.texts())[-1] == "#1 · Rita K.: It is room 7"
    await olga.presses("claim:1")
    vera = stage.vera
    assert len([text for text in await vera.texts() if text == text_of("group-topics-off", why=why)]) == 1


async def test_words_wait_while_the_bot_is_out_of_the_group(
    stage: Stage, forum: Forum, rita: Phone, olga: Phone
) -> None:
    await rita.writes("The heating does not work")
    topic, _ = await forum.only()
    await forum.do("group/kick")
    for said in ("It is room 7", "It is cold"):
        await rita.writes(said)
        await stage.pass_time(seconds=5)
    await forum.do("group/kick", undo=True)
    shown = await forum.texts(topic)
    assert shown[1:] == ["#1 · Rita K.: It is room 7", "#1 · Rita K.: It is cold"]


@pytest.mark.parametrize("rights", [RIGHTS, ["can_manage_topics"], []])
async def test_erasing_a_requester_erases_the_topic_and_its_name(
    stage: Stage, forum: Forum, rita: Phone, olga: Phone, rights: list[str]
) -> None:
    await rita.writes("My salary is late")
    topic, _ = await forum.only()
    await forum.do("group/admin", rights=rights)
    await forum.write(olga, "Your salary comes tomorrow", topic)
    await stage.vera.writes("/erase 1")
    asked = await stage.vera.buttons()
    await stage.vera.presses(next(data for data in asked if data.endswith(":1")))
    await stage.pass_time(minutes=5)
    assert not rights or "salary" not in str(await forum.topics())
    assert await count_stored(stage, "salary") == 0
    assert "salary" not in "".join(await forum.texts(topic))


@pytest.mark.parametrize(("rights", "told"), [([], "missing"), (RIGHTS, "given")])
async def test_topics_are_suggested_once_when_the_group_is_set(
    database: Database, rights: list[str], told: str
) -> None:
    async with staged(database, board=False, requests__intake_quiet=timedelta()) as stage:
        await _open_forum(stage, rights, on=False)
        vera, offer = stage.vera, text_of("group-topics-offer", rights=told)
        assert offer not in await vera.texts()
        stage.app.settings = replace(stage.app.settings, staff_chat_id=GROUP)
        for _ in range(2):
            await stage.reopen()
            await stage.settle()
        assert (await vera.texts()).count(offer) == 1


async def test_topics_are_suggested_when_the_bot_gets_the_right(database: Database) -> None:
    async with staged(database, board=False, locale="ru", staff_chat_id=GROUP) as stage:
        await _open_forum(stage, [], on=False)
        vera, forum = stage.vera, Forum(stage)
        assert text_of("group-topics-offer", rights="given") not in await vera.texts()
        for rights in (RIGHTS, ["can_manage_topics"]):
            await forum.do("group/admin", rights=rights)
        assert (await vera.texts()).count(text_of("group-topics-offer", rights="given")) == 1


async def test_with_topics_off_nothing_is_made_or_shown(database: Database) -> None:
    async with staged(database, board=False, staff_chat_id=GROUP, requests__intake_quiet=timedelta()) as stage:
        await _open_forum(stage, RIGHTS, on=False)
        forum, rita = Forum(stage), await stage.phone("Rita")
        await rita.writes("The heating does not work")
        await rita.writes("It is room 7")
        await stage.pass_time(seconds=5)
        assert await forum.topics() == {}
        assert len(await forum.texts()) == 1


async def test_a_note_and_commands_in_the_topic(stage: Stage, forum: Forum, rita: Phone, olga: Phone) -> None:
    await rita.writes("The heating does not work")
    topic, _ = await forum.only()
    before = len(await rita.received())
    note = await forum.write(olga, "// she is new here", topic)
    assert await forum.reactions(note) == ["✍"]
    assert len(await rita.received()) == before
    await forum.write(olga, "/priority 1", topic)
    assert (await forum.texts(topic))[-1] == text_of("done-priority", number=1, priority=1)
    await forum.write(olga, "/resolve It is warm again", topic)
    assert "It is warm again" in "".join(await rita.texts())
    assert (await forum.texts(topic))[0].startswith("✅ #1")
    assert await forum.said() == [], "what answers a line there is there too"


async def test_a_reply_in_the_topic_to_somebody_the_desk_does_not_know_stays_inside(
    stage: Stage, forum: Forum, rita: Phone, olga: Phone
) -> None:
    await rita.writes("The heating does not work")
    topic, _ = await forum.only()
    theirs = await forum.write(await stage.phone("Boris"), "Is it room 7?", topic)
    said = await forum.write(olga, "I am in room 7", topic, reply_to=theirs)
    assert "I am in room 7" not in await rita.reads()
    assert await forum.reactions(said) == ["✍"]


async def test_talk_in_general_and_in_other_topics_is_nobodys_business(
    stage: Stage, forum: Forum, rita: Phone, olga: Phone
) -> None:
    await rita.writes("The heating does not work")
    own = (await forum.do("group/topic", name="Lunch"))["message_thread_id"]
    before = len(await rita.received())
    await forum.write(olga, "Pizza or soup?", own)
    await forum.do("message", person=olga.id, text="Soup for me")
    await forum.do("message", person=olga.id, text="// Soup is in the kitchen")
    assert await count_stored(stage, "izza") == await count_stored(stage, "Soup") == 0
    assert [words(hint) for hint in await forum.hints(olga)] == [text_of("group-unsent")]
    assert len(await rita.received()) == before


async def test_a_line_after_the_end_and_the_word_of_the_requester(
    stage: Stage, forum: Forum, rita: Phone, olga: Phone
) -> None:
    await rita.writes("The heating does not work")
    topic, _ = await forum.only()
    await forum.write(olga, "/resolve It is warm", topic)
    await rita.presses("solved:1:yes")
    assert (await forum.only())[1]["closed"]
    await forum.write(olga, "Call me if it gets cold", topic)
    assert "Call me if it gets cold" in "".join(await rita.texts())


@dataclass(slots=True)
class Slowly:
    """Delivery at Telegram's rates for a group, by a clock that is moved by hand."""

    stage: Stage
    at: float = 0.0
    _asleep: list[tuple[float, asyncio.Event]] = field(default_factory=list)
    _told: asyncio.Event = field(default_factory=asyncio.Event)

    def begin(self, *, again: bool = False) -> None:
        """Deliver so from now on; `again`: by a process that has just started."""
        if not again:
            self.stage.telegram_world.limits = RateLimits(lambda: self.at)
            self.stage.telegram_world.limits.switch_limits(True)
        runtime = self.stage.app._runtime()
        limiter = Limiter(lambda: self.at, Rates())
        sender = Sender(runtime, limiter, wait=self._wait)
        locks = {"limiter": limiter, "worker_lock": self.stage.app._worker_lock}
        self.stage.delivery = OutboxWorker(runtime, Planner(runtime), sender, Recorder(runtime), **locks)

    async def _wait(self, seconds: float) -> None:
        waits = self.at + seconds, asyncio.Event()
        self._asleep.append(waits)
        self._told.set()
        await waits[1].wait()

    async def hear(self) -> None:
        """Handle what people said; nothing is delivered."""
        stage = self.stage
        while await stage._poll() or await stage.worker.run_once() or await stage.duties.clockwork.run_once():
            pass

    async def deliver(self) -> None:
        """Deliver until nothing waits, a second at a time, and hear what Telegram says of it."""
        for _ in range(600):
            while await self._go_round():
                await self.hear()
            if not (self._asleep or self.stage.delivery._held or (await self.stage._look()).to_people):
                return
            await self.go_on(seconds=1)
        raise AssertionError("it never ends")

    async def go_on(self, *, seconds: float) -> None:
        """Let time pass; what waited for its turn goes on."""
        self.at += seconds
        self.stage.clock.on(seconds=seconds)
        awake = [one for one in self._asleep if one[0] <= self.at]
        self._asleep = [one for one in self._asleep if one[0] > self.at]
        for _, event in awake:
            event.set()
        await self._end_round()

    async def _go_round(self) -> bool:
        self.stage.delivery._all_keys_at = 0.0  # by the clock of the machine no second may have passed
        found = await self.stage.delivery._take()
        await self._end_round()
        return found > 0

    async def _end_round(self) -> None:
        """Return when each letter has been sent, or waits for its turn."""
        while len(running := self.stage.delivery._under_way) > len(self._asleep):
            self._told.clear()
            told = asyncio.ensure_future(self._told.wait())
            await asyncio.wait({*running, told}, return_when=asyncio.FIRST_COMPLETED)
            told.cancel()


@pytest.mark.limit(300)
async def test_ten_busy_requests_keep_their_order_and_lose_nothing(stage: Stage, forum: Forum, olga: Phone) -> None:
    slowly = Slowly(stage)
    slowly.begin()
    phones = [await stage.phone(f"P{n}") for n in range(1, 11)]
    for said in ("Lamp {} is dark", "It is {} metres up", "Bring {} ladders"):
        for n, phone in enumerate(phones, 1):
            await phone.writes(said.format(n), quietly=True)
        await slowly.hear()
        stage.clock.on(seconds=5)
    await slowly.deliver()
    topics = {one["name"]: key for key, one in (await forum.topics()).items()}
    assert len(topics) == 10
    for n in range(1, 11):
        (name,) = [one for one in topics if one.endswith(f" Lamp {n} is dark · P{n}")]
        number, (card, *more) = name.split()[0], await forum.texts(topics[name])
        assert f"Lamp {n} is dark" in card
        assert more == [f"{number} · P{n}: It is {n} metres up", f"{number} · P{n}: Bring {n} ladders"]
    behind = [text for text in await forum.texts() if text == text_of("group-behind")]
    assert len(behind) == 1
    assert (await stage.telegram.read("calls"))["refused_for_speed"] == 0
    for n in range(1, 11):
        await olga.presses(f"claim:{n}", quietly=True)
    await slowly.hear()
    await phones[4].writes("Is anybody coming?", quietly=True)
    await slowly.hear()
    stage.clock.on(seconds=5)
    await slowly.deliver()
    calls = [c for c in (await stage.telegram.read("calls"))["recent"] if str(c["params"].get("chat_id")) == str(GROUP)]
    said = [n for n, call in enumerate(calls) if "Is anybody" in str(call["params"].get("text"))]
    cards = [(n, call) for n, call in enumerate(calls) if call["method"] == "editMessageText"]
    edits = [n for n, call in cards if not str(call["params"].get("text")).startswith(text_of("queue-title", n=10)[:9])]
    assert len(said) == 1 and len(edits) == 10
    assert len([n for n in edits if n < said[0]]) <= 3, "words of people go before cards"


async def test_the_queue_is_pinned_and_edited_in_place(stage: Stage, forum: Forum, rita: Phone, olga: Phone) -> None:
    await rita.writes("The heating does not work")
    await stage.pass_time(seconds=31)
    (queue,) = await forum.queues()
    assert queue.splitlines()[1].endswith("#1 The heating does not work · Rita K.")
    assert await forum.pinned() == queue
    await rita.writes("/new The door is locked")
    await olga.presses("claim:1")
    await stage.pass_time(seconds=31)
    (queue,) = await forum.queues()
    assert [line.partition("#")[2] for line in queue.splitlines()[1:]] == ["2 The door is locked · Rita K."]
    assert await forum.pinned() == queue
    await olga.presses("claim:2")
    await stage.pass_time(seconds=31)
    assert await forum.queues() == [text_of("queue-empty")] == [await forum.pinned()]


async def test_a_queue_that_somebody_deleted_is_made_and_pinned_again(
    stage: Stage, forum: Forum, rita: Phone, olga: Phone
) -> None:
    await rita.writes("The heating does not work")
    await stage.pass_time(seconds=31)
    view = await stage.telegram.read("chat", person=GROUP)
    await stage.app.bot.delete_message(GROUP, view["pinned"])
    await olga.presses("claim:1")
    await stage.pass_time(seconds=31)
    assert await forum.queues() == [text_of("queue-empty")] == [await forum.pinned()]


async def test_without_the_right_the_queue_is_not_pinned_until_it_is_given(
    stage: Stage, forum: Forum, rita: Phone, olga: Phone
) -> None:
    await forum.do("group/admin", rights=["can_manage_topics", "can_delete_messages"])
    await rita.writes("The heating does not work")
    await stage.pass_time(seconds=31)
    (queue,) = await forum.queues()
    assert await forum.pinned() == ""
    vera = stage.vera
    await vera.writes("/groups")
    assert text_of("chats-team-lack", right="pin") in await vera.reads()
    await forum.do("group/admin", rights=RIGHTS)
    await stage.pass_time(seconds=5)
    assert await forum.pinned() == queue and await forum.queues() == [queue]
    await vera.writes("/groups")
    assert text_of("chats-team-lack", right="pin") not in await vera.reads()


@IN_BOTH
async def test_groups_says_which_rights_topics_lack(database: Database, language: str) -> None:
    async with staged(database, board=False, **TOPICS) as stage:
        await _open_forum(stage, [])
        vera = stage.vera
        async with stage.speaking(language):
            await vera.writes("/groups")
            said = await vera.reads()
            assert all(text_of("chats-team-lack", right=one) in said for one in ("manage", "delete", "pin"))


async def test_a_merged_ticket_says_so_in_its_topic_and_closes_it(
    stage: Stage, forum: Forum, rita: Phone, olga: Phone
) -> None:
    await rita.writes("The heating does not work")
    await rita.writes("/new The room is cold")
    first, second = sorted(await forum.topics())
    await olga.presses("claim:1")
    await olga.writes("/merge 2 into 1")
    await stage.pass_time(seconds=5)
    assert (await forum.texts(second))[-1] == text_of("group-topic-merged", number=2, into=1)
    topics = await forum.topics()
    assert topics[second]["closed"] and not topics[first]["closed"]
    await forum.write(olga, "I am coming", second)
    assert "I am coming" in "".join(await rita.texts()), "a line in the closed topic is an answer to the other"


async def test_the_queue_goes_with_the_topics_and_comes_with_them(
    stage: Stage, forum: Forum, rita: Phone, olga: Phone
) -> None:
    await rita.writes("The heating does not work")
    await stage.pass_time(seconds=31)
    assert len(await forum.queues()) == 1
    await sets(stage, group_tickets="created")
    await stage.pass_time(seconds=31)
    assert await forum.queues() == []
    await sets(stage, group_tickets="created, topics")
    await stage.pass_time(seconds=31)
    assert len(await forum.queues()) == 1 and await forum.pinned() == (await forum.queues())[0]
