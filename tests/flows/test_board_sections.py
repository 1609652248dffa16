"""Sections are statuses: found or made once, dragged between, renamed, deleted; completing and uncompleting."""

import pytest

from tests.flows.acts import account, filed_and_taken, files
from tests.flows.phone import Phone
from tests.flows.scenes import assignee, status
from tests.flows.stage import Stage
from tests.texts import text_of

pytestmark = pytest.mark.sentence("4 Status and board")

ASKED = "The projector in hall B shows everything in green"
SECTIONS = ["New", "Assigned", "In progress", "Pending", "On hold", "Resolved", "Reopened"]


async def test_the_project_is_made_as_a_board_with_its_sections(stage: Stage) -> None:
    project = next(p for p in (await stage.board.state())["projects"] if p["name"] == "Support")
    assert project["view_style"] == "board"
    assert await stage.board.sections() == SECTIONS


async def test_dragging_takes_it_for_the_mover_where_that_can_only_be_one(
    stage: Stage, rita: Phone, olga: Phone
) -> None:
    own = await account(stage)
    await olga.writes("/link")
    await olga.presses(f"link:{own}")
    number = await files(rita, ASKED)
    await stage.board.move(number, "In progress", by=own)
    assert (await status(stage, number), await assignee(stage, number)) == ("in_progress", "Olga")


async def test_in_a_project_of_one_account_a_drag_takes_it_for_that_account(
    stage: Stage, rita: Phone, olga: Phone
) -> None:
    number = await files(rita, ASKED)
    await stage.board.move(number, "Pending", by=await account(stage))
    assert (await status(stage, number), await assignee(stage, number)) == ("pending", "Pulldesk")


@pytest.mark.parametrize(
    ("state", "section"),
    [("resolve", "Pending"), ("resolve", "New"), ("progress", "Assigned"), ("progress", "Reopened")],
)
async def test_a_drag_that_is_not_allowed_is_put_back_with_a_remark(
    stage: Stage, rita: Phone, olga: Phone, state: str, section: str
) -> None:
    user = await stage.board.user("Pavel")
    number = await filed_and_taken(rita, olga, ASKED)
    await olga.writes(f"/{state} {number}")
    before, was = await status(stage, number), await stage.board.section(number)
    await stage.board.move(number, section, by=user)
    assert await status(stage, number) == before
    assert await stage.board.section(number) == was
    (remark,) = await stage.board.comments(number)
    assert remark == f"// {text_of('board-put-back', status=before)}"


async def test_a_deleted_section_is_made_again_and_its_tickets_go_on_and_are_asked_about(
    stage: Stage, rita: Phone, olga: Phone
) -> None:
    own = await account(stage)
    number = await filed_and_taken(rita, olga, ASKED)
    other = await files(rita, "And the sound crackles, too")
    await stage.board.does("section/delete", by=own, id=await stage.board.section_id("Assigned"))
    assert await status(stage, number) == "assigned"
    await olga.presses(f"gone:{number}:back")
    assert await stage.board.section(number) == "Assigned"
    assert await status(stage, other) == "new"
    assert sorted(await stage.board.sections()) == sorted(SECTIONS)
    await olga.writes(f"/claim {other}")
    assert await stage.board.section(other) == "Assigned"


@pytest.mark.parametrize("how", ["delete", "archive"])
async def test_a_project_deleted_or_archived_closes_nothing_and_admins_are_told_once(
    stage: Stage, rita: Phone, olga: Phone, how: str
) -> None:
    vera, own, project = stage.vera, await account(stage), await stage.board.project_id()
    number = await filed_and_taken(rita, olga, ASKED)
    await stage.todoist.do(f"project/{how}", **{"as": own, "id": project})
    for _ in range(3):
        await stage.pass_time(minutes=2)
    assert await status(stage, number) == "assigned"
    assert len([t for t in await vera.texts() if "Nothing was closed" in t]) == 1
    await rita.writes("Is anybody there?")
    assert "Is anybody there?" in await olga.reads()
