"""Gaps on the panel: what was looked for in vain and what was solved alike, each a step from its article."""

import pytest

from db.database import Database
from tests.flows.panel.answers import desk_of, fields, writes
from tests.flows.panel.test_sent_twice import once
from tests.flows.test_figures_of_answers import PROJECTOR, searched, taken_over
from tests.sql import scalar
from tests.texts import piece_of, text_of

pytestmark = pytest.mark.sentence("The panel")


async def test_a_gap_becomes_a_draft(database: Database) -> None:
    async with desk_of(database) as (stage, vera, olga):
        people = stage.people
        await vera.opens("/answers/gaps")
        assert piece_of("page-gaps-none") in vera.text
        await vera.opens("/answers/new?title=Password")
        await writes(vera, "/answers/new", body_en="Ask for a new one at the desk.", then="publish")
        await searched(stage, people["Rita"], people["Olga"])
        known = await taken_over(stage, people["Olga"], people["Vera"])
        await olga.opens("/answers/gaps")
        form = once(olga, f"/answers/from/{known}")
        await vera.opens(f"/tickets/{known}")
        assert f'action="/answers/from/{known}"' in vera.page
        assert PROJECTOR in olga.text
        assert text_of("kb-candidate-why", n=2, why="taken") in olga.text
        assert "2 searches эскалатор … Write an article 1 search <b>ксилофон</b>" in olga.text
        link = olga.page.partition('href="/answers/new?title=')[2].partition('"')[0]
        await olga.opens(f"/answers/new?title={link}")
        assert fields(olga)["title-en"] == "эскалатор …"
        assert await scalar(stage, "select count(*) from articles") == 1, "looking writes nothing"
        await olga.sends(f"/answers/from/{known}", once=form)
        made, said = olga.at, olga.told
        await olga.sends(f"/answers/from/{known}", once=form)
        assert olga.at == made, "sent twice, it leads where it led"
        key = await scalar(stage, "select max(id) from articles")
        assert made.partition("?")[0] == f"/answers/{key}"
        assert (said, olga.told) == (text_of("page-answers-done", what="keep"), "")
        assert "Push the blue plug" in olga.text
        assert f"drafted from #{known}" in olga.text
        assert await olga.sends(f"/answers/from/{known}") == ""
        assert piece_of("article-drafted-before") in olga.text
        await olga.opens("/answers/gaps")
        assert PROJECTOR not in olga.text
