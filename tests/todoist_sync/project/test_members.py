"""Who can write on the board: on this one, and the tasks that can show them from now on."""

import pytest
from sqlalchemy import select

from db.models import BoardCard, BoardState, Collaborator
from tests.todoist_sync.pull.reading import Reading
from tests.todoist_sync.rows import NOW, OTHER, ROUND
from todoist_sync.project import members
from todoist_sync.project.members import Member
from todoist_sync.push import sender


async def _active(reading: Reading) -> list[tuple[str, str]]:
    async with reading.database.reading() as session:
        found = await session.execute(select(Collaborator).where(Collaborator.active))
        return sorted((one.project_id, one.todoist_id) for one in found.scalars())


@pytest.mark.parametrize(
    ("whole", "gone", "left"),
    [
        (False, [], ["maria", "olga", "pavel"]),
        (True, [], ["olga"]),
        (False, ["pavel"], ["maria", "olga"]),
    ],
)
async def test_who_goes_from_one_board_stays_on_another(
    reading: Reading, whole: bool, gone: list[str], left: list[str]
) -> None:
    for project in ("P", "Q"):
        for name in ("maria", "pavel"):
            await reading.add(Collaborator(project_id=project, todoist_id=name, name=name, active=True))
    names = {"olga": Member("Olga", None)}
    fresh = await reading.does(lambda session: members.collaborators(session, "P", names, whole=whole, gone=gone))
    assert fresh == {"olga"}
    assert await _active(reading) == [*(("P", one) for one in left), ("Q", "maria"), ("Q", "pavel")]


async def test_tasks_of_who_is_new_there_are_shown_anew(reading: Reading, anna: int) -> None:
    for number, name in enumerate(("olga", "maria"), 1):
        person = await reading.person(name, role="agent", todoist_id=name)
        await reading.card(await reading.ticket(number, anna, assignee_id=person), number, f"t{number}")
    await reading.add(Collaborator(project_id="P", todoist_id="maria", name="Maria", active=True))
    names = {one: Member(one, None) for one in ("olga", "maria")}
    assert await reading.does(lambda session: members.collaborators(session, "P", names)) == {"olga"}
    assert [one.dirty for one in await reading.all(BoardCard)] == [True, False]


async def test_the_place_in_the_changes_is_of_one_board(reading: Reading) -> None:
    await reading.add(BoardState(project_id="Q", account_id="me", sync_token="theirs", adopted_at=NOW))
    tokens = [await reading.does(lambda session, of=of: sender.board_token(session, of)) for of in (ROUND, OTHER)]
    assert tokens == ["old", "theirs"]
