"""Whose a kept answer is and for how long; and what changes while an operation is on its way."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy import select, update

from db.database import Database
from db.models import ExternalPerson, Origin, Person, System, Ticket
from desk import Desk
from desk.people import directory
from desk.people.one_at_a_time import take_turn
from desk.systems import joining
from desk.systems.scopes import Scope
from desk.tickets import fields
from tests.db.waiting import until_somebody_waits, waits_or_ends
from tests.flows import cast
from tests.flows.api.client import URL, Client, api_of, token_of
from tests.flows.stage import VERA, Stage, staged
from web.api.caller import Caller

pytestmark = pytest.mark.broad


@pytest_asyncio.fixture(loop_scope="session")
async def shop(database: Database) -> AsyncIterator[tuple[Stage, Client]]:
    """A desk with an agent and a requester, and a shop with its token, which may write to the whole desk."""
    begins = (cast.rita, cast.olga)
    async with staged(database, board=False, begins=begins, panel_url=URL) as stage, api_of(stage) as http:
        yield stage, Client(http, await token_of(stage.people["Vera"], "Shop", Scope.ALL_WRITE))


async def test_a_key_is_its_systems_and_its_persons_own_and_good_for_a_day(shop: tuple[Stage, Client]) -> None:
    stage, client = shop
    body = {"external_id": "u-1", "text": "The parcel is late"}
    assert (await client.asks("POST", "/tickets", body, idempotency_key="a1"))["number"] == 1
    bank = client.by(await token_of(stage.people["Vera"], "Bank"))
    assert (await bank.asks("POST", "/tickets", body, idempotency_key="a1"))["number"] == 2
    chats = [client.by((await client.asks("POST", f"/persons/{who}/token"))["token"]) for who in ("u-1", "u-2")]
    said = {"text": "From my page"}
    made = [await chat.asks("POST", "/tickets", said, idempotency_key="a1") for chat in (*chats, chats[0])]
    assert [(one["number"], one["external_id"]) for one in made] == [(3, "u-1"), (4, "u-2"), (3, "u-1")]
    stage.clock.on(days=1)
    assert (await client.asks("POST", "/tickets", body, idempotency_key="a1"))["number"] == 5


async def test_each_person_asks_as_often_as_a_system_may(shop: tuple[Stage, Client]) -> None:
    stage, client = shop
    tokens = [(await client.asks("POST", f"/persons/{who}/token"))["token"] for who in ("u-1", "u-2")]
    async with stage.database.unit_of_work() as session:
        await session.execute(update(System).values(per_minute=2))
    for token in tokens:
        chat = client.by(token)
        seen = [await chat.asks("GET", "/tickets") for _ in range(3)]
        assert [one.get("status") for one in seen] == [None, None, 429]


async def test_what_changes_while_it_comes_is_seen_under_its_lock(shop: tuple[Stage, Client]) -> None:
    stage, client = shop
    await client.opens("The parcel is late")
    tag = client.etag
    async with stage.database.unit_of_work() as session:
        vera = await directory.by_telegram(session, VERA)
        await fields.rename(Desk(session, Origin.PANEL, vera, now=stage.clock(), rules=stage.settings), 1, "Late")
        coming = asyncio.ensure_future(client.asks("PATCH", "/tickets/1", {"external_ref": "7"}, if_match=tag))
        await until_somebody_waits(stage.database)
    refused = await coming
    assert (client.status, refused["type"]) == (412, "/api/docs#changed")


async def test_who_joins_telegram_while_their_request_comes_files_it_as_who_they_are(
    shop: tuple[Stage, Client],
) -> None:
    stage, client = shop
    await stage.people["Rita"].writes("/start")
    link = await client.asks("POST", "/persons/u-1/link", {})
    async with stage.database.unit_of_work() as session:
        rita = await directory.by_telegram(session, stage.people["Rita"].id)
        desk = Desk(session, Origin.TELEGRAM, rita, now=stage.clock(), rules=stage.settings)
        asked = await joining.opened(desk, link["payload"])
        assert isinstance(asked, joining.WantsToJoin)
        await joining.agreed(desk, asked.link)
        coming = asyncio.ensure_future(client.opens("The parcel is late"))
        await until_somebody_waits(stage.database)
    assert (await coming)["requester"] == "Rita K."
    async with stage.database.reading() as session:
        whose = await session.scalar(select(Person.telegram_id).join(Ticket, Ticket.requester_id == Person.id))
    assert whose == stage.people["Rita"].id


async def test_who_has_joined_by_then_is_acted_for_at_their_own_turn(shop: tuple[Stage, Client]) -> None:
    stage, client = shop
    await stage.people["Rita"].writes("/start")
    await client.opens("The parcel is late")
    async with stage.database.unit_of_work() as session:
        theirs = (await session.scalars(select(ExternalPerson))).one()
        rita = await directory.by_telegram(session, stage.people["Rita"].id)
        assert rita is not None
        async with stage.database.unit_of_work() as joins:
            (await joins.get_one(ExternalPerson, theirs.id)).person_id = rita.id
        async with stage.database.unit_of_work() as busy:
            await take_turn(busy, rita.id)
            bearer: Any = None
            acting = asyncio.ensure_future(Caller(session, bearer, stage.settings, stage.clock()).acting(theirs))
            await waits_or_ends(stage.database, acting)
            assert not acting.done()
        assert (await acting).id == rita.id


async def test_what_may_still_be_undone_is_told_to_the_team_alone(database: Database) -> None:
    async with (
        staged(database, board=False, undo=timedelta(seconds=10), begins=(cast.olga,), panel_url=URL) as stage,
        api_of(stage) as http,
    ):
        client = Client(http, await token_of(stage.people["Vera"]))
        crm = client.by(await token_of(stage.people["Vera"], "Crm", Scope.ALL_READ))
        await client.opens("The parcel is late")
        await stage.settle()
        await stage.people["Olga"].writes("/resolve 1")

        async def seen(by: Client) -> tuple[str, str | None]:
            told = await by.asks("GET", "/tickets/1")
            return told["status"], (told["assignee"] or {}).get("name")

        async def listed(by: Client, status: str) -> list[int]:
            return [one["number"] for one in (await by.asks("GET", f"/tickets?status={status}"))["items"]]

        assert (await seen(client), await seen(crm)) == (("new", None), ("resolved", "Olga"))
        assert (await listed(client, "new"), await listed(client, "resolved")) == ([1], [])
        assert (await listed(crm, "new"), await listed(crm, "resolved")) == ([], [1])
        await stage.pass_time(seconds=11)
        assert await seen(client) == ("resolved", "Olga")
        assert (await listed(client, "new"), await listed(client, "resolved")) == ([], [1])
