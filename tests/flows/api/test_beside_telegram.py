"""Somebody whom a system brought, while the team works in Telegram, and after they came there themselves."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from db.database import Database
from db.models import Origin
from desk import Desk
from desk.conversation import thread
from desk.conversation.new_entry import NewEntry
from desk.people import directory
from desk.systems.scopes import Scope
from desk.text import RichText
from tests.flows import cast
from tests.flows.acts import answers, files
from tests.flows.api.client import URL, Client, api_of, joins, token_of
from tests.flows.phone import Phone, words
from tests.flows.stage import Stage, staged

pytestmark = pytest.mark.broad


@pytest_asyncio.fixture(loop_scope="session")
async def shop(database: Database) -> AsyncIterator[tuple[Stage, Client]]:
    """A desk with an agent and a requester, and a shop that reads what happens."""
    begins = (cast.rita, cast.olga)
    async with staged(database, board=False, begins=begins, panel_url=URL) as stage, api_of(stage) as http:
        yield stage, Client(http, await token_of(stage.people["Vera"], "Shop", Scope.EVENTS))


async def comes(rita: Phone, client: Client, external_id: str = "u-1", **context: str) -> None:
    """Rita opens a link of that system's and says that it is she."""
    link = await client.asks("POST", f"/persons/{external_id}/link", {"context": context})
    await joins(rita, link)


async def test_what_is_split_off_stays_with_the_system_that_brought_it(shop: tuple[Stage, Client]) -> None:
    stage, client = shop
    olga = stage.people["Olga"]
    first = (await client.opens("The parcel is late", context={"order": "7"}))["number"]
    await stage.settle()
    await olga.presses(f"claim:{first}")
    stage.clock.on(minutes=1)
    await client.asks("POST", f"/tickets/{first}/messages", {"text": "And the lamp does not light"})
    await stage.settle()
    known = (await client.asks("GET", "/events"))["next_cursor"]
    await olga.writes("/split", reply_to=(await olga.containing("And the lamp"))["message_id"])
    seen = (await client.asks("GET", "/tickets?external_id=u-1"))["items"]
    assert [(one["subject"], one["context"]) for one in seen] == [
        ("And the lamp does not light", {"order": "7"}),
        ("The parcel is late", {"order": "7"}),
    ]
    second = seen[0]["number"]
    assert "answers are read there" in words(await olga.message_with(f"claim:{second}"))
    told = [(e["ticket"]["number"], e["type"]) for e in (await client.asks("GET", f"/events?after={known}"))["items"]]
    assert told == [(second, "ticket.created"), (first, "message.withdrawn"), (second, "message.added")]
    await olga.presses(f"claim:{second}")
    await answers(olga, second, "A new one is on its way")
    said = (await client.asks("GET", f"/tickets/{second}"))["messages"]
    assert [one["text"] for one in said] == ["And the lamp does not light", "A new one is on its way"]


async def test_what_was_said_before_they_came_is_no_systems_when_it_is_split_off(shop: tuple[Stage, Client]) -> None:
    stage, client = shop
    rita, olga = stage.people["Rita"], stage.people["Olga"]
    private = await files(rita, "My own affair")
    await olga.presses(f"claim:{private}")
    stage.clock.on(minutes=1)
    await rita.writes("Nor is my salary anybody's business")
    await comes(rita, client, page="/orders/7")
    await olga.writes("/split", reply_to=(await olga.containing("Nor is my salary"))["message_id"])
    assert (await client.asks("GET", "/tickets"))["items"] == []
    assert (await client.asks("GET", "/events"))["items"] == []
    later = await files(rita, "And where is the lamp?")
    seen = (await client.asks("GET", "/tickets"))["items"]
    assert [(one["number"], one["context"]) for one in seen] == [(later, {"page": "/orders/7"})]


async def test_a_request_through_another_system_leaves_what_they_were_at_to_the_chat(
    shop: tuple[Stage, Client],
) -> None:
    stage, client = shop
    rita = stage.people["Rita"]
    await comes(rita, client, page="/orders/7")
    made = await client.opens("From the site once more", context={"page": "/help"})
    later = await files(rita, "And where is the lamp?")
    seen = (await client.asks("GET", "/tickets"))["items"]
    pages = {one["number"]: one["context"]["page"] for one in seen}
    assert pages == {later: "/orders/7", made["number"]: "/help"}


async def test_what_their_system_had_asked_is_asked_in_the_chat(shop: tuple[Stage, Client]) -> None:
    stage, client = shop
    rita, olga = stage.people["Rita"], stage.people["Olga"]
    solved, waits, done = [(await client.opens(f"The {what} is late"))["number"] for what in ("parcel", "lamp", "bill")]
    await stage.settle()
    for number in (solved, waits, done):
        await olga.presses(f"claim:{number}")
    await answers(olga, waits, "Which lamp?")
    await olga.presses(f"pending:{waits}")
    await olga.presses(f"resolve:{solved}")
    await olga.presses(f"resolve:{done}")
    await stage.pass_time(minutes=1)
    await client.asks("POST", f"/tickets/{done}/close")
    await comes(rita, client)
    hello, *asked = [words(one) for one in await rita.received() if f"#{done}" not in words(one)][-3:]
    asked.sort()
    assert hello.startswith("Hello, you come from Shop")
    assert asked[0].startswith(f"⏳ #{waits}: Olga is waiting for your answer")
    assert asked[1].startswith(f"✅ Olga thinks that #{solved} is solved")
    await rita.writes("The red one", reply_to=(await rita.containing(f"⏳ #{waits}"))["message_id"])
    await rita.presses(f"solved:{solved}:yes")
    seen = {one["number"]: one["status"] for one in (await client.asks("GET", "/tickets"))["items"]}
    assert (seen[waits], seen[solved]) == ("in_progress", "closed")
    before = len(await rita.received())
    await comes(rita, client)
    assert len(await rita.received()) == before + 1


async def test_an_answer_whose_later_part_makes_it_a_note_is_told_to_nobody(shop: tuple[Stage, Client]) -> None:
    stage, client = shop
    olga = stage.people["Olga"]
    number = (await client.opens("The parcel is late"))["number"]
    await stage.settle()
    await olga.presses(f"claim:{number}")
    for at, (said, verb) in enumerate((("Look here", thread.reply), ("our driver took it", thread.note)), start=900):
        async with stage.database.unit_of_work() as session:
            me = await directory.by_telegram(session, olga.id)
            desk = Desk(session, Origin.TELEGRAM, me, now=stage.clock(), rules=stage.settings)
            part = NewEntry(RichText(said), chat_id=olga.id, message_id=at, sent_at=stage.clock(), album="a")
            await verb(desk, number, part)
    told = [one["message"] for one in (await client.asks("GET", "/events"))["items"] if "message" in one]
    assert {(one["by"], one["text"], one["withdrawn"]) for one in told} == {("team", None, True)}


async def test_what_would_be_read_where_its_system_sees_nothing_is_not_taken(shop: tuple[Stage, Client]) -> None:
    stage, client = shop
    rita, olga = stage.people["Rita"], stage.people["Olga"]
    bank = client.by(await token_of(stage.people["Vera"], "Bank", Scope.EVENTS))
    parcel = (await client.opens("The parcel is late"))["number"]
    loan = (await bank.opens("The loan is late", "b-1"))["number"]
    await comes(rita, client)
    await comes(rita, bank, "b-1")
    await olga.writes(f"/merge {loan} into {parcel}")
    refused = await bank.asks("POST", f"/tickets/{loan}/messages", {"text": "My account is 40817"})
    assert (bank.status, refused["type"]) == (409, "/api/docs#is-merged")
    form: Any = {"files": [("files", ("a.txt", b"My account is 40817", "text/plain"))]}
    headers = {"authorization": f"Bearer {bank.token}"}
    assert (await bank.http.post(f"/api/v1/tickets/{loan}/files", headers=headers, **form)).status_code == 409
    assert "40817" not in str(await client.asks("GET", f"/tickets/{parcel}"))
    await client.asks("POST", f"/tickets/{parcel}/messages", {"text": "The third parcel"})
    assert client.status == 201
    again = (await client.opens("Where is it now?"))["number"]
    await stage.settle()
    await olga.writes(f"/merge {again} into {parcel}")
    said = await client.asks("POST", f"/tickets/{again}/messages", {"text": "Still nothing"})
    assert [one["text"] for one in said["messages"]][-1] == "Still nothing"
