"""Changes on both sides at once: different fields both survive, for one field the later wins, history keeps both."""

from typing import Any

import pytest

from bot.views.keyboards import TASK_URL
from tests.flows.acts import filed_and_taken, linked
from tests.flows.phone import Phone, buttons, words
from tests.flows.scenes import assignee, changes, row, status
from tests.flows.stage import Stage

pytestmark = pytest.mark.sentence("4 Status and board")

ASKED = "The projector in hall B shows everything in green"


def _links(message: dict[str, Any]) -> list[str]:
    return [one["url"] for line in message["buttons"] for one in line if one["url"]]


async def _priority(stage: Stage, number: int) -> int:
    return int((await row(stage, "select priority from tickets where number = :n", n=number))[0])


async def test_different_fields_both_survive(stage: Stage, rita: Phone, olga: Phone) -> None:
    user = await stage.board.user("Pavel")
    number = await filed_and_taken(rita, olga, ASKED)
    await stage.board.update(number, by=user, content=f"#{number} Green projector", labels=["hall-b"], quietly=True)
    stage.clock.on(seconds=1)
    await olga.writes(f"/priority {number} 1", quietly=True)
    await olga.writes(f"/pending {number}", quietly=True)
    await stage.settle()
    task = await stage.board.task(number)
    assert (task["content"], task["priority"]) == (f"#{number} Green projector", 4)
    assert "hall-b" in task["labels"]
    assert (await status(stage, number), await stage.board.section(number)) == ("pending", "Pending")
    assert await _priority(stage, number) == 1


@pytest.mark.parametrize("later", ["board", "telegram"])
async def test_for_one_field_the_later_wins(stage: Stage, rita: Phone, olga: Phone, later: str) -> None:
    user = await stage.board.user("Pavel")
    number = await filed_and_taken(rita, olga, ASKED)

    async def on_board() -> None:
        await stage.board.update(number, by=user, priority=4, quietly=True)

    async def in_telegram() -> None:
        await olga.writes(f"/priority {number} 4", quietly=True)
        while await stage.bot_round():
            pass

    first, second = (in_telegram, on_board) if later == "board" else (on_board, in_telegram)
    await first()
    stage.clock.on(seconds=5)
    await second()
    stage.clock.on(seconds=5)
    await stage.settle()
    stored = 1 if later == "board" else 4
    assert await _priority(stage, number) == stored
    assert (await stage.board.task(number))["priority"] == 5 - stored
    kept = await changes(stage, number, "priority") + await changes(stage, number, "lost:priority")
    assert {new for _, new, _ in kept} == {"1", "4"}


async def test_a_drag_against_a_press_the_later_wins(stage: Stage, rita: Phone, olga: Phone) -> None:
    user = await stage.board.user("Pavel")
    number = await filed_and_taken(rita, olga, ASKED)
    await stage.board.move(number, "On hold", by=user, quietly=True)
    stage.clock.on(seconds=5)
    await olga.writes(f"/pending {number}", quietly=True)
    await stage.settle()
    assert (await status(stage, number), await stage.board.section(number)) == ("pending", "Pending")
    await olga.writes(f"/progress {number}", quietly=True)
    while await stage.bot_round():
        pass
    stage.clock.on(seconds=5)
    await stage.board.move(number, "On hold", by=user, quietly=True)
    await stage.settle()
    assert (await status(stage, number), await stage.board.section(number)) == ("on_hold", "On hold")
    assert ("pending", "in_progress", "telegram") in await changes(stage, number)


async def test_a_tie_goes_to_the_board(stage: Stage, rita: Phone, olga: Phone) -> None:
    user = await stage.board.user("Pavel")
    number = await filed_and_taken(rita, olga, ASKED)
    await stage.board.update(number, by=user, content=f"#{number} By the board", quietly=True)
    at = (await stage.board.task(number))["updated_at"]
    await _ours_at(stage, number, "subject", "By us", at)
    await stage.settle()
    assert (await stage.board.task(number))["content"] == f"#{number} By the board"
    assert (await row(stage, "select subject from tickets"))[0] == "By the board"


async def test_a_task_without_a_time_counts_as_changed_when_it_was_read(stage: Stage, rita: Phone, olga: Phone) -> None:
    user = await stage.board.user("Pavel")
    number = await filed_and_taken(rita, olga, ASKED)
    await stage.board.update(number, by=user, content=f"#{number} By the board", quietly=True)
    task = await stage.board.task(number)
    stage.todoist_world.items.rows[task["id"]]["updated_at"] = None
    stage.clock.on(seconds=5)
    await _ours_at(stage, number, "subject", "By us", stage.clock().isoformat())
    stage.clock.on(seconds=5)
    await stage.settle()
    assert (await stage.board.task(number))["content"] == f"#{number} By the board"


async def test_after_an_outage_the_board_is_read_before_it_is_written(stage: Stage, rita: Phone, olga: Phone) -> None:
    user = await stage.board.user("Pavel")
    number = await filed_and_taken(rita, olga, ASKED)
    fault = await stage.todoist.do("fault", path="*", status=503, html=True, times=None)
    await olga.writes(f"/priority {number} 1")
    await stage.board.update(number, by=user, priority=1, description="do not lose me", quietly=True)
    await stage.pass_time(minutes=5)
    await stage.board.move(number, "On hold", by=user, quietly=True)
    await stage.todoist.do("fault/clear", id=fault["id"])
    await stage.pass_time(minutes=5)
    task = await stage.board.task(number)
    assert "do not lose me" in task["description"]
    assert (task["priority"], await _priority(stage, number)) == (1, 4)
    assert (await status(stage, number), await stage.board.section(number)) == ("on_hold", "On hold")


async def test_a_card_taken_while_the_board_was_away_gets_the_link_to_its_task(
    stage: Stage, rita: Phone, olga: Phone
) -> None:
    fault = await stage.todoist.do("fault", path="*", status=503, html=True, times=None)
    number = await filed_and_taken(rita, olga, ASKED)
    more = f"more:card:{number}:2"
    assert more not in buttons(await olga.message_with(f"release:{number}")), "nothing is behind More"
    await stage.todoist.do("fault/clear", id=fault["id"])
    await stage.pass_time(minutes=5)
    await olga.presses(more)
    task = (await stage.board.task(number))["id"]
    assert {one for message in await olga.received() for one in _links(message)} == {TASK_URL.format(id=task)}


@pytest.mark.usefixtures("account_of_olga")
async def test_assignee_against_hand_over(stage: Stage, rita: Phone, olga: Phone, ivan: Phone) -> None:
    user = await linked(stage, ivan)
    number = await filed_and_taken(rita, olga, ASKED)
    vera = stage.people["Vera"]
    await stage.board.update(number, by=user, responsible_uid=user, quietly=True)
    stage.clock.on(seconds=5)
    await olga.presses(f"hand:{number}", quietly=True)
    while await stage.bot_round():
        pass
    await olga.presses(f"give:{number}:{vera.id}", quietly=True)
    await stage.settle()
    assert await assignee(stage, number) == "Vera"
    assert (await stage.board.task(number))["responsible_uid"] is None
    assert (await row(stage, "select count(*) from history where field = 'lost:assignee'"))[0] == 1
    assert words(await vera.containing(f"#{number}"))


async def _ours_at(stage: Stage, number: int, field: str, value: str, at: str) -> None:
    """A change of our side with a time of its own, as another process would have stored it."""
    from datetime import datetime

    from sqlalchemy import text

    async with stage.database.unit_of_work() as session:
        moment = datetime.fromisoformat(at.replace("Z", "+00:00"))
        values = {"v": value, "at": moment, "n": number}
        await session.execute(
            text(f"update tickets set {field} = :v, {field}_at = :at where number = :n"),  # noqa: S608
            values,
        )
        await session.execute(text("update board_cards set dirty = true"))
