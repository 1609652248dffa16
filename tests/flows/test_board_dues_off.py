"""A desk that promises nothing: what people put on tasks as their due is theirs."""

import pytest

from tests.flows.acts import answers, filed_and_taken
from tests.flows.phone import Phone
from tests.flows.scenes import status
from tests.flows.stage import Stage

pytestmark = pytest.mark.sentence("What is promised, on the board")


async def test_where_nothing_is_promised_a_due_on_the_board_is_nobodys_business(
    stage: Stage, rita: Phone, olga: Phone
) -> None:
    user = await stage.board.user("Pavel")
    number = await filed_and_taken(rita, olga, "The projector shows everything in green")
    assert (await stage.board.task(number))["due"] is None
    due = {"date": "2026-11-23", "string": "every day", "is_recurring": True}
    await stage.board.update(number, by=user, due=due)
    await answers(olga, number, "On my way")
    await stage.pass_time(hours=30)
    task = await stage.board.task(number)
    assert (task["due"]["date"], task["due"]["is_recurring"], task["labels"]) == ("2026-11-23", True, [])
    assert await stage.board.comments(number) == ["**Olga:** On my way"]
    assert await status(stage, number) == "in_progress"
