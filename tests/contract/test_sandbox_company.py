"""The demo's service company: clients come once, and the people of the demo are members of them."""

import pytest
from sqlalchemy import text

from db.database import Database
from db.embedded.shared_server import EmbeddedServer
from db.models import Role
from sandbox.company.clients import ADMINISTRATOR, CLIENTS, DIRECTOR
from sandbox.company.switch import CompanyCounts, CompanySwitch
from sandbox.product.first_admin import CannotDoError, DemoDesk
from tests.desk.stage import Stage

pytestmark = pytest.mark.sentence("A service company for the demo")
MEMBERS = """
select p.telegram_id, o.name, m.role from memberships m join people p on p.id = m.person_id
join organizations o on o.id = m.organization_id order by p.telegram_id, o.id
"""


@pytest.mark.parametrize("language", sorted(CLIENTS))
async def test_it_comes_once_with_its_members(database: Database, server: EmbeddedServer, language: str) -> None:
    stage = Stage(database)
    company = CompanySwitch(DemoDesk(server, "emptied", "mark"), language)
    await stage.person("Vera", Role.ADMIN)
    people = {name: await stage.person(name) for name in ("Mira", "Timur")}
    async with database.unit_of_work() as session:
        for name, person in zip(("Mira", "Timur"), (DIRECTOR, ADMINISTRATOR), strict=True):
            told = {"person": person, "id": people[name].id}
            await session.execute(text("update people set telegram_id = :person where id = :id"), told)
        marked = "on conflict (id) do update set sandbox_mark = excluded.sandbox_mark"
        await session.execute(text(f"insert into desk (id, sandbox_mark) values (1, 'mark') {marked}"))  # noqa: S608
    assert await company.add_company(stage.now) == CompanyCounts(3, 5, 3)
    first, second, _ = (client.name for client in CLIENTS[language])
    async with database.reading() as session:
        assert [tuple(row) for row in await session.execute(text(MEMBERS))] == [
            (DIRECTOR, first, "director"),
            (ADMINISTRATOR, first, "administrator"),
            (ADMINISTRATOR, second, "administrator"),
        ]
        assert await session.scalar(text("select value from settings where key = 'organizations'")) is True
        currency = await session.scalar(text("select value from settings where key = 'currency'"))
        assert currency == {"en": "EUR"}.get(language), "a price in the money of the reader"
    with pytest.raises(CannotDoError, match="there already"):
        await company.add_company(stage.now)
