"""The demo's system: made once, by an admin's verbs, and what is sent to it is caught where the signature is right."""

from contextlib import AsyncExitStack

import httpx
import pytest
from sqlalchemy import text

from db.database import Database
from db.embedded.server import EmbeddedServer
from db.models import Role
from sandbox.doors.first_admin import CannotDoError, DemoDesk
from sandbox.systems.catcher import MOST
from sandbox.systems.connecting import ConnectedSystem
from tests.desk.stage import Stage
from web.webhooks import signature

TOLD = b'{"id":"evt_%d","type":"ticket.created","at":"2026-11-22T09:00:00Z","origin":"api","ticket":{"number":7}}'


@pytest.mark.broad
async def test_the_demo_has_one_system_and_keeps_what_it_was_sent_last(
    database: Database, server: EmbeddedServer
) -> None:
    stage, changes = Stage(database), []
    system = ConnectedSystem(DemoDesk(server, "emptied", "mark"), lambda: changes.append(1))
    with pytest.raises(CannotDoError, match="not the sandbox's"):
        await system.add(stage.now)
    async with database.unit_of_work() as session:
        await session.execute(text("insert into desk (id, sandbox_mark) values (1, 'mark')"))
    with pytest.raises(CannotDoError, match="nobody runs this desk yet"):
        await system.add(stage.now)
    await stage.person("Vera", Role.ADMIN)
    async with AsyncExitStack() as stack:
        await system.serve(stack)
        token = (await system.add(stage.now))["token"]
        with pytest.raises(CannotDoError, match="there already"):
            await system.add(stage.now)
        assert system.view() == {"token": token, "name": "Shop", "caught": []}
        http = await stack.enter_async_context(httpx.AsyncClient())
        secret = system._catcher.secret
        for number in range(MOST + 1):
            body = TOLD % number
            headers = signature.headers(secret, f"evt_{number}", 1, body)
            assert (await http.post(system._url, content=body, headers=headers)).status_code == 204
        forged = await http.post(system._url, content=TOLD % 99, headers=signature.headers("whsec_AAAA", "e", 1, b""))
        assert forged.status_code == 401
    caught = system.view()["caught"]
    assert (len(caught), caught[0]["id"], len(changes)) == (MOST, f"evt_{MOST}", MOST + 1)
