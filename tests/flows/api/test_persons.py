"""A system's own users, and what its token is."""

import pytest

from db.database import Database
from desk.integrations.scopes import Scope
from tests.flows import cast
from tests.flows.api.client import Client, api_at, joins, token_of

pytestmark = pytest.mark.sentence("Systems and the API")


async def test_a_user_is_named_before_their_first_request_and_read(database: Database) -> None:
    begins = (cast.rita,)
    async with api_at(database, *begins) as (stage, http):
        vera = stage.vera
        shop = Client(http, await token_of(vera))
        assert (await shop.asks("GET", "/persons/u-1"))["code"] == "no-such-person"
        made = await shop.asks("PUT", "/persons/u-1", {"name": "Anna  K.\u202e", "language": "ru"})
        assert made == await shop.asks("GET", "/persons/u-1")
        told = (made["external_id"], made["name"], made["language"], made["in_telegram"], made["memberships"])
        assert told == ("u-1", "Anna K.", "ru", False, None)
        assert (await shop.asks("PUT", "/persons/u-1", {"name": "Anna B."}))["language"] == "ru"
        assert (await shop.opens("The parcel is late"))["requester"] == "Anna B."
        await joins(stage.rita, await shop.asks("POST", "/persons/u-1/link", {}))
        joined = await shop.asks("PUT", "/persons/u-1", {"name": "Anna C."})
        assert (joined["in_telegram"], joined["name"]) == (True, "Rita K.")
        for path, body in (
            ("/persons/a b", {}),
            ("/persons/u-2", {"language": "in German"}),
            ("/persons/u-2", {"phone": "1"}),
        ):
            await shop.asks("PUT", path, body)
            assert shop.status == 422, path
        german = await shop.asks("PUT", "/persons/u-2", {"language": "de"})
        assert (shop.status, german["language"]) == (200, "de")
        page = shop.by((await shop.asks("POST", "/persons/u-1/token"))["token"])
        for method in ("GET", "PUT"):
            await page.asks(method, "/persons/u-1", {} if method == "PUT" else None)
            assert page.status == 403
        other = Client(http, await token_of(vera, "Crm"))
        assert (await other.asks("GET", "/persons/u-1"))["code"] == "no-such-person"


async def test_a_token_says_whose_it_is_and_what_it_may(database: Database) -> None:
    async with api_at(database) as (stage, http):
        shop = Client(http, await token_of(stage.vera, "Shop", Scope.WEBHOOKS))
        me = await shop.asks("GET", "/me")
        assert (me["integration"], me["scopes"], me["external_id"]) == ("Shop", ["tickets", "webhooks"], None)
        assert me["per_minute"] == 60
        assert me["expires_at"] > stage.clock().isoformat()
        page = shop.by((await shop.asks("POST", "/persons/u-1/token"))["token"])
        me = await page.asks("GET", "/me")
        assert (me["scopes"], me["external_id"]) == (["tickets"], "u-1")
