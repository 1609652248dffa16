"""A system opens requests for its people, who have no Telegram: they are answered as any, and read it there."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from sqlalchemy import func, select

from db.database import Database
from db.models import Box, Job, Person, Ticket
from tests.flows import cast
from tests.flows.acts import answers
from tests.flows.api.client import Client, api_at, token_of
from tests.flows.phone import words
from tests.flows.stage import Stage
from tests.sql import scalar

pytestmark = pytest.mark.sentence("Systems and the API")


@pytest_asyncio.fixture
async def shop(database: Database) -> AsyncIterator[tuple[Stage, Client]]:
    """A desk with an agent, and a shop with its token."""
    async with api_at(database, cast.olga) as (stage, http):
        yield stage, Client(http, await token_of(stage.vera))


async def letters_to_nobody(stage: Stage) -> int:
    """Letters for somebody who has no Telegram."""
    mine = select(func.count()).select_from(Job).join(Person, Person.id == Job.person_id)
    return await scalar(stage, mine.where(Job.box == Box.TO_TELEGRAM, Person.telegram_id.is_(None))) or 0


async def test_a_request_lives_its_life_without_telegram(shop: tuple[Stage, Client]) -> None:
    stage, client = shop
    olga = stage.olga
    made = await client.opens("The parcel is late", name="Rita K.", context={"page": "/orders/7", "order": "7"})
    number = made["number"]
    assert (made["status"], made["requester"], made["joined"]) == ("new", "Rita K.", False)
    await stage.settle()
    card = words(await olga.message_with(f"claim:{number}"))
    assert "Through Shop, answers are read there" in card
    assert "order: 7" in card
    await olga.presses(f"claim:{number}")
    said = await answers(olga, number, "It comes tomorrow.")
    assert await olga.reactions(said) == ["👍"]
    seen = await client.asks("GET", f"/tickets/{number}")
    assert [one["text"] for one in seen["messages"]] == ["The parcel is late", "It comes tomorrow."]
    assert seen["assignee"]["name"] == "Olga"
    assert seen["messages"][1]["by"] == "team"
    await olga.presses(f"pending:{number}")
    await stage.pass_time(hours=40)
    assert (await client.asks("GET", f"/tickets/{number}"))["status"] == "pending"
    seen = await client.asks("POST", f"/tickets/{number}/messages", {"text": "It did not come."})
    assert seen["status"] == "in_progress"
    await stage.settle()
    assert "It did not come." in words(await olga.containing("It did not come."))
    await olga.presses(f"resolve:{number}")
    assert (await client.asks("GET", f"/tickets/{number}"))["status"] == "resolved"
    seen = await client.asks("POST", f"/tickets/{number}/reopen")
    assert seen["status"] == "reopened"
    await stage.settle()
    await olga.presses(f"resolve:{number}")
    seen = await client.asks("POST", f"/tickets/{number}/close")
    assert (seen["status"], seen["can_rate"]) == ("closed", True)
    assert (await client.asks("POST", f"/tickets/{number}/close"))["status"] == "closed"
    assert client.status == 200
    seen = await client.asks("POST", f"/tickets/{number}/rating", {"stars": 5, "words": "Quick"})
    assert (seen["rating"], seen["can_rate"]) == (5, False)
    await stage.pass_time(days=4)
    assert await letters_to_nobody(stage) == 0


async def test_silence_closes_what_was_solved_and_the_first_mark_stands(shop: tuple[Stage, Client]) -> None:
    stage, client = shop
    olga = stage.olga
    number = (await client.opens("The parcel is late"))["number"]
    await stage.settle()
    await olga.presses(f"claim:{number}")
    await olga.presses(f"resolve:{number}")
    await stage.pass_time(days=30)
    seen = await client.asks("GET", f"/tickets/{number}")
    assert (seen["status"], seen["can_rate"]) == ("closed", True)
    for stars in ({"stars": 4}, {"stars": 1, "words": "Slow"}):  # the first mark stands, and nothing stands beside it
        seen = await client.asks("POST", f"/tickets/{number}/rating", stars)
        assert (seen["rating"], seen["can_rate"]) == (4, False)
    assert await scalar(stage, select(Ticket.rating_words)) is None
    assert await letters_to_nobody(stage) == 0


async def test_confirm_and_cancel_say_what_close_would_guess(shop: tuple[Stage, Client]) -> None:
    stage, client = shop
    olga = stage.olga
    first, second, third = [(await client.opens(f"Parcel {n} is late"))["number"] for n in "abc"]
    await stage.settle()
    refused = await client.asks("POST", f"/tickets/{first}/confirm")
    assert (client.status, refused["type"]) == (409, "/api/docs#not-possible")
    await olga.presses(f"claim:{first}")
    await olga.presses(f"claim:{third}")
    seen = await client.asks("POST", f"/tickets/{third}/confirm")
    assert (seen["status"], seen["can_rate"]) == ("closed", True), "it works, and the team has it"
    assert (await client.asks("POST", f"/tickets/{second}/cancel"))["status"] == "cancelled"
    await olga.presses(f"resolve:{first}")
    await stage.pass_time(minutes=1)
    assert (await client.asks("POST", f"/tickets/{first}/confirm"))["status"] == "closed"
