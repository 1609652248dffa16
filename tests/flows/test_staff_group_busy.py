"""A busy staff group at Telegram's rate: twenty messages a minute hold for what requesters add, answers and cards."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
import pytest_asyncio

from db.database import Database
from tests.flows.phone import Phone
from tests.flows.stage import VERA, Stage, staged
from tests.flows.test_group_topics import Slowly
from tests.flows.test_staff_group import GROUP, Group

pytestmark = [pytest.mark.sentence("3.3 Answering"), pytest.mark.limit(300)]


@pytest_asyncio.fixture
async def stage(database: Database) -> AsyncIterator[Stage]:
    """A desk with a staff group of three people, which reads what requesters add."""
    async with staged(database, board=False, staff_chat_id=GROUP, requests__intake_quiet=timedelta()) as made:
        await made.telegram.do("privacy", on=False)
        await made.telegram.do("group", person=VERA, title="The team", members=4)
        await made.settle()
        yield made


async def _begin_ten(stage: Stage, slowly: Slowly) -> list[Phone]:
    """Ten requests, whose cards are in the group, and a minute in which nothing happens."""
    phones = [await stage.phone(f"P{n:02}") for n in range(1, 11)]
    for phone in phones:
        await phone.writes(f"Lamp {phone.name} is dark")
    stage.clock.on(minutes=1)
    slowly.begin()
    return phones


async def _calls(stage: Stage, method: str = "sendMessage") -> list[str]:
    """The texts of the calls that sent something to the group, in order."""
    calls = (await stage.telegram.read("calls"))["recent"]
    there = [c for c in calls if c["ok"] and str(c["params"].get("chat_id")) == str(GROUP) and c["method"] == method]
    return [str(c["params"].get("text")) for c in there]


async def test_words_of_people_come_before_cards_of_others(stage: Stage, olga: Phone) -> None:
    """While twenty further cards and their changes wait, what a requester adds does not."""
    group, slowly = Group(stage), Slowly(stage)
    phones = await _begin_ten(stage, slowly)
    for n in range(11, 25):
        await (await stage.phone(f"P{n}")).writes(f"Lamp P{n} is dark", quietly=True)
    for n in range(1, 8):
        await olga.presses(f"claim:{n}", quietly=True)
    await slowly.hear()
    began = len(await _calls(stage)), len(await _calls(stage, "editMessageText"))
    await phones[8].writes("Is anybody coming?", quietly=True)
    await slowly.hear()
    stage.clock.on(seconds=5)
    await slowly.deliver()
    sent = (await _calls(stage))[began[0] :]
    (at,) = [n for n, one in enumerate(sent) if "Is anybody coming?" in one]
    assert at <= 3, sent
    assert len((await _calls(stage, "editMessageText"))[began[1] :]) >= 7
    told = " ".join(await group.texts())
    assert all(f"Lamp P{n} is dark" in told for n in range(11, 25))
    assert (await stage.telegram.read("calls"))["refused_for_speed"] == 0
