"""Somebody whom a system brought comes to Telegram by its link, and keeps what they have."""

import asyncio
import re
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from sqlalchemy import select, text

from db.database import Database
from db.models import ExternalPerson
from desk.integrations import integrations
from desk.people.person_locks import take_turn
from tests.db.waiting import until_somebody_waits
from tests.flows import cast
from tests.flows.acts import answers, files, reads_audit
from tests.flows.api.client import Client, api_at, joins, token_of
from tests.flows.clients import as_vera
from tests.flows.panel.browser import browser_at, panel_of
from tests.flows.phone import buttons, words
from tests.flows.stage import VERA, Stage
from tests.texts import piece_of, text_of

pytestmark = pytest.mark.sentence("Systems and the API")


@pytest_asyncio.fixture
async def shop(database: Database) -> AsyncIterator[tuple[Stage, Client]]:
    """A desk with an agent and a requester, and a shop with its token."""
    begins = (cast.rita, cast.olga)
    async with api_at(database, *begins) as (stage, http):
        yield stage, Client(http, await token_of(stage.vera))


async def test_by_the_link_they_keep_their_requests_and_what_they_were_at(shop: tuple[Stage, Client]) -> None:
    stage, client = shop
    rita, olga, vera = stage.rita, stage.olga, stage.vera
    earlier = await files(rita, "My own affair")
    made = await client.opens("The parcel is late", name="Rita on the site")
    await stage.settle()
    await olga.presses(f"claim:{made['number']}")
    context = {"page": "/orders/7", "note": "<b>Пожар</b>"}
    link = await client.asks("POST", "/persons/u-1/link", {"context": context})
    assert link["url"].endswith(f"?start={link['payload']}")
    assert "orders" not in link["url"]
    await olga.writes(f"/start {link['payload']}")
    assert text_of("system-link-staff") in await olga.reads()
    await joins(rita, link)
    assert "from Shop" in await rita.reads()
    await answers(olga, made["number"], "It comes tomorrow.")
    assert "It comes tomorrow." in await rita.reads()
    other = await stage.phone("Boris")
    await other.writes(f"/start {link['payload']}")
    assert text_of("system-link-bad") in await other.reads()
    later = await files(rita, "And where is the lamp?")
    card = words(await olga.message_with(f"claim:{later}"))
    assert "Through Shop" in card
    assert "answers are read there" not in card
    assert "page: /orders/7" in card
    assert "note: <b>Пожар</b>" in card
    third = await files(rita, "Quite another thing")
    assert "Through Shop" not in words(await olga.message_with(f"claim:{third}"))
    seen = await client.asks("GET", "/tickets?external_id=u-1")
    assert [one["number"] for one in seen["items"]] == [third, later, made["number"]]
    assert seen["items"][0]["requester"] == "Rita K."
    await client.asks("GET", f"/tickets/{earlier}")
    assert client.status == 404
    written = await client.asks("POST", f"/tickets/{later}/messages", {"text": "From the site again"})
    assert written["messages"][-1]["author"] == "Rita K."
    bank = client.by(await token_of(vera, "Bank"))
    for number in (earlier, made["number"], later, third):
        await bank.asks("GET", f"/tickets/{number}")
        assert bank.status == 404
    assert (await bank.asks("GET", "/tickets"))["items"] == []
    link = await bank.asks("POST", "/persons/b-7/link", {})
    await joins(rita, link)
    assert (await bank.asks("GET", "/tickets"))["items"] == []
    audited = await reads_audit(vera, "came to Telegram")
    assert text_of("audit-system-joined", new="Shop") in audited


async def test_a_link_too_old_or_of_a_revoked_system_leads_nowhere(shop: tuple[Stage, Client]) -> None:
    stage, client = shop
    rita = stage.rita
    link = await client.asks("POST", "/persons/u-1/link", {"context": {"page": "/"}})
    async with as_vera(stage) as desk:
        await integrations.revoke_integration(desk, 1)
    await rita.writes(f"/start {link['payload']}")
    assert text_of("system-link-bad") in await rita.reads()
    async with as_vera(stage) as desk:
        renewed = await integrations.restore_integration(desk, 1)
    await joins(rita, link)  # made with the token of before, which may be why it was revoked
    assert text_of("system-link-bad") in await rita.reads()
    client = client.by(renewed)
    link, late = [await client.asks("POST", f"/persons/u-{n}/link", {}) for n in "12"]
    await joins(rita, link)
    await stage.pass_time(hours=25)
    number = await files(rita, "Two days later it is nothing of it")
    await client.asks("GET", f"/tickets/{number}")
    assert client.status == 200
    async with stage.database.reading():
        assert (await client.asks("GET", f"/tickets/{number}"))["context"] == {}
    boris = await stage.phone("Boris")
    await boris.writes(f"/start {late['payload']}")
    assert text_of("system-link-bad") in await boris.reads()
    async with stage.database.unit_of_work() as session:
        await session.execute(text("update desk set bot_username = null"))  # no bot has come yet
    assert (await client.asks("POST", "/persons/u-3/link", {}))["url"] is None


async def test_who_is_several_of_a_systems_people_files_as_whom_they_came_last(shop: tuple[Stage, Client]) -> None:
    stage, client = shop
    rita = stage.rita
    for who in ("u-1", "u-2"):
        link = await client.asks("POST", f"/persons/{who}/link", {})
        await joins(rita, link)
    number = await files(rita, "Where is the lamp?")
    seen = [await client.asks("GET", f"/tickets/{number}"), *(await client.asks("GET", "/tickets"))["items"]]
    assert [(one["number"], one["external_id"]) for one in seen] == [(number, "u-2")] * 2


async def test_they_come_when_nothing_of_theirs_is_under_way(shop: tuple[Stage, Client]) -> None:
    stage, client = shop
    rita = stage.rita
    link = await client.asks("POST", "/persons/u-1/link", {})
    async with stage.database.unit_of_work() as session:
        theirs = await session.scalar(select(ExternalPerson.person_id))
        assert theirs is not None
        await take_turn(session, theirs)
        coming = asyncio.ensure_future(joins(rita, link))
        await until_somebody_waits(stage.database)
    await coming
    assert "from Shop" in await rita.reads()


async def test_a_link_of_somebody_elses_shows_nothing_until_they_say_that_it_is_they(
    shop: tuple[Stage, Client],
) -> None:
    """Mallory asks for a link of her own and gives it to Rita."""
    stage, client = shop
    rita = stage.rita
    made = await client.opens("My order", "mallory", name="Mallory K.")
    link = await client.asks("POST", "/persons/mallory/link", {})
    token = (await client.asks("POST", "/persons/mallory/token"))["token"]
    await rita.writes(f"/start {link['payload']}")
    asked = await rita.last()
    assert "Shop" in words(asked) and "Mallory K." in words(asked) and "m…y" in words(asked)
    mallory = client.by(token)
    number = await files(rita, "My own affair")
    assert [one["number"] for one in (await mallory.asks("GET", "/tickets"))["items"]] == [made["number"]]
    assert str(made["number"]) not in await rita.reads()
    await rita.presses(next(one for one in buttons(asked) if one.endswith(":no")), on=asked["message_id"])
    assert await rita.containing(piece_of("system-join-declined"))
    await rita.writes(f"/start {link['payload']}")
    assert text_of("system-link-bad") in await rita.reads()
    await mallory.asks("GET", f"/tickets/{number}")
    assert mallory.status == 404


async def test_two_accounts_are_asked_for_and_undone_each_for_itself(shop: tuple[Stage, Client]) -> None:
    stage, client = shop
    rita, olga = stage.rita, stage.olga
    made = {who: (await client.opens(f"Order of {who}", who))["number"] for who in ("home", "work")}
    for who in made:
        await joins(rita, await client.asks("POST", f"/persons/{who}/link", {}))
    token = {who: client.by((await client.asks("POST", f"/persons/{who}/token"))["token"]) for who in made}

    async def seen(who: str) -> list[int]:
        return sorted(one["number"] for one in (await token[who].asks("GET", "/tickets"))["items"])

    by_link = await files(rita, "Where is the lamp?")
    later = await files(rita, "Quite another thing")
    assert (await seen("home"), await seen("work")) == ([made["home"], later], [made["work"], by_link, later])
    await rita.writes("/help")
    assert "/unlink" in await rita.reads()
    await rita.writes("/unlink")
    ends = await rita.buttons()
    assert len(ends) == 2
    await rita.presses(ends[1])
    assert len(await rita.buttons()) == 1
    private = await files(rita, "My own affair")
    assert (await seen("home"), await seen("work")) == ([made["home"], later, private], [made["work"]])
    await olga.presses(f"claim:{made['work']}")
    await answers(olga, made["work"], "It comes tomorrow.")
    assert "It comes tomorrow." not in " ".join(await rita.texts())
    read = await token["work"].asks("GET", f"/tickets/{made['work']}")
    assert [one["text"] for one in read["messages"]] == ["Order of work", "It comes tomorrow."]
    for number in (by_link, later, private, made["home"]):
        for method, path in (("GET", ""), ("POST", "/messages"), ("POST", "/close"), ("POST", "/reopen")):
            await token["work"].asks(method, f"/tickets/{number}{path}", {"text": "Hear me"} if "m" in path else None)
            assert token["work"].status == 404, (method, path)
    assert await joins(rita, await client.asks("POST", "/persons/work/link", {})) != ""
    assert made["work"] in await seen("work")


async def test_an_admin_undoes_it_on_the_requesters_page(shop: tuple[Stage, Client]) -> None:
    stage, client = shop
    rita, vera = stage.rita, stage.vera
    await joins(rita, await client.asks("POST", "/persons/u-7/link", {}))
    async with panel_of(stage) as port, browser_at(port) as browser:
        await browser.signs_in(vera, str(VERA))
        await browser.opens("/requesters?q=Rita")
        found = re.search(r'href="(/requesters/\d+)"', browser.page)
        assert found is not None
        await browser.opens(found[1])
        assert "Shop as u…7" in browser.text
        key = re.search(r'name="key" value="(\d+)"', browser.page)
        assert key is not None
        assert await browser.sends(f"{found[1]}/part", key=key[1]) == found[1]
        await browser.opens(found[1])
        assert "u…7" not in browser.text
        await browser.sends(f"{found[1]}/part", key=key[1])
        assert browser.status == 422
    await stage.settle()
    assert text_of("system-parted", system="Shop") in await rita.reads()
    await files(rita, "My own affair")
    assert (await client.asks("GET", "/tickets"))["items"] == []
