"""Rows of the board beside rows that look like them: of other tickets, other projects, other accounts, sent already,
gone meanwhile. Each word of "whose" and "still" is one a test here notices."""

import asyncio
from collections import defaultdict
from datetime import timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest
from sqlalchemy import select, text
from todoist_api_python.models import Project

from db import queue
from db.models import (
    BoardCard,
    BoardCommand,
    BoardComment,
    BoardState,
    Box,
    BrakeKind,
    DeskRow,
    Entry,
    EntryFile,
    EntryKind,
    HeldChange,
    Job,
    JobState,
    Status,
    Ticket,
)
from db.pruning import prune_rows
from db.unit_of_work import NewJob
from desk.outbox import Do, jobs
from tests.db.waiting import until_somebody_waits
from tests.sql import scalars
from tests.todoist_sync.pull.reading import Reading
from tests.todoist_sync.rows import NOW, ROUND, Rows, agreed
from todoist_sync import brake, files, push
from todoist_sync import project as todoist_sync_project
from todoist_sync.api.rows import TaskRow
from todoist_sync.cards import agreed_state, deleted_tasks, settle, store, stored_commands
from todoist_sync.cards.settle import DeskActions
from todoist_sync.merge.three_way import Theirs
from todoist_sync.mirror import desk_jobs
from todoist_sync.plan_limits import MAX_ACTIVE_TASKS
from todoist_sync.pull import missing_tasks, task
from todoist_sync.pull.task import TaskNews


@pytest.fixture
async def rows(reading: Reading) -> Reading:
    return reading


async def _commands(rows: Rows) -> list[BoardCommand]:
    return await scalars(rows, select(BoardCommand).order_by(BoardCommand.id))


async def _job(rows: Rows, ticket: int, entry: int, do: str) -> None:
    body = queue.encode_payload({"do": do, "entry": entry, "ticket": ticket})
    given = {"payload": body, "now": NOW, "ticket_id": ticket, "entry_id": entry}

    async def put(session: Any) -> None:
        queue.put_job(session, NewJob(box=Box.TO_TODOIST, key=f"ticket:{ticket}", **given))

    await rows.does(put)


# Sent already, or not


@pytest.mark.parametrize(("sent", "left"), [(None, 0), (NOW, 1)])
async def test_a_task_that_gives_way_is_waited_for_once_it_was_asked_for(
    rows: Rows, rita: int, sent: Any, left: int
) -> None:
    """Forgotten, its answer would be nobody's and the task stay on the board for good."""
    ticket = await rows.ticket(1, rita)
    card = await rows.card(ticket, 1)
    await rows.command("item_add", {}, ticket_id=ticket, sent_at=sent, temp_id="t")

    async def gives_way(session: Any) -> None:
        made = await session.get_one(BoardCard, card)
        await deleted_tasks._remove_replacement(session, ROUND, made, await store.lock_ticket(session, ticket))

    await rows.does(gives_way)
    assert len(await _commands(rows)) == left


@pytest.mark.parametrize(("lost", "project", "made"), [(True, "P", 0), (False, "P", 0), (True, "Q", 1)])
async def test_a_task_that_may_be_there_is_not_made_again(
    rows: Rows, rita: int, lost: bool, project: str, made: int
) -> None:
    """Its answer is under way, or was lost: there would be two of them."""
    ticket = await rows.ticket(1, rita)
    card = await rows.card(ticket, 1)
    await rows.command("item_add", {}, ticket_id=ticket, project_id=project, lost=lost)

    async def make(session: Any) -> bool:
        return await settle.store_new_task(session, await session.get_one(BoardCard, card), ROUND)

    assert await rows.does(make) is bool(made)
    assert len(await _commands(rows)) == 1 + made


async def test_of_two_tasks_that_are_there_the_later_one_gives_way(rows: Rows, rita: int) -> None:
    ticket = await rows.ticket(1, rita)
    first, second = [await rows.card(ticket, 1, f"t{n}", gone="deleted") for n in (1, 2)]
    item = TaskRow.from_json({"id": "t", "content": "#1 Printer", "description": ""})

    async def comes_back(session: Any, card: int) -> bool:
        back = await session.get_one(BoardCard, card)
        return await deleted_tasks.handle_restored_task(
            session, ROUND, back, await store.lock_ticket(session, ticket), item
        )

    assert [await rows.does(comes_back, card) for card in (first, second)] == [
        True,
        False,
    ]
    assert [(await rows.get(BoardCard, card)).gone for card in (first, second)] == [None, store.REPLACED]
    assert [one.args["id"] for one in await _commands(rows) if one.kind == stored_commands.REMOVE] == ["t2"]


@pytest.mark.parametrize("quietly", [True, False])
async def test_its_section_is_agreed_on_once_the_move_is_sent(rows: Reading, rita: int, quietly: bool) -> None:
    ticket = await rows.ticket(1, rita, status=Status.RESOLVED)
    card = await rows.card(ticket, 1, "t1", dirty=True)
    if quietly:
        assert await rows.does(task.replan_cards, [card], ROUND) == {card}
    else:
        await rows.does(task.replan_card, card, ROUND)
    assert "item_move" in [one.kind for one in await _commands(rows)]
    assert agreed_state.load_agreed((await rows.get(BoardCard, card)).agreed).face.status is Status.NEW


async def test_of_comments_written_together_one_that_another_process_has_written_is_not_written_again(
    rows: Rows, rita: int
) -> None:
    entries = {}
    for number in (1, 2):
        ticket = await rows.ticket(number, rita)
        await rows.card(ticket, number, f"t{number}")
        entries[number] = await rows.entry(ticket, rita)
        await _job(rows, ticket, entries[number], "comment")
    async with rows.database.unit_of_work() as session:
        claimed = await queue.claim_jobs(session, Box.TO_TODOIST, now=NOW, worker=1, limit=9)
        await session.execute(text("update jobs set state = 'done' where entry_id = :one"), {"one": entries[1]})
    done = await rows.does(desk_jobs._settle_comments, claimed, ROUND)
    assert done == {job.id for job in claimed if job.entry_id == entries[2]}
    assert [one.args["item_id"] for one in await _commands(rows)] == ["t2"]


async def test_only_what_was_never_sent_is_planned_anew(rows: Rows, rita: int) -> None:
    cards = {}
    for number, sent in ((1, None), (2, NOW), (3, None)):
        ticket = await rows.ticket(number, rita)
        cards[number] = await rows.card(ticket, number, f"t{number}")
        await rows.command("item_update", {"id": f"t{number}"}, ticket_id=ticket, sent_at=sent)
    dropped = await rows.does(stored_commands.drop_unsent, "P", [cards[1], cards[2]])
    assert dropped == 1
    assert [one.args["id"] for one in await _commands(rows)] == ["t2", "t3"]
    assert [(await rows.get(BoardCard, cards[n])).dirty for n in (1, 2, 3)] == [True, False, False]


async def test_a_reading_plans_only_changed_cards_anew(rows: Reading, rita: int) -> None:
    """Another's change that waits to be sent stays as it is."""
    changed, waiting = await rows.ticket(1, rita, subject="Scanner"), await rows.ticket(2, rita)
    await rows.card(changed, 1, "t1", dirty=True)
    await rows.card(waiting, 2, "t2")
    for number, ticket in ((1, changed), (2, waiting)):
        await rows.command("item_update", {"id": f"t{number}", "content": "old"}, ticket_id=ticket)
    await rows.pull.replan_changed(ROUND, unsent=True)
    made = [(one.args["id"], one.args["content"]) for one in await _commands(rows)]
    assert made == [("t2", "old"), ("t1", "#1 Scanner")]


# The second look, under the lock


async def test_words_stored_while_their_task_is_made_come_behind_those_before(rows: Rows, rita: int) -> None:
    ticket = await rows.ticket(1, rita)
    await rows.card(ticket, 1)
    first, second = await rows.entry(ticket, rita), await rows.entry(ticket, rita, withdrawn_at=NOW)
    made = await rows.get(BoardCommand, await rows.command("item_add", {}, ticket_id=ticket, agreed=agreed(1)))
    async with rows.database.unit_of_work() as session:
        await session.get_one(Ticket, ticket, with_for_update=True)
        (await session.get_one(Entry, second)).withdrawn_at = None
        jobs.queue_comment(session, Do.COMMENT, ticket_id=ticket, entry_id=second, now=NOW, rules=ROUND.rules)
        await queue.flush_jobs(session)
        making = asyncio.create_task(rows.does(push._apply_new_task, ROUND, made, "t1"))
        await until_somebody_waits(rows.database)
    await making
    waiting = select(Job.entry_id).where(Job.box == Box.TO_TODOIST, Job.state == JobState.WAITING).order_by(Job.id)
    assert [one for one in await scalars(rows, waiting) if one] == [first, second]


async def test_a_task_made_by_another_meanwhile_is_not_made_again(rows: Rows, rita: int) -> None:
    card = await rows.card(await rows.ticket(1, rita), 1)
    async with rows.database.unit_of_work() as session:
        seen = await session.get_one(BoardCard, card)
        async with rows.database.unit_of_work() as other:
            (await other.get_one(BoardCard, card)).task_id = "t1"
        assert not await settle.store_new_task(session, seen, ROUND)
    assert await _commands(rows) == []


async def test_a_card_whose_task_went_meanwhile_is_not_compared(rows: Rows, rita: int) -> None:
    ticket = await rows.ticket(1, rita, subject="Scanner")
    card = await rows.card(ticket, 1, "t1", dirty=True)
    async with rows.database.unit_of_work() as session:
        await session.get_one(Ticket, ticket, with_for_update=True)
        comparing = asyncio.create_task(rows.does(task.replan_card, card, ROUND))
        await until_somebody_waits(rows.database)
        (await session.get_one(BoardCard, card)).gone = "deleted"
    await comparing
    assert await _commands(rows) == []


async def test_what_the_brake_holds_is_compared_by_itself(rows: Rows, rita: int) -> None:
    plain, held = await rows.ticket(1, rita, subject="Scanner"), await rows.ticket(2, rita, subject="Scanner")
    cards = [await rows.card(plain, 1, "t1", dirty=True), await rows.card(held, 2, "t2", dirty=True, held=True)]
    assert await rows.does(task.replan_cards, cards, ROUND) == {cards[0]}


async def test_an_assignment_that_has_won_is_not_weighed_against_ours_again(rows: Rows, rita: int) -> None:
    """Todoist's clock stands a little behind: what was later is decided by the comparison, once."""
    olga, ivan = [await rows.person(todoist_id=name, name=name) for name in ("olga", "ivan")]
    at = NOW + timedelta(seconds=1)
    ticket = await rows.ticket(1, rita, status=Status.ASSIGNED, assignee_id=olga, assignee_at=at)
    await rows.card(ticket, 1, "t1")

    async def assign(session: Any) -> None:
        theirs = Theirs(agreed_state.load_agreed(agreed(1)).shown, NOW)
        desk = ROUND.make_desk(session, at=NOW)
        await DeskActions(session, ROUND, await store.lock_ticket(session, ticket), theirs, {})._assign("ivan", desk)

    await rows.does(assign)
    assert (await rows.get(Ticket, ticket)).assignee_id == ivan


# Of which project, ticket, account


async def test_words_go_to_the_task_on_this_board(rows: Rows, rita: int) -> None:
    ticket = await rows.ticket(1, rita)
    for project, name, gone in (
        ("Q", "q0", None), ("P", "t0", "deleted"), ("P", "t1", None), ("P", "t2", "replaced"), ("R", "r1", None),
    ):  # fmt: skip
        await rows.card(ticket, 1, name, project_id=project, gone=gone)
    await _job(rows, ticket, await rows.entry(ticket, rita), "comment")
    await desk_jobs.stage_jobs(rows.database, ROUND)
    assert [one.args["item_id"] for one in await _commands(rows)] == ["t1"]


async def test_comments_wait_behind_held_ones_of_their_account_and_ticket(rows: Rows, rita: int) -> None:
    first, second = await rows.ticket(1, rita), await rows.ticket(2, rita)
    act = {"project_id": "P", "ticket_id": first, "held_at": NOW, "data": {"posted_uid": "pavel"}}
    await rows.add(HeldChange(kind=BrakeKind.COMMENT, key="c1", **act))
    await rows.add(HeldChange(kind=BrakeKind.COMPLETE, key="t2", **{**act, "ticket_id": second}))
    found = [
        await rows.does(brake.has_held_comments, *whose)
        for whose in ((first, "pavel"), (first, "maria"), (second, "pavel"))
    ]
    assert found == [True, False, False]


@pytest.mark.parametrize(("account", "token"), [("me", "old"), ("another", None)])
async def test_a_place_in_the_changes_is_of_one_account(rows: Rows, account: str, token: str | None) -> None:
    project = cast(Project, SimpleNamespace(id="P", is_shared=True))
    await rows.does(todoist_sync_project._store_project, project, account, {})
    state = await rows.get(BoardState, "P")
    assert (state.account_id, state.sync_token) == (account, token)
    assert (await rows.get(DeskRow, 1)).project_id == "P"


async def test_a_full_reading_asks_for_no_task_that_is_completed_and_whose_ticket_has_ended(
    rows: Reading, rita: int
) -> None:
    """There are thousands of those; of what is open each that is not listed is asked for."""
    for number, status in ((1, Status.CLOSED), (2, Status.RESOLVED), (3, Status.NEW)):
        await rows.card(await rows.ticket(number, rita, status=status), number, f"t{number}")
    done = "agreed = jsonb_set(agreed, '{shown,done}', 'true') where task_id <> 't3'"
    async with rows.database.unit_of_work() as session:
        await session.execute(text(f"update board_cards set {done}"))  # noqa: S608
    await missing_tasks.add_missing_tasks(rows.client, rows.database, defaultdict(TaskNews), ROUND)
    asked = [url.path.rpartition("/")[2] for url in rows.todoist.asked]
    assert [one for one in asked if one.startswith("t")] == ["t2", "t3"]


async def test_only_active_tasks_take_places(rows: Rows, rita: int) -> None:
    for number in (1, 2, 3, 4):
        await rows.card(await rows.ticket(number, rita), number, f"t{number}")
    done = "agreed = jsonb_set(agreed, '{shown,done}', 'true')"
    change = f"update board_cards set {done} where task_id = 't2'"  # noqa: S608
    async with rows.database.unit_of_work() as session:
        await session.execute(text(change))
        await session.execute(text("update board_cards set gone = 'deleted' where task_id = 't3'"))
        await session.execute(text("update board_cards set project_id = 'Q' where task_id = 't4'"))
        await session.execute(text("update boards set others = '{x1,x2}'"))
    seen = await rows.does(desk_jobs.read_backlog, "P", now=NOW, locale="en")
    assert seen.room == MAX_ACTIVE_TASKS - 3


# What was taken back, lost, or is of another clock


async def test_words_taken_back_do_not_wait_for_their_files(rows: Rows, rita: int) -> None:
    """Nobody carries these any more: the comment would stand there for good."""
    ticket = await rows.ticket(1, rita)
    await rows.card(ticket, 1, "t1")
    entry = await rows.entry(ticket, rita, kind=EntryKind.COMMENT, withdrawn_at=NOW)
    await rows.add(EntryFile(entry_id=entry, kind="photo", name="p", bot_id=77, telegram_file_id="f"))
    given = {"content": "old", "ours": True, "task_id": "t1", "entry_id": entry}
    await rows.add(BoardComment(comment_id="c1", **given))
    await _job(rows, ticket, entry, "comment_delete")
    await desk_jobs.stage_jobs(rows.database, ROUND)
    assert [(one.kind, one.args["id"]) for one in await _commands(rows)] == [("note_delete", "c1")]


async def test_files_of_words_taken_back_are_not_carried(rows: Rows, rita: int) -> None:
    ticket = await rows.ticket(1, rita)
    for name, withdrawn in (("stays", None), ("gone", NOW)):
        entry = await rows.entry(ticket, rita, kind=EntryKind.COMMENT, withdrawn_at=withdrawn)
        await rows.add(EntryFile(entry_id=entry, kind="photo", name=name, bot_id=77, telegram_file_id=name))
        await _job(rows, ticket, entry, "comment")
    given = {"now": NOW, "requesters": True, "not_now": [], "limit": 9}
    found = await rows.does(lambda session: session.execute(files._WAITING, given))
    assert [row.name for row in found] == ["stays"]


async def test_a_comment_that_was_deleted_is_not_counted_as_standing(rows: Rows, rita: int) -> None:
    ticket = await rows.ticket(1, rita)
    entry = await rows.entry(ticket, rita)
    for name, more in (("c1", {}), ("c2", {"deleted_at": NOW}), ("c3", {"task_id": "t2"})):
        given = {"content": "x", "ours": True, "task_id": "t1", "entry_id": entry, **more}
        await rows.add(BoardComment(comment_id=name, **given))
    assert await missing_tasks._count_comments(rows.database, {"t1"}) == {"t1": 1}


async def test_completed_tasks_are_looked_for_by_a_clock_that_may_be_ahead(rows: Reading, rita: int) -> None:
    await rows.card(await rows.ticket(1, rita), 1, "t1")
    await rows.reads("*", full_sync=True)
    until = next(url.params["until"] for url in rows.todoist.asked if "until" in url.params)
    assert until == f"{NOW + timedelta(days=1):%Y-%m-%dT%H:%M:%SZ}"


async def test_what_was_made_and_not_found_yet_is_not_forgotten(rows: Rows) -> None:
    long_ago = NOW - timedelta(days=14, microseconds=1)
    await rows.command("note_add", {"n": "lost"}, lost=True, answered_at=long_ago)
    await rows.command("note_add", {"n": "old"}, answered_at=long_ago)
    await rows.command("note_add", {"n": "refused"}, answered_at=long_ago, error="no")
    await rows.command("note_add", {"n": "of late"}, answered_at=NOW - timedelta(days=14))
    await rows.command("note_add", {"n": "waits"})
    await rows.does(prune_rows, now=NOW, parts=("board_commands",))
    assert [one.args["n"] for one in await _commands(rows)] == ["lost", "of late", "waits"]
