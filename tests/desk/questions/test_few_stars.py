"""Few stars: whose question it is where others are asked about the same request, and who of the team is told."""

import pytest
from sqlalchemy import select

from db.models import Person, Question, QuestionKind, Rating, RatingAbout, Role
from desk import Desk
from desk.policy import DueTimer
from desk.queries import team_member
from desk.questions import low_ratings
from tests.desk.cast import PRINTER, shows
from tests.desk.stage import Someone, Stage
from tests.sql import add, scalars


async def _marked(stage: Stage, requester: Someone, solver: Someone) -> int:
    """Closed, with one star for whoever solved it; beside it another question about it, asked before."""
    number = await stage.files(requester, PRINTER)
    await stage.change(number, rating=1, resolved_by=solver.id, rated_at=stage.now)
    ticket = await stage.ticket(number)
    await add(stage, Rating(ticket_id=ticket.id, about=RatingAbout.SOLUTION, person_id=solver.id, stars=1))
    await add(
        stage,
        Question(person_id=requester.id, kind=QuestionKind.MISSING, ticket_id=ticket.id, data={}, asked_at=stage.now),
    )
    return number


async def _rings(stage: Stage, number: int, attempts: int) -> None:
    async def rung(desk: Desk) -> None:
        await low_ratings.handle_timer(desk, await desk.lock_ticket(number), DueTimer(desk.now, attempts))

    await stage.does(await _clock(stage), rung)


async def _clock(stage: Stage) -> Someone:
    return await stage.person("Somebody else")


async def _questions(stage: Stage) -> dict[QuestionKind, Question]:
    return {one.kind: one for one in await scalars(stage, select(Question))}


async def test_of_several_questions_about_it_the_one_about_its_stars_runs_out(
    stage: Stage, rita: Someone, olga: Someone, vera: Someone
) -> None:
    number = await _marked(stage, rita, olga)
    await _rings(stage, number, 0)
    asked = await _questions(stage)
    low = asked[QuestionKind.LOW_MARK]
    assert low.person_id == olga.id
    async with stage.database.reading() as session:
        staff = [await session.get_one(Person, one.id) for one in (olga, vera)]
        seen = [await team_member.load_low_rating(session, number, one, low.id) for one in staff]
    assert [one is not None for one in seen] == [True, False], "who was asked reads it, and no other with its number"

    async def anew(desk: Desk) -> None:
        await low_ratings.refresh_shown(desk, await desk.lock_ticket(number))

    await stage.does(rita, anew)
    assert len(await shows(stage, olga, f"low:{number}")) == 2, "hers is brought up to date"
    assert await shows(stage, rita, f"low:{number}") == []
    stage.later(days=1)
    await _rings(stage, number, 1)
    asked = await _questions(stage)
    assert asked[QuestionKind.LOW_MARK].closed_at == stage.now
    assert asked[QuestionKind.MISSING].closed_at is None
    assert len([x for x in await shows(stage, vera, f"marked:{number}") if x["fresh"]]) == 1


@pytest.mark.parametrize("solver", ["own", "agent"])
async def test_who_gave_the_stars_is_neither_asked_nor_told(stage: Stage, olga: Someone, solver: str) -> None:
    """An admin filed it, and solved it herself or did not."""
    vera, walter = await stage.person("Vera", Role.ADMIN), await stage.person("Walter", Role.ADMIN)
    number = await _marked(stage, vera, vera if solver == "own" else olga)
    await _rings(stage, number, 0)
    if solver == "agent":
        await _rings(stage, number, 1)
    assert await shows(stage, vera, f"low:{number}") == await shows(stage, vera, f"marked:{number}") == []
    assert len(await shows(stage, walter, f"marked:{number}")) == 1
