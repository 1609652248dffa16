"""Applies Todoist's verdict on a command: what was made gets its id, what was refused is noted and handled. Sends
nothing."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

import structlog
from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import BoardCard, BoardCommand, BoardComment, Collaborator, Entry, EntryKind, Person, Ticket, any_of
from desk.board import deleted_tasks
from desk.conversation import delivery_status
from desk.notifications import message_refresh, to_staff
from todoist_sync import alerts
from todoist_sync.alerts import BoardProblem
from todoist_sync.api.errors import TodoistError
from todoist_sync.cards import deletion, erasing, store
from todoist_sync.cards.store import ANSWER_LOST
from todoist_sync.comments import backfill, layout
from todoist_sync.context import SyncContext
from todoist_sync.merge import sides
from todoist_sync.merge.states import Agreed, Theirs

log = structlog.get_logger(__name__)

_AGAIN, _MOST_TIMES = timedelta(minutes=1), 12  # longer than until the maintenance looks for a missing task


@dataclass(frozen=True, slots=True)
class VerdictFacts:
    """Facts for the verdicts on some commands, read for all together: live cards by ticket, and the entries that
    count as delivered once they are on the board, because no chat receives them."""

    cards: Mapping[int, BoardCard]
    arrives: Collection[int]


async def load_facts(session: AsyncSession, commands: Sequence[BoardCommand], ctx: SyncContext) -> VerdictFacts:
    """Read these facts for some commands."""
    tickets = {one.ticket_id for one in commands if one.kind in store.FIELD_KINDS}
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
    if command.kind == store.ADD and made is not None:
        await _apply_new_task(session, ctx, command, made)
    elif command.kind == "note_add" and made is not None:
        session.add(_make_comment(command, made))
        if command.part == 0 and command.entry_id in facts.arrives:
            await delivery_status.mark_arrived_on_board(session, command.entry_id, now=ctx.now)
    elif command.kind in store.FIELD_KINDS:
        _apply_effect(facts.cards.get(command.ticket_id or 0), command)
    elif command.kind == store.EVICT:
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
    await to_staff.notify_admins(ctx.make_desk(session), key, {"name": name or ""})


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
    if card is None and not await erasing.is_erased(session, command.ticket_id):
        return
    if card is None or card.task_id is not None:  # the missing task came back while this one was made
        session.add(store.make_command(ctx, store.REMOVE, {"id": task_id}, command.ticket_id))
        return
    agreed = store.load_agreed(command.agreed)
    card.task_id, card.agreed, card.late_at = task_id, command.agreed, sides.find_overdue_time(agreed.face)
    card.theirs = store.dump_theirs(Theirs(agreed.shown, ctx.now))
    ticket = await session.get_one(Ticket, command.ticket_id)
    await backfill.queue_missing_comments(session, ctx, ticket)
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
    agreed, theirs = store.load_agreed(card.agreed), store.load_theirs(card.theirs)
    now_agreed = store.load_agreed(command.agreed).face if command.agreed else agreed.face
    shown = store.apply_command(agreed.shown, command.kind, command.args)
    card.agreed = store.dump_agreed(Agreed(now_agreed, shown))
    theirs = replace(theirs, shown=store.apply_command(theirs.shown, command.kind, command.args))
    card.theirs = store.dump_theirs(theirs)


async def apply_refusal(session: AsyncSession, ctx: SyncContext, command: BoardCommand, error: TodoistError) -> None:
    """Apply a final refusal: note it on the row and handle what follows. A task to delete that is not there is
    deleted."""
    if command.kind == store.REMOVE and error.not_found:
        command.answered_at = ctx.now
        return
    command.answered_at, command.error = ctx.now, str(error)[:200]
    log.warning("todoist refused a command", kind=command.kind, tag=error.tag, code=error.code, http=error.http)
    if command.kind == store.EVICT:
        await _finish_eviction(session, ctx, command, "evict-failed")
    if command.ticket_id is None:
        return
    card = await store.get_live_card(session, command.ticket_id, ctx.project.project_id)
    if card is None:
        return
    if error.full:  # a new task, or one that was to be reopened
        await alerts.report_problem_within(session, BoardProblem.FULL, now=ctx.now, project_id=ctx.project.project_id)
    if command.kind == store.ADD or error.full:
        card.dirty = True
    elif error.not_found and command.kind in store.FIELD_KINDS and command.args.get("id") == card.task_id:
        if command.kind == "item_move":
            card.dirty = True  # perhaps the section is gone: the next round checks the sections
        else:
            ticket = await store.lock_ticket(session, command.ticket_id)
            await deletion.handle_deleted_task(session, ctx, card, ticket, deleted_tasks.MISSING)
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
        ticket = await session.get_one(Ticket, command.ticket_id)
        await backfill.queue_missing_comments(session, ctx, ticket, due_at=ctx.now + _AGAIN)
