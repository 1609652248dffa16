"""Sends stored commands until Todoist has answered each, and records the answers.

A command keeps its `uuid`: repeated after a lost answer it is executed once. "Already processed" is success; what such
a command made is found by comparing at the next pull. Knows no webhook.
"""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

import structlog
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.connectivity import is_locked_or_slow
from db.database import Database
from db.models import BoardCommand, BoardState, Box, JobKey, any_of
from todoist_sync.api.client import MAX_BODY_BYTES, MAX_COMMANDS, Todoist
from todoist_sync.api.errors import TOO_MANY_TASKS, Outcome, TodoistError
from todoist_sync.api.rows import Answer
from todoist_sync.cards import store
from todoist_sync.context import SyncContext
from todoist_sync.push import results

_COMMENT, _IN_TURN = "note_add", 3
_MOST_TRIES = 2**15 - 1  # the largest value of the column, reached after weeks of trouble

log = structlog.get_logger(__name__)


async def send_commands(database: Database, client: Todoist, ctx: SyncContext, *, comments_only: bool = False) -> int:
    """Send every command without an answer, in order; return how many were answered. Raises TodoistError."""
    answered, more = 0, True
    while more:
        async with database.unit_of_work() as session:
            batch, more = await _load_batch(session, ctx, comments_only=comments_only)
            since = (await get_sync_token(session, ctx) if batch else None) or "*"
            for command in batch:
                command.sent_at, command.attempts = ctx.now, min(command.attempts + 1, _MOST_TRIES)
        if batch:
            answered += await _exchange(database, client, ctx, batch, since)
    return answered


async def is_project_full(database: Database, ctx: SyncContext) -> bool:
    """Return True if a task could not be made in this round because the project is full."""
    mine = select(BoardCommand.id).where(
        BoardCommand.project_id == ctx.project.project_id,
        BoardCommand.kind == store.ADD,
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
    return {"type": command.kind, "uuid": command.uuid, "args": command.args, **named}


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
    made = [one.ticket_id for one in batch if one.kind == store.ADD and one.ticket_id is not None]
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
    first_time = [one.id for one in batch if one.attempts <= 1]
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
        await results.apply_refusal(session, ctx, command, error)
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
    facts = await results.load_facts(session, commands, ctx)
    for command in commands:
        if command.uuid not in answer.statuses:
            continue
        error = answer.statuses[command.uuid]
        if error is not None and error.later:
            later = error
            continue
        counted += 1
        if error is None or error.already_processed:
            await results.apply_success(session, ctx, command, answer.ids.get(command.temp_id or ""), facts=facts)
        else:
            await results.apply_refusal(session, ctx, command, error)
    return counted, later


async def wake_tickets(database: Database, ticket_ids: Iterable[int], ctx: SyncContext) -> None:
    """Make due what waited for the tasks of these tickets."""
    keys = sorted(f"ticket:{one}" for one in ticket_ids)
    mine = update(JobKey).where(JobKey.box == Box.TO_TODOIST.value, any_of(JobKey.key, keys))
    async with database.unit_of_work() as session:
        await session.execute(mine.values(due_at=ctx.now))
