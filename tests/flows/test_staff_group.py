"""The staff group: new and finished tickets are announced there, and taken there, by those who may."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
import pytest_asyncio

from db.database import Database
from tests.flows.hours import sets
from tests.flows.phone import PIXEL, Phone, buttons, words
from tests.flows.stage import VERA, Stage, staged

pytestmark = pytest.mark.sentence("6 Names that others rely on")

GROUP = -4001  # the first group of a fresh Telegram


@dataclass(slots=True)
class Group:
    """The team's chat: what stands there, and who presses what."""

    stage: Stage
    id: int = GROUP

    async def received(self) -> list[dict[str, Any]]:
        """What the bot said there, oldest first."""
        view = await self.stage.telegram.read("chat", person=self.id)
        return [m for m in view["messages"] if m["from"] == "bot" and not m["deleted"]]

    async def texts(self) -> list[str]:
        """The words of that."""
        return [words(message) for message in await self.received()]

    async def card(self, number: int = 1) -> int:
        """The message of a ticket's card there."""
        return int(next(m for m in await self.received() if f"open:{number}" in buttons(m))["message_id"])

    async def press(self, who: Phone, data: str) -> None:
        """Somebody presses the newest button with this data."""
        message = next(m for m in reversed(await self.received()) if data in buttons(m))
        await self.stage.telegram.do("press", person=who.id, chat=self.id, message_id=message["message_id"], data=data)
        await self.stage.settle()

    async def write(self, who: Phone, text: str, **more: Any) -> int:
        """Somebody writes there; return the message's id."""
        result = await self.stage.telegram.do("message", person=who.id, chat=self.id, text=text, **more)
        await self.stage.settle()
        return int(result["message_ids"][0])

    async def reactions(self, message_id: int) -> list[str]:
        """The bot's reactions to a message there."""
        view = await self.stage.telegram.read("chat", person=self.id)
        message = next(m for m in view["messages"] if m["message_id"] == message_id)
        return [r["emoji"] for r in message["reactions"] if r["from"] == "bot"]

    async def send(self, who: Phone, *captions: str | None, **more: Any) -> list[int]:
        """Somebody sends an album of photos there."""
        files = [
            {"kind": "photo", "name": f"{n}.png", "data_base64": PIXEL} | ({"caption": one} if one else {})
            for n, one in enumerate(captions)
        ]
        result = await self.stage.telegram.do("message", person=who.id, chat=self.id, files=files, **more)
        await self.stage.settle()
        return list(result["message_ids"])

    async def do(self, verb: str, who: Phone, **more: Any) -> None:
        """Somebody does something there."""
        await self.stage.telegram.do(verb, person=who.id, chat=self.id, **more)
        await self.stage.settle()


@pytest_asyncio.fixture
async def stage(database: Database) -> AsyncIterator[Stage]:
    """A desk with a staff group, without a board."""
    async with staged(database, board=False, staff_chat_id=GROUP, requests__intake_quiet=timedelta()) as made:
        await made.telegram.do("group", person=VERA, title="The team")
        await made.settle()
        yield made


@pytest_asyncio.fixture
async def group(stage: Stage) -> Group:
    """Its chat."""
    return Group(stage)


async def test_a_new_ticket_is_announced_with_take_and_open(
    stage: Stage, group: Group, rita: Phone, olga: Phone
) -> None:
    await rita.writes("The heating does not work")
    (said,) = await group.received()
    assert words(said) == "🆕 #1 Rita K. · 🟡\nThe heating does not work"
    assert buttons(said) == ["claim:1", "open:1"]


async def test_an_agent_takes_it_there(stage: Stage, group: Group, rita: Phone, olga: Phone, ivan: Phone) -> None:
    await rita.writes("The heating does not work")
    await group.press(olga, "claim:1")
    (said,) = await group.received()
    assert words(said).splitlines()[0] == "🙋 #1 taken by Olga"
    assert buttons(said) == ["open:1"]
    assert "release:1" in buttons(await olga.message_with("release:1"))
    await rita.containing("Olga is looking after your request")
    await stage.telegram.do(
        "press", person=ivan.id, chat=GROUP, message_id=said["message_id"], data="claim:1", force=True
    )
    await stage.settle()
    assert "Olga" in (await ivan.answer())["text"]


async def test_a_finished_ticket_is_announced_under_its_card(
    stage: Stage, group: Group, rita: Phone, olga: Phone
) -> None:
    number = 1
    await rita.writes("The heating does not work")
    await group.press(olga, "claim:1")
    await olga.presses("resolve:1")
    await stage.pass_time(minutes=31)
    assert len(await group.received()) == 1  # resolved is not finished
    await rita.presses(f"solved:{number}:yes")
    card, finished = await group.received()
    assert words(card).startswith(f"☑️ #{number} closed")
    assert (
        words(finished)
        == f"☑️ #{number} closed · confirmed by the requester\nThe heating does not work · Rita K. · Olga"
    )
    assert finished["reply_to"] == card["message_id"]
    assert buttons(card) == buttons(finished) == [f"open:{number}"]


async def test_while_its_card_is_in_sight_a_finished_ticket_is_not_announced_again(
    stage: Stage, group: Group, rita: Phone, olga: Phone
) -> None:
    await rita.writes("The heating does not work")
    await group.press(olga, "claim:1")
    await rita.writes("/cancel 1")
    (card,) = await group.received()
    assert "#1" in words(card) and buttons(card) == ["open:1"]
    await rita.writes("The lamp is dark")
    for n in range(20):
        await (await stage.phone(f"P{n}")).writes(f"Lamp number {n:02} is broken")
        await stage.pass_time(seconds=30)
    await rita.writes("/cancel 2")
    assert (await group.received())[-1]["reply_to"] is not None and "#2" in (await group.texts())[-1]


async def test_above_eighteen_a_minute_one_message_holds_the_rest(stage: Stage, group: Group, olga: Phone) -> None:
    for n in range(1, 24):
        phone = await stage.phone(f"P{n}")
        await stage.telegram.do("message", person=phone.id, text=f"Lamp number {n:02} is broken")
        await stage.settle()
    said = await group.received()
    assert len(said) == 19
    merged = said[-1]
    assert words(merged).splitlines()[0] == "New · 5"
    shown = [b.removeprefix("open:") for b in buttons(merged)]
    carded = [b.removeprefix("claim:") for m in said for b in buttons(m) if b.startswith("claim:")]
    assert sorted(map(int, shown + carded)) == list(range(1, 24))
    await group.press(olga, f"open:{shown[0]}")
    assert f"resolve:{shown[0]}" in await olga.buttons()
    await stage.pass_time(minutes=2)
    late = await stage.phone("Late")
    await late.writes("One more lamp is broken")
    assert "claim:24" in buttons((await group.received())[-1])


@pytest.mark.parametrize("silent", [False, True])
async def test_a_group_that_becomes_a_supergroup_is_followed(
    stage: Stage, group: Group, rita: Phone, olga: Phone, silent: bool
) -> None:
    await rita.writes("The heating does not work")
    about = await stage.telegram.do("group/migrate", person=VERA, chat=GROUP, silent=silent)
    await stage.settle()
    boris = await stage.phone("Boris")
    await boris.writes("There is no soap")
    there = Group(stage, about["id"])
    said = [words(m).splitlines()[-1] for m in await there.received()]
    assert sorted(said) == ["The heating does not work", "There is no soap"]
    await there.press(olga, "claim:2")
    assert len([m for m in await there.received() if words(m).startswith("🙋 #2 taken by Olga")]) == 1
    await group.press(olga, "claim:1")  # the old card, which nobody can bring up to date any more
    assert (await olga.answer())["text"] == "🙋 #1 is yours."
    await group.press(stage.vera, "claim:1")
    assert (await stage.vera.answer())["text"] == "#1 is already with Olga."
    await stage.reopen()  # STAFF_CHAT_ID still holds the old id
    carl = await stage.phone("Carl")
    await carl.writes("The door is locked")
    assert "The door is locked" in words((await there.received())[-1])


async def test_outside_the_hours_it_is_told_without_a_sound(stage: Stage, group: Group) -> None:
    rita = await stage.phone("Rita")
    await sets(stage, hours="mon-fri 9-18", critical_words="fire")
    for at, said, sounds in ((17, "It is cold", True), (19, "It is dark", False), (20, "It is on fire", True)):
        stage.clock.at = stage.clock.at.replace(hour=at)
        await rita.writes(f"/new {said}")
        assert said in (await group.texts())[-1]
        calls = (await stage.telegram.read("calls"))["recent"]
        sent = [
            c["params"]
            for c in calls
            if c["ok"] and said in str(c["params"]) and str(c["params"]["chat_id"]) == str(GROUP)
        ]
        assert (
            "disable_notification" not in sent[0] or str(sent[0]["disable_notification"]).lower() == "false"
        ) is sounds


@pytest.mark.parametrize("silent", [False, True])
async def test_what_nobody_has_taken_stands_in_the_supergroup_too(
    stage: Stage, group: Group, rita: Phone, olga: Phone, silent: bool
) -> None:
    await rita.writes("/new The heating does not work")
    await rita.writes("/new The door is locked")
    await olga.presses("claim:2")
    about = await stage.telegram.do("group/migrate", person=VERA, chat=GROUP, silent=silent)
    await stage.settle()
    there = Group(stage, about["id"])
    if silent:  # it learns of it when it writes
        await rita.writes("/new There is no soap")
    cards = {words(m).splitlines()[-1]: buttons(m) for m in await there.received()}
    assert len(await there.received()) == len(cards), "once"
    assert cards.pop("The heating does not work") == ["claim:1", "open:1"]
    assert cards == ({"There is no soap": ["claim:3", "open:3"]} if silent else {})
    await there.press(olga, "claim:1")
    (card,) = [m for m in await there.received() if buttons(m) == ["open:1"]]
    assert words(card).startswith("🙋 #1 taken by Olga")


async def test_back_in_the_group_its_cards_are_as_they_are_now_and_what_waits_is_there(
    stage: Stage, group: Group, rita: Phone, olga: Phone
) -> None:
    await rita.writes("/new The heating does not work")
    await rita.writes("/new The lamp is broken")
    await stage.telegram.do("group/kick", person=VERA, chat=GROUP)
    await stage.settle()
    await olga.presses("claim:1")
    await rita.writes("/new The door is locked")
    await rita.writes("/new There is no soap")
    await olga.presses("claim:4")
    await stage.telegram.do("group/kick", person=VERA, chat=GROUP, undo=True)
    await stage.settle()
    said = await group.received()
    assert [words(m).splitlines()[0] for m in said] == [
        "🙋 #1 taken by Olga",
        "🆕 #2 Rita K. · 🟡",
        "🆕 #3 Rita K. · 🟡",
    ]
    assert [buttons(m) for m in said] == [["open:1"], ["claim:2", "open:2"], ["claim:3", "open:3"]]
