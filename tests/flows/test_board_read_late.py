"""What was said and done on the board while it could not be read counts from when it was said and done."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from db.database import Database
from tests.flows.acts import answers, filed_and_taken
from tests.flows.cast import olga as takes_part_as_agent
from tests.flows.cast import rita as takes_part
from tests.flows.phone import Phone, words
from tests.flows.scenes import row
from tests.flows.stage import Stage, staged

ASKED = "The projector in hall B shows everything in green"


async def _unread(stage: Stage) -> Any:
    return await stage.todoist.do("fault", path="*", status=503, html=True, times=None)


async def _read_again(stage: Stage, fault: Any) -> None:
    await stage.todoist.do("fault/clear", id=fault["id"])
    await stage.pass_time(minutes=5)


async def test_a_question_asked_since_is_not_answered_by_what_was_written_before_it(
    stage: Stage, rita: Phone, olga: Phone
) -> None:
    user = await stage.board.user("Pavel")
    number = await filed_and_taken(rita, olga, ASKED)
    await answers(olga, number, "Which hall?")
    fault = await _unread(stage)
    await stage.pass_time(minutes=10)
    await stage.board.comment(number, "Please change the cable", by=user, quietly=True)
    await stage.pass_time(hours=1)
    later = await rita.writes("And the lamp flickers, too")
    await stage.pass_time(minutes=10)
    await _read_again(stage, fault)
    answer = await rita.containing("Please change the cable")
    assert answer["reply_to"] < later
    needs, reminded = await row(stage, "select needs_answer, remind_at is not null from tickets")
    assert (needs, reminded) == (True, True)
    said = [entry[0] for entry in await _entries(stage)]
    assert said.index("Please change the cable") < said.index("And the lamp flickers, too")


async def _entries(stage: Stage) -> list[Any]:
    async with stage.database.sessions() as session:
        return list(await session.execute(text("select body from entries where body <> '' order by created_at, id")))


@pytest.mark.broad
async def test_an_answer_in_time_that_is_read_too_late_was_in_time_and_the_clock_stood_from_the_act(
    database: Database,
) -> None:
    async with staged(database, begins=(takes_part, takes_part_as_agent), targets=True) as stage:
        rita, olga = stage.people["Rita"], stage.people["Olga"]
        user = await stage.board.user("Pavel")
        number = await filed_and_taken(rita, olga, ASKED)
        fault = await _unread(stage)
        answered: datetime = stage.clock()
        await stage.board.comment(number, "Please change the cable", by=user, quietly=True)
        await stage.pass_time(minutes=1)
        held = stage.clock()
        await stage.board.move(number, "Pending", by=user, quietly=True)
        await stage.pass_time(hours=9)
        await _read_again(stage, fault)
        first, due, since, at = await row(
            stage,
            "select t.first_response_at, t.first_due_at, p.started_at, h.at from tickets t"
            " join pauses p on p.ticket_id = t.id join history h on h.ticket_id = t.id and h.new = 'pending'",
        )
        assert abs(first - answered) < timedelta(seconds=2)
        assert first < due
        assert abs(since - held) < timedelta(seconds=2)
        assert at == since
        assert "waiting for your answer" in words(await rita.last())
