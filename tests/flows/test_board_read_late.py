"""What was said and done on the board while it could not be read counts from when it was said and done."""

from typing import Any

import pytest
from sqlalchemy import text

from tests.flows.acts import answers, filed_and_taken
from tests.flows.phone import Phone
from tests.flows.scenes import row
from tests.flows.stage import Stage

pytestmark = pytest.mark.sentence("4 Status and board")

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
