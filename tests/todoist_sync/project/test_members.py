"""Who can write on the board: on this one, and the tasks that can show them from now on."""

import json
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from db.models import BoardCard, BoardState, Collaborator, Job
from tests.todoist_sync.pull.reading import Reading
from tests.todoist_sync.rows import NOW, OTHER, ROUND
from todoist_sync import project as todoist_sync_project
from todoist_sync import push
from todoist_sync.project import Member


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
    fresh = await reading.does(todoist_sync_project.store_collaborators, "P", names, whole=whole, gone=gone)
    assert fresh == {"olga"}
    assert await _active(reading) == [*(("P", one) for one in left), ("Q", "maria"), ("Q", "pavel")]


async def test_tasks_of_who_is_new_there_are_shown_anew(reading: Reading, rita: int) -> None:
    for number, name in enumerate(("olga", "maria"), 1):
        person = await reading.person(name, role="agent", todoist_id=name)
        await reading.card(await reading.ticket(number, rita, assignee_id=person), number, f"t{number}")
    await reading.add(Collaborator(project_id="P", todoist_id="maria", name="Maria", active=True))
    names = {one: Member(one, None) for one in ("olga", "maria")}
    assert await reading.does(todoist_sync_project.store_collaborators, "P", names) == {"olga"}
    assert [one.dirty for one in await reading.all(BoardCard)] == [True, False]


async def test_the_place_in_the_changes_is_of_one_board(reading: Reading) -> None:
    await reading.add(BoardState(project_id="Q", account_id="me", sync_token="theirs", adopted_at=NOW))
    tokens = [await reading.does(push.get_sync_token, of) for of in (ROUND, OTHER)]
    assert tokens == ["old", "theirs"]


@pytest.mark.parametrize(
    ("todoist_id", "shared", "who"),
    [
        ("maria", True, "Maria"),
        ("maria", False, "Maria"),
        ("me", True, "Olga"),
        ("me", False, "Olga"),
        (None, True, None),
        (None, False, "Olga"),
    ],
)
async def test_who_did_it_where_todoist_says_so_or_there_is_but_one(
    reading: Reading, todoist_id: str | None, shared: bool, who: str | None
) -> None:
    """Our own account's doings are those of whoever is linked to it; of nobody, where nobody is."""
    await reading.person("Maria", telegram_id=9, todoist_id="maria")
    ctx = replace(ROUND, project=replace(ROUND.project, shared=shared))

    async def name(session: Any) -> str | None:
        found = await todoist_sync_project.find_actor(session, todoist_id, ctx)
        return found.name if found is not None else None

    assert await reading.does(name) == (who if who == "Maria" else None)
    await reading.person("Olga", role="agent", todoist_id="me")
    assert await reading.does(name) == who


async def test_somebody_unknown_is_called_as_this_board_calls_them(reading: Reading) -> None:
    for project, name in (("P", "Maria"), ("Q", "Mary")):
        await reading.add(Collaborator(project_id=project, todoist_id="maria", name=name, active=True))
    await reading.add(Collaborator(project_id="P", todoist_id="me", name="Support", active=True))

    async def names(session: Any) -> list[str]:
        return [(await todoist_sync_project.get_or_create_person(session, one, ROUND)).name for one in ("maria", "me")]

    assert await reading.does(names) == ["Maria", "Support"]


async def test_our_own_account_is_called_as_todoist_does(reading: Reading) -> None:
    async def name(session: Any) -> str:
        return (await todoist_sync_project.get_or_create_person(session, "me", ROUND)).name

    assert await reading.does(name) == ROUND.project.account_name


async def test_admins_hear_whom_they_may_not_know_of_this_board(reading: Reading) -> None:
    vera = await reading.person("Vera", role="admin", telegram_id=7, started_at=NOW)
    for project, key, name in (
        ("P", "ivan", "Ivan"), ("P", "anna", "Anna"), ("Q", "ivan", "Vanya"), ("P", "maria", "Maria"),
    ):  # fmt: skip
        await reading.add(Collaborator(project_id=project, todoist_id=key, name=name, active=True))
    for joined in (set[str](), {"ivan", "anna"}):
        await reading.does(todoist_sync_project.tell_admins_who_joined, "P", joined, now=NOW)
    letters = [(job.person_id, json.loads(job.payload)["args"]) for job in await reading.all(Job)]
    assert letters == [(vera, {"names": "Anna, Ivan"})]


def test_who_has_no_name_there_is_called_nothing() -> None:
    assert Member.of_row({"full_name": None, "email": "o@x.example"}) == Member("", "o@x.example")
