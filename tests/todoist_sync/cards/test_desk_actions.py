"""What changed on the board, told to the desk: by whom, with which topic, and what was left as it was."""

from dataclasses import replace
from typing import Any

import pytest

from db.models import Category, Collaborator, History, Status, Ticket
from desk import Refused
from tests.todoist_sync.pull.reading import Reading
from tests.todoist_sync.rows import NOW, ROUND, agreed
from todoist_sync.cards import agreed_state, store
from todoist_sync.cards.settle import DeskActions
from todoist_sync.merge.three_way import (
    Assign,
    Change,
    Complete,
    Drag,
    MergePlan,
    Prioritise,
    Relabel,
    Rename,
    Reschedule,
    SetEscalated,
    Theirs,
    Uncomplete,
)  # fmt: skip


async def _tells(
    reading: Reading, ticket: int, *changes: Change, lost: tuple[Change, ...] = (), assignee: str | None = None,
    **by: str | None,
) -> list[Refused]:  # fmt: skip
    """What the desk refuses of it."""

    async def tell(session: Any) -> list[Refused]:
        shown = agreed_state.load_agreed(agreed(1)).shown
        theirs = Theirs(replace(shown, assignee=assignee), NOW)
        plan = MergePlan(changes, lost, (), agreed_state.load_agreed(agreed(1)))
        return await DeskActions(session, ROUND, await store.lock_ticket(session, ticket), theirs, by).apply_plan(plan)

    return await reading.does(tell)  # type: ignore[no-any-return]


async def _changed(reading: Reading) -> list[tuple[str, str | None, str | None]]:
    """What became of what, and whose doing it was."""
    return [(one.field, one.new, one.actor_name) for one in await reading.all(History)]


async def _team(reading: Reading) -> dict[str, int]:
    found = {}
    for name in ("olga", "ivan", "gone"):
        more = {"dismissed_at": NOW, "role": "requester"} if name == "gone" else {"role": "agent"}
        found[name] = await reading.person(name, todoist_id=name, telegram_id=len(found) + 20, started_at=NOW, **more)
        await reading.add(Collaborator(project_id="P", todoist_id=name, name=name, active=True))
    return found


async def test_who_completed_and_who_assigned_is_who_todoist_says(reading: Reading, rita: int) -> None:
    team = await _team(reading)
    ticket = await reading.ticket(1, rita, status=Status.ASSIGNED, assignee_id=team["olga"])
    assert await _tells(reading, ticket, Assign("ivan"), completed="gone", assigned="olga") == []
    assert await _tells(reading, ticket, Complete(), completed="ivan", assigned="gone") == []
    assert ("assignee", "ivan", "olga") in await _changed(reading)
    assert ("status", "resolved", "ivan") in await _changed(reading)


@pytest.mark.parametrize(
    ("change", "by", "why"),
    [
        (Complete(), {"completed": "gone"}, "board-may-not"),
        (Assign("olga"), {"assigned": "gone"}, "board-may-not"),
        (Assign("gone"), {"assigned": "olga"}, "not-staff"),
    ],
)
async def test_of_who_has_left_the_team_nothing_is_taken(
    reading: Reading, rita: int, change: Change, by: dict[str, str], why: str
) -> None:
    team = await _team(reading)
    ticket = await reading.ticket(1, rita, status=Status.ASSIGNED, assignee_id=team["ivan"])
    (refused,) = await _tells(reading, ticket, change, **by)
    assert refused.key == why
    assert await _changed(reading) == []


async def test_one_that_is_refused_takes_no_other_along(reading: Reading, rita: int) -> None:
    await _team(reading)
    ticket = await reading.ticket(1, rita)
    assert len(await _tells(reading, ticket, Rename("Scanner"), Assign("gone"), Prioritise(1))) == 1
    row: Ticket = await reading.get(Ticket, ticket)
    assert (row.subject, row.priority) == ("Scanner", 1)


@pytest.mark.parametrize(
    ("label", "is_one"),
    [("Lost_keys", True), ("lost_KEYS", True), ("Ключи", False), ("Old", False), ("Things", False), (None, False)],
)
async def test_a_label_is_the_topic_that_it_names_and_there_is(
    reading: Reading, rita: int, label: str | None, is_one: bool
) -> None:
    """Not a group of them, nor one that was removed; by what it is called in the board's language."""
    given: dict[str, Any] = {"names": {"ru": "Ключи"}, "keywords": []}
    for name, more in (
        ("Lost keys", {}), ("Old", {"removed_at": NOW}), ("Things", {"is_group": True}), ("Doors", {}),
    ):  # fmt: skip
        await reading.add(Category(name=name, folded=name.casefold(), **{**given, **more}))
    doors = next(one.id for one in await reading.all(Category) if one.name == "Doors")
    keys = next(one.id for one in await reading.all(Category) if one.name == "Lost keys")
    ticket = await reading.ticket(1, rita, category_id=doors, tags=["vip"])
    assert await _tells(reading, ticket, Relabel(label, frozenset({"vip"}))) == []
    assert (await reading.get(Ticket, ticket)).category_id == (keys if is_one else None)
    assert [field for field, _, _ in await _changed(reading)] == ["category"]


async def test_of_labels_only_what_differs_is_told(reading: Reading, rita: int) -> None:
    topic = await reading.add(Category(name="Keys", folded="keys", names={}, keywords=[]))
    ticket = await reading.ticket(1, rita, category_id=topic.id, tags=["a", "b"], category_guessed=True)
    assert await _tells(reading, ticket, Relabel("Keys", frozenset({"b", "a"}))) == []
    assert await _changed(reading) == []
    assert (await reading.get(Ticket, ticket)).category_guessed
    await _tells(reading, ticket, Relabel("Keys", frozenset({"b"})))
    assert [field for field, _, _ in await _changed(reading)] == ["tags"]


async def test_a_drag_takes_for_whom_the_task_names_or_else_for_who_it_can_only_be(reading: Reading, rita: int) -> None:
    team = await _team(reading)
    ticket = await reading.ticket(1, rita)
    assert await _tells(reading, ticket, Drag(Status.IN_PROGRESS), assignee="ivan") == []
    row: Ticket = await reading.get(Ticket, ticket)
    assert (row.status, row.assignee_id) == (Status.IN_PROGRESS, team["ivan"])
    other = await reading.ticket(2, rita)
    assert await _tells(reading, other, Drag(Status.IN_PROGRESS)) == []
    row = await reading.get(Ticket, other)
    assert (row.status, row.assignee_id, row.is_taken) == (Status.IN_PROGRESS, None, True), "for the board"
    other = await reading.ticket(3, rita)
    assert await _tells(reading, other, Drag(Status.IN_PROGRESS), added="olga") == []
    row = await reading.get(Ticket, other)
    assert (row.status, row.assignee_id) == (Status.IN_PROGRESS, team["olga"])


@pytest.mark.parametrize(
    ("change", "field", "new"),
    [
        (Rename("Scanner"), "subject", "Scanner"),
        (Prioritise(1), "priority", "1"),
        (Assign("olga"), "assignee", "olga"),
        (Assign(None), "assignee", None),
        (Drag(Status.PENDING), "status", "pending"),
        (Relabel("Keys", frozenset()), "labels", "Keys"),
        (Complete(), "status", "completed"),
        (Uncomplete(), "status", "uncompleted"),
        (Reschedule(NOW), "due", NOW.isoformat()),
        (Reschedule(None), "due", None),
        (SetEscalated(on=True), "escalated", "True"),
    ],
)
async def test_what_has_lost_stands_in_the_history(
    reading: Reading, rita: int, change: Change, field: str, new: str | None
) -> None:
    ticket = await reading.ticket(1, rita)
    assert await _tells(reading, ticket, lost=(change,)) == []
    ((told, what, _),) = await _changed(reading)
    assert field in told and what == new
