"""Tasks that people add on the board: a ticket of whoever added it, and what is left alone."""

import pytest

from tests.flows.acts import filed_and_taken
from tests.flows.phone import Phone, buttons, words
from tests.flows.scenes import row, status
from tests.flows.stage import Stage

pytestmark = pytest.mark.sentence("The far sides' corners")

WISH = "Order more extension cords"


async def _priority(stage: Stage, number: int) -> int:
    return int((await row(stage, "select priority from tickets where number = :n", n=number))[0])


async def _tickets(stage: Stage) -> int:
    return int((await row(stage, "select count(*) from tickets"))[0])


async def test_a_task_somebody_adds_is_a_ticket_of_theirs(stage: Stage, olga: Phone, ivan: Phone) -> None:
    user = await stage.board.user("Pavel")
    task = await stage.board.add(WISH, by=user, description="six would do", priority=3)
    assert (await stage.board.by_id(task["id"]))["content"] == f"#1 {WISH}"
    assert await stage.board.section(1) == "New"
    assert (await status(stage, 1), await _priority(stage, 1)) == ("new", 2)
    assert not [m for m in await ivan.received() if "claim:1" in buttons(m)]
    await stage.pass_time(seconds=11)
    for agent in (olga, ivan):
        card = words(await agent.message_with("claim:1"))
        assert "Pavel" in card.splitlines()[0]
        assert WISH in card
        assert "six would do" in card


async def test_an_answer_to_somebody_who_is_only_on_the_board_has_arrived_when_it_stands_there(
    stage: Stage, olga: Phone
) -> None:
    await stage.board.add(WISH, by=await stage.board.user("Pavel"))
    await stage.pass_time(seconds=11)
    await olga.presses("claim:1")
    card = await olga.message_with("resolve:1")
    said = await olga.writes("How long should they be?", reply_to=card["message_id"])
    assert "**Olga:** How long should they be?" in await stage.board.comments(1)
    assert await olga.reactions(said) == ["👍"]


async def test_completing_it_closes_it_too(stage: Stage, olga: Phone) -> None:
    user = await stage.board.user("Pavel")
    await stage.board.add(WISH, by=user)
    await stage.board.complete(1, by=user)
    assert await status(stage, 1) == "closed"


async def test_a_recurring_task_keeps_its_recurrence_and_completing_it_only_advances_it(stage: Stage) -> None:
    user = await stage.board.user("Pavel")
    due = {"string": "every day", "date": "2026-11-20", "is_recurring": True, "lang": "en"}
    task = await stage.board.add("Check the printers", by=user, due=due)
    await stage.board.complete(1, by=user)
    now = await stage.board.by_id(task["id"])
    assert now["due"]["is_recurring"]
    assert now["due"]["date"] > "2026-11-20"
    assert not now["checked"]
    assert await status(stage, 1) == "new"


async def test_what_pulldesk_adds_itself_is_no_new_ticket(stage: Stage, rita: Phone, olga: Phone) -> None:
    await filed_and_taken(rita, olga, "The projector shows green")
    await stage.todoist.do("sync_token/reject", answer="full")
    await stage.pass_time(seconds=61)
    assert await _tickets(stage) == 1


async def test_two_boards_worth_of_changes_in_one_reading(stage: Stage, rita: Phone, olga: Phone) -> None:
    user = await stage.board.user("Pavel")
    number = await filed_and_taken(rita, olga, "The projector shows green")
    for n in range(40):
        await stage.board.add(f"Wish {n}", by=user, quietly=True)
    await stage.board.move(number, "On hold", by=user, quietly=True)
    await stage.board.comment(number, "waiting for a part", by=user, quietly=True)
    await stage.settle()
    assert await _tickets(stage) == 41
    assert await status(stage, number) == "on_hold"
    assert words(await rita.containing("waiting for a part"))
