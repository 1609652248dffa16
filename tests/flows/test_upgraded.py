"""A desk of an older version, stopped in the middle of everything, is opened by this one, and goes on."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from db import migrate
from db.database import Database, create_engine
from db.embedded.shared_server import EmbeddedServer
from tests.dump import DUMPS, Dump
from tests.flows.phone import Phone, buttons, words
from tests.flows.scenes import assignee, row, status
from tests.flows.stage import Stage, staged
from tests.sql import scalar

pytestmark = pytest.mark.sentence("A newer version")


@pytest_asyncio.fixture(params=DUMPS, ids=lambda dump: dump.path.stem)
async def opened(server: EmbeddedServer, request: pytest.FixtureRequest) -> AsyncIterator[Stage]:
    """The dump in a database of its own, brought to the newest schema, between the same services."""
    dump: Dump = request.param
    database = Database(create_engine(await dump.load(server, "upgraded")))
    await migrate.upgrade(database.engine)
    earlier = dump.read_worlds()
    async with staged(database, earlier=earlier) as stage:
        for person in earlier["people"]:
            user = person["user"]
            stage.people[user["first_name"]] = Phone(stage, user["id"], user["first_name"])
        yield stage
    await database.aclose()
    await server.drop_database("upgraded")


async def test_what_was_open_under_the_first_version_goes_on(opened: Stage) -> None:
    stage, people = opened, opened.people
    rita, olga, ivan, sam = (people[name] for name in ("Rita", "Olga", "Ivan", "Sam"))
    await stage.settle()

    assert words(await rita.containing("porter")) == "#1 · Olga: The key is with the porter"
    assert "**Olga:** The key is with the porter" in await stage.board.comments(1)
    assert "granite" in (await stage.board.comments(2))[-1]

    await rita.presses("to:2")
    assert words(await ivan.containing("still does not work")).startswith("#2 · Rita: It still does not work")
    assert any("It still does not work" in said for said in await stage.board.comments(2))

    await olga.presses("claim:5")
    assert await assignee(stage, 5) == "Olga"
    assert "release:5" in buttons(await olga.message_with("release:5"))
    assert any("#5" in said and "Olga" in said for said in await sam.texts())
    assert await stage.board.section(5) == "Assigned"

    await stage.telegram.do("unblock", person=people["Bob"].id)
    await stage.settle()
    assert "#3 · Olga: A new one lies at the desk" in "\n".join(await people["Bob"].texts())

    await people["Zoe"].presses("solved:4:yes")
    assert await status(stage, 4) == "closed"
    await stage.pass_time(seconds=31)
    assert await scalar(stage, "select subject from tickets where number = 6") == "The heating is cold"

    await stage.board.move(2, "On hold", by=await stage.board.user("Bo"))
    assert await status(stage, 2) == "on_hold"
    held = await row(stage, "select new_id = (select id from people where name = 'Olga') from history where id = 2")
    assert held[0] is True
    await stage.pass_time(days=31)
    assert not await scalar(stage, "select exists (select from entries where body like '%alabaster%')")
