"""What on the board is ours although we never learned its id: each sign of it by itself, among commands of several
tickets and two projects."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from db.database import Database
from db.models import ANSWER_LOST, BoardCard, BoardCommand, BoardComment, Status, Ticket
from db.unit_of_work import NewJob
from tests.todoist_sync.rows import BLOCK, NOW, OTHER, PLACE, ROUND, WATERMARK, Rows, agreed
from todoist_sync import board_hint, push, recognising
from todoist_sync.api.rows import CommentRow, TaskRow
from todoist_sync.cards import agreed_state
from todoist_sync.pull import task as pull_task

MOMENT = timedelta(microseconds=1)


@pytest.fixture
def rows(database: Database) -> Rows:
    return Rows(database)


@pytest.fixture
async def rita(rows: Rows) -> int:
    return await rows.person(telegram_id=5)


async def _made(rows: Rows, rita: int, number: int, **more: Any) -> tuple[int, int]:
    """A ticket whose task was made, its answer lost; its card and the command."""
    ticket = await rows.ticket(number, rita)
    card = await rows.card(ticket, number)
    args = {"content": f"#{number} Printer", "description": BLOCK.format(number)}
    given = {"ticket_id": ticket, "agreed": agreed(number), "lost": True, **more}
    return card, await rows.command("item_add", args, **given)


def _item(number: int, **more: Any) -> dict[str, Any]:
    made = {"id": f"task{number}", "content": f"#{number} Printer", "description": BLOCK.format(number)}
    return {**made, "added_by_uid": "me", **more}


async def _whose(rows: Rows, item: dict[str, Any]) -> int | None:
    found = await rows.does(recognising.recognise_task, TaskRow.from_json(item), ROUND)
    return found.id if found is not None else None


async def test_a_task_of_ours_is_known_by_its_title(rows: Rows, rita: int) -> None:
    first, command = await _made(rows, rita, 1)
    second, other = await _made(rows, rita, 2)
    assert await _whose(rows, _item(2, description="")) == second
    assert (await rows.get(BoardCard, second)).task_id == "task2"
    assert (await rows.get(BoardCard, first)).task_id is None
    assert ((await rows.get(BoardCommand, other)).error, (await rows.get(BoardCommand, command)).error) == (
        None,
        ANSWER_LOST,
    )


async def test_a_renamed_task_of_ours_is_known_by_its_number_and_our_mark(rows: Rows, rita: int) -> None:
    first, _ = await _made(rows, rita, 1)
    await _made(rows, rita, 12)
    assert await _whose(rows, _item(1, content="#1 Scanner", description="mine")) is None
    assert await _whose(rows, _item(1, content="1 Scanner", description=BLOCK.format("x"))) is None
    assert await _whose(rows, _item(1, content="#1 Scanner", description=f"mine {BLOCK.format('x')}")) == first


async def test_a_task_called_otherwise_is_known_by_our_part_of_its_description(rows: Rows, rita: int) -> None:
    await _made(rows, rita, 1)
    second, _ = await _made(rows, rita, 2)
    assert await _whose(rows, _item(2, content="Scanner", description="mine")) is None
    assert await _whose(rows, _item(2, content="Scanner")) == second


async def test_a_title_counts_for_more_than_a_description(rows: Rows, rita: int) -> None:
    """A copy of the first one's description under the second one's title."""
    await _made(rows, rita, 1)
    second, _ = await _made(rows, rita, 2)
    assert await _whose(rows, _item(2, description=BLOCK.format(1))) == second


@pytest.mark.parametrize(("by", "ours"), [("me", True), (None, True), ("olga", False)])
async def test_only_what_our_account_made_is_ours(rows: Rows, rita: int, by: str | None, ours: bool) -> None:
    card, _ = await _made(rows, rita, 1)
    assert await _whose(rows, _item(1, added_by_uid=by)) == (card if ours else None)


@pytest.mark.parametrize(
    "more",
    [
        {"error": None},
        {"error": "refused"},
        {"answered_at": None},
        {"kind": "item_update"},
        {"project_id": "Q"},
    ],
)
async def test_only_a_lost_command_of_this_project_has_made_it(rows: Rows, rita: int, more: dict[str, Any]) -> None:
    _, command = await _made(rows, rita, 1)

    async def change(session: Any) -> None:
        row = await session.get_one(BoardCommand, command)
        for name, value in more.items():
            setattr(row, name, value)

    await rows.does(change)
    assert await _whose(rows, _item(1)) is None


# Comments


async def _said(rows: Rows, rita: int, content: str, task: str = "task1", **more: Any) -> tuple[int, int]:
    """An entry whose comment was made, its answer lost; the entry and the command."""
    number = 1 + int(await rows.does(lambda session: session.scalar(select(func.count(Ticket.id)))))
    ticket = await rows.ticket(number, rita)
    entry = await rows.entry(ticket, rita)
    args = {"item_id": task, "content": content, **more}
    return entry, await rows.command("note_add", args, ticket_id=ticket, entry_id=entry, lost=True)


def _note(content: str, task: str = "task1", **more: Any) -> dict[str, Any]:
    return {"id": "note1", "item_id": task, "content": content, "posted_uid": "me", **more}


async def _adopted(rows: Rows, note: dict[str, Any]) -> tuple[bool, list[tuple[str, int, str]]]:
    ours = await rows.does(recognising.recognise_comment, CommentRow.from_json(note), ROUND)
    found = await rows.does(lambda session: session.scalars(select(BoardComment)))
    return ours, [(row.comment_id, row.entry_id, row.task_id) for row in found]


async def test_a_comment_of_ours_is_known_by_its_task_and_its_words(rows: Rows, rita: int) -> None:
    await _said(rows, rita, "**Olga:** no")
    await _said(rows, rita, "**Olga:** yes", task="task2")
    entry, command = await _said(rows, rita, "**Olga:** yes")
    assert await _adopted(rows, _note("**Olga:** maybe")) == (False, [])
    assert await _adopted(rows, _note("**Olga:** yes")) == (True, [("note1", entry, "task1")])
    assert (await rows.get(BoardCommand, command)).error is None
    assert await _adopted(rows, _note("**Olga:** yes", id="note2")) == (False, [("note1", entry, "task1")])


@pytest.mark.parametrize(("by", "ours"), [("me", True), (None, True), ("olga", False)])
async def test_only_what_our_account_wrote_is_ours(rows: Rows, rita: int, by: str | None, ours: bool) -> None:
    await _said(rows, rita, "yes")
    assert (await _adopted(rows, _note("yes", posted_uid=by)))[0] is ours


async def test_of_comments_called_alike_the_file_tells_which(rows: Rows, rita: int) -> None:
    one, two = ({"file_url": f"https://files.todoist.com/{n}.jpg"} for n in (1, 2))
    first, _ = await _said(rows, rita, "📎 Photo", file_attachment=one)
    second, _ = await _said(rows, rita, "📎 Photo", file_attachment=two)
    assert (await _adopted(rows, _note("📎 Photo", file_attachment=two)))[1] == [("note1", second, "task1")]
    assert (await _adopted(rows, _note("📎 Photo", id="note2", file_attachment={"file_url": "https://x/y"})))[1] == [
        ("note1", second, "task1"),
        ("note2", first, "task1"),
    ]


async def test_what_was_made_and_is_not_there_is_given_up(rows: Rows, rita: int) -> None:
    _, made = await _made(rows, rita, 1)
    _, said = await _said(rows, rita, "yes")
    other = await rows.command("note_add", {"item_id": "x", "content": "x"}, project_id="Q", lost=True)
    moved = await rows.command("item_move", {"id": "x"}, lost=True)
    open_one = await rows.command("note_add", {"item_id": "x", "content": "x"})
    await rows.does(push.mark_removed, ROUND)
    errors = [(await rows.get(BoardCommand, one)).error for one in (made, said, other, moved, open_one)]
    assert errors == ["made, but no longer there"] * 2 + [ANSWER_LOST] * 2 + [None]


async def test_what_is_lost_is_asked_for_by_kind_and_project_oldest_first(rows: Rows, rita: int) -> None:
    wanted = [await rows.command("note_add", {}, lost=True) for _ in range(2)]
    await rows.command("item_add", {}, lost=True)
    elsewhere = await rows.command("note_add", {}, lost=True, project_id="Q")
    found = await rows.does(push.get_lost_commands, ROUND, "note_add")
    assert [one.id for one in found] == wanted
    there = await rows.does(push.get_lost_commands, OTHER, "note_add")
    assert [one.id for one in there] == [elsewhere]


# Tasks that people add


def _task(**more: Any) -> dict[str, Any]:
    at = (WATERMARK + timedelta(minutes=5)).isoformat()
    made = {"id": "new1", "content": "Chair *gone*", "description": "Who took it?", "priority": 3, "labels": ["x"]}
    return {**made, "added_by_uid": "olga", "added_at": at, "updated_at": at, "section_id": None, **more}


async def _filed(rows: Rows, **more: Any) -> Ticket | None:
    card = await rows.does(pull_task.file_task, TaskRow.from_json(_task(**more)), ROUND)
    return await rows.get(Ticket, card.ticket_id) if card is not None else None


async def test_a_persons_new_task_becomes_their_ticket(rows: Rows) -> None:
    olga = await rows.person("Olga", todoist_id="olga")
    await rows.person("Ivan", todoist_id="ivan")
    ticket = await _filed(rows)
    assert ticket is not None
    assert (ticket.subject, ticket.requester_id, ticket.status, ticket.priority) == ("Chair gone", olga, Status.NEW, 2)
    [card] = await rows.does(lambda session: session.scalars(select(BoardCard)))
    assert (card.task_id, card.project_id, card.ticket_id, card.created_at) == ("new1", "P", ticket.id, NOW)
    kept, theirs = agreed_state.load_agreed(card.agreed), agreed_state.load_theirs(card.theirs)
    assert (kept.shown.labels, kept.shown.assignee, kept.shown.section) == ((), None, None)
    assert (theirs.shown.labels, theirs.at) == (("x",), WATERMARK + timedelta(minutes=5))
    assert kept.face.status is Status.CLOSED


async def test_one_put_into_a_section_is_agreed_to_have_been_new(rows: Rows) -> None:
    await rows.person("Olga", todoist_id="olga")
    await _filed(rows, section_id=PLACE.sections[Status.PENDING])
    [card] = await rows.does(lambda session: session.scalars(select(BoardCard)))
    assert agreed_state.load_agreed(card.agreed).shown.section == PLACE.sections[Status.NEW]
    assert agreed_state.load_theirs(card.theirs).shown.section == PLACE.sections[Status.PENDING]
    assert agreed_state.load_agreed(card.agreed).face.status is Status.NEW


@pytest.mark.parametrize(
    "more",
    [
        {"parent_id": "x"},
        {"checked": True},
        {"is_deleted": True},
        {"added_at": None},
        {"added_at": WATERMARK.isoformat()},
        {"description": f"a copy {BLOCK.format(1)}"},
    ],
)
async def test_these_are_left_alone(rows: Rows, more: dict[str, Any]) -> None:
    await rows.person("Olga", todoist_id="olga")
    assert await _filed(rows, **more) is None


async def test_the_first_moment_after_we_came_counts(rows: Rows) -> None:
    await rows.person("Olga", todoist_id="olga")
    assert await _filed(rows, added_at=(WATERMARK + MOMENT).isoformat()) is not None


async def test_a_dismissed_persons_task_is_no_ticket(rows: Rows) -> None:
    await rows.person("Olga", todoist_id="olga", dismissed_at=NOW)
    await rows.person("Ivan", todoist_id="ivan")
    assert await _filed(rows) is None
    assert await _filed(rows, id="new2", added_by_uid="ivan") is not None


# The hint


async def test_a_hint_waits_once_is_taken_once_and_hides_nothing_else(rows: Rows) -> None:
    async def due(at: Any = NOW) -> tuple[bool, bool]:
        return await rows.does(board_hint.find_due_work, now=at)

    assert await due() == (False, False)
    assert await rows.does(board_hint.leave_hint, now=NOW)
    assert not await rows.does(board_hint.leave_hint, now=NOW)
    assert await due() == (True, False)
    assert await rows.does(board_hint.take_hint, now=NOW)
    assert await due() == (False, False)
    assert not await rows.does(board_hint.take_hint, now=NOW)
    assert await rows.does(board_hint.leave_hint, now=NOW)
    assert await due() == (True, False)


async def test_taking_a_hint_touches_no_other_box(rows: Rows) -> None:
    from db import queue
    from db.models import Box

    async def put(session: Any) -> None:
        for box in (Box.TO_TODOIST, Box.FROM_TELEGRAM):
            queue.put_job(session, NewJob(box, "board", b"{}", NOW))
        await board_hint.leave_hint(session, now=NOW)

    await rows.does(put)
    assert await rows.does(board_hint.find_due_work, now=NOW - MOMENT) == (True, False)
    assert await rows.does(board_hint.find_due_work, now=NOW) == (True, True)
    await rows.does(board_hint.take_hint, now=NOW)
    assert await rows.does(board_hint.find_due_work, now=NOW) == (False, True)
    for box in (Box.TO_TODOIST, Box.FROM_TELEGRAM):
        [job] = await rows.does(queue.claim_jobs, box, worker=1, now=NOW)
        assert job.key == "board"


async def test_an_item_of_another_round_changes_nothing_here(rows: Rows, rita: int) -> None:
    card, _ = await _made(rows, rita, 1)
    there = replace(ROUND, project=replace(PLACE, project_id="Q"))
    assert await rows.does(recognising.recognise_task, TaskRow.from_json(_item(1)), there) is None
    assert (await rows.get(BoardCard, card)).task_id is None
