"""Reading the board and turning jobs into commands: which cards, which tasks, which jobs, whose, until which token."""

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest
import pytest_asyncio
from sqlalchemy import select, text

from db import queue
from db.database import Database
from db.enums import Box, EntryKind, Lane, Status
from db.models import BoardCard, BoardCommand, BoardComment, BoardState, Entry, Job
from tests.failing import BROKEN, failing
from tests.todoist_sync.rows import NOW, PLACE, ROUND, WATERMARK, Rows
from todoist_sync.api.client import Todoist
from todoist_sync.api.errors import TodoistError
from todoist_sync.api.rate_limiter import Budget
from todoist_sync.cards import store
from todoist_sync.context import EARLIEST
from todoist_sync.mirror import desk_jobs
from todoist_sync.project.setup import NoBoardError
from todoist_sync.pull.reader import Pull
from todoist_sync.push import sender

pytestmark = pytest.mark.broad

MOMENT = timedelta(microseconds=1)
SHARED = {"id": "P", "is_shared": True}


class Said(httpx.AsyncBaseTransport):
    """What Todoist says to each `/sync` in turn: what changed, or a status; `tokens`: since when it was asked."""

    def __init__(self) -> None:
        self.next: list[dict[str, Any] | int] = []
        self.tokens: list[str] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if not request.url.path.endswith("/sync"):
            return httpx.Response(200, json={"results": [], "items": [], "next_cursor": None})
        self.tokens.append(json.loads(request.content)["sync_token"])
        said = self.next.pop(0) if self.next else {}
        if isinstance(said, int):
            return httpx.Response(said, json={"error_tag": "BAD", "http_code": said})
        return httpx.Response(200, json={"sync_token": "new", "full_sync": False, **said})


class Reading(Rows):
    """Rows, a Todoist beside them, and reading it."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self.todoist = Said()
        self.client = Todoist("token", "http://127.0.0.1:1", Budget(lambda: NOW), transport=self.todoist)
        self.pull = Pull(database, self.client)

    async def reads(self, since: str | None = "old", *, lost: bool = False, **said: Any) -> Any:
        self.todoist.next.append(said)
        return await self.pull.run(ROUND, since, lost=lost)

    async def state(self) -> BoardState:
        row: BoardState = await self.get(BoardState, "P")
        return row

    async def all(self, kind: Any) -> list[Any]:
        async with self.database.sessions() as session:
            return list(await session.scalars(select(kind).order_by(kind.id)))


@pytest_asyncio.fixture(loop_scope="session")
async def reading(database: Database) -> AsyncIterator[Reading]:
    made = Reading(database)
    await made.add(BoardState(project_id="P", account_id="me", sync_token="old", adopted_at=WATERMARK, is_shared=True))
    yield made
    await made.client.aclose()


@pytest.fixture
async def anna(reading: Reading) -> int:
    return await reading.person(telegram_id=5)


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
    reading: Reading, anna: int
) -> None:
    card = await reading.card(await reading.ticket(901, anna), 901, "t1")
    at = (WATERMARK + timedelta(minutes=5)).isoformat()
    async with failing(reading.database, [BROKEN] * 5, table="board_cards", on="update", when=f"new.id = {card}"):
        for turn in range(1, 6):
            await reading.reads(items=[_task("t1", content="#901 Scanner"), _task(f"new{turn}", added_at=at)])
            assert (await reading.state()).sync_token == ("old" if turn < 5 else "new")
            assert (await reading.state()).pulled_at == NOW
    made = [one.task_id for one in await reading.all(BoardCard) if one.id != card]
    assert made == [f"new{turn}" for turn in range(1, 6)]


async def test_while_something_is_to_be_read_again_nothing_is_given_up(reading: Reading, anna: int) -> None:
    card = await reading.card(await reading.ticket(901, anna), 901, "t1")
    command = await reading.command("note_add", {"item_id": "t9", "content": "x"}, lost=True)
    async with failing(reading.database, [BROKEN], table="board_cards", on="update", when=f"new.id = {card}"):
        await reading.reads(lost=True, items=[_task("t1", content="#901 Scanner")])
        assert (await reading.get(BoardCommand, command)).error == store.LOST


async def test_what_was_made_and_is_not_there_is_given_up_with_the_reading(reading: Reading) -> None:
    command = await reading.command("note_add", {"item_id": "t9", "content": "x"}, lost=True)
    await reading.reads(items=[_task("t2")])  # which began before it was lost
    assert (await reading.get(BoardCommand, command)).error == store.LOST
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
        await reading.pull.run(ROUND, "old")
    assert reading.todoist.tokens == ["old"]
    assert (await reading.state()).sync_token == "old"


async def test_without_a_token_everything_is_read(reading: Reading) -> None:
    await reading.reads(None, full_sync=True)
    assert reading.todoist.tokens == ["*"]


@pytest.mark.parametrize("end", ["is_deleted", "is_archived"])
async def test_a_project_that_is_gone_decides_nothing_about_its_tasks(reading: Reading, anna: int, end: str) -> None:
    card = await reading.card(await reading.ticket(1, anna), 1, "t1")
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
    first = replace(ROUND, place=replace(PLACE, watermark=EARLIEST))
    late = "2026-11-20T08:30:00Z"
    reading.todoist.next = [{"items": [_task("t1", updated_at=late), _task("t2")], "projects": [SHARED]}]
    await reading.pull.run(first, "old")
    assert (await reading.state()).adopted_at == datetime.fromisoformat("2026-11-20T08:30:00+00:00")
    assert await reading.all(BoardCard) == []


# Which tasks take places


async def test_active_tasks_that_are_no_tickets_are_counted(reading: Reading, anna: int) -> None:
    await reading.card(await reading.ticket(1, anna), 1, "t1")
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


# Which cards want a task


async def _cards(reading: Reading, anna: int) -> dict[str, int]:
    """Cards without a task, by what they are."""
    rest = store.REST
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
        ticket = await reading.ticket(number, anna)
        found[name] = await reading.card(ticket, number, **card)
        if command is not None:
            given = dict(command)
            await reading.command(given.pop("kind", "item_add"), {}, ticket_id=ticket, **given)
    return found


async def test_a_task_is_made_where_none_is_and_none_is_on_its_way(reading: Reading, anna: int) -> None:
    made = await _cards(reading, anna)
    before = {one.id for one in await reading.all(BoardCommand)}
    assert await reading.pull.make(ROUND, room=99) == (5, False)
    new = [one.ticket_id for one in await reading.all(BoardCommand) if one.id not in before]
    whose = {(await reading.get(BoardCard, card)).ticket_id: name for name, card in made.items()}
    assert {whose[ticket] for ticket in new} == {"plain", "refused", "made elsewhere", "renamed", "made once"}
    assert await reading.pull.make(ROUND, room=99) == (0, False)


async def test_of_too_many_the_most_urgent_and_oldest_get_the_room(reading: Reading, anna: int) -> None:
    tickets = [
        await reading.ticket(number, anna, priority=priority) for number, priority in ((1, 3), (2, 1), (3, 1), (4, 2))
    ]
    for number, ticket in enumerate(tickets, 1):
        await reading.card(ticket, number)
    assert await reading.pull.make(ROUND, room=-1) == (0, True)
    assert await reading.pull.make(ROUND, room=0) == (0, True)
    assert await reading.pull.make(ROUND, room=3) == (3, True)
    assert await reading.pull.make(ROUND, room=1) == (1, False)
    assert [one.ticket_id for one in await reading.all(BoardCommand)] == [tickets[n] for n in (1, 2, 3, 0)]


async def test_an_ended_ticket_gets_no_task(reading: Reading, anna: int) -> None:
    ticket = await reading.ticket(1, anna, status=Status.CLOSED)
    await reading.card(ticket, 1)
    await reading.pull.make(ROUND, room=9)
    assert (await reading.all(BoardCommand), await reading.all(BoardCard)) == ([], [])


# Jobs into commands


async def _job(reading: Reading, ticket: int, entry: int | None, do: str = "comment", **more: Any) -> int:
    given = {"box": Box.TO_TODOIST, "key": f"ticket:{ticket}", **more}

    async def put(session: Any) -> None:
        body = queue.body({"do": do, "entry": entry, "ticket": ticket})
        queue.put(session, queue.Put(payload=body, now=NOW, ticket_id=ticket, entry_id=entry, **given))

    await reading.does(put)
    return int((await reading.all(Job))[-1].id)


async def _states(reading: Reading) -> list[tuple[str, datetime]]:
    return [(str(job.state), job.due_at) for job in await reading.all(Job)]


async def _spoken(reading: Reading, anna: int, number: int, **more: Any) -> tuple[int, int]:
    """A ticket with its task, and an answer on it."""
    ticket = await reading.ticket(number, anna)
    await reading.card(ticket, number, f"t{number}")
    return ticket, await reading.entry(ticket, anna, f"words {number}", **more)


async def test_each_due_job_becomes_its_own_command(reading: Reading, anna: int) -> None:
    first, second = await _spoken(reading, anna, 1), await _spoken(reading, anna, 2)
    await _job(reading, *first)
    await _job(reading, *second)
    await _job(reading, *first, due_at=NOW + MOMENT, key="later")
    await _job(reading, *second, box=Box.FROM_TODOIST, key="x")
    assert await desk_jobs.stage(reading.database, ROUND) == 2
    made = [
        (one.kind, one.args["item_id"], one.args["content"], one.entry_id) for one in await reading.all(BoardCommand)
    ]
    assert made == [
        ("note_add", "t1", "**Olga:** words 1", first[1]), ("note_add", "t2", "**Olga:** words 2", second[1])
    ]  # fmt: skip
    assert [state for state, _ in await _states(reading)] == ["done", "done", "waiting", "waiting"]
    assert await desk_jobs.stage(reading.database, ROUND) == 0


async def test_of_one_key_jobs_go_in_order_and_the_most_urgent_key_first(reading: Reading, anna: int) -> None:
    first, second = await _spoken(reading, anna, 1), await _spoken(reading, anna, 2)
    more = await reading.entry(first[0], anna, "more")
    await _job(reading, *first, lane=Lane.EDITS)
    await _job(reading, first[0], more, lane=Lane.EDITS)
    await _job(reading, *second, lane=Lane.PEOPLE)
    assert await desk_jobs.stage(reading.database, ROUND) == 3
    assert [one.entry_id for one in await reading.all(BoardCommand)] == [second[1], first[1], more]


async def test_a_job_settled_meanwhile_has_no_second_effect(reading: Reading, anna: int) -> None:
    ticket, entry = await _spoken(reading, anna, 1)
    await _job(reading, ticket, entry)
    async with reading.database.unit_of_work() as session:
        [row] = await session.execute(desk_jobs._HEADS, {"box": "to_todoist", "now": NOW, "limit": 9})
    job = desk_jobs._job(row)
    for _ in range(2):
        await desk_jobs._settled(reading.database, job, ROUND)
    assert len(await reading.all(BoardCommand)) == 1


async def test_words_wait_for_their_task_and_for_their_own_comment(reading: Reading, anna: int) -> None:
    ticket = await reading.ticket(1, anna)
    card = await reading.card(ticket, 1)
    entry, other = await reading.entry(ticket, anna), await reading.entry(ticket, anna, "other")
    await _job(reading, ticket, entry)
    await desk_jobs.stage(reading.database, ROUND)
    assert await _states(reading) == [("waiting", NOW + timedelta(seconds=20))]
    async with reading.database.unit_of_work() as session:
        (await session.get_one(BoardCard, card)).task_id = "t1"
    await reading.command("note_add", {"item_id": "t1", "content": "x"}, entry_id=entry)
    await reading.command("note_add", {"item_id": "t1", "content": "x"}, entry_id=other, answered_at=NOW)
    later = replace(ROUND, now=NOW + timedelta(seconds=20))
    await desk_jobs.stage(reading.database, later)
    assert await _states(reading) == [("waiting", later.now + timedelta(seconds=1))]
    await sender.wake(reading.database, [ticket], later)
    async with reading.database.unit_of_work() as session:
        await session.execute(text("update board_commands set answered_at = now() where entry_id = :e"), {"e": entry})
    await desk_jobs.stage(reading.database, later)
    assert [state for state, _ in await _states(reading)] == ["done"]


async def test_others_open_commands_hold_nothing_back(reading: Reading, anna: int) -> None:
    first, second = await _spoken(reading, anna, 1), await _spoken(reading, anna, 2)
    await reading.command("note_add", {"item_id": "t2", "content": "x"}, entry_id=second[1])
    await _job(reading, *first)
    await desk_jobs.stage(reading.database, ROUND)
    assert [state for state, _ in await _states(reading)] == ["done"]


async def test_a_mistake_is_tried_five_times_ever_later_and_stops_no_other(reading: Reading, anna: int) -> None:
    bad, good = await _spoken(reading, anna, 1), await _spoken(reading, anna, 2)
    await _job(reading, *bad)
    await _job(reading, *good)
    at, waits = NOW, []
    only = f"new.entry_id = {bad[1]}"
    async with failing(reading.database, [BROKEN] * 10, table="board_commands", when=only):
        for _ in range(5):
            await desk_jobs.stage(reading.database, replace(ROUND, now=at))
            state, due = (await _states(reading))[0]
            waits.append((state, (due - at).total_seconds()))
            at = max(due, at)
    assert [state for state, _ in waits] == ["waiting"] * 4 + ["buried"]
    assert [wait for _, wait in waits[:4]] == [1, 2, 4, 8]
    assert (await _states(reading))[1][0] == "done"


async def test_only_waiting_jobs_of_those_tickets_are_woken(reading: Reading, anna: int) -> None:
    tickets = [await reading.ticket(number, anna) for number in (1, 2)]
    for ticket in tickets:
        await _job(reading, ticket, None, due_at=NOW + timedelta(hours=1))
    await _job(reading, tickets[0], None, box=Box.TO_TELEGRAM, due_at=NOW + timedelta(hours=1))
    await sender.wake(reading.database, [tickets[0]], ROUND)
    async with reading.database.sessions() as session:
        due = (await session.execute(text("select box, key from job_keys where due_at = :now"), {"now": NOW})).all()
    assert [tuple(row) for row in due] == [("to_todoist", f"ticket:{tickets[0]}")]


# Comments: what stands there and what should


async def _stands(reading: Reading, entry: int, name: str, task: str = "t1", **more: Any) -> None:
    given = {"content": "**Olga:** old", "ours": True, **more}
    await reading.add(BoardComment(comment_id=name, entry_id=entry, task_id=task, **given))


async def _done(reading: Reading, ticket: int, entry: int, do: str) -> list[tuple[str, Any]]:
    await _job(reading, ticket, entry, do)
    await desk_jobs.stage(reading.database, ROUND)
    return [(one.kind, one.args.get("id") or one.args.get("item_id")) for one in await reading.all(BoardCommand)]


@pytest.mark.parametrize(
    ("do", "stands", "commands"),
    [
        ("comment_edit", {}, [("note_update", "c1")]),
        ("comment_edit", {"content": "**Olga:** words 1"}, []),
        ("comment_edit", {"ours": False}, []),
        ("comment_edit", {"deleted_at": NOW}, []),
        ("comment_edit", {"task": "t9"}, []),
        ("comment_delete", {}, [("note_delete", "c1")]),
        ("comment_delete", {"deleted_at": NOW}, []),
        ("comment", {}, [("note_update", "c1")]),
        ("comment", {"task": "t9"}, [("note_add", "t1")]),
        ("comment", {"deleted_at": NOW}, [("note_add", "t1")]),
    ],
)
async def test_what_stands_there_is_changed_and_what_does_not_is_not(
    reading: Reading, anna: int, do: str, stands: dict[str, Any], commands: Any
) -> None:
    ticket, entry = await _spoken(reading, anna, 1)
    other_ticket, other = await _spoken(reading, anna, 2)
    await _stands(reading, entry, "c1", **stands)
    await _stands(reading, other, "c2", task="t2")
    assert await _done(reading, ticket, entry, do) == commands
    assert other_ticket != ticket


async def test_words_taken_back_leave_the_board(reading: Reading, anna: int) -> None:
    ticket, entry = await _spoken(reading, anna, 1, withdrawn_at=NOW)
    await _stands(reading, entry, "c1")
    assert await _done(reading, ticket, entry, "comment") == [("note_delete", "c1")]


async def test_words_moved_to_another_ticket_leave_this_ones_task_alone(reading: Reading, anna: int) -> None:
    first, _ = await _spoken(reading, anna, 1)
    second, entry = await _spoken(reading, anna, 2)
    await _stands(reading, entry, "c1", task="t1")
    await _stands(reading, entry, "c2", task="t2")
    await _stands(reading, entry, "c3", task="t1", deleted_at=NOW)
    await _stands(reading, entry, "c4", task="t1", ours=False)
    assert await _done(reading, first, entry, "comment_delete") == [("note_delete", "c1")]
    assert second != first


async def test_words_that_are_gone_or_wait_under_a_question_are_done(reading: Reading, anna: int) -> None:
    ticket, _ = await _spoken(reading, anna, 1)
    lone = await reading.add(
        Entry(kind=EntryKind.COMMENT, author_id=anna, author_name="Anna", body="x", origin="telegram", created_at=NOW)
    )
    await _job(reading, ticket, lone.id)
    await desk_jobs.stage(reading.database, ROUND)
    assert [state for state, _ in await _states(reading)] == ["done"]
    assert await reading.all(BoardCommand) == []
