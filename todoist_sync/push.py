"""Sends commands to the board: stored, sent, answered, found again if the answer was lost.

Sends stored commands until Todoist has answered each, and records the answers.

A command keeps its `uuid`: repeated after a lost answer it is executed once. "Already processed" is success; what such
a command made is found by comparing at the next pull. Knows no webhook.
"""

import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import structlog
from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.connectivity import is_locked_or_slow
from db.database import Database
from db.models import (
    ANSWER_LOST,
    BoardCard,
    BoardCommand,
    BoardComment,
    BoardState,
    Box,
    Collaborator,
    Entry,
    EntryKind,
    JobKey,
    Person,
    Ticket,
    any_of,
)
from desk.board import gone_tasks
from desk.conversation import undelivered_answers
from desk.notifications import message_refresh, to_admins
from todoist_sync import alerts
from todoist_sync.alerts import BoardProblem
from todoist_sync.api.client import MAX_BODY_BYTES, MAX_COMMANDS, Todoist
from todoist_sync.api.rows import TOO_MANY_TASKS, Answer, Outcome, TodoistError
from todoist_sync.cards import agreed_state, deleted_tasks, steps, store, stored_commands
from todoist_sync.comments import backfill, layout
from todoist_sync.context import SyncContext
from todoist_sync.merge import wanted_task
from todoist_sync.merge.three_way import Agreed, Theirs

_AGAIN, _MOST_TIMES = timedelta(minutes=1), 12  # longer than until the maintenance looks for a missing task


@dataclass(frozen=True, slots=True)
class VerdictFacts:
    """Facts for the verdicts on some commands, read for all together: live cards by ticket, and the entries that
    count as delivered once they are on the board, because no chat receives them."""

    cards: Mapping[int, BoardCard]
    arrives: Collection[int]


async def load_facts(session: AsyncSession, commands: Sequence[BoardCommand], ctx: SyncContext) -> VerdictFacts:
    """Read these facts for some commands."""
    tickets = {one.ticket_id for one in commands if one.kind in stored_commands.FIELD_KINDS}
    cards = select(BoardCard).where(
        any_of(BoardCard.ticket_id, tickets),
        BoardCard.project_id == ctx.project.project_id,
        BoardCard.gone.is_(None),
    )
    found = {one.ticket_id: one for one in await session.scalars(cards)} if tickets else {}
    return VerdictFacts(found, await _find_board_only(session, commands))


async def _find_board_only(session: AsyncSession, commands: Sequence[BoardCommand]) -> set[int]:
    said = {one.entry_id for one in commands if one.kind == "note_add" and one.entry_id is not None}
    if not said:
        return set()
    only_there = (
        select(Entry.id)
        .join(Ticket, Ticket.id == Entry.ticket_id)
        .join(Person, Person.id == Ticket.requester_id)
        .where(any_of(Entry.id, said), Entry.kind == EntryKind.REPLY, Person.telegram_id.is_(None))
    )
    return set(await session.scalars(only_there))


async def apply_success(
    session: AsyncSession,
    ctx: SyncContext,
    command: BoardCommand,
    made: str | None,
    *,
    facts: VerdictFacts | None = None,
) -> None:
    """Apply a success; `made`: the id of what the command created, None if the answer that named it was lost; `facts`:
    what was read already for this and others."""
    facts = facts or await load_facts(session, [command], ctx)
    command.answered_at = ctx.now
    if command.temp_id is not None and made is None:
        command.error = ANSWER_LOST
        return
    command.error = None
    if command.kind == stored_commands.ADD and made is not None:
        await _apply_new_task(session, ctx, command, made)
    elif command.kind in steps.ON_THE_WIRE:
        await steps.apply_success(session, ctx, command, made)
    elif command.kind == "note_add" and made is not None:
        session.add(_make_comment(command, made))
        if command.part == 0 and command.entry_id in facts.arrives:
            await undelivered_answers.mark_arrived_on_board(session, command.entry_id, now=ctx.now)
    elif command.kind in stored_commands.FIELD_KINDS:
        _apply_effect(facts.cards.get(command.ticket_id or 0), command)
        if command.kind == "item_complete" and command.ticket_id is not None:
            await steps.note_completed(session, command.ticket_id)
    elif command.kind == stored_commands.EVICT:
        await _finish_eviction(session, ctx, command, "evicted")
    elif command.kind == "note_update":
        mine = update(BoardComment).where(BoardComment.comment_id == command.args["id"])
        given = command.args
        other = {"file_url": layout.get_file_url(given["file_attachment"])} if "file_attachment" in given else {}
        await session.execute(mine.values(content=given["content"], **other))
    elif command.kind == "note_delete":
        mine = update(BoardComment).where(BoardComment.comment_id == command.args["id"])
        await session.execute(mine.values(deleted_at=ctx.now))


async def _finish_eviction(session: AsyncSession, ctx: SyncContext, command: BoardCommand, key: str) -> None:
    """Tell the admins if a person could be removed from the project."""
    mine = Collaborator.project_id == command.args["project_id"], Collaborator.email == command.args["email"]
    name = await session.scalar(select(Collaborator.name).where(*mine))
    if key == "evicted":
        await session.execute(update(Collaborator).where(*mine).values(active=False))
    await to_admins.notify_admins(ctx.make_desk(session), key, {"name": name or ""})


def _make_comment(command: BoardCommand, made: str) -> BoardComment:
    return BoardComment(
        comment_id=made,
        entry_id=command.entry_id,
        task_id=command.args["item_id"],
        part=command.part,
        ours=True,
        content=command.args["content"],
        file_url=layout.get_file_url(command.args.get("file_attachment")),
    )


async def _apply_new_task(session: AsyncSession, ctx: SyncContext, command: BoardCommand, task_id: str) -> None:
    assert command.ticket_id is not None and command.agreed is not None
    card = await store.get_live_card(session, command.ticket_id, ctx.project.project_id)
    if card is None and not await deleted_tasks.is_erased(session, command.ticket_id):
        return
    if card is None or card.task_id is not None:  # the missing task came back while this one was made
        session.add(stored_commands.make_command(ctx, stored_commands.REMOVE, {"id": task_id}, command.ticket_id))
        return
    agreed = agreed_state.load_agreed(command.agreed)
    card.task_id, card.agreed, card.late_at = task_id, command.agreed, wanted_task.find_overdue_time(agreed.face)
    card.theirs = agreed_state.dump_theirs(Theirs(agreed.shown, ctx.now))
    ticket = await store.lock_ticket(session, command.ticket_id)  # words that are being stored come behind these
    await backfill.queue_missing_comments(session, ctx, ticket)
    await steps.forget_tasks(session, ticket)
    if ticket.claimed_at is not None:  # its agent has the card already, without the link to the task
        await message_refresh.refresh_messages(ctx.make_desk(session), ticket, staff_only=True)


def _apply_effect(card: BoardCard | None, command: BoardCommand) -> None:
    if (
        card is None
        or card.gone is not None
        or card.task_id != command.args["id"]
        or card.agreed is None
        or card.theirs is None
    ):
        return
    agreed, theirs = agreed_state.load_agreed(card.agreed), agreed_state.load_theirs(card.theirs)
    now_agreed = agreed_state.load_agreed(command.agreed).face if command.agreed else agreed.face
    shown = agreed_state.apply_command(agreed.shown, command.kind, command.args)
    card.agreed = agreed_state.dump_agreed(Agreed(now_agreed, shown))
    theirs = replace(theirs, shown=agreed_state.apply_command(theirs.shown, command.kind, command.args))
    card.theirs = agreed_state.dump_theirs(theirs)


async def _apply_refusal(session: AsyncSession, ctx: SyncContext, command: BoardCommand, error: TodoistError) -> None:
    """Apply a final refusal: note it on the row and handle what follows. A task to delete that is not there is
    deleted."""
    if command.kind == stored_commands.REMOVE and error.not_found:
        command.answered_at = ctx.now
        return
    command.answered_at, command.error = ctx.now, str(error)[:200]
    log.warning("todoist refused a command", kind=command.kind, tag=error.tag, code=error.code, http=error.http)
    if command.kind == stored_commands.EVICT:
        await _finish_eviction(session, ctx, command, "evict-failed")
    if command.ticket_id is None:
        return
    if command.kind in steps.ON_THE_WIRE:
        await steps.apply_refusal(session, command, is_full=error.full, not_found=error.not_found)
        return
    card = await store.get_live_card(session, command.ticket_id, ctx.project.project_id)
    if card is None:
        return
    if error.full:  # a new task, or one that was to be reopened
        await alerts.report_problem_within(session, BoardProblem.FULL, now=ctx.now, project_id=ctx.project.project_id)
    if command.kind == stored_commands.ADD or error.full:
        card.dirty = True
    elif error.not_found and command.kind in stored_commands.FIELD_KINDS and command.args.get("id") == card.task_id:
        if command.kind == "item_move":
            card.dirty = True  # perhaps the section is gone: the next round checks the sections
        else:
            ticket = await store.lock_ticket(session, command.ticket_id)
            await deleted_tasks.handle_deleted_task(session, ctx, card, ticket, gone_tasks.MISSING)
    elif error.not_found and command.kind == "note_add" and command.args["item_id"] == card.task_id:
        await _queue_again(session, ctx, command)


async def _queue_again(session: AsyncSession, ctx: SyncContext, command: BoardCommand) -> None:
    """Queue a comment again in a minute, with all that waits behind it, because its task was not found: it may lie in
    an agent's own project for a moment. If it stays away, the maintenance finds that (`mirror/maintenance.py`), and the
    comments are written when it is back."""
    if command.ticket_id is None or command.entry_id is None:
        return
    refused = select(func.count()).where(
        BoardCommand.entry_id == command.entry_id,
        BoardCommand.kind == "note_add",
        BoardCommand.part == command.part,
        BoardCommand.error.is_not(None),
    )
    await session.flush()
    if (await session.scalar(refused) or 0) <= _MOST_TIMES:
        ticket = await store.lock_ticket(session, command.ticket_id)
        await backfill.queue_missing_comments(session, ctx, ticket, due_at=ctx.now + _AGAIN)


async def mark_removed(session: AsyncSession, ctx: SyncContext) -> None:
    """After a pull: mark as removed what was made but is not on the board."""
    for kind in (stored_commands.ADD, "note_add", steps.ADD):
        for command in await get_lost_commands(session, ctx, kind):
            command.error = "made, but no longer there"


async def mark_as_lost(session: AsyncSession, ctx: SyncContext) -> None:
    """After a restore: treat what is to be made as made with the answer lost, and drop other changes, which are planned
    again after the reading."""
    waiting = BoardCommand.project_id == ctx.project.project_id, BoardCommand.answered_at.is_(None)
    made = BoardCommand.kind.in_([stored_commands.ADD, "note_add", steps.ADD])
    await session.execute(delete(BoardCommand).where(*waiting, ~made))
    await session.execute(update(BoardCommand).where(*waiting).values(answered_at=ctx.now, error=ANSWER_LOST))


async def send_missing(session: AsyncSession, ctx: SyncContext) -> None:
    """Send what the reading did not find on the board."""
    for kind in (stored_commands.ADD, "note_add", steps.ADD):
        for command in await get_lost_commands(session, ctx, kind):
            command.answered_at = command.error = None


async def get_lost_commands(session: AsyncSession, ctx: SyncContext, kind: str) -> list[BoardCommand]:
    """Return our commands that were executed while the id of what they made is unknown."""
    query = select(BoardCommand).where(
        BoardCommand.project_id == ctx.project.project_id,
        BoardCommand.kind == kind,
        BoardCommand.answered_at.is_not(None),
        BoardCommand.error == ANSWER_LOST,
    )
    return list((await session.scalars(query.order_by(BoardCommand.id))).all())


_COMMENT, _IN_TURN = "note_add", 3
_MOST_TRIES = 2**15 - 1  # the largest value of the column, reached after weeks of trouble

log = structlog.get_logger(__name__)


async def send_commands(database: Database, client: Todoist, ctx: SyncContext, *, comments_only: bool = False) -> int:
    """Send every command without an answer, in order; return how many were answered. Raises TodoistError."""
    answered, more = 0, True
    while more:
        async with database.reading() as session:
            batch, more = await _load_batch(session, ctx, comments_only=comments_only)
            since = (await get_sync_token(session, ctx) if batch else None) or "*"
        if batch:
            await _mark_sent(database, ctx, batch)
            answered += await _exchange(database, client, ctx, batch, since)
    return answered


async def _mark_sent(database: Database, ctx: SyncContext, batch: Sequence[BoardCommand]) -> None:
    """Record that the commands are about to be sent: from now on Todoist may have executed them."""
    tries = func.least(BoardCommand.attempts + 1, _MOST_TRIES)
    sent = update(BoardCommand).where(any_of(BoardCommand.id, [one.id for one in batch]))
    async with database.autocommit() as connection:
        await connection.execute(sent.values(sent_at=ctx.now, attempts=tries))


async def is_project_full(database: Database, ctx: SyncContext) -> bool:
    """Return True if a task could not be made in this round because the project is full."""
    mine = select(BoardCommand.id).where(
        BoardCommand.project_id == ctx.project.project_id,
        BoardCommand.kind == stored_commands.ADD,
        BoardCommand.answered_at == ctx.now,
        BoardCommand.error.contains(TOO_MANY_TASKS),
    )
    async with database.unit_of_work() as session:
        return (await session.execute(mine.limit(1))).first() is not None


async def _load_batch(
    session: AsyncSession, ctx: SyncContext, *, comments_only: bool
) -> tuple[list[BoardCommand], bool]:
    """Return as many commands as one request takes, and True if there may be more."""
    waiting = select(BoardCommand).where(
        BoardCommand.project_id == ctx.project.project_id, BoardCommand.answered_at.is_(None)
    )
    if comments_only:
        waiting = waiting.where(BoardCommand.kind.startswith("note_"))
    all_of_them = (await session.scalars(waiting.order_by(BoardCommand.id).limit(MAX_COMMANDS))).all()
    some = all_of_them if len(all_of_them) == MAX_COMMANDS else _take_one_each(all_of_them)
    found: list[BoardCommand] = []
    size = 1000
    for command in some:
        size += len(json.dumps(_to_wire(command)).encode("utf-8"))
        if found and size > MAX_BODY_BYTES:
            return found, True
        found.append(command)
    return found, len(found) == MAX_COMMANDS or len(found) < len(all_of_them)


def _take_one_each(commands: Sequence[BoardCommand]) -> list[BoardCommand]:
    """Leave out comments that follow another under the same task: if the first had to be retried, it would be written
    below them. If many wait under one task, they go together, as a request for each would take too long."""
    tasks = [str(one.args.get("item_id")) if one.kind == _COMMENT else None for one in commands]
    few = {task for task, count in Counter(tasks).items() if task is not None and count <= _IN_TURN}
    return [one for at, one in enumerate(commands) if tasks[at] not in few or tasks[at] not in tasks[:at]]


def _to_wire(command: BoardCommand) -> dict[str, Any]:
    named = {"temp_id": command.temp_id} if command.temp_id else {}
    kind = steps.ON_THE_WIRE.get(command.kind, command.kind)
    return {"type": kind, "uuid": command.uuid, "args": command.args, **named}


async def _exchange(
    database: Database, client: Todoist, ctx: SyncContext, batch: Sequence[BoardCommand], since: str
) -> int:
    try:
        answer = await _request(client, since, [_to_wire(one) for one in batch])
    except TodoistError as error:
        await _mark_unsent(database, ctx, batch, error)
        if error.http in {400, 413} and not error.later:
            return await _send_halves(database, client, ctx, batch, error, since=since)
        raise
    counted, later = await _record_verdicts(database, ctx, [one.id for one in batch], answer)
    made = [one.ticket_id for one in batch if one.kind == stored_commands.ADD and one.ticket_id is not None]
    if made:
        await wake_tickets(database, made, ctx)
    if later is not None:
        raise later
    if not counted:
        raise TodoistError("commands without a verdict", outcome=Outcome.UNKNOWN)
    return counted


async def _request(client: Todoist, since: str, commands: list[dict[str, Any]]) -> Answer:
    """Send commands; if the sync token has expired, which says nothing about them, send them without it."""
    try:
        return await client.sync(since, commands=commands, read=False)
    except TodoistError as error:
        if since == "*" or error.http != 400 or error.later:
            raise
    return await client.sync("*", commands=commands, read=False)


async def get_sync_token(session: AsyncSession, ctx: SyncContext) -> str | None:
    """Return our sync token: our place in the board's changes."""
    mine = select(BoardState.sync_token).where(BoardState.project_id == ctx.project.project_id)
    return await session.scalar(mine)


async def _mark_unsent(
    database: Database, ctx: SyncContext, batch: Sequence[BoardCommand], error: TodoistError
) -> None:
    """Mark commands as never sent if the request certainly had no effect."""
    if error.outcome is Outcome.UNKNOWN:
        return
    first_time = [one.id for one in batch if not one.attempts]
    async with database.unit_of_work() as session:
        unsent = update(BoardCommand).where(any_of(BoardCommand.id, first_time), BoardCommand.answered_at.is_(None))
        await session.execute(unsent.values(sent_at=None, attempts=0))


async def _send_halves(
    database: Database,
    client: Todoist,
    ctx: SyncContext,
    batch: Sequence[BoardCommand],
    error: TodoistError,
    *,
    since: str,
) -> int:
    """Send the halves of a refused request, until the one command that cannot be sent is alone."""
    if len(batch) > 1:
        middle = len(batch) // 2
        first = await _exchange(database, client, ctx, batch[:middle], since)
        return first + await _exchange(database, client, ctx, batch[middle:], since)
    async with database.unit_of_work() as session:
        command = await session.get_one(BoardCommand, batch[0].id)
        await _apply_refusal(session, ctx, command, error)
    return 1


async def _record_verdicts(
    database: Database, ctx: SyncContext, ids: Sequence[int], answer: Answer
) -> tuple[int, TodoistError | None]:
    """Record every verdict in one unit of work; if rows are locked elsewhere, each in its own. A verdict that cannot be
    recorded now is asked for again with the next request, and Todoist does not execute the command twice."""
    try:
        async with database.unit_of_work() as session:
            return await _record_in(session, ctx, ids, answer)
    except Exception as error:
        if not is_locked_or_slow(error):
            raise
    counted: int = 0
    later: TodoistError | None = None
    for one in ids:
        try:
            async with database.unit_of_work() as session:
                noted, again = await _record_in(session, ctx, [one], answer)
        except Exception as error:
            if not is_locked_or_slow(error):
                raise
            log.warning("a verdict waits: its rows are held", command=one)
            noted, again = 1, None
        counted, later = counted + noted, later or again
    return counted, later


async def _record_in(
    session: AsyncSession, ctx: SyncContext, ids: Sequence[int], answer: Answer
) -> tuple[int, TodoistError | None]:
    """Record the verdicts; a command to be retried, or without a verdict, stays unanswered."""
    counted, later = 0, None
    mine = select(BoardCommand).where(any_of(BoardCommand.id, ids)).order_by(BoardCommand.id)
    commands = (await session.scalars(mine)).all()
    facts = await load_facts(session, commands, ctx)
    for command in commands:
        if command.uuid not in answer.statuses:
            continue
        error = answer.statuses[command.uuid]
        if error is not None and error.later:
            later = error
            continue
        counted += 1
        if error is None or error.already_processed:
            await apply_success(session, ctx, command, answer.ids.get(command.temp_id or ""), facts=facts)
        else:
            await _apply_refusal(session, ctx, command, error)
    return counted, later


async def wake_tickets(database: Database, ticket_ids: Iterable[int], ctx: SyncContext) -> None:
    """Make due what waited for the tasks of these tickets."""
    keys = sorted(f"ticket:{one}" for one in ticket_ids)
    mine = update(JobKey).where(JobKey.box == Box.TO_TODOIST.value, any_of(JobKey.key, keys))
    async with database.unit_of_work() as session:
        await session.execute(mine.values(due_at=ctx.now))
