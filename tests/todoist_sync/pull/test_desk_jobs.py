"""Jobs turned into commands: which jobs, in which order, on whose task, and what of it stands there already."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from db import queue
from db.models import BoardCard, BoardCommand, BoardComment, Box, Collaborator, Entry, EntryFile, EntryKind, Job, Lane
from db.unit_of_work import NewJob
from tests.failing import BROKEN, failing
from tests.sql import execute, fetch
from tests.todoist_sync.pull.reading import Reading
from tests.todoist_sync.rows import NOW, ROUND
from todoist_sync import push
from todoist_sync.mirror import desk_jobs

MOMENT = timedelta(microseconds=1)


async def _job(reading: Reading, ticket: int, entry: int | None, do: str = "comment", **more: Any) -> int:
    given = {"box": Box.TO_TODOIST, "key": f"ticket:{ticket}", **more}

    async def put(session: Any) -> None:
        body = queue.encode_payload({"do": do, "entry": entry, "ticket": ticket})
        queue.put_job(session, NewJob(payload=body, now=NOW, ticket_id=ticket, entry_id=entry, **given))

    await reading.does(put)
    return int((await reading.all(Job))[-1].id)


async def _states(reading: Reading) -> list[tuple[str, datetime]]:
    return [(str(job.state), job.due_at) for job in await reading.all(Job)]


async def _spoken(reading: Reading, rita: int, number: int, **more: Any) -> tuple[int, int]:
    """A ticket with its task, and an answer on it."""
    ticket = await reading.ticket(number, rita)
    await reading.card(ticket, number, f"t{number}")
    return ticket, await reading.entry(ticket, rita, f"words {number}", **more)


async def test_each_due_job_becomes_its_own_command(reading: Reading, rita: int) -> None:
    first, second = await _spoken(reading, rita, 1), await _spoken(reading, rita, 2)
    await _job(reading, *first)
    await _job(reading, *second)
    await _job(reading, *first, due_at=NOW + MOMENT, key="later")
    await _job(reading, *second, box=Box.FROM_TODOIST, key="x")
    assert await desk_jobs.stage_jobs(reading.database, ROUND) == 2
    made = [
        (one.kind, one.args["item_id"], one.args["content"], one.entry_id) for one in await reading.all(BoardCommand)
    ]
    assert made == [
        ("note_add", "t1", "**Olga:** words 1", first[1]), ("note_add", "t2", "**Olga:** words 2", second[1])
    ]  # fmt: skip
    assert [state for state, _ in await _states(reading)] == ["done", "done", "waiting", "waiting"]
    assert await desk_jobs.stage_jobs(reading.database, ROUND) == 0


async def test_of_one_key_jobs_go_in_order_and_the_most_urgent_key_first(reading: Reading, rita: int) -> None:
    first, second = await _spoken(reading, rita, 1), await _spoken(reading, rita, 2)
    more = await reading.entry(first[0], rita, "more")
    await _job(reading, *first, lane=Lane.EDITS)
    await _job(reading, first[0], more, lane=Lane.EDITS)
    await _job(reading, *second, lane=Lane.PEOPLE)
    assert await desk_jobs.stage_jobs(reading.database, ROUND) == 3
    assert [one.entry_id for one in await reading.all(BoardCommand)] == [second[1], first[1], more]


async def test_a_job_settled_meanwhile_has_no_second_effect(reading: Reading, rita: int) -> None:
    ticket, entry = await _spoken(reading, rita, 1)
    await _job(reading, ticket, entry)
    async with reading.database.unit_of_work() as session:
        [row] = await session.execute(desk_jobs._DUE, {"box": "to_todoist", "now": NOW, "limit": 9})
    job = queue.ClaimedJob.from_row(Box.TO_TODOIST, row)
    for _ in range(2):
        await desk_jobs._settle_job(reading.database, job, ROUND)
    assert len(await reading.all(BoardCommand)) == 1


async def test_who_was_removed_meanwhile_is_not_removed_again(reading: Reading) -> None:
    """Nothing on the board would tell: that they are gone is known once the board is read again."""
    project = ROUND.project.project_id
    await reading.add(
        Collaborator(project_id=project, todoist_id="7", name="Eve", email="eve@example.org", active=True)
    )

    async def put(session: Any) -> None:
        body = queue.encode_payload({"do": "evict", "todoist_id": "7"})
        queue.put_job(session, NewJob(Box.TO_TODOIST, "evict", body, NOW))

    await reading.does(put)
    async with reading.database.unit_of_work() as session:
        [row] = await session.execute(desk_jobs._DUE, {"box": "to_todoist", "now": NOW, "limit": 9})
    for _ in range(2):
        await desk_jobs._settle_job(reading.database, queue.ClaimedJob.from_row(Box.TO_TODOIST, row), ROUND)
    assert len(await reading.all(BoardCommand)) == 1


@pytest.mark.parametrize("more", [{"active": False}, {"email": None}, {"project_id": "Q"}, {"todoist_id": "8"}])
async def test_nobody_is_removed_who_is_not_there(reading: Reading, more: dict[str, Any]) -> None:
    """Todoist would refuse it, and admins be told that it failed."""
    eve = {"project_id": "P", "todoist_id": "7", "name": "Eve", "email": "eve@example.org", "active": True}
    await reading.add(Collaborator(**{**eve, **more}))
    await _put(reading, "evict", {"do": "evict", "todoist_id": "7"})
    assert await desk_jobs.stage_jobs(reading.database, ROUND) == 1
    assert await reading.all(BoardCommand) == []


async def test_what_asks_for_the_whole_board_forgets_our_place_in_its_changes(reading: Reading) -> None:
    await _put(reading, "task:t1", {"do": "read_all"})
    await desk_jobs.stage_jobs(reading.database, ROUND)
    assert ((await reading.state()).sync_token, (await reading.all(Job))[-1].state) == (None, "done")


async def _put(reading: Reading, key: str, body: dict[str, Any]) -> None:
    async def put(session: Any) -> None:
        queue.put_job(session, NewJob(Box.TO_TODOIST, key, queue.encode_payload(body), NOW))

    await reading.does(put)


async def test_words_wait_for_their_task_and_for_their_own_comment(reading: Reading, rita: int) -> None:
    ticket = await reading.ticket(1, rita)
    card = await reading.card(ticket, 1)
    entry, other = await reading.entry(ticket, rita), await reading.entry(ticket, rita, "other")
    await _job(reading, ticket, entry)
    await desk_jobs.stage_jobs(reading.database, ROUND)
    assert await _states(reading) == [("waiting", NOW + timedelta(seconds=20))]
    async with reading.database.unit_of_work() as session:
        (await session.get_one(BoardCard, card)).task_id = "t1"
    await reading.command("note_add", {"item_id": "t1", "content": "x"}, entry_id=entry)
    await reading.command("note_add", {"item_id": "t1", "content": "x"}, entry_id=other, answered_at=NOW)
    later = replace(ROUND, now=NOW + timedelta(seconds=20))
    await desk_jobs.stage_jobs(reading.database, later)
    assert await _states(reading) == [("waiting", later.now + timedelta(seconds=1))]
    await push.wake_tickets(reading.database, [ticket], later)
    await execute(reading, "update board_commands set answered_at = now() where entry_id = :e", e=entry)
    await desk_jobs.stage_jobs(reading.database, later)
    assert [state for state, _ in await _states(reading)] == ["done"]


async def test_others_open_commands_hold_nothing_back(reading: Reading, rita: int) -> None:
    first, second = await _spoken(reading, rita, 1), await _spoken(reading, rita, 2)
    await reading.command("note_add", {"item_id": "t2", "content": "x"}, entry_id=second[1])
    await _job(reading, *first)
    await desk_jobs.stage_jobs(reading.database, ROUND)
    assert [state for state, _ in await _states(reading)] == ["done"]


async def test_a_mistake_is_tried_five_times_ever_later_and_stops_no_other(reading: Reading, rita: int) -> None:
    bad, good = await _spoken(reading, rita, 1), await _spoken(reading, rita, 2)
    await _job(reading, *bad)
    await _job(reading, *good)
    at, waits = NOW, []
    only = f"new.entry_id = {bad[1]}"
    async with failing(reading.database, [BROKEN] * 10, table="board_commands", when=only):
        for _ in range(5):
            await desk_jobs.stage_jobs(reading.database, replace(ROUND, now=at))
            state, due = (await _states(reading))[0]
            waits.append((state, (due - at).total_seconds()))
            at = max(due, at)
    assert [state for state, _ in waits] == ["waiting"] * 4 + ["buried"]
    assert [wait for _, wait in waits[:4]] == [1, 2, 4, 8]
    assert (await _states(reading))[1][0] == "done"


async def test_only_waiting_jobs_of_those_tickets_are_woken(reading: Reading, rita: int) -> None:
    tickets = [await reading.ticket(number, rita) for number in (1, 2)]
    for ticket in tickets:
        await _job(reading, ticket, None, due_at=NOW + timedelta(hours=1))
    await _job(reading, tickets[0], None, box=Box.TO_TELEGRAM, due_at=NOW + timedelta(hours=1))
    await push.wake_tickets(reading.database, [tickets[0]], ROUND)
    due = await fetch(reading, "select box, key from job_keys where due_at = :now", now=NOW)
    assert [tuple(row) for row in due] == [("to_todoist", f"ticket:{tickets[0]}")]


# Comments: what stands there and what should


async def _stands(reading: Reading, entry: int, name: str, task: str = "t1", **more: Any) -> None:
    given = {"content": "**Olga:** old", "ours": True, **more}
    await reading.add(BoardComment(comment_id=name, entry_id=entry, task_id=task, **given))


async def _done(reading: Reading, ticket: int, entry: int, do: str) -> list[tuple[str, Any]]:
    await _job(reading, ticket, entry, do)
    await desk_jobs.stage_jobs(reading.database, ROUND)
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
    reading: Reading, rita: int, do: str, stands: dict[str, Any], commands: Any
) -> None:
    ticket, entry = await _spoken(reading, rita, 1)
    other_ticket, other = await _spoken(reading, rita, 2)
    await _stands(reading, entry, "c1", **stands)
    await _stands(reading, other, "c2", task="t2")
    assert await _done(reading, ticket, entry, do) == commands
    assert other_ticket != ticket


@pytest.mark.parametrize(("stood", "is_other"), [("https://f/1", False), ("https://f/0", True), (None, True)])
async def test_a_file_goes_along_where_another_stands_there(
    reading: Reading, rita: int, stood: str | None, is_other: bool
) -> None:
    ticket, entry = await _spoken(reading, rita, 1)
    file = {"file_url": "https://f/1", "resource_type": "image"}
    await reading.add(EntryFile(entry_id=entry, ordinal=0, kind="photo", name="p", todoist_attachment=file))
    await _stands(reading, entry, "c1", file_url=stood)
    assert await _done(reading, ticket, entry, "comment_edit") == [("note_update", "c1")]
    (command,) = await reading.all(BoardCommand)
    assert command.args.get("file_attachment") == (file if is_other else None)


async def test_words_taken_back_leave_the_board(reading: Reading, rita: int) -> None:
    ticket, entry = await _spoken(reading, rita, 1, withdrawn_at=NOW)
    await _stands(reading, entry, "c1")
    assert await _done(reading, ticket, entry, "comment") == [("note_delete", "c1")]


async def test_words_moved_to_another_ticket_leave_this_ones_task_alone(reading: Reading, rita: int) -> None:
    first, _ = await _spoken(reading, rita, 1)
    second, entry = await _spoken(reading, rita, 2)
    await _stands(reading, entry, "c1", task="t1")
    await _stands(reading, entry, "c2", task="t2")
    await _stands(reading, entry, "c3", task="t1", deleted_at=NOW)
    await _stands(reading, entry, "c4", task="t1", ours=False)
    assert await _done(reading, first, entry, "comment_delete") == [("note_delete", "c1")]
    assert second != first


async def test_of_several_at_once_words_that_moved_go_where_they_are_now(reading: Reading, rita: int) -> None:
    first, second, (third, _) = [await _spoken(reading, rita, number) for number in (1, 2, 3)]
    for one in (first, second):
        await _job(reading, *one)

    async def move(session: Any) -> None:
        (await session.get_one(Entry, first[1])).ticket_id = third
        (await session.get_one(Entry, second[1])).ticket_id = first[0]

    await reading.does(move)
    assert await desk_jobs.stage_jobs(reading.database, ROUND) == 2
    made = {one.entry_id: one.args["item_id"] for one in await reading.all(BoardCommand)}
    assert made == {first[1]: "t3", second[1]: "t1"}


async def test_words_that_are_gone_or_wait_under_a_question_are_done(reading: Reading, rita: int) -> None:
    ticket, _ = await _spoken(reading, rita, 1)
    lone = await reading.add(
        Entry(kind=EntryKind.COMMENT, author_id=rita, author_name="Rita", body="x", origin="telegram", created_at=NOW)
    )
    await _job(reading, ticket, lone.id)
    await desk_jobs.stage_jobs(reading.database, ROUND)
    assert [state for state, _ in await _states(reading)] == ["done"]
    assert await reading.all(BoardCommand) == []


async def test_words_that_were_moved_leave_the_task_they_stood_under_and_take_none_along(
    reading: Reading, rita: int
) -> None:
    tickets = [await reading.ticket(number, rita) for number in (1, 2)]
    for number, ticket in enumerate(tickets, 1):
        await reading.card(ticket, number, f"t{number}")
    stays, moved = await reading.entry(tickets[0], rita), await reading.entry(tickets[1], rita)
    for name, entry, more in (
        ("c1", stays, {}), ("c2", moved, {}), ("c3", moved, {"ours": False}), ("c4", moved, {"deleted_at": NOW}),
        ("c5", moved, {"task_id": "t2"}),
    ):  # fmt: skip
        given = {"task_id": "t1", "ours": True, "content": "x", **more}
        await reading.add(BoardComment(comment_id=name, entry_id=entry, **given))
    await _job(reading, tickets[0], moved, "comment_delete")
    await desk_jobs.stage_jobs(reading.database, ROUND)
    assert [(one.kind, one.args["id"]) for one in await reading.all(BoardCommand)] == [("note_delete", "c2")]
