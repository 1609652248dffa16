"""What a system does with its own webhooks through the API: changes, tests, and what became of the deliveries."""

import pytest

from db.database import Database
from desk.integrations.scopes import Scope
from tests.flows import cast
from tests.flows.acts import answers, reads_audit
from tests.flows.api.client import URL, Client, api_of, token_of
from tests.flows.stage import staged
from tests.flows.webhooks.catcher import RULES, SETTINGS, catching, is_signed, sending, sent

pytestmark = pytest.mark.sentence("Webhooks and events")


async def test_a_webhook_is_changed_and_what_waits_goes_to_its_new_address(database: Database) -> None:
    begins = (cast.olga,)
    async with (
        staged(database, board=False, begins=begins, web__url=URL, **RULES) as stage,
        api_of(stage, **SETTINGS) as http,
        catching() as old,
        catching() as new,
    ):
        vera, olga = stage.vera, stage.olga
        shop = Client(http, await token_of(vera, "Shop", Scope.WEBHOOKS))
        made = await shop.asks("POST", "/webhooks", {"url": old.url})
        here, secret = f"/webhooks/{made['id']}", made.pop("secret")
        assert await shop.asks("GET", here) == made
        number = (await shop.opens("The parcel is late"))["number"]
        await stage.settle()
        await stage.olga.presses(f"claim:{number}")
        await answers(olga, number, "It comes tomorrow.")
        old.status = 500
        async with sending(stage) as sender:
            await sent(sender)
            assert len(old.caught) == 1
            changed = await shop.asks("PATCH", here, {"url": new.url, "types": ["message.added"]})
            assert (shop.status, changed["url"], changed["types"]) == (200, new.url, ["message.added"])
            assert changed["failing_since"] is None
            await sent(sender)
        assert "It comes tomorrow." in str(new.bodies)
        assert all(is_signed(secret, headers, body) for headers, body in new.caught)
        for wrong, status in (
            ({}, 422), ({"url": None}, 422), ({"types": ["odd"]}, 409),
            ({"url": "http://example.com"}, 409), ({"a": 1}, 422),
        ):  # fmt: skip
            await shop.asks("PATCH", here, wrong)
            assert shop.status == status, wrong
        off = await shop.asks("PATCH", here, {"on": False})
        assert off["off_at"] is not None
        refused = await shop.asks("POST", f"{here}/test")
        assert (shop.status, refused["code"]) == (409, "webhook-test-off")
        assert (await shop.asks("PATCH", here, {"on": True}))["off_at"] is None
        audited = await reads_audit(vera)
        assert "webhook" in audited
        other = Client(http, await token_of(vera, "Other", Scope.WEBHOOKS))
        for method, path, body in (
            ("GET", here, None), ("PATCH", here, {"on": False}), ("POST", f"{here}/test", None),
            ("GET", f"{here}/deliveries", None), ("GET", "/webhooks/99", None),
        ):  # fmt: skip
            assert (await other.asks(method, path, body))["code"] == "no-such-webhook"
