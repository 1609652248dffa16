"""Settles one card: merges both sides, applies changes to the desk, stores commands for what still differs. Sends
nothing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.database import savepoint
from db.models import (
    ANSWER_LOST,
    BoardCard,
    BoardCommand,
    BrakeKind,
    Category,
    Entry,
    EntryKind,
    Person,
    Status,
    Ticket,
)
from desk import Desk, Refused
from desk.board import board_moves, due_changes
from desk.conversation import thread
from desk.conversation.new_entry import dump_line
from desk.notifications import to_admins
from desk.payments import board_prices
from desk.policy import get_access
from desk.tickets import escalation, fields
from desk.tickets.escalation import Cause
from desk.tickets.topic_names import get_topic_name
from todoist_sync import brake, project, webhook
from todoist_sync import task_changers as board_task_changes
from todoist_sync.cards import agreed_state, desk_side, steps, store
from todoist_sync.cards.agreed_state import dump_agreed, dump_theirs, load_agreed, load_theirs
from todoist_sync.cards.store import lock_ticket
from todoist_sync.cards.stored_commands import ADD, make_command
from todoist_sync.context import EARLIEST, SyncContext
from todoist_sync.merge import task_due, three_way, wanted_task
from todoist_sync.merge.priorities import convert_priority
from todoist_sync.merge.sides import ENDED, fold_name, make_label
from todoist_sync.merge.three_way import (
    Agreed,
    Assign,
    CardCommand,
    Change,
    Complete,
    Drag,
    Field,
    MergePlan,
    Ours,
    Prioritise,
    Relabel,
    Rename,
    Reschedule,
    SetEscalated,
    SetPrice,
    Theirs,
    Uncomplete,
    describe_change,
    merge_sides,
)

NOT_A_MEMBER, _MAY_NOT = _OF_ACCOUNTS = ("board-members-only", "board-may-not")
"""The keys of refusals that concern an account whatever it changes, and of their remarks."""


async def _find_account(
    session: AsyncSession,
    ticket: Ticket,
    change: Change,
    theirs: Theirs,
    *,
    by: dict[str, str | None],
    ctx: SyncContext,
) -> str | None:
    """Return the account that made the change: as the task names it, else as a webhook does; None if unknown. `by`: the
    accounts that the task itself names."""
    named = {Complete: by.get("completed"), Assign: by.get("assigned") if change != Assign(None) else None}
    if (uid := named.get(type(change))) is not None or by.get("added") is not None:
        return uid
    card = await store.get_live_card(session, ticket.id, ctx.project.project_id)
    if card is None:
        return None
    field, _ = describe_change(change)
    field = Field.LABELS.value if field == Field.ESCALATED else field
    return await _find_changer(session, card, field, theirs.at, ctx)


async def _find_changer(
    session: AsyncSession, card: BoardCard, field: str, at: datetime, ctx: SyncContext
) -> str | None:
    """Return who changed a field of the task, by a webhook, where somebody on the board may do less than an agent. None
    if unknown, or if it was our own account, which others may use too."""
    if card.task_id is None or not ctx.project.webhooks:
        return None
    if not await session.scalar(select(board_task_changes.IS_WATCHED)):
        return None
    since = agreed_state.load_theirs(card.theirs).at if card.theirs else EARLIEST
    who = await webhook.find_changer(session, card.task_id, field, ctx, since=since, at=at)
    return who if who != ctx.project.account_id else None


async def find_remover(session: AsyncSession, card: BoardCard, at: datetime | None, ctx: SyncContext) -> Refused | None:
    """Return why the account that deleted the card's task or moved it away may not do so; None if it may, or is
    unknown. `at`: when that was, if Todoist says so."""
    who = await _find_changer(session, card, board_task_changes.GONE, at or EARLIEST, ctx)
    if who is None:
        return None
    account = await project.get_or_create_person(session, who, ctx)
    if await project.is_outsider(session, who, ctx):
        return Refused(NOT_A_MEMBER, name=account.name)
    desk = ctx.make_desk(session, account)
    ticket = await session.get_one(Ticket, card.ticket_id)
    return None if (await get_access(desk, ticket)).works else Refused(_MAY_NOT, name=account.name)


async def may_not_write(session: AsyncSession, ticket: Ticket, writer: Person, ctx: SyncContext) -> bool:
    """Return True if a comment by this account is for the team alone, because it may not act on the board. Everybody
    writes in their own ticket; a former member's comments are notes anyway."""
    if writer.id == ticket.requester_id or writer.dismissed_at is not None:
        return False
    return await project.is_outsider(session, writer.todoist_id, ctx)


async def add_remark(session: AsyncSession, ticket: Ticket, why: Refused, ctx: SyncContext) -> None:
    """Say once for each account and ticket why its changes have no effect."""
    said = select(Entry.content_line).where(Entry.ticket_id == ticket.id, Entry.kind == EntryKind.REMARK)
    if dump_line(why.key, **why.args_) not in await session.scalars(said):
        await thread.add_remark(ctx.make_desk(session), ticket.number, why.key, **why.args_)


_OF_DUES = frozenset({"board-due-put-back", "board-due-passed"})
_PUT_BACK = ("board-put-back", "board-put-back-ended")
_MOST, _HOUR = 10, timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class TaskReading:
    """A task as just read: its side of the card, and who Todoist says acted."""

    theirs: Theirs
    by: dict[str, str | None]


async def store_new_task(session: AsyncSession, card: BoardCard, ctx: SyncContext) -> bool:
    """Store the command that makes the card's task; a ticket that has ended gets none. Return True if one was
    stored."""
    ticket = await lock_ticket(session, card.ticket_id)
    await session.refresh(card)
    if card.task_id is not None or await _is_being_made(session, ticket.id, ctx):
        return False
    if ticket.status in ENDED:
        await session.delete(card)
        return False
    side = await desk_side.read_desk_side(session, ticket, ctx)
    shown = wanted_task.make_new_task(side.face, ctx.board)
    args: dict[str, Any] = {
        "content": shown.content,
        "description": shown.description,
        "project_id": ctx.project.project_id,
        "priority": convert_priority(shown.priority),
        "labels": list(shown.labels),
        "auto_parse_labels": False,
    }
    if shown.due:
        args |= {"due": task_due.make_due_argument(shown.due), "auto_reminder": False}
    if shown.section:
        args["section_id"] = shown.section
    if shown.assignee:
        args["responsible_uid"] = shown.assignee
    agreed = dump_agreed(Agreed(side.face, shown))
    session.add(make_command(ctx, ADD, args, ticket.id, agreed=agreed, temp_id=str(uuid4())))
    card.dirty = False
    return True


async def _is_being_made(session: AsyncSession, ticket_id: int, ctx: SyncContext) -> bool:
    """Return True if a task for the ticket is on its way, perhaps from a process that has lost its lock since."""
    query = select(BoardCommand.id).where(
        BoardCommand.ticket_id == ticket_id,
        BoardCommand.project_id == ctx.project.project_id,
        BoardCommand.kind == ADD,
        BoardCommand.answered_at.is_(None) | (BoardCommand.error == ANSWER_LOST),
    )
    return (await session.execute(query.limit(1))).first() is not None


async def settle_card(
    session: AsyncSession,
    card: BoardCard,
    ticket: Ticket,
    seen: TaskReading,
    ctx: SyncContext,
    *,
    free: BrakeKind | None = None,
    before: Mapping[Field, datetime] | None = None,
) -> None:
    """Merge, apply changes to the desk, and store the commands for what then still differs on the board. `free`: the
    kind of change that the brake does not limit here; `before`: our times of change before the comments of this
    reading, which are all older than the task's last change."""
    agreed = load_agreed(card.agreed or {})
    side = await desk_side.read_desk_side(session, ticket, ctx)
    if before is not None:  # what they did here happened when they were written
        side = replace(side, times={f: t if t == before[f] else min(t, seen.theirs.at) for f, t in side.times.items()})
    theirs = seen.theirs
    if free is not BrakeKind.COMPLETE:
        theirs = await _apply_completion_brake(session, card, side, theirs, ctx)
    if free is not BrakeKind.DUE:
        theirs = await _apply_due_brake(session, card, agreed, side, theirs, ctx=ctx)
    plan = merge_sides(agreed, side, theirs, ctx.board)
    between = three_way.find_interim_agreement(agreed, plan, theirs)
    if plan.to_desk or plan.lost:
        refused = await DeskActions(session, ctx, ticket, theirs, seen.by).apply_plan(plan)
        await session.flush()
        ticket = await lock_ticket(session, ticket.id)
        side = await desk_side.read_desk_side(session, ticket, ctx)
        plan = merge_sides(between, side, theirs, ctx.board)
        await _explain_put_back(session, ticket, refused, ctx)
    _store_commands(session, plan.to_board, card, plan.agreed, ctx)
    await _store_sides(session, card, _get_agreement(agreed, between, plan), seen.theirs, side)
    await steps.store_commands(session, card, ticket, ctx)


def _get_agreement(agreed: Agreed, between: Agreed, plan: MergePlan) -> Agreed:
    """Return what both sides know before the plan's commands are sent; of a move they know once it is."""
    if any(command.kind == "item_move" for command in plan.to_board):
        between = replace(between, face=replace(between.face, status=agreed.face.status))
    return between if plan.to_board else plan.agreed


async def _store_sides(session: AsyncSession, card: BoardCard, agreed: Agreed, theirs: Theirs, side: Ours) -> None:
    stored = {"agreed": dump_agreed(agreed), "theirs": dump_theirs(theirs), "dirty": False}
    await session.execute(
        update(BoardCard)
        .where(BoardCard.id == card.id)
        .values(**stored, late_at=wanted_task.find_overdue_time(side.face))
        .execution_options(synchronize_session=False)
    )
    await session.flush()
    await session.refresh(card)


def settle_if_desk_unchanged(session: AsyncSession, card: BoardCard, side: Ours, ctx: SyncContext) -> bool:
    """Settle against the board as last read if that changes nothing on the desk; return False, with nothing done, if it
    would. The caller read the card after locking its ticket."""
    agreed, theirs = load_agreed(card.agreed or {}), load_theirs(card.theirs or {})
    plan = merge_sides(agreed, side, theirs, ctx.board)
    if plan.to_desk or plan.lost or card.held:
        return False
    _store_commands(session, plan.to_board, card, plan.agreed, ctx)
    between = three_way.find_interim_agreement(agreed, plan, theirs)
    card.agreed, card.dirty = dump_agreed(_get_agreement(agreed, between, plan)), False
    card.late_at = wanted_task.find_overdue_time(side.face)
    return True


async def _apply_completion_brake(
    session: AsyncSession, card: BoardCard, side: Ours, theirs: Theirs, ctx: SyncContext
) -> Theirs:
    """Return the board's side, without a completion that the brake holds."""
    as_it_was = replace(theirs, shown=replace(theirs.shown, done=False))
    if card.held and theirs.shown.done:
        return as_it_was
    if card.held:
        card.held = False
        await brake.release_acts(session, card.task_id or "")
        return theirs
    plan = merge_sides(load_agreed(card.agreed or {}), side, theirs, ctx.board)
    completes = any(isinstance(change, Complete) for change in plan.to_desk)
    if not completes or await brake.allow_act(session, ctx, BrakeKind.COMPLETE, at=theirs.at):
        return theirs
    card.held = True
    await brake.hold_act(session, ctx, BrakeKind.COMPLETE, ticket_id=card.ticket_id, key=card.task_id or "")
    return as_it_was


async def _apply_due_brake(
    session: AsyncSession, card: BoardCard, agreed: Agreed, side: Ours, theirs: Theirs, *, ctx: SyncContext
) -> Theirs:
    """Return the board's side, without a new due that the brake holds."""
    plan = merge_sides(agreed, side, theirs, ctx.board)
    if not any(isinstance(change, Reschedule) and change.at is not None for change in plan.to_desk):
        return theirs
    key = brake.make_due_key(card)
    held = await brake.is_held(session, key)
    if not held and await brake.allow_act(session, ctx, BrakeKind.DUE, at=theirs.at):
        return theirs
    await brake.hold_act(session, ctx, BrakeKind.DUE, ticket_id=card.ticket_id, key=key)
    return replace(theirs, shown=replace(theirs.shown, due=agreed.shown.due))


def _store_commands(
    session: AsyncSession, commands: Iterable[CardCommand], card: BoardCard, agreed: Agreed, ctx: SyncContext
) -> None:
    """Store commands for a card's task; each carries the state agreed once it is done."""
    for command in commands:
        args = {"id": card.task_id, **command.args}
        session.add(make_command(ctx, command.kind, args, card.ticket_id, agreed=dump_agreed(agreed)))


async def _explain_put_back(session: AsyncSession, ticket: Ticket, refused: list[Refused], ctx: SyncContext) -> None:
    """Write one remark under the task for what was put back: about a due at most once an hour, otherwise at most ten an
    hour. What changes a task again and again is no person; admins are told."""
    for error in refused:
        if error.key in _OF_ACCOUNTS:
            await add_remark(session, ticket, error, ctx)
    refused = [error for error in refused if error.key not in _OF_ACCOUNTS]
    if not refused:
        return
    desk, keys = ctx.make_desk(session), {error.key for error in refused}
    others = keys - _OF_DUES
    if ticket.status not in ENDED and not others:
        if not await _count_recent_remarks(session, ticket, _OF_DUES, ctx):
            await thread.add_remark(desk, ticket.number, min(keys))
        return
    said = await _count_recent_remarks(session, ticket, _PUT_BACK, ctx)
    if said >= _MOST:
        return
    if ticket.status in ENDED:
        await thread.add_remark(desk, ticket.number, "board-put-back-ended", status=ticket.status.value)
    else:
        await thread.add_remark(desk, ticket.number, "board-put-back", status=ticket.status.value)
    if said + 1 == _MOST:
        await to_admins.tell_admins(session, "board-put-back-often", now=ctx.now, number=ticket.number)


async def _count_recent_remarks(session: AsyncSession, ticket: Ticket, keys: Iterable[str], ctx: SyncContext) -> int:
    said = or_(*(Entry.content_line.startswith(f'{{"key":"{key}"', autoescape=True) for key in keys))
    lines = select(func.count(Entry.id)).where(
        Entry.ticket_id == ticket.id, Entry.kind == EntryKind.REMARK, Entry.created_at > ctx.now - _HOUR, said
    )
    return await session.scalar(lines) or 0


class DeskActions:
    """Applies the changes of one task in one unit of work. `by`: the Todoist ids of who completed it, who assigned it,
    and who added it if it has not been changed since."""

    def __init__(
        self, session: AsyncSession, ctx: SyncContext, ticket: Ticket, theirs: Theirs, by: dict[str, str | None]
    ) -> None:
        self._session = session
        self._ctx = ctx
        self._ticket = ticket
        self._theirs = theirs
        self._by = by

    async def apply_plan(self, plan: MergePlan) -> list[Refused]:
        """Apply every change in order; return what the desk refused, which stays as it was."""
        refused = []
        for change in plan.to_desk:
            try:
                async with savepoint(self._session):
                    await self._apply_change(change, await self._get_desk(change))
            except Refused as error:
                refused.append(error)
        desk = self._ctx.make_desk(self._session)
        for change in plan.lost:
            await board_moves.record_lost_change(desk, self._ticket.number, *three_way.describe_change(change))
        return refused

    async def _apply_change(self, change: Change, desk: Desk) -> None:
        number, at = self._ticket.number, self._theirs.at
        match change:
            case Rename(subject):
                await fields.rename(desk, number, subject, at=at)
            case Prioritise(priority):
                await fields.prioritise(desk, number, priority, at=at)
            case Relabel():
                await self._relabel(change, desk)
            case Assign(person):
                await self._assign(person, desk)
            case Drag(to):
                await self._drag(to, desk)
            case Complete():
                await board_moves.complete_task(desk, number, at=at)
            case Reschedule(until):
                await due_changes.reschedule_ticket(desk, number, until)
            case SetEscalated(on=True):
                await escalation.escalate(desk, number, "", Cause.BOARD)
            case SetEscalated():
                await escalation.deescalate(desk, number)
            case SetPrice(typed):
                await board_prices.set_typed_price(desk, number, typed)
            case Uncomplete():
                await board_moves.uncomplete_task(desk, number, at=at)

    async def _get_desk(self, change: Change) -> Desk:
        """Return the desk for the account that made the change, or for "the board". Raises Refused if it may not."""
        who = await _find_account(self._session, self._ticket, change, self._theirs, by=self._by, ctx=self._ctx)
        asked = self._by.get("added") or who
        if asked is not None and await project.is_outsider(self._session, asked, self._ctx):
            raise Refused(NOT_A_MEMBER, name=(await project.get_or_create_person(self._session, asked, self._ctx)).name)
        actor = await project.find_actor(self._session, who, self._ctx)
        desk = self._ctx.make_desk(self._session, actor, at=self._theirs.at)
        if actor is not None and not (await get_access(desk, self._ticket)).works:
            raise Refused(_MAY_NOT, name=actor.name)
        return desk

    async def _relabel(self, change: Relabel, desk: Desk) -> None:
        number = self._ticket.number
        category = None
        if change.category is not None:
            live = await self._session.scalars(select(Category).where(Category.removed_at.is_(None)))
            category = next((one.id for one in live if self._get_label(one) == fold_name(change.category)), None)
        if category != self._ticket.category_id:
            await fields.categorise(desk, number, category, at=self._theirs.at)
        if change.tags != frozenset(self._ticket.tags):
            await fields.set_tags(desk, number, sorted(change.tags), at=self._theirs.at)

    def _get_label(self, one: Category) -> str | None:
        return None if one.is_group else fold_name(make_label(get_topic_name(one, self._ctx.rules.locale)))

    async def _assign(self, todoist_id: str | None, desk: Desk) -> None:
        person = (
            await project.get_or_create_person(self._session, todoist_id, self._ctx) if todoist_id is not None else None
        )
        if person is not None and person.dismissed_at is not None:
            raise Refused("not-staff", name=person.name)
        at = max(self._theirs.at, self._ticket.assignee_at)  # the merge has already decided which side was later
        await board_moves.assign_by_board(desk, self._ticket.number, person, at=at)

    async def _drag(self, to: Status, desk: Desk) -> None:
        """Move a ticket to another status. If nobody has it, it is taken for the task's assignee, else for who moved it
        if Todoist says who, else for the board."""
        number, at = self._ticket.number, self._theirs.at
        if self._ticket.is_taken or to in (Status.NEW, Status.REOPENED):
            await board_moves.move_to_section(desk, number, to, at=at)
            return
        assignee = await self._find_assignee()
        if assignee is None:
            section = self._theirs.shown.section
            mover = await webhook.find_mover(self._session, self._ticket.id, section, at, self._ctx)
            assignee = await project.get_or_create_person(self._session, mover, self._ctx) if mover else None
            desk = self._ctx.make_desk(self._session, assignee, at=at)
        await board_moves.move_to_section(desk, number, to, assignee=assignee, at=at)

    async def _find_assignee(self) -> Person | None:
        """Return for whom a drag takes the ticket: the task's assignee, else who added the task, or in a project of one
        account that account."""
        account = None if self._ctx.project.shared else self._ctx.project.account_id
        who = self._theirs.shown.assignee or self._by.get("added") or account
        return await project.get_or_create_person(self._session, who, self._ctx) if who else None
