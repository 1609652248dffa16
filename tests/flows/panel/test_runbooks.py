"""Runbooks beside the thread: written, read, their steps used and ticked; nothing of it where there is none."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from db.database import Database
from tests.flows.acts import filed_and_taken
from tests.flows.panel.answers import desk_of, writes
from tests.flows.panel.browser import Browser
from tests.flows.scenes import row
from tests.flows.stage import Stage
from tests.sql import scalar
from tests.texts import text_of

pytestmark = pytest.mark.sentence("The panel")

BODY = "The boiler:\n\n1. Turn the **key**\n2. Wait"


@pytest_asyncio.fixture
async def desk(database: Database) -> AsyncIterator[tuple[Stage, Browser, Browser]]:
    """Vera and Olga at their browsers."""
    async with desk_of(database) as stood:
        yield stood


async def test_written_read_used_and_ticked(desk: tuple[Stage, Browser, Browser]) -> None:
    stage, vera, olga = desk
    rita, agent = stage.rita, stage.olga
    await stage.vera.writes("/categories add Heating")
    topic = str(await scalar(stage, "select id from categories where name = 'Heating'"))
    number = await filed_and_taken(rita, agent, "The boiler is cold")
    await agent.writes(f"/category {number} Heating")
    await olga.opens(f"/tickets/{number}")
    assert text_of("page-runbooks") not in olga.text
    await vera.opens("/answers/new")
    await writes(vera, "/answers/new", title_en="Boiler", body_en=BODY, topic=topic, audience="team", then="publish")
    assert text_of("page-answers-for-team") in vera.text
    key = await scalar(stage, "select id from articles")
    assert await row(stage, "select audience, state from articles") == ("team", "published")
    await olga.opens(f"/tickets/{number}")
    assert text_of("page-runbooks") in olga.text
    assert "Turn the <b>key</b>" in olga.page
    for _ in range(2):
        await olga.sends(f"/tickets/{number}/act", what="steps", value=str(key))
    await olga.opens(f"/tickets/{number}")
    assert text_of("card-steps", done=0, total=2) in olga.text
    await olga.sends(f"/tickets/{number}/act", what="tick", value="1", more="done")
    await olga.opens(f"/tickets/{number}")
    assert text_of("card-steps", done=1, total=2) in olga.text
    await olga.sends(f"/tickets/{number}/act", what="tick", value="1", more="")
    assert await scalar(stage, "select jsonb_path_query_array(steps, '$[*].is_done') from tickets") == [False, False]
    await olga.sends(f"/tickets/{number}/act", what="tick", value="99", more="done")
    assert olga.status == 409
    await rita.writes("/kb boiler")
    assert "key" not in "".join(await rita.texts())
