"""A question becomes a picture for who may see it, or one sentence."""

import pytest

from db.database import Database
from db.models import Person, Role
from desk.charts.stats_command import About, StatsQuestion
from reports.request import MadeReport, ReportRequest
from reports.stats import SLOT, make_stats
from tests.desk.stage import Someone, Stage


async def _made(stage: Stage, who: Someone, question: StatsQuestion, **more: bool) -> list[MadeReport]:
    async with stage.database.unit_of_work() as session:
        person = await session.get_one(Person, who.id)
        asked = ReportRequest(session, stage.now, stage.rules, person, "en", question.dump() | more)
        return [made async for made in make_stats(asked)]


@pytest.mark.parametrize(("role", "only", "fresh"), [(Role.ADMIN, True, True), (Role.AGENT, False, False)])
async def test_what_is_drawn_for_an_admin_is_for_admins(
    database: Database, role: Role, only: bool, fresh: bool
) -> None:
    stage = Stage(database)
    who = await stage.person("Olga", role)
    (made,) = await _made(stage, who, StatsQuestion(of="now"), fresh=fresh)
    assert (made.admins_only, made.fresh, made.slot) == (only, fresh, SLOT)
    assert made.caption.text.startswith("Open tickets\nAt this moment")


async def test_nothing_is_one_sentence_which_names_longer_days(database: Database) -> None:
    stage = Stage(database)
    olga = await stage.person("Olga", Role.AGENT)
    for question, long in (
        (StatsQuestion(), 0),
        (StatsQuestion(period="month"), 1),
        (StatsQuestion(About.CARD, str(olga.id), "month"), 1),
        (StatsQuestion(period="2026-10-23..2026-11-20"), 0),
        (StatsQuestion(period="2026-10-22..2026-11-20"), 1),
    ):
        assert await _made(stage, olga, question) == []
        letter = [one for one in await stage.letters(olga) if one["type"] == "say"][
            -1
        ]  # the text that waits is edited, too
        assert (letter["key"], letter["args"]["long"], letter["staff_only"]) == ("stats-nothing", long, True)
    assert await _made(stage, olga, StatsQuestion(of="people")) == [], "an admin's no more"
    assert len([one for one in await stage.letters(olga) if one["type"] == "say"]) == 5
