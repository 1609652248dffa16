"""`GET /events`, and webhooks that a system makes for itself: the same is told both ways."""

import httpx

from db.database import Database
from desk.systems.scopes import Scope
from tests.flows import cast
from tests.flows.acts import answers
from tests.flows.api.client import URL, Client, token_of
from tests.flows.panel.browser import panel_of
from tests.flows.stage import staged
from tests.flows.webhooks.catcher import RULES, SETTINGS, catching, is_signed, sending, sent


async def test_what_happens_is_asked_for_or_sent_and_is_the_same(database: Database) -> None:
    async with (
        staged(database, board=False, begins=(cast.olga, cast.rita), panel_url=URL, **RULES) as stage,
        panel_of(stage, bot_token=stage.worlds.telegram.token, **SETTINGS) as port,
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as http,
        catching() as catcher,
    ):
        vera, olga = stage.people["Vera"], stage.people["Olga"]
        shop = Client(http, await token_of(vera, "Shop", Scope.EVENTS))
        await vera.presses("system_may:1:webhooks")
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
        page = await shop.asks("GET", "/events?limit=2")
        assert page["more"]
        rest = await shop.asks("GET", f"/events?after={page['next_cursor']}")
        told = page["items"] + rest["items"]
        assert {one["ticket"]["external_id"] for one in told} == {"u-1"}
        said = [one["message"] for one in told if "message" in one]
        assert [one["text"] for one in said] == ["It comes tomorrow.", "This one?"]
        assert [[file["available"] for file in one["files"]] for one in said] == [[], [True]]
        shown = (await shop.asks("GET", f"/tickets/{number}"))["messages"]
        assert [one["files"] for one in shown][1:] == [one["files"] for one in said]
        assert "ticket.created" not in [one["type"] for one in told]
        assert (await shop.asks("GET", f"/events?after={rest['next_cursor']}"))["items"] == []
        async with sending(stage) as sender:
            await sent(sender)
        assert catcher.bodies == told
        assert all(is_signed(made["secret"], headers, body) for headers, body in catcher.caught)
        assert "secret" not in str(await shop.asks("GET", "/webhooks"))
        await shop.asks("DELETE", "/webhooks/999")
        assert shop.status == 404
        await shop.asks("POST", "/webhooks", {"url": "https://127.0.0.2/"})
        assert shop.status == 409
        await shop.asks("POST", f"/webhooks/{made['id']}/again", {"since": "2020-01-01T00:00:00Z"})
        again = await shop.asks("POST", f"/webhooks/{made['id']}/secret")
        catcher.forget()
        async with sending(stage) as sender:
            await sent(sender)
        assert catcher.bodies == told
        assert is_signed(again["secret"], *catcher.caught[0])
        await shop.asks("DELETE", f"/webhooks/{made['id']}")
        assert shop.status == 204
