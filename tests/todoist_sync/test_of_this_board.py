"""What is counted, asked, noted and freed is of this board and of its own kind; other boards' rows, other kinds' and
other tickets' stay as they are."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, text

from db.database import Database
from db.models import (
    BoardAct,
    BoardCard,
    BoardCommand,
    BoardComment,
    BoardState,
    Brake,
    BrakeKind,
    Collaborator,
    EntryKind,
    HeldAct,
    Job,
    JobState,
    Person,
    Ticket,
)
from desk.outbox import Do, board_jobs
from tests.todoist_sync.rows import NOW, ROUND, WATERMARK, Rows
from todoist_sync import brake, hints
from todoist_sync.api.rows import TaskRow
from todoist_sync.cards import store
from todoist_sync.comments import backfill
from todoist_sync.mirror import comment_jobs, maintenance
from todoist_sync.project import setup
from todoist_sync.pull import new_task

pytestmark = pytest.mark.broad

MOMENT = timedelta(microseconds=1)
DAY = timedelta(days=1)


@pytest.fixture
async def rows(database: Database) -> AsyncIterator[Rows]:
    made = Rows(database)
    for project in ("P", "Q"):
        await made.add(
            BoardState(project_id=project, account_id="me", sync_token="old", others=["own"], adopted_at=WATERMARK)
        )
    yield made


@pytest.fixture
async def anna(rows: Rows) -> int:
    return await rows.person(telegram_id=5)


async def _all(rows: Rows, kind: Any) -> list[Any]:
    async with rows.database.sessions() as session:
        return list(await session.scalars(select(kind).order_by(kind.id)))


async def test_a_reading_is_of_one_board(rows: Rows) -> None:
    await rows.does(lambda session: setup.read(session, "P", "new", now=NOW))
    await rows.does(lambda session: setup.keep_others(session, "P", {"b", "a"}))
    found = [await rows.get(BoardState, project) for project in ("P", "Q")]
    assert [(one.sync_token, one.pulled_at, one.others) for one in found] == [
        ("new", NOW, ["a", "b"]), ("old", None, ["own"])
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("more", "passes"),
    [
        ({}, False),
        ({"project_id": "Q"}, True),
        ({"kind": BrakeKind.DUE}, True),
        ({"at": NOW - timedelta(hours=1)}, True),
        ({"at": NOW - timedelta(hours=1) + MOMENT}, False),
        ({"at": NOW + MOMENT}, True),
    ],
)
async def test_the_brake_counts_its_own_kind_of_the_last_hour(rows: Rows, more: dict[str, Any], passes: bool) -> None:
    for _ in range(5):
        await rows.add(BoardAct(**{"project_id": "P", "kind": BrakeKind.VANISH, "at": NOW, **more}))
    assert await rows.does(lambda session: brake.passes(session, ROUND, BrakeKind.VANISH)) is passes


async def test_admins_are_asked_about_each_kind_by_itself(rows: Rows, anna: int) -> None:
    ticket = await rows.ticket(1, anna)
    held = {"complete": BrakeKind.COMPLETE, "comment": BrakeKind.COMMENT, "elsewhere": BrakeKind.COMPLETE}
    for key, kind in held.items():
        project = "Q" if key == "elsewhere" else "P"
        await rows.add(HeldAct(project_id=project, kind=kind, ticket_id=ticket, key=key, held_at=NOW))
    assert await rows.does(lambda session: brake.ask(session, ROUND)) == 2
    asked = {one.id: one.kind for one in await _all(rows, Brake)}
    named = {one.key: asked.get(one.brake_id or 0) for one in await _all(rows, HeldAct)}
    assert named == {"complete": BrakeKind.COMPLETE, "comment": BrakeKind.COMMENT, "elsewhere": None}


async def test_what_turns_late_is_of_this_board_and_there(rows: Rows, anna: int) -> None:
    more: list[dict[str, Any]] = [{}, {"project_id": "Q"}, {"gone": "deleted"}, {"late_at": NOW + MOMENT}]
    for number, given in enumerate(more, 1):
        await rows.card(await rows.ticket(number, anna), number, f"t{number}", **{"late_at": NOW, **given})
    assert await rows.does(lambda session: store.come_late(session, ROUND)) == 1
    assert [one.dirty for one in await _all(rows, BoardCard)] == [True, False, False, False]


@pytest.mark.parametrize(
    ("more", "reminded"),
    [
        ({}, True),
        ({"active": False}, False),
        ({"project_id": "Q"}, False),
        ({"todoist_id": "me"}, False),
        ({"reminded_at": NOW - DAY}, True),
        ({"reminded_at": NOW - DAY + MOMENT}, False),
    ],
)
async def test_of_former_members_admins_hear_daily(rows: Rows, more: dict[str, Any], reminded: bool) -> None:
    given: dict[str, Any] = {"project_id": "P", "todoist_id": "pavel", "name": "Pavel", "active": True, **more}
    await rows.add(Person(name="Pavel", todoist_id=given["todoist_id"], dismissed_at=NOW - DAY, created_at=NOW))
    await rows.add(Person(name="Maria", todoist_id="maria", created_at=NOW))
    await rows.add(Collaborator(project_id="P", todoist_id="maria", name="Maria", active=True))
    await rows.add(Collaborator(**given))
    await rows.does(lambda session: maintenance._remind(session, ROUND))
    before: datetime | None = more.get("reminded_at")
    found = await rows.get(Collaborator, {"project_id": given["project_id"], "todoist_id": given["todoist_id"]})
    assert found.reminded_at == (NOW if reminded else before)
    assert (await rows.get(Collaborator, {"project_id": "P", "todoist_id": "maria"})).reminded_at is None


async def test_a_new_task_is_owed_its_own_words_anew_and_nothing_else(rows: Rows, anna: int) -> None:
    """What waits for the lost one goes instead; an edit, and the words of another ticket, are none of that."""
    first, second = await rows.ticket(1, anna), await rows.ticket(2, anna)
    said = [await rows.entry(first, anna, body, kind=EntryKind.REPLY) for body in ("one", "two")]
    other = await rows.entry(second, anna, "three", kind=EntryKind.REPLY)
    for ticket, entry, do in (
        (first, said[1], Do.COMMENT),
        (first, said[0], Do.COMMENT_EDIT),
        (second, other, Do.COMMENT),
    ):
        ids = {"ticket_id": ticket, "entry_id": entry}
        await rows.does(lambda session, do=do, ids=ids: _queued(session, do, ids))

    async def shown(session: Any) -> None:
        await backfill.show(session, ROUND, await store.locked(session, first))

    await rows.does(shown)
    query = "select entry_id, state, convert_from(payload, 'UTF8')::jsonb ->> 'do' as what from jobs order by id"
    async with rows.database.sessions() as session:
        found = [tuple(row) for row in await session.execute(text(query))]
    assert found == [
        (said[1], "done", "comment"), (said[0], "waiting", "comment_edit"), (other, "waiting", "comment"),
        (said[0], "waiting", "comment"), (said[1], "waiting", "comment"),
    ]  # fmt: skip


async def _queued(session: Any, do: Do, ids: dict[str, int]) -> None:
    board_jobs.queue_comment(session, do, **ids, now=NOW, rules=ROUND.rules)


async def test_a_comment_taken_back_before_it_could_be_read_leaves_nothing_due(rows: Rows, anna: int) -> None:
    """Nor does it take along another that waits to be read."""
    ticket = await rows.ticket(1, anna)
    for name in ("c1", "c2"):
        await rows.does(lambda session, name=name: _unread(session, ticket, name))

    async def without(name: str) -> tuple[bool, list[str]]:
        await rows.does(lambda session: board_jobs.forget_unread(session, name, now=NOW))
        _, owed = await rows.does(lambda session: hints.due(session, now=NOW))
        return bool(owed), [str(job.state) for job in await _all(rows, Job)]

    given_up = {"box": "to_todoist", "key": "comment:c3", "payload": b"{}", "state": JobState.BURIED}
    await rows.add(Job(**given_up, due_at=NOW, created_at=NOW, ticket_id=ticket))
    assert await without("c1") == (True, ["done", "waiting", "buried"])
    assert await without("c2") == (False, ["done", "done", "buried"])
    assert await without("c3") == (False, ["done", "done", "done"])


async def _unread(session: Any, ticket: int, name: str) -> None:
    board_jobs.unread(session, ticket, {"id": name}, now=NOW)


@pytest.mark.parametrize(
    ("more", "waits"),
    [({}, True), ({"project_id": "Q"}, False), ({"answered_at": NOW}, False), ({"lost": True}, True)],
    ids=["on its way", "to another board", "answered", "its answer lost"],
)
async def test_an_entry_waits_for_its_own_command_on_this_board(
    rows: Rows, anna: int, more: dict[str, Any], waits: bool
) -> None:
    entry = await rows.entry(await rows.ticket(1, anna), anna)
    await rows.command("note_add", {}, entry_id=entry, **more)
    known = await rows.does(lambda session: comment_jobs.read(session, [entry], ROUND))
    assert known.on_its_way == ({entry} if waits else set())


async def test_a_comment_that_was_deleted_stands_no_more(rows: Rows, anna: int) -> None:
    entry = await rows.entry(await rows.ticket(1, anna), anna)
    for comment, deleted_at in (("c1", NOW), ("c2", None)):
        await rows.add(
            BoardComment(comment_id=comment, entry_id=entry, task_id="t", ours=True, content="", deleted_at=deleted_at)
        )
    known = await rows.does(lambda session: comment_jobs.read(session, [entry], ROUND))
    assert [one.comment_id for one in known.shown[entry]] == ["c2"]


@pytest.mark.parametrize("holder", ["olga", "anna"])
async def test_who_has_it_is_named_in_the_last_of_several_comments(rows: Rows, anna: int, holder: str) -> None:
    people = {"anna": anna, "olga": await rows.person("Olga", telegram_id=6)}
    await rows.does(_linked)
    for name in people:
        await rows.add(Collaborator(project_id="P", todoist_id=f"todoist-{name}", name=name, active=True))
    ticket = await rows.ticket(1, anna, assignee_id=people[holder])
    entry = await rows.entry(ticket, anna, "on fire " * 3_000, kind=EntryKind.COMMENT, created_at=NOW + DAY)

    async def written(session: Any) -> Any:
        known = await comment_jobs.read(session, [entry], ROUND)
        row = await session.get_one(Ticket, ticket)
        await comment_jobs.write(session, Do.COMMENT, known.entries[entry], row, task_id="t", known=known, round_=ROUND)

    await rows.does(written)
    commands = await _all(rows, BoardCommand)
    assert [command.args.get("uids_to_notify") for command in commands] == [None, [f"todoist-{holder}"]]


async def _linked(session: Any) -> None:
    await session.execute(text("update people set todoist_id = 'todoist-' || lower(name)"))


@pytest.mark.parametrize(
    ("by", "block", "next_number"),
    [("me", True, 501), (None, True, 501), ("olga", True, 2), ("me", False, 3), (None, False, 3)],
)
async def test_new_numbers_begin_after_what_our_own_account_has_made(
    rows: Rows, by: str | None, block: bool, next_number: int
) -> None:
    """A copy that somebody made of a task of ours, and called otherwise, is their own; so is what somebody who shares
    our account calls like one."""
    words = "‹pulldesk›\n#500\n‹/pulldesk›" if block else "floor 5"
    made = {"id": "t", "content": "#500 Printer", "description": words, "added_by_uid": by}
    item = TaskRow.of({**made, "project_id": "P", "added_at": NOW.isoformat()})
    await rows.does(lambda session: session.execute(text("select setval('ticket_numbers', 1)")))
    await rows.does(lambda session: new_task.file(session, item, ROUND))
    assert await rows.does(lambda session: session.scalar(text("select nextval('ticket_numbers')"))) == next_number
