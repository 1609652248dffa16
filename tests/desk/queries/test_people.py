"""People as lists show them: who waits to be let in, to whom a ticket may go, which account is whose to link."""

from datetime import timedelta
from typing import Any

import pytest

from db.models import BoardState, Collaborator, Invite, Person, Role
from desk.queries import people
from tests.desk.cast import PRINTER, cast
from tests.desk.stage import Someone, Stage

pytestmark = pytest.mark.broad


async def _adds(stage: Stage, *rows: Any) -> list[int]:
    async with stage.database.unit_of_work() as session:
        session.add_all(rows)
        await session.flush()
        return [getattr(row, "id", 0) for row in rows]


def _invite(stage: Stage, vera: Someone, name: str, **more: Any) -> Invite:
    given = {"role": Role.ADMIN, "made_by": vera.id, "made_at": stage.now, "expires_at": stage.now + timedelta(hours=1)}
    return Invite(code_hash=name.encode(), **{**given, **more})


async def test_who_waits_to_be_let_in_is_there_once_and_not_who_is_in(stage: Stage, vera: Someone) -> None:
    anna, otto = await stage.person("Anna"), await stage.person("Otto", Role.ADMIN)
    used = [("a", anna), ("b", anna), ("c", otto)]
    await _adds(stage, *[_invite(stage, vera, n, used_by=who.id, used_at=stage.now) for n, who in used])
    async with stage.database.reading() as session:
        rows = [(row.person.name, row.waiting) for row in await people.staff(session)]
    assert rows == [("Otto", False), ("Vera", False), ("Anna", True)]


async def test_who_was_let_in_once_and_whoever_came_by_the_first_link_wait_for_nobody(
    stage: Stage, vera: Someone
) -> None:
    """They have left, or are no admins any more."""
    used = {"used_at": stage.now, "used_by": (await stage.person("Anna", Role.AGENT)).id}
    first = {"used_at": stage.now, "used_by": (await stage.person("Otto")).id, "made_by": None}
    await _adds(stage, _invite(stage, vera, "a", admitted_at=stage.now, **used), _invite(stage, vera, "b", **first))
    async with stage.database.reading() as session:
        assert [row.person.name for row in await people.staff(session) if row.waiting] == []


async def test_a_link_is_good_until_its_time(stage: Stage, vera: Someone) -> None:
    ends = [timedelta(), timedelta(microseconds=1)]
    await _adds(stage, *[_invite(stage, vera, str(n), expires_at=stage.now + end) for n, end in enumerate(ends)])
    await _adds(stage, _invite(stage, vera, "used", used_at=stage.now, used_by=(await stage.person("Anna")).id))
    async with stage.database.reading() as session:
        assert [row.until - stage.now for row in await people.unused_invites(session, stage.now)] == ends[1:]


async def test_a_ticket_may_go_to_colleagues_with_a_chat_who_neither_have_it_nor_asked(stage: Stage) -> None:
    _, olga, ivan, _ = await cast(stage)
    await stage.person("Ada", Role.AGENT, away=True)
    await _adds(stage, Person(name="Board", role=Role.AGENT, todoist_id="t-9", created_at=stage.now))
    n = await stage.files(olga, PRINTER)
    await stage.change(n, assignee_id=ivan.id)
    async with stage.database.reading() as session:
        viewer = await session.get_one(Person, ivan.id)
        assert [one.name for one in await people.hand_to(session, (await stage.ticket(n)).id, viewer)] == [
            "Vera", "Ada",
        ]  # fmt: skip


async def test_an_account_is_linked_by_whom_it_may_be(stage: Stage, olga: Someone) -> None:
    """Not one that somebody has, that has left the board, or that was another member's; one's own earlier one may."""
    there = ("free", "taken", "gone", "mine", "theirs")
    other = await stage.person("Ivan", Role.AGENT, todoist_id="taken")
    former = {"created_at": stage.now, "dismissed_at": stage.now}
    await _adds(
        stage,
        BoardState(project_id="P", account_id="own", adopted_at=stage.now),
        *[Collaborator(project_id="P", todoist_id=x, name=x, active=x != "gone") for x in there],
        Person(name="mine", todoist_id="mine", former_id=olga.id, **former),
        Person(name="theirs", todoist_id="theirs", former_id=other.id, **former),
    )
    async with stage.database.reading() as session:
        found = await people.collaborators_to_link(session, await session.get_one(Person, olga.id))
    assert [(one.todoist_id, one.is_own) for one in found] == [("free", False), ("mine", False), ("own", True)]
