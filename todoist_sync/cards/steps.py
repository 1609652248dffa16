"""Steps of runbooks as sub-tasks of a ticket's task: made, completed and reopened there, ticked here.

The ticket's row is locked wherever its steps are read to be changed. A sub-task that was completed or deleted together
with the ticket's task says nothing about its step. Knows no HTTP.
"""

from collections.abc import Awaitable, Callable, Collection
from dataclasses import replace
from functools import partial
from uuid import uuid4

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.database import savepoint
from db.models import ANSWER_LOST, BoardCard, BoardCommand, Ticket
from desk import Desk, NotAllowed, Refused
from desk.tickets import runbook_progress
from desk.tickets.runbook_progress import TicketStep
from todoist_sync import project
from todoist_sync.api.rows import TaskRow
from todoist_sync.cards import store, stored_commands
from todoist_sync.context import SyncContext

ADD, COMPLETE, UNCOMPLETE = "step_add", "step_complete", "step_uncomplete"
ON_THE_WIRE = {ADD: "item_add", COMPLETE: "item_complete", UNCOMPLETE: "item_uncomplete"}
"""The commands of Todoist, by the kinds under which those of steps are stored."""


async def store_commands(session: AsyncSession, card: BoardCard, ticket: Ticket, ctx: SyncContext) -> None:
    """Store the commands for what differs between the steps and their sub-tasks, while the ticket is worked on and the
    brake holds nothing: to reopen a sub-task reopens its parent. Without places on the board none are made."""
    is_there = card.task_id is not None and card.gone is None and not card.held
    if not ticket.steps or not is_there or not ticket.is_working:
        return
    waiting = await _list_waiting(session, ticket.id)
    settled = []
    for step in runbook_progress.load_all_steps(ticket):
        is_wanted = not (step.is_gone or step.is_done or step.task_id or step.made_as or ctx.board.tight)
        if is_wanted:
            args = {"content": step.text, "parent_id": card.task_id, "auto_parse_labels": False}
            command = stored_commands.make_command(ctx, ADD, args, ticket.id, temp_id=str(uuid4()))
            session.add(command)
            settled.append(replace(step, made_as=command.temp_id))
            continue
        differs = step.task_id is not None and not step.is_gone and step.is_done is not step.is_checked
        if differs and step.task_id not in waiting:
            kind = COMPLETE if step.is_done else UNCOMPLETE
            session.add(stored_commands.make_command(ctx, kind, {"id": step.task_id}, ticket.id))
        settled.append(step)
    runbook_progress.store_steps(ticket, settled)
    await session.flush()


async def _list_waiting(session: AsyncSession, ticket_id: int) -> set[str]:
    """Return the sub-tasks for which a command has no answer yet."""
    mine = select(BoardCommand.args).where(
        BoardCommand.ticket_id == ticket_id,
        BoardCommand.kind.in_((COMPLETE, UNCOMPLETE)),
        BoardCommand.answered_at.is_(None),
    )
    return {str(args["id"]) for args in await session.scalars(mine)}


async def apply_success(session: AsyncSession, ctx: SyncContext, command: BoardCommand, made: str | None) -> None:
    """Note what a command did. A sub-task that no step waits for is deleted again."""
    ticket = await store.lock_ticket(session, command.ticket_id or 0)
    if command.kind == ADD:
        step = _find(ticket, made_as=command.temp_id)
        if step is None:
            session.add(stored_commands.make_command(ctx, stored_commands.REMOVE, {"id": made}, ticket.id))
            return
        changed = replace(step, task_id=made, made_as=None, is_checked=False)
    else:
        step = _find(ticket, task_id=command.args["id"])
        if step is None:
            return
        changed = replace(step, is_checked=command.kind == COMPLETE)
    runbook_progress.replace_step(ticket, changed)
    if changed.is_done is not changed.is_checked:
        await _compare_again(session, ticket.id)


async def apply_refusal(session: AsyncSession, command: BoardCommand, *, is_full: bool, not_found: bool) -> None:
    """Note that a sub-task could not be made, to be tried with the next change; or that it is not there any more."""
    ticket = await store.lock_ticket(session, command.ticket_id or 0)
    if command.kind == ADD and (is_full or not_found):
        step = _find(ticket, made_as=command.temp_id)
        changed = step.without_task if step is not None else None
    else:
        step = _find(ticket, task_id=command.args.get("id"))
        changed = replace(step, is_gone=True) if step is not None and not_found else None
    if changed is not None:
        runbook_progress.replace_step(ticket, changed)


async def note_completed(session: AsyncSession, ticket_id: int) -> None:
    """Note that Todoist completed all sub-tasks together with the ticket's task."""
    with_steps = select(Ticket.id).where(Ticket.id == ticket_id, Ticket.steps.is_not(None))
    if await session.scalar(with_steps) is not None:
        ticket = await store.lock_ticket(session, ticket_id)
        here = runbook_progress.load_all_steps(ticket)
        runbook_progress.store_steps(ticket, [replace(one, is_checked=True) if one.task_id else one for one in here])


async def forget_tasks(session: AsyncSession, ticket: Ticket) -> None:
    """Let the sub-tasks be made anew under a new task of the ticket."""
    if ticket.steps:
        locked = await store.lock_ticket(session, ticket.id)
        runbook_progress.store_steps(
            locked, [one if one.is_gone else one.without_task for one in runbook_progress.load_all_steps(locked)]
        )
        await _compare_again(session, locked.id)


async def _compare_again(session: AsyncSession, ticket_id: int) -> None:
    live = update(BoardCard).where(BoardCard.ticket_id == ticket_id, BoardCard.gone.is_(None))
    await session.execute(live.values(dirty=True).execution_options(synchronize_session="fetch"))


def _find(ticket: Ticket, *, task_id: str | None = None, made_as: str | None = None) -> TicketStep | None:
    """Return the step of that sub-task, or of the one being made under that temporary id."""
    for step in runbook_progress.load_all_steps(ticket):
        if (task_id and step.task_id == task_id) or (made_as and step.made_as == made_as):
            return step
    return None


async def apply_subtask(
    session: AsyncSession, task_id: str, item: TaskRow | None, ctx: SyncContext, *, is_swept: bool
) -> bool:
    """Apply what was read of a sub-task; return False if it belongs to no step. None: it is not there any more;
    `is_swept`: the ticket's task was completed or deleted with it."""
    ticket_id = await _find_ticket(session, task_id)
    if ticket_id is None and item is not None and item.parent_id is not None:
        ticket_id = await _recognise(session, item, ctx)
    if ticket_id is None:
        return False
    ticket = await store.lock_ticket(session, ticket_id)
    step = _find(ticket, task_id=task_id)
    card = await store.get_live_card(session, ticket_id, ctx.project.project_id)
    if step is None or card is None or card.task_id is None:
        return True
    is_gone = item is None or item.is_deleted or item.parent_id != card.task_id
    if is_gone is not step.is_gone and not (is_gone and is_swept):
        gone = partial(runbook_progress.set_gone, number=ticket.number, key=step.key, gone=is_gone)
        await _try_verb(session, ticket, item, ctx, gone)
    elif item is not None and not is_gone and item.checked is not step.is_checked:
        step = replace(step, is_checked=item.checked)
        runbook_progress.replace_step(ticket, step)
        if not is_swept and step.is_done is not item.checked:
            tick = partial(runbook_progress.tick_step, number=ticket.number, key=step.key, done=item.checked)
            await _try_verb(session, ticket, item, ctx, tick)
        elif step.is_done is not item.checked and ticket.is_working:
            await _compare_again(session, ticket.id)
    return True


async def _try_verb(
    session: AsyncSession,
    ticket: Ticket,
    item: TaskRow | None,
    ctx: SyncContext,
    verb: Callable[[Desk], Awaitable[object]],
) -> None:
    """Change a step as the board shows it; if the desk refuses, the sub-task is put back by the next comparison."""
    who = item.completed_by_uid if item is not None and item.checked else None
    ticket_id = ticket.id  # after an error the row can no longer be read
    try:
        async with savepoint(session):
            actor = await project.find_actor(session, who, ctx) if who is not None else None
            if await project.is_outsider(session, who, ctx) or (actor is not None and actor.dismissed_at is not None):
                raise NotAllowed
            at = item.updated_at if item is not None else None
            await verb(ctx.make_desk(session, actor, at=at or ctx.now))
    except Refused:
        await _compare_again(session, ticket_id)


async def _find_ticket(session: AsyncSession, task_id: str) -> int | None:
    found: int | None = await session.scalar(
        select(Ticket.id).where(Ticket.steps.is_not(None), Ticket.steps.contains([{"task_id": task_id}])).limit(1)
    )
    return found


async def _recognise(session: AsyncSession, item: TaskRow, ctx: SyncContext) -> int | None:
    """Return the ticket of a sub-task that a command made whose answer was lost."""
    lost = select(BoardCommand).where(
        BoardCommand.project_id == ctx.project.project_id,
        BoardCommand.kind == ADD,
        BoardCommand.error == ANSWER_LOST,
    )
    if item.added_by_uid not in {None, ctx.project.account_id} or item.is_deleted:
        return None
    for command in await session.scalars(lost.order_by(BoardCommand.id)):
        args = command.args
        if args["parent_id"] == item.parent_id and str(args["content"]).split() == item.content.split():
            command.error = None
            await apply_success(session, ctx, command, item.id)
            return command.ticket_id
    return None


async def list_missing(session: AsyncSession, there: Collection[str], ctx: SyncContext) -> list[str]:
    """Return the sub-tasks of tickets that are worked on which are neither completed nor among the active tasks."""
    mine = (
        select(Ticket)
        .join(BoardCard, BoardCard.ticket_id == Ticket.id)
        .where(
            Ticket.steps.is_not(None), Ticket.is_working, BoardCard.gone.is_(None),
            BoardCard.project_id == ctx.project.project_id,
        )
    )  # fmt: skip
    found = [step for ticket in await session.scalars(mine) for step in runbook_progress.load_steps(ticket)]
    return [one.task_id for one in found if one.task_id and not one.is_checked and one.task_id not in there]
