"""The project is found, made, and known again: the one of the desk, with its sections and its people."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy import select, update

from db.database import Database
from db.models import BoardState, Collaborator, DeskRow, Status
from sandbox.todoist.plan_limits import SECTIONS_PER_PROJECT
from tests.sql import execute, get, scalars
from tests.todoist_sync.table import Table, laid
from todoist_sync import plan_limits
from todoist_sync import project as todoist_sync_project
from todoist_sync.alerts import BoardProblem
from todoist_sync.context import EARLIEST, BoardProject
from todoist_sync.plan_limits import UPLOAD_BYTES, UPLOAD_BYTES_FREE
from todoist_sync.project import NoBoardError, TwoProjectsError


@pytest_asyncio.fixture
async def bare(database: Database) -> AsyncIterator[Table]:
    """A desk and an account of Todoist, without a project."""
    async with laid(database, begin=False) as made:
        yield made


async def _found(table: Table, project_id: str = "", name: str = "Support") -> BoardProject:
    return await todoist_sync_project.find_project(
        table.database, table.client, project_id=project_id, name=name, locale="en", now=table.now
    )


async def _projects(table: Table, *names: str) -> list[str]:
    made = [await table.board.do("project/add", **{"as": table.account, "name": name}) for name in names]
    return [one["id"] for one in made]


async def test_it_is_made_once_and_found_by_its_name_then_by_its_id(bare: Table) -> None:
    place = await _found(bare)
    assert place.project_id == await bare.project_id()
    assert set(place.sections) == set(todoist_sync_project.ORDER)
    assert (place.account_id, place.account_name, place.watermark) == (bare.account, "Pulldesk", EARLIEST)
    (other,) = await _projects(bare, "Another")
    assert (await _found(bare, name="Another")).project_id == place.project_id
    assert (await _found(bare, other)).project_id == other
    assert (await _found(bare, name="Support")).project_id == other  # which was the last one
    state = await bare.state()
    assert [one["name"] for one in state["projects"]].count("Support") == 1


async def test_of_two_with_its_name_the_operator_has_to_say_which(bare: Table) -> None:
    _, second = await _projects(bare, "Support", "Support")
    with pytest.raises(TwoProjectsError):
        await _found(bare)
    assert (await _found(bare, second)).project_id == second


@pytest.mark.parametrize("is_first", [True, False])
async def test_two_projects_end_the_first_round_alone(bare: Table, is_first: bool) -> None:
    for _ in range(2):
        await bare.board.do("project/add", **{"as": bare.account}, name="Support")
    if is_first:
        with pytest.raises(TwoProjectsError):
            await bare.mirror.run_once()
        return
    await bare.board.do("fault", path="*", status=503, times=1)
    await bare.mirror.run_once()
    bare.later(minutes=1)
    assert (await bare.mirror.run_once()).total_seconds() == 60
    assert bare.mirror.trouble == "no board"


@pytest.mark.parametrize("project_id", ["nowhere", "6X7rM8997g3RQmvh"])
async def test_one_that_is_not_there_is_no_board(bare: Table, project_id: str) -> None:
    with pytest.raises(NoBoardError) as caught:
        await _found(bare, project_id)
    assert caught.value.trouble is BoardProblem.PROJECT
    assert not [one for one in (await bare.state())["projects"] if one["name"] == "Support"]


async def test_another_account_has_a_board_of_its_own_unless_it_is_told_which(bare: Table) -> None:
    """What the other one had may be out of its sight."""
    (mine,) = await _projects(bare, "Mine")
    first = await _found(bare, mine)
    await execute(bare, update(BoardState).values(account_id="another", sync_token="theirs"))
    assert (await _found(bare)).project_id != mine
    await execute(bare, update(BoardState).where(BoardState.project_id == mine).values(account_id="another"))
    renamed = {"id": first.sections[Status.NEW], "name": "Fresh"}  # known by its id though it is another account's
    await bare.board.do("section/rename", **{"as": bare.account, **renamed})
    assert (await _found(bare, mine)).sections == first.sections
    assert (await get(bare, BoardState, mine)).sync_token is None
    assert (await get(bare, DeskRow, 1)).project_id == mine


async def test_a_section_that_is_gone_is_made_again_others_by_any_name_stay(bare: Table) -> None:
    (project,) = await _projects(bare, "Support")
    for name in ("  PENDING ", "Решены", "Ideas"):
        await bare.board.do("section/add", **{"as": bare.account, "project_id": project, "name": name})
    place = await _found(bare)
    names = {one["id"]: one["name"] for one in (await bare.state())["sections"]}
    assert names[place.sections[Status.PENDING]].strip() == "PENDING"
    assert names[place.sections[Status.RESOLVED]] == "Решены"
    assert len(set(place.sections.values())) == len(todoist_sync_project.ORDER)
    own = {"as": bare.account}
    await bare.board.do("section/rename", **own, id=place.sections[Status.NEW], name="Resolved")
    await bare.board.do("section/delete", **own, id=place.sections[Status.RESOLVED])
    again = await _found(bare)
    assert again.sections[Status.NEW] == place.sections[Status.NEW]
    assert again.sections[Status.RESOLVED] not in set(place.sections.values())
    assert {key: value for key, value in again.sections.items() if key is not Status.RESOLVED} == {
        key: value for key, value in place.sections.items() if key is not Status.RESOLVED
    }


async def test_who_can_write_is_noted_and_admins_hear_of_who_came_since(bare: Table) -> None:
    vera = await bare.person("Vera", role="admin")
    first = await _found(bare)
    assert first.shared is False

    async def joins(name: str) -> str:
        user = await bare.board.do("user", full_name=name, email=f"{name.lower()}@example.com")
        await bare.board.do("join", user=user["id"], project_id=first.project_id)
        return str(user["id"])

    olga = await joins("Olga")
    assert (await _found(bare)).shared is True
    assert [one for one in await bare.letters(vera) if one.get("key") == "board-joined"] == []
    async with bare.database.unit_of_work() as session:
        state = await session.get_one(BoardState, first.project_id)
        state.adopted_at = bare.now - timedelta(hours=1)
    ivan = await joins("Ivan")
    await bare.board.do("leave", user=olga, project_id=first.project_id)
    await _found(bare)
    await _found(bare)
    told = [one["args"]["names"] for one in await bare.letters(vera) if one.get("key") == "board-joined"]
    assert told == ["Ivan"]
    rows = {one.todoist_id: one.active for one in await scalars(bare, select(Collaborator))}
    assert rows == {bare.account: True, olga: False, ivan: True}


@pytest.mark.parametrize(
    ("user", "limit"),
    [
        ({"is_premium": False, "premium_status": "not_premium"}, UPLOAD_BYTES_FREE),
        ({"is_premium": False}, UPLOAD_BYTES_FREE),
        ({"is_premium": False, "premium_status": "teams_business_member"}, UPLOAD_BYTES),
        ({"is_premium": True, "premium_status": "current_personal_plan"}, UPLOAD_BYTES),
        ({}, UPLOAD_BYTES),
    ],
)
def test_how_large_a_file_may_be_is_what_the_plan_says(user: dict[str, Any], limit: int) -> None:
    assert plan_limits.get_upload_bytes(user) == limit


async def test_a_project_with_as_many_sections_as_it_may_have_is_no_board_until_there_is_room(bare: Table) -> None:
    (project,) = await _projects(bare, "Support")
    of = {"as": bare.account}
    made = [
        await bare.board.do("section/add", **of | {"project_id": project, "name": f"Ours {n}"})
        for n in range(SECTIONS_PER_PROJECT - len(todoist_sync_project.ORDER) + 1)
    ]
    for _ in range(2):
        with pytest.raises(NoBoardError) as caught:
            await _found(bare)
        assert caught.value.trouble is BoardProblem.NO_ROOM_FOR_SECTIONS
    await bare.board.do("section/delete", **of | {"id": made[0]["id"]})
    assert set((await _found(bare)).sections) == set(todoist_sync_project.ORDER)
