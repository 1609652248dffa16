"""A role in an organization opens nothing through the API: a token reads and changes requests of its own users only."""

import pytest
from sqlalchemy import select

from db.database import Database
from db.models import ClientRole, ExternalPerson, Membership, MembershipSource
from desk.integrations.scopes import Scope
from tests.flows import cast, clients
from tests.flows.api.client import Client, api_at, token_of
from tests.flows.scenes import taken
from tests.flows.stage import Stage

pytestmark = pytest.mark.sentence("5 Permissions and presses")
OPERATIONS = (
    ("GET", "", None), ("GET", "/messages", None), ("POST", "/messages", {"text": "More"}), ("POST", "/reopen", None),
    ("POST", "/confirm", None), ("POST", "/cancel", None), ("POST", "/close", None), ("POST", "/rating", {"stars": 5}),
    ("GET", "/files/1", None), ("POST", "/files", None),
)  # fmt: skip


async def test_a_director_through_an_integration_reaches_only_their_own(database: Database) -> None:
    async with api_at(database, cast.rita, cast.olga) as (stage, http):
        rita, olga = stage.rita, stage.olga
        north = await clients.with_organization(stage, "North")
        await clients.joined(stage, rita, north)
        number = await taken(rita, olga)
        shop = Client(http, await token_of(stage.vera, "Shop", Scope.EVENTS))
        own = await shop.opens("My own parcel", "d-1")
        await _make_director(stage, north)
        person = shop.by((await shop.asks("POST", "/persons/d-1/token"))["token"])
        for client in (shop, person):
            listed = await client.asks("GET", "/tickets")
            assert [one["number"] for one in listed["items"]] == [own["number"]], listed
            for method, path, body in OPERATIONS:
                here = await client.asks(method, f"/tickets/{number}{path}", body, x_request_id="same")
                theirs = client.status
                gone = await client.asks(method, f"/tickets/987654{path}", body, x_request_id="same")
                assert (theirs, here) == (client.status, gone), (method, path)
                assert theirs >= 400
        events = await shop.asks("GET", "/events")
        assert "printer" not in str(events), events
        assert shop.status == 200


async def _make_director(stage: Stage, organization: int) -> None:
    async with stage.database.unit_of_work() as session:
        person_id = await session.scalar(select(ExternalPerson.person_id).where(ExternalPerson.external_id == "d-1"))
        assert person_id is not None
        now = stage.clock()
        session.add(
            Membership(
                organization_id=organization, person_id=person_id, role=ClientRole.DIRECTOR,
                source=MembershipSource.API, made_at=now, confirmed_at=now,
            )
        )  # fmt: skip
