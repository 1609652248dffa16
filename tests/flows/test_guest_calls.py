"""People call the bot in a chat where it is no member. What is never stored: tests/bot/updates/test_of_a_call.py."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
import pytest_asyncio

from db.database import Database
from db.models import Origin
from desk import Desk
from desk.conversation import thread
from desk.conversation.new_entry import NewEntry
from desk.people.person_rows import find_by_telegram
from desk.place import BoardPlace, OwnChat, PanelPlace, Place
from desk.text import RichText
from tests.flows import cast
from tests.flows.phone import Phone, words
from tests.flows.scenes import row
from tests.flows.stage import Stage, staged
from tests.flows.test_forgetting import _erased
from tests.texts import IN_BOTH, text_of

pytestmark = pytest.mark.sentence("Calls from chats without the bot")
BOT = "@pulldesk_demo_bot"
DARK = "the projector in hall B is dark"


@dataclass(slots=True)
class Hall:
    """A group without the bot, and Mira in it, who has never used the bot."""

    stage: Stage
    ivan: Phone
    mira: Phone

    async def hears(self, text: str | None = None, *, by: Phone | None = None, **more: Any) -> int:
        """Let somebody write there, Mira unless `by` names another; return the message's id."""
        self.stage.clock.on(seconds=3)
        person = (by or self.mira).id
        given = {"text": text} if text is not None else {}
        done = await self.stage.telegram.do("guest/message", chat="Hall", person=person, **given, **more)
        await self.stage.settle()
        return int(done["message_id"])

    async def shows(self) -> list[dict[str, Any]]:
        """Return what the bot has written there."""
        view = await self.stage.telegram.read("guest", chat="Hall")
        return [one for one in view["messages"] if one["from"] == "bot" and not one["deleted"]]

    async def is_taken(self) -> int:
        """Let Ivan take the request; return the message of his card."""
        await self.ivan.presses("claim:1")
        return int((await self.ivan.message_with("release:1"))["message_id"])


@pytest_asyncio.fixture
async def hall(database: Database) -> AsyncIterator[Hall]:
    async with staged(database, board=False, begins=(cast.ivan,), requests__intake_quiet=timedelta()) as stage:
        await stage.telegram.do("guest", on=True)
        yield Hall(stage, stage.people["Ivan"], await stage.phone("Mira"))


@IN_BOTH
async def test_a_call_from_knocking_to_stars(hall: Hall, language: str) -> None:
    """One message there is receipt, state and answer; a reply to it goes on; the rest is said in private."""
    async with hall.stage.speaking(language):
        seen = await hall.hears("Shall we have lunch?")
        await hall.hears(f"{BOT} {DARK}", reply_to=seen)
        [there] = await hall.shows()
        assert text_of("call-state", number=1, status="new").partition("\n")[0] in words(there)
        card = await hall.is_taken()
        text = words(await hall.ivan.message_with("release:1"))
        assert "lunch" in text  # she called the bot under it
        assert text_of("card-call", language) in text
        for said in ("One moment", "I switch it on"):
            await hall.ivan.writes(said, reply_to=card)
        [there] = await hall.shows()
        assert "Ivan: One moment\nIvan: I switch it on" in words(there)
        assert tuple(await row(hall.stage, "select delivery from entries where kind = 'reply'")) == ("sent",)
        await hall.hears("and the lamp too", reply_to=there["message_id"])
        assert (await hall.ivan.reads()).endswith("and the lamp too")
        assert words((await hall.shows())[0]) == text_of("call-below", number=1)
        await hall.ivan.sends("photo", caption="Like this", reply_to=card)
        await hall.ivan.presses("resolve:1")
        assert words((await hall.shows())[-1]).startswith("✅")
        await hall.mira.writes("/start call1")
        assert any(one["files"] for one in await hall.mira.received())  # no message there shows them
        await hall.mira.presses("solved:1:yes")
        await hall.mira.presses("rate:1:5")
        assert tuple(await row(hall.stage, "select status, rating from tickets")) == ("closed", 5)
        await hall.mira.writes("/forgetme")
        await hall.mira.presses("forget")
        await _erased(hall.stage)
        assert [words(one) for one in await hall.shows()] == [text_of("call-below", number=1), text_of("taken-back")]
    assert tuple(await row(hall.stage, "select count(*) from jobs where state in ('buried', 'parked')")) == (0,)


@IN_BOTH
async def test_what_works_or_is_not_needed_is_asked_about_there_and_ends_by_a_yes(hall: Hall, language: str) -> None:
    """She has never used the bot: the message that answers her call asks, and her word alone counts."""
    works, no_need, yes = {
        "en": ("works now", "never mind, found it", "yes"), "ru": ("заработало", "уже не надо", "да"),
    }[language]  # fmt: skip
    asks = text_of("call-how", language, status="asked")
    async with hall.stage.speaking(language):
        for number, said, ends in ((1, works, "closed"), (2, no_need, "cancelled")):
            await hall.hears(f"{BOT} {DARK}")
            await hall.ivan.presses(f"claim:{number}")
            await hall.hears(f"{BOT} {said}")
            there = (await hall.shows())[-1]
            assert asks in words(there)
            await hall.hears(yes, by=await hall.stage.phone("Sam"), reply_to=there["message_id"])
            assert await _status(hall, number) == "assigned"
            await hall.hears(yes, reply_to=there["message_id"])
            assert await _status(hall, number) == ends
            assert asks not in words((await hall.shows())[-1])
            await hall.stage.pass_time(minutes=10)
    assert tuple(await row(hall.stage, "select count(*) from jobs where state in ('buried', 'parked')")) == (0,)


async def _status(hall: Hall, number: int) -> str:
    return str((await row(hall.stage, "select status from tickets where number = :n", n=number)).status)


async def test_a_bare_call_is_what_it_points_at(hall: Hall) -> None:
    await hall.hears(BOT, reply_to=await hall.hears("no water on the second floor"))
    said = await row(hall.stage, "select body, content_line from entries where kind = 'comment'")
    assert tuple(said) == ("no water on the second floor", None)
    assert f"{text_of('forwarded-from', name='none')}\nno water" in words(await hall.ivan.message_with("claim:1"))


async def test_what_is_split_off_a_call_is_found_from_there_and_heard_there_once_it_is_back(hall: Hall) -> None:
    """The message there leads to it; put back before it was answered, it is answered there, and else in private."""

    async def split(said: str) -> None:
        await hall.hears(said, reply_to=(await hall.shows())[-1]["message_id"])
        await hall.ivan.writes("/split", reply_to=(await hall.ivan.containing(said))["message_id"])

    await hall.hears(f"{BOT} {DARK}")
    card = await hall.is_taken()
    await split("the coffee is cold")
    there = (await hall.shows())[-1]
    assert text_of("call-private", number=2) in words(there)
    assert [one[0]["url"].rpartition("=")[2] for one in there["buttons"]] == ["call1", "call2"]
    await hall.ivan.writes("/merge 2 into 1")
    await hall.ivan.writes("I switch it on", reply_to=card)
    assert words((await hall.shows())[-1]).count("#2") == 0
    assert "Ivan: I switch it on" in words((await hall.shows())[-1])
    await split("no sugar either")
    await hall.ivan.presses("claim:3")
    await hall.ivan.writes("I bring some", reply_to=(await hall.ivan.message_with("release:3"))["message_id"])
    assert "I bring some" not in words((await hall.shows())[-1])
    await hall.ivan.writes("/merge 3 into 1")
    await hall.ivan.writes("All is well", reply_to=card)
    assert words((await hall.shows())[-1]) == text_of("call-private", number=1)
    await hall.mira.writes("/start call1")
    heard = " ".join(await hall.mira.texts())
    assert "I bring some" in heard and "All is well" in heard


async def test_who_went_on_in_private_stays_there_when_it_is_merged_back(hall: Hall) -> None:
    await hall.hears(f"{BOT} {DARK}")
    card = await hall.is_taken()
    await hall.hears("the coffee is cold", reply_to=(await hall.shows())[-1]["message_id"])
    await hall.ivan.writes("/split", reply_to=(await hall.ivan.containing("the coffee is cold"))["message_id"])
    await hall.mira.writes("/start call2")
    await hall.ivan.writes("/merge 2 into 1")
    await hall.ivan.writes("All is well", reply_to=card)
    assert words((await hall.shows())[-1]) == text_of("call-private", number=1)
    assert "All is well" in " ".join(await hall.mira.texts())


async def test_answers_of_several_places_at_once_are_one_message(hall: Hall) -> None:
    """From the bot, the panel, the board and by an automatic answer, each in a transaction of its own."""
    await hall.hears(f"{BOT} {DARK}")
    await hall.is_taken()

    async def answer(place: Place, said: str, *, is_automatic: bool = False) -> None:
        async with hall.stage.database.unit_of_work() as session:
            by = None if is_automatic else await find_by_telegram(session, hall.ivan.id)
            desk = Desk(session, place, by, now=hall.stage.clock(), rules=hall.stage.settings)
            await (thread.add_automatic_reply if is_automatic else thread.add_reply)(desk, 1, NewEntry(RichText(said)))

    places = {"one": OwnChat(), "two": PanelPlace(), "three": BoardPlace()}
    at_once = [answer(place, said) for said, place in places.items()]
    await asyncio.gather(*at_once, answer(Place(origin=Origin.CLOCK), "four", is_automatic=True))
    await hall.stage.settle()
    [there] = await hall.shows()
    assert all(said in words(there) for said in (*places, "four")), there
    sent = "select count(*), min(delivery), max(delivery) from entries where kind = 'reply'"
    assert tuple(await row(hall.stage, sent)) == (4, "sent", "sent")
