"""Reading the board: until which token, which tasks are no tickets, which cards want a task."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from db.models import ANSWER_LOST, BoardCard, BoardCommand, Box, Collaborator, Entry, Job, JobState, Status, Ticket
from db.queue import maintenance
from tests.failing import BROKEN, failing
from tests.todoist_sync.pull.reading import Reading
from tests.todoist_sync.rows import NOW, PLACE, ROUND, WATERMARK
from todoist_sync.api.rows import TodoistError
from todoist_sync.cards import selection
from todoist_sync.context import EARLIEST
from todoist_sync.project import NoBoardError

MOMENT = timedelta(microseconds=1)
SHARED = {"id": "P", "is_shared": True}


def _task(name: str, **more: Any) -> dict[str, Any]:
    """A task that was there before us: no ticket's, and not to be one."""
    early = (WATERMARK - timedelta(hours=1)).isoformat()
    made = {"id": name, "project_id": "P", "content": name, "description": "", "priority": 1, "labels": []}
    return {**made, "added_at": early, "updated_at": early, "added_by_uid": "olga", **more}


# The token


async def test_what_was_applied_is_read_no_more(reading: Reading) -> None:
    await reading.reads(items=[_task("t1")])
    assert reading.todoist.tokens == ["old"]
    state = await reading.state()
    assert (state.sync_token, state.pulled_at) == ("new", NOW)


async def test_where_nothing_is_new_only_the_token_moves(reading: Reading) -> None:
    made = await reading.reads()
    assert (made.tasks, made.moved) == (0, False)
    state = await reading.state()
    assert (state.sync_token, state.pulled_at) == ("new", NOW)


async def test_what_could_not_be_applied_is_read_again_five_times_and_stops_nothing_else(
    reading: Reading, rita: int
) -> None:
    card = await reading.card(await reading.ticket(901, rita), 901, "t1")
    at = (WATERMARK + timedelta(minutes=5)).isoformat()
    async with failing(reading.database, [BROKEN] * 5, table="board_cards", on="update", when=f"new.id = {card}"):
        for turn in range(1, 6):
            await reading.reads(items=[_task("t1", content="#901 Scanner"), _task(f"new{turn}", added_at=at)])
            assert (await reading.state()).sync_token == ("old" if turn < 5 else "new")
            assert (await reading.state()).pulled_at == NOW
    made = [one.task_id for one in await reading.all(BoardCard) if one.id != card]
    assert made == [f"new{turn}" for turn in range(1, 6)]


async def test_while_something_is_to_be_read_again_nothing_is_given_up(reading: Reading, rita: int) -> None:
    card = await reading.card(await reading.ticket(901, rita), 901, "t1")
    command = await reading.command("note_add", {"item_id": "t9", "content": "x"}, lost=True)
    async with failing(reading.database, [BROKEN], table="board_cards", on="update", when=f"new.id = {card}"):
        await reading.reads(lost=True, items=[_task("t1", content="#901 Scanner")])
        assert (await reading.get(BoardCommand, command)).error == ANSWER_LOST


async def test_what_was_made_and_is_not_there_is_given_up_with_the_reading(reading: Reading) -> None:
    command = await reading.command("note_add", {"item_id": "t9", "content": "x"}, lost=True)
    await reading.reads(items=[_task("t2")])  # which began before it was lost
    assert (await reading.get(BoardCommand, command)).error == ANSWER_LOST
    await reading.reads(lost=True)
    assert (await reading.get(BoardCommand, command)).error == "made, but no longer there"


async def test_a_token_no_longer_taken_is_left_for_a_full_reading(reading: Reading) -> None:
    reading.todoist.next = [400]
    await reading.reads(full_sync=True, items=[])
    assert reading.todoist.tokens == ["old", "*"]


@pytest.mark.parametrize("status", [401, 403, 429, 500])
async def test_other_refusals_are_none_of_the_token(reading: Reading, status: int) -> None:
    reading.todoist.next = [status]
    with pytest.raises(TodoistError):
        await reading.pull.pull_changes(ROUND, "old")
    assert reading.todoist.tokens == ["old"]
    assert (await reading.state()).sync_token == "old"


async def test_without_a_token_everything_is_read(reading: Reading) -> None:
    await reading.reads(None, full_sync=True)
    assert reading.todoist.tokens == ["*"]


@pytest.mark.parametrize("end", ["is_deleted", "is_archived"])
async def test_a_project_that_is_gone_decides_nothing_about_its_tasks(reading: Reading, rita: int, end: str) -> None:
    card = await reading.card(await reading.ticket(1, rita), 1, "t1")
    with pytest.raises(NoBoardError):
        await reading.reads(projects=[{**SHARED, end: True}], items=[_task("t1", is_deleted=True)])
    assert (await reading.get(BoardCard, card)).gone is None
    assert (await reading.state()).sync_token == "old"
    await reading.reads(projects=[{"id": "Q", end: True}], items=[_task("t2")])
    assert (await reading.state()).sync_token == "new"


@pytest.mark.parametrize(
    ("said", "moved"),
    [
        ({"projects": [SHARED]}, False),
        ({"projects": [{"id": "P", "is_shared": False}]}, True),
        ({"projects": [{"id": "Q", "is_shared": False}]}, False),
        ({"sections": [{"id": "s-new", "is_deleted": True}]}, True),
        ({"sections": [{"id": "s-new", "is_archived": True}]}, True),
        ({"sections": [{"id": "s-new"}]}, False),
        ({"sections": [{"id": "their-own", "is_deleted": True}]}, False),
    ],
)
async def test_the_board_is_found_anew_where_it_has_changed(reading: Reading, said: Any, moved: bool) -> None:
    assert (await reading.reads(**said)).moved is moved


async def test_the_first_reading_says_since_when_tasks_are_tickets(reading: Reading) -> None:
    first = replace(ROUND, project=replace(PLACE, watermark=EARLIEST))
    late = "2026-11-20T08:30:00Z"
    reading.todoist.next = [{"items": [_task("t1", updated_at=late), _task("t2")], "projects": [SHARED]}]
    await reading.pull.pull_changes(first, "old")
    assert (await reading.state()).adopted_at == datetime.fromisoformat("2026-11-20T08:30:00+00:00")
    assert await reading.all(BoardCard) == []


# Which tasks take places


async def test_active_tasks_that_are_no_tickets_are_counted(reading: Reading, rita: int) -> None:
    await reading.card(await reading.ticket(1, rita), 1, "t1")
    await reading.reads(
        items=[
            _task("t1"), _task("own"), _task("ended", checked=True), _task("gone", is_deleted=True),
            _task("elsewhere", project_id="Q"),
        ]
    )  # fmt: skip
    assert (await reading.state()).others == ["own"]
    await reading.reads(items=[_task("second")])
    assert (await reading.state()).others == ["own", "second"]
    await reading.reads(items=[_task("own", checked=True)])
    assert (await reading.state()).others == ["second"]
    await reading.reads(projects=[SHARED])
    assert (await reading.state()).others == ["second"]
    await reading.reads(full_sync=True, items=[_task("third")])
    assert (await reading.state()).others == ["third"]


async def test_whoever_leaves_is_there_no_more_but_for_our_own_account(reading: Reading) -> None:
    for uid in ("me", "olga"):
        await reading.add(Collaborator(project_id="P", todoist_id=uid, name=uid, active=True))
    left = [{"project_id": "P", "user_id": uid, "is_deleted": True} for uid in ("me", "olga")]
    await reading.reads(collaborator_states=left)
    found = [await reading.get(Collaborator, {"project_id": "P", "todoist_id": uid}) for uid in ("me", "olga")]
    assert [one.active for one in found] == [True, False]


# The order in which it happened


async def test_tasks_and_comments_count_in_the_order_in_which_they_were_written(reading: Reading, rita: int) -> None:
    """Whatever their ids, and in whichever order Todoist lists them."""
    await reading.card(await reading.ticket(900, rita), 900, "t1")
    at = [(NOW + timedelta(minutes=n)).isoformat() for n in range(3)]
    added = [_task(name, added_at=at[n]) for name, n in (("second", 1), ("first", 0), ("third", 2))]
    note = {"item_id": "t1", "posted_uid": "olga"}
    said = [{**note, "id": name, "content": name, "posted_at": at[n]} for name, n in (("c", 1), ("b", 0), ("a", 2))]
    await reading.reads(items=added, notes=said)
    tickets = sorted(await reading.all(Ticket), key=lambda one: one.number)
    assert [one.subject for one in tickets if one.requester_id != rita] == ["first", "second", "third"]
    assert [one.body for one in await reading.all(Entry) if one.ticket_id == tickets[-1].id] == ["b", "c", "a"]


# Which cards want a task


async def _cards(reading: Reading, rita: int) -> dict[str, int]:
    """Cards without a task, by what they are."""
    rest = selection.REFUSED_REST
    more: dict[str, tuple[dict[str, Any], dict[str, Any] | None]] = {
        "plain": ({}, None),
        "gone": ({"gone": "deleted"}, None),
        "elsewhere": ({"project_id": "Q"}, None),
        "there": ({"task": "t"}, None),
        "asked": ({}, {}),
        "lost": ({}, {"lost": True}),
        "refused now": ({}, {"answered_at": NOW - rest + MOMENT, "error": "full"}),
        "refused": ({}, {"answered_at": NOW - rest, "error": "full"}),
        "made elsewhere": ({}, {"project_id": "Q"}),
        "renamed": ({}, {"kind": "item_update"}),
        "made once": ({}, {"answered_at": NOW}),
    }
    found = {}
    for number, (name, (card, command)) in enumerate(more.items(), 1):
        ticket = await reading.ticket(number, rita)
        found[name] = await reading.card(ticket, number, **card)
        if command is not None:
            given = dict(command)
            await reading.command(given.pop("kind", "item_add"), {}, ticket_id=ticket, **given)
    return found


async def test_a_task_is_made_where_none_is_and_none_is_on_its_way(reading: Reading, rita: int) -> None:
    made = await _cards(reading, rita)
    before = {one.id for one in await reading.all(BoardCommand)}
    assert await reading.pull.store_new_tasks(ROUND, room=99) == (5, False)
    new = [one.ticket_id for one in await reading.all(BoardCommand) if one.id not in before]
    whose = {(await reading.get(BoardCard, card)).ticket_id: name for name, card in made.items()}
    assert {whose[ticket] for ticket in new} == {"plain", "refused", "made elsewhere", "renamed", "made once"}
    assert await reading.pull.store_new_tasks(ROUND, room=99) == (0, False)


async def test_of_too_many_the_most_urgent_and_oldest_get_the_room(reading: Reading, rita: int) -> None:
    tickets = [
        await reading.ticket(number, rita, priority=priority) for number, priority in ((1, 3), (2, 1), (3, 1), (4, 2))
    ]
    for number, ticket in enumerate(tickets, 1):
        await reading.card(ticket, number)
    assert await reading.pull.store_new_tasks(ROUND, room=-1) == (0, True)
    assert await reading.pull.store_new_tasks(ROUND, room=0) == (0, True)
    assert await reading.pull.store_new_tasks(ROUND, room=3) == (3, True)
    assert await reading.pull.store_new_tasks(ROUND, room=1) == (1, False)
    assert [one.ticket_id for one in await reading.all(BoardCommand)] == [tickets[n] for n in (1, 2, 3, 0)]


async def test_an_ended_ticket_gets_no_task(reading: Reading, rita: int) -> None:
    ticket = await reading.ticket(1, rita, status=Status.CLOSED)
    await reading.card(ticket, 1)
    await reading.pull.store_new_tasks(ROUND, room=9)
    assert (await reading.all(BoardCommand), await reading.all(BoardCard)) == ([], [])


async def test_a_task_that_cannot_be_made_is_tried_five_times_and_stops_no_other(reading: Reading, rita: int) -> None:
    first = await reading.ticket(1, rita)
    await reading.card(first, 1)
    await reading.card(await reading.ticket(2, rita), 2)
    async with failing(reading.database, [BROKEN] * 5, table="board_commands", when="new.args ->> 'content' ~ '^#1 '"):
        said = [await reading.pull.store_new_tasks(ROUND, room=1) for _ in range(7)]
    assert [one.args["content"] for one in await reading.all(BoardCommand)] == ["#2 Printer"]
    assert said == [(1, False), *[(0, False)] * 6]
    (buried,) = await reading.all(Job)
    assert (buried.state, buried.box, buried.ticket_id) == (JobState.BURIED, Box.TO_TODOIST, first)
    async with reading.database.unit_of_work() as session:
        assert await maintenance.retry_buried(session, buried.id, now=NOW)
    assert await reading.pull.store_new_tasks(ROUND, room=1) == (1, False)


async def test_a_task_of_which_it_is_not_said_when_it_was_added_stops_no_other(reading: Reading) -> None:
    await reading.reads(items=[_task("t1", added_at=None), _task("t2"), _task("t3", added_at="soon")])
    assert ((await reading.state()).sync_token, (await reading.state()).others) == ("new", ["t1", "t2", "t3"])
