"""A group belongs to an event: its requests do, and everything that shows a request names both."""

from datetime import timedelta
from typing import Any

import pytest

from db.database import Database
from desk.integrations.scopes import Scope
from tests.flows.acts import reads_audit
from tests.flows.api.client import Client, api_of, token_of
from tests.flows.group import BOT, make_group
from tests.flows.panel.browser import URL, browser_at, panel_of
from tests.flows.stage import VERA, staged
from tests.texts import IN_BOTH, text_of

pytestmark = pytest.mark.sentence("Requests from groups")


@IN_BOTH
async def test_a_group_is_tied_to_an_event(database: Database, language: str) -> None:
    rules: dict[str, Any] = {"web__url": URL, "requests__intake_quiet": timedelta(), "locale": language}
    async with (
        staged(database, **rules) as stage,
        api_of(stage) as http,
        panel_of(stage) as port,
        browser_at(port) as browser,
    ):
        vera, nina = stage.vera, await stage.phone("Nina", language=language)
        client = Client(http, await token_of(vera, "Crm", Scope.ALL_READ))
        group = await make_group(stage)
        await browser.signs_in(vera, str(VERA))
        await vera.writes(f"/language {language}")
        await vera.writes("/groups")
        await vera.presses("chat:1")
        assert "chat_events:1:1" not in await vera.buttons(), "there is no event"
        today = stage.clock().date()
        for name in ("Hack", "Games"):
            await vera.writes(f'/event new "{name}" {today}')
        await vera.writes("/groups")
        await vera.presses("chat:1")
        await vera.presses("chat_events:1:1")
        assert await vera.reads() == text_of("chat-choose-event", language, group="Hackathon")
        assert await vera.buttons() == ["chat_event:1:2", "chat_event:1:1", "chat_event:1:0"]
        await vera.presses("chat_event:1:1")
        assert text_of("chat-event", language, name="Hack") in await vera.reads()
        await group.write(nina, f"{BOT} The projector is broken")
        await stage.pass_time(minutes=1)

        event, place = text_of("card-event", language, name="Hack"), text_of("card-group", language, group="Hackathon")
        await vera.writes("/ticket 1")
        assert event in await vera.reads() and place in await vera.reads()
        description = (await stage.board.task(1))["description"].replace("\u2060", "")
        assert event in description and place in description
        seen = await client.asks("GET", "/tickets/1")
        assert (seen["source"], seen["group"], seen["event"]) == ("group", "Hackathon", "hack")
        await browser.opens("/tickets/1")
        assert "Hackathon" in browser.text and "Hack" in browser.text.replace("Hackathon", "")
        await nina.writes("/new The lamp is broken")
        await stage.pass_time(minutes=1)
        assert (await client.asks("GET", "/tickets/2"))["event"] == "hack", "as if she had come by its link"

        await vera.writes("/groups")
        await vera.presses("chat:1")
        await vera.presses("chat_events:1:1")
        await vera.presses("chat_event:1:0")
        assert text_of("chat-event", language, name="Hack") not in await vera.reads()
        said = await reads_audit(vera, language=language)
        for key in ("audit-group-event", "audit-group-event-none"):
            assert text_of(key, language, old="Hack", new="Hackathon") in said


async def test_a_removed_event_and_a_group_that_becomes_a_supergroup(database: Database) -> None:
    async with staged(database, board=False, requests__intake_quiet=timedelta(), web__url=URL) as stage:
        vera, nina = stage.vera, await stage.phone("Nina")
        group = await make_group(stage)
        await vera.writes(f'/event new "Hack" {stage.clock().date() - timedelta(days=9)}')
        await vera.writes("/groups")
        await vera.presses("chat:1")
        await vera.presses("chat_events:1:1")
        asked = await vera.last_id()
        await vera.presses("chat_event:1:1")
        group.id = int((await group.do("group/migrate"))["id"])
        await group.write(nina, f"{BOT} When do the certificates come?")
        await vera.writes("/ticket 1")
        assert text_of("card-event", name="Hack") in await vera.reads(), "words after the end are of it too"
        await vera.writes("/event remove hack")
        await vera.presses("chat_event:1:1", on=asked, force=True)
        assert (await vera.answer())["text"] == text_of("press-outdated")
        await stage.pass_time(minutes=6)  # a matter of its own
        await group.write(nina, f"{BOT} And the projector?")
        await vera.writes("/ticket 2")
        assert text_of("card-event", name="Hack") not in await vera.reads()
