"""`GET /events`, and webhooks that a system makes for itself: the same is told both ways."""

from typing import Any

import httpx
import pytest

from db.database import Database
from desk.integrations.scopes import Scope
from tests.flows import cast
from tests.flows.acts import answers
from tests.flows.api.client import URL, Client, token_of
from tests.flows.panel.browser import panel_of
from tests.flows.stage import staged
from tests.flows.webhooks.catcher import RULES, SETTINGS, catching, is_signed, sending, sent
from tests.sql import execute

pytestmark = pytest.mark.sentence("Webhooks and events")


async def test_whoever_has_no_telegram_is_asked_and_reminded_through_their_system(database: Database) -> None:
    begins = (cast.olga, cast.rita)
    async with (
        staged(database, board=False, begins=begins, web__url=URL, **RULES) as stage,
        panel_of(stage) as port,
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as http,
    ):
        vera, olga = stage.vera, stage.olga
        on = "insert into settings (key, value, version, changed_at) values ('survey_reminder', 'true', 1, :at)"
        await execute(stage, on, at=stage.clock())
        await execute(stage, "update desk set settings_version = 1")
        shop = Client(http, await token_of(vera, "Shop", Scope.EVENTS))
        number = (await shop.opens("The parcel is late"))["number"]
        await stage.settle()
        await olga.presses(f"claim:{number}")
        await answers(olga, number, "Which order is it?")
        await olga.presses(f"pending:{number}")
        taken, asked = await _notices(shop)
        assert taken["notice"] == {
            "key": "taken",
            "text": f"🙋 Olga is looking after your request #{number}.",
            "asks": None,
        }
        assert asked["notice"]["asks"] == "answer"
        assert "Olga is waiting for your answer" in asked["notice"]["text"]
        assert asked["ticket"]["external_id"] == "u-1"
        await shop.asks("POST", f"/tickets/{number}/messages", {"text": "The third"})
        await olga.presses(f"resolve:{number}")
        await stage.pass_time(minutes=1)
        told = await _notices(shop)
        assert told[-1]["notice"]["asks"] == "solved"
        await shop.asks("POST", f"/tickets/{number}/close")
        assert len(await _notices(shop)) == len(told)  # their own doing is answered, not told
        await stage.pass_time(hours=30)
        assert [one["notice"]["asks"] for one in (await _notices(shop))[len(told) :]] == ["solved"]


async def _notices(client: Client) -> list[Any]:
    page = await client.asks("GET", "/events?limit=100")
    return [one for one in page["items"] if one["type"] == "ticket.notice"]


async def test_what_happens_is_asked_for_or_sent_and_is_the_same(database: Database) -> None:
    async with (
        staged(
            database, board=False, begins=(cast.olga, cast.rita), web__url=URL, web__telegram_files=True, **RULES
        ) as stage,
        panel_of(stage, bot_token=stage.worlds.telegram.token, **SETTINGS) as port,
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as http,
        catching() as catcher,
    ):
        vera, olga = stage.vera, stage.olga
        await vera.writes("/settings timezone Pacific/Pago_Pago")
        shop = Client(http, await token_of(vera, "Shop", Scope.EVENTS, Scope.WEBHOOKS))
        other = Client(http, await token_of(vera, "Other"))
        await other.asks("GET", "/events")
        assert other.status == 403
        made = await shop.asks("POST", "/webhooks", {"url": catcher.url})
        assert shop.status == 201
        number = (await shop.opens("The parcel is late"))["number"]
        await stage.settle()
        await olga.presses(f"claim:{number}")
        await answers(olga, number, "It comes tomorrow.")
        card = await olga.message_with(f"release:{number}")
        await olga.sends("photo", caption="This one?", reply_to=card["message_id"])
        await olga.writes(f"/note {number} a secret of the team")
        await olga.writes(f"/promise {number} tomorrow 15:00")
        await stage.pass_time(minutes=1)
        page = await shop.asks("GET", "/events?limit=2")
        assert page["has_more"]
        rest = await shop.asks("GET", f"/events?cursor={page['next_cursor']}")
        told = page["items"] + rest["items"]
        assert {one["ticket"]["external_id"] for one in told} == {"u-1"}
        said = [one["message"] for one in told if "message" in one]
        assert [one["text"] for one in said] == ["It comes tomorrow.", "This one?"]
        assert [[file["available"] for file in one["files"]] for one in said] == [[], [True]]
        shown = (await shop.asks("GET", f"/tickets/{number}"))["messages"]
        assert [one["files"] for one in shown][1:] == [one["files"] for one in said]
        assert [one["type"] for one in told if "15:00" in one.get("notice", {}).get("text", "")] == ["ticket.notice"]
        assert "ticket.created" not in [one["type"] for one in told]
        assert (await shop.asks("GET", f"/events?cursor={rest['next_cursor']}"))["items"] == []
        async with sending(stage) as sender:
            await sent(sender)
        assert catcher.bodies == told
        assert all(is_signed(made["secret"], headers, body) for headers, body in catcher.caught)
        assert "secret" not in str(await shop.asks("GET", "/webhooks"))
        for method, path, body, status in (
            ("DELETE", "/webhooks/999", None, 404),
            ("POST", "/webhooks", {"url": "https://127.0.0.2/"}, 409),
            ("POST", f"/webhooks/{made['id']}/again", {"since": "2020-01-01T00:00:00"}, 422),  # where?
        ):
            await shop.asks(method, path, body)
            assert shop.status == status
        await shop.asks("POST", f"/webhooks/{made['id']}/again", {"since": "2020-01-01T00:00:00Z"})
        refused = await shop.asks("POST", f"/webhooks/{made['id']}/again", {"since": "2020-01-01T00:00:00Z"})
        assert (shop.status, refused["type"]) == (409, "/api/docs#webhook-replayed-lately")
        again = await shop.asks("POST", f"/webhooks/{made['id']}/secret")
        catcher.forget()
        async with sending(stage) as sender:
            await sent(sender)
        assert catcher.bodies == told
        assert is_signed(again["secret"], *catcher.caught[0])
        await shop.asks("DELETE", f"/webhooks/{made['id']}")
        assert shop.status == 204
