"""Tasks that people add on the board: a ticket of whoever added it, and what is left alone."""

import pytest

from tests.flows.acts import account, answers, filed_and_taken, linked
from tests.flows.phone import Phone, buttons, words
from tests.flows.scenes import assignee, row, status
from tests.flows.stage import Stage

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


@pytest.mark.broad
async def test_one_is_added_while_a_request_of_its_author_gathers(stage: Stage, olga: Phone) -> None:
    user = await linked(stage, olga)
    await olga.writes("/new My lamp is broken")
    await stage.board.add(WISH, by=user)
    assert await _tickets(stage) == 2
    assert (await row(stage, "select count(*) from tickets where filed_at is null"))[0] == 1


@pytest.mark.broad
async def test_its_section_assignee_and_labels_count_as_if_set_just_after(
    stage: Stage, olga: Phone, ivan: Phone
) -> None:
    await stage.people["Vera"].writes("/categories add Purchases")
    user, other = await linked(stage, olga), await stage.board.user("Pavel")
    await stage.board.add(WISH, by=other, section="Pending", responsible_uid=user, labels=["purchases", "hall-b"])
    assert (await status(stage, 1), await assignee(stage, 1)) == ("pending", "Olga")
    facts = await row(stage, "select c.name, t.tags from tickets t join categories c on c.id = t.category_id")
    assert tuple(facts) == ("Purchases", ["hall-b"])
    assert await stage.board.section(1) == "Pending"
    await stage.pass_time(seconds=11)
    assert not [m for m in await ivan.received() if "claim:1" in buttons(m)]


@pytest.mark.broad
async def test_it_is_not_broadcast_when_somebody_is_assigned_by_then(stage: Stage, olga: Phone, ivan: Phone) -> None:
    user, other = await linked(stage, olga), await stage.board.user("Pavel")
    await stage.board.add(WISH, by=other)
    await stage.pass_time(seconds=5)
    await stage.board.update(1, by=other, responsible_uid=user)
    await stage.pass_time(seconds=30)
    assert not [m for m in await ivan.received() if "claim:1" in buttons(m)]
    assert "resolve:1" in buttons(await olga.containing("#1"))


@pytest.mark.broad
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


@pytest.mark.broad
async def test_without_a_telegram_requester_it_closes_when_resolved(stage: Stage, olga: Phone) -> None:
    user = await stage.board.user("Pavel")
    await stage.board.add(WISH, by=user)
    await stage.pass_time(seconds=11)
    await olga.presses("claim:1")
    await olga.presses("resolve:1")
    assert await status(stage, 1) == "closed"
    assert (await stage.board.task(1))["checked"]


async def test_completing_it_closes_it_too(stage: Stage, olga: Phone) -> None:
    user = await stage.board.user("Pavel")
    await stage.board.add(WISH, by=user)
    await stage.board.complete(1, by=user)
    assert await status(stage, 1) == "closed"


@pytest.mark.broad
async def test_staff_who_add_one_may_hold_it_and_their_comments_stay_on_the_board(
    stage: Stage, olga: Phone, ivan: Phone, account_of_olga: str
) -> None:
    await stage.board.add(WISH, by=account_of_olga, responsible_uid=account_of_olga)
    assert (await status(stage, 1), await assignee(stage, 1)) == ("assigned", "Olga")
    before = len(await olga.received())
    await stage.board.comment(1, "the long ones, please", by=account_of_olga)
    assert len(await olga.received()) == before
    assert await stage.board.comments(1) == ["the long ones, please"]
    assert (await row(stage, "select kind from entries where body like 'the long%'"))[0] == "comment"


@pytest.mark.broad
async def test_in_a_ticket_they_added_a_colleagues_answer_reaches_them(
    stage: Stage, olga: Phone, ivan: Phone, account_of_olga: str
) -> None:
    await stage.board.add(WISH, by=account_of_olga)
    await stage.pass_time(seconds=11)
    await ivan.presses("claim:1")
    await answers(ivan, 1, "They arrive on Monday")
    assert words(await olga.last()) == "#1 · Ivan: They arrive on Monday"
    await stage.board.comment(1, "Tuesday would do as well", by=account_of_olga)
    assert "Tuesday would do as well" in words(await ivan.last())


@pytest.mark.broad
async def test_sub_tasks_are_the_agents_own(stage: Stage, rita: Phone, olga: Phone) -> None:
    user = await stage.board.user("Pavel")
    number = await filed_and_taken(rita, olga, "The projector shows green")
    parent = (await stage.board.task(number))["id"]
    step = await stage.board.does("task/add", by=user, parent_id=parent, content="fetch the ladder")
    await stage.pass_time(seconds=30)
    assert await _tickets(stage) == 1
    assert (await stage.board.by_id(step["id"]))["content"] == "fetch the ladder"
    before = len(await rita.received())
    await stage.board.does("comment/add", by=user, task_id=step["id"], content="it is in the cellar")
    await stage.board.does("task/complete", by=user, id=step["id"])
    assert len(await rita.received()) == before
    assert await status(stage, number) == "assigned"


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


async def test_a_task_of_the_bots_own_account_is_a_ticket_too(stage: Stage, olga: Phone) -> None:
    own = await account(stage)
    await stage.board.add(WISH, by=own)
    await stage.pass_time(seconds=11)
    assert WISH in words(await olga.message_with("claim:1"))


@pytest.mark.broad
async def test_a_copy_of_a_tickets_task_is_the_agents_own(stage: Stage, rita: Phone, olga: Phone) -> None:
    user = await stage.board.user("Pavel")
    number = await filed_and_taken(rita, olga, "The projector shows green")
    task = await stage.board.task(number)
    await stage.board.add("Copy of the projector", by=user, description=task["description"])
    await stage.pass_time(seconds=30)
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
