"""Who may do less on the board than an agent: on a board for linked members alone everybody else in the Todoist
project, on each board former members, and who may not change tickets or answer. What they change is put back."""

import asyncio
from collections.abc import AsyncIterator, Awaitable

import pytest
import pytest_asyncio

from tests.flows.acts import dismissed
from tests.flows.hooks import webhooks
from tests.flows.phone import Phone, buttons
from tests.flows.scenes import assignee, status
from tests.flows.stage import Stage
from tests.flows.trainees import as_role, drafts_of
from tests.sql import scalar
from tests.texts import text_of

pytestmark = pytest.mark.sentence("4 Status and board")

REMARK = f"// {text_of('board-members-only', name='Pavel')}"


@pytest_asyncio.fixture
async def pavel(stage: Stage) -> str:
    """Give the project a collaborator who is not on the team, on a board for linked members alone."""
    await stage.vera.writes("/settings board_members_only on")
    return await stage.board.user("Pavel")


@pytest_asyncio.fixture
async def hooked(stage: Stage) -> AsyncIterator[str]:
    """Tell Todoist the webhook's address of this desk."""
    async with webhooks(stage) as url:
        yield url


async def does(stage: Stage, act: Awaitable[object]) -> None:
    """Do something on the board, of which the webhook has come before the board is read."""
    before = (await stage.board.state())["webhooks"]["sent"]
    await act
    async with asyncio.timeout(20):
        while (await stage.board.state())["webhooks"]["sent"] == before:
            pass
    await stage.settle()


async def shown(stage: Stage, number: int) -> dict[str, object]:
    task = await stage.board.task(number)
    names = ("content", "priority", "labels", "responsible_uid", "section_id", "due", "checked")
    return {name: task[name] for name in names}


async def test_comments_of_a_stranger_stay_with_the_team(
    stage: Stage, rita: Phone, printer: int, account_of_olga: str, pavel: str
) -> None:
    before = await rita.texts()
    await stage.board.comment(printer, "Try another cable", by=pavel)
    await stage.board.comment(printer, "Or a hammer", by=pavel)
    assert await rita.texts() == before
    assert await scalar(stage, "select kind, author_name from entries where body = 'Or a hammer'") == "note"
    assert (await stage.board.comments(printer)).count(REMARK) == 1
    await stage.board.comment(printer, "I come at two", by=account_of_olga)
    assert "I come at two" in "\n".join(await rita.texts())


async def test_changes_of_a_stranger_are_undone(
    stage: Stage, hooked: str, rita: Phone, printer: int, account_of_olga: str, pavel: str
) -> None:
    board, before, texts = stage.board, await shown(stage, printer), await rita.texts()
    await does(stage, board.update(printer, by=pavel, quietly=True, content=f"#{printer} Nonsense"))
    await does(stage, board.update(printer, by=pavel, quietly=True, priority=4, labels=["mine"]))
    await does(stage, board.move(printer, "On hold", by=pavel, quietly=True))
    await does(stage, board.update(printer, by=pavel, quietly=True, responsible_uid=None))
    await does(stage, board.update(printer, by=pavel, quietly=True, responsible_uid=pavel))
    await does(stage, board.complete(printer, by=pavel, quietly=True))
    assert await shown(stage, printer) == before
    assert (await status(stage, printer), await assignee(stage, printer)) == ("assigned", "Olga")
    assert await rita.texts() == texts
    assert await board.comments(printer) == [REMARK]
    await does(stage, board.move(printer, "In progress", by=account_of_olga, quietly=True))
    assert await status(stage, printer) == "in_progress"


async def test_a_task_that_a_stranger_deletes_comes_back(
    stage: Stage, hooked: str, rita: Phone, olga: Phone, printer: int, account_of_olga: str, pavel: str
) -> None:
    await stage.board.comment(printer, "I come at two", by=account_of_olga)
    await does(stage, stage.board.delete(printer, by=pavel, quietly=True))
    await stage.pass_time(seconds=6)
    comments = await stage.board.comments(printer)
    assert REMARK in comments and any("I come at two" in one for one in comments)
    assert not [one for one in await olga.received() if any("gone" in data for data in buttons(one))]
    assert await status(stage, printer) == "in_progress"


async def test_without_a_webhook_a_completion_is_undone_and_what_nobody_names_stays(
    stage: Stage, rita: Phone, printer: int, pavel: str
) -> None:
    await stage.board.complete(printer, by=pavel)
    assert await status(stage, printer) == "assigned"
    assert not (await stage.board.task(printer))["checked"]
    await stage.board.update(printer, by=pavel, priority=4)
    assert await scalar(stage, "select priority from tickets") == 1


async def test_our_own_account_always_acts(stage: Stage, printer: int, pavel: str) -> None:
    own = next(user["id"] for user in (await stage.board.state())["users"] if user["id"] != pavel)
    await stage.board.complete(printer, by=own)
    assert await status(stage, printer) == "resolved"


@pytest.mark.parametrize("who", ["former", "reviewer"])
async def test_what_somebody_without_the_right_is_known_to_have_changed_is_put_back(
    stage: Stage, hooked: str, olga: Phone, ivan: Phone, printer: int, account_of_olga: str, who: str
) -> None:
    await (dismissed(stage, olga) if who == "former" else as_role(stage, olga, "reviewer"))
    await ivan.writes(f"/take {printer}")
    board, before = stage.board, await shown(stage, printer)
    was = await status(stage, printer), await assignee(stage, printer)
    await does(stage, board.update(printer, by=account_of_olga, quietly=True, content=f"#{printer} Nonsense"))
    await does(stage, board.update(printer, by=account_of_olga, quietly=True, priority=4, labels=["mine"]))
    await does(stage, board.move(printer, "On hold", by=account_of_olga, quietly=True))
    await does(stage, board.update(printer, by=account_of_olga, quietly=True, responsible_uid=None))
    await does(stage, board.complete(printer, by=account_of_olga, quietly=True))
    assert await shown(stage, printer) == before
    assert (await status(stage, printer), await assignee(stage, printer)) == was
    assert await board.comments(printer) == [f"// {text_of('board-may-not', name='Olga')}"]
    await does(stage, board.delete(printer, by=account_of_olga, quietly=True))
    assert len(await board.sections_of(printer)) == 1


async def test_a_trainee_who_is_known_to_have_moved_a_task_to_resolved_waits_for_approval(
    stage: Stage, hooked: str, rita: Phone, olga: Phone, printer: int, account_of_olga: str
) -> None:
    await as_role(stage, olga, "trainee")
    before = await rita.texts()
    await does(stage, stage.board.move(printer, "Resolved", by=account_of_olga, quietly=True))
    await stage.pass_time(seconds=30)
    assert (await status(stage, printer), await drafts_of(stage)) == ("assigned", [("waiting", "resolve")])
    assert await rita.texts() == before
    await does(stage, stage.board.update(printer, by=account_of_olga, quietly=True, priority=4))
    assert await scalar(stage, "select priority from tickets") == 1
