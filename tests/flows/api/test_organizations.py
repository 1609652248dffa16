"""Organizations, outlets, contacts and members through the API: put by the other system's ids, as often as it likes."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from sqlalchemy import func, select

from db.database import Database
from db.models import AuditRecord
from desk.integrations.scopes import Scope
from tests.flows import cast
from tests.flows.api.client import Client, api_at, joins, token_of
from tests.flows.stage import Stage
from tests.sql import sole
from tests.texts import text_of

pytestmark = pytest.mark.sentence("Systems and the API")

INN = "7707083893"


@pytest_asyncio.fixture
async def desk(database: Database) -> AsyncIterator[tuple[Stage, Client]]:
    """A desk with organizations, and a system that keeps them."""
    async with api_at(database, cast.rita) as (stage, http):
        vera = stage.vera
        await vera.writes("/settings organizations on")
        yield stage, Client(http, await token_of(vera, "Crm", Scope.ORGANIZATIONS))


async def _changes(stage: Stage) -> int:
    return await sole(stage, select(func.count()).select_from(AuditRecord))


async def test_the_same_put_twice_changes_nothing_and_what_is_left_out_stays(desk: tuple[Stage, Client]) -> None:
    stage, crm = desk
    made = await crm.asks("PUT", "/organizations/o-1", {"name": "Romashka", "tax_id": INN, "notes": "Pays late"})
    assert crm.status == 200, made
    shop = {"organization": "o-1", "name": "Shop", "equipment": ["Till ATOL 30F"]}
    anna = {"organization": "o-1", "outlet": "s-1", "name": "Anna", "phone": "8 916 123-45-67"}
    await crm.asks("PUT", "/outlets/s-1", shop)
    assert (await crm.asks("PUT", "/contacts/c-1", anna))["phone"] == "+79161234567"
    before = await _changes(stage)
    assert await crm.asks("PUT", "/organizations/o-1", {"tax_id": f"{INN[:4]} {INN[4:]}"}) == made
    await crm.asks("PUT", "/outlets/s-1", shop)
    assert (await crm.asks("PUT", "/contacts/c-1", anna))["outlet"] == "s-1"
    assert await _changes(stage) == before
    assert (await crm.asks("PUT", "/contacts/c-1", {"organization": "o-1", "outlet": None}))["outlet"] is None
    assert (await crm.asks("GET", "/contacts/c-1"))["name"] == "Anna"
    (found,) = (await crm.asks("GET", "/contacts?phone=%2B79161234567"))["items"]
    assert found["organization"] == "o-1"
    await crm.asks("GET", "/contacts?phone=12")
    assert crm.status == 409
    await crm.asks("DELETE", "/organizations/o-1")
    assert crm.status == 204
    for path in ("/organizations/o-1", "/outlets/s-1", "/contacts/c-1"):
        await crm.asks("DELETE", path)
        assert crm.status == 404, path


async def test_an_organization_without_an_external_id_is_taken_over_by_its_tax_id(desk: tuple[Stage, Client]) -> None:
    _, crm = desk
    first = await crm.asks("PUT", "/organizations/o-1", {"name": "Romashka", "tax_id": INN})
    said = await crm.asks("PUT", "/organizations/o-2", {"name": "Twin", "tax_id": INN})
    assert crm.status == 409
    assert said["type"].endswith("#tax-id-taken")
    said = await crm.asks("PUT", "/organizations/o-2", {"name": "Twin", "tax_id": "7707083890"})
    assert said["type"].endswith("#tax-id-checksum")
    await crm.asks("PUT", "/organizations/o-2", {"tax_id": None})
    assert crm.status == 409, "a new one needs a name"
    assert [one["id"] for one in (await crm.asks("GET", "/organizations"))["items"]] == [first["id"]]


async def test_nothing_moves_to_another_organization(desk: tuple[Stage, Client]) -> None:
    _, crm = desk
    for n in (1, 2):
        await crm.asks("PUT", f"/organizations/o-{n}", {"name": f"Client {n}"})
    await crm.asks("PUT", "/outlets/s-1", {"organization": "o-1", "name": "Shop"})
    said = await crm.asks("PUT", "/outlets/s-1", {"organization": "o-2", "name": "Shop"})
    assert (crm.status, said["type"]) == (409, "/api/docs#external-id-elsewhere")
    await crm.asks("PUT", "/contacts/c-1", {"organization": "o-2", "outlet": "s-1", "name": "Anna"})
    assert crm.status == 409
    await crm.asks("PUT", "/contacts/c-1", {"organization": "o-3", "name": "Anna"})
    assert crm.status == 404
    assert (await crm.asks("GET", "/contacts?organization=o-2"))["items"] == []


async def test_a_user_becomes_a_member_sees_it_and_is_none_again(desk: tuple[Stage, Client]) -> None:
    _, crm = desk
    await crm.asks("PUT", "/organizations/o-1", {"name": "Romashka"})
    await crm.asks("GET", "/persons/u-1")
    assert crm.status == 404
    made = await crm.asks("PUT", "/organizations/o-1/members/u-1", {"role": "administrator"})
    assert (made["person"], made["role"], made["confirmed"], made["source"]) == ("u-1", "administrator", True, "api")
    await crm.asks("PUT", "/organizations/o-1/members/u-1", {"role": "director"})
    (again,) = (await crm.asks("GET", "/memberships?organization=o-1"))["items"]
    assert (again["id"], again["role"]) == (made["id"], "director")
    person = await crm.asks("GET", "/persons/u-1")
    assert [one["organization"] for one in person["memberships"]] == ["o-1"]
    await crm.asks("DELETE", f"/memberships/{made['id']}")
    assert crm.status == 204
    for method in ("GET", "DELETE"):
        await crm.asks(method, f"/memberships/{made['id']}")
        assert crm.status == 404
    assert (await crm.asks("GET", "/persons/u-1"))["memberships"] == []


async def test_a_member_in_telegram_is_told_by_whom(desk: tuple[Stage, Client]) -> None:
    stage, crm = desk
    rita = stage.rita
    await rita.writes("/help")
    await joins(rita, await crm.asks("POST", "/persons/r/link", {}))
    await crm.asks("PUT", "/organizations/o-1", {"name": "Romashka"})
    made = await crm.asks("PUT", "/organizations/o-1/members/r", {"role": "director"})
    await stage.settle()
    assert await rita.reads() == text_of("org-role-given", by="Crm", organization="Romashka", role="director")
    await crm.asks("DELETE", f"/memberships/{made['id']}")
    await stage.settle()
    assert await rita.reads() == text_of("org-removed", by="Crm", organization="Romashka")


async def test_while_organizations_are_off_there_are_none(desk: tuple[Stage, Client]) -> None:
    stage, crm = desk
    await crm.asks("PUT", "/organizations/o-1", {"name": "Romashka"})
    await crm.asks("PUT", "/organizations/o-1/members/u-1", {})
    await stage.vera.writes("/settings organizations off")
    for path in ("/organizations", "/organizations/o-1", "/outlets", "/contacts", "/memberships"):
        said = await crm.asks("GET", path)
        assert (crm.status, said["type"]) == (404, "/api/docs#organizations-off"), path
    assert (await crm.asks("GET", "/persons/u-1"))["memberships"] == []


async def test_requisites_are_put_as_a_whole_and_stay_if_left_out(desk: tuple[Stage, Client]) -> None:
    _, crm = desk
    lines = [{"name": "КПП", "value": "773601001"}, {"name": "Contract", "value": "7"}]
    made = await crm.asks("PUT", "/organizations/o-1", {"name": "Romashka", "requisites": lines})
    assert made["requisites"] == [{"name": "kpp", "value": "773601001"}, {"name": "Contract", "value": "7"}]
    assert made["requisites_at"] is None
    assert (await crm.asks("PUT", "/organizations/o-1", {"notes": "x"}))["requisites"] == made["requisites"]
    assert (await crm.asks("PUT", "/organizations/o-1", {"requisites": []}))["requisites"] == []
    await crm.asks("PUT", "/organizations/o-1", {"requisites": [{"name": "x"}]})
    assert crm.status == 422
