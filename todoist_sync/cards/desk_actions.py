"""Applies changes made on the board to the desk: each change of a plan is one verb. Knows no HTTP."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.database import savepoint
from db.models import Category, Person, Status, Ticket
from desk import Desk, NotAllowed, Refused
from desk.board import task_changes
from desk.payments import board_prices
from desk.tickets import escalation, fields
from desk.tickets.escalation import Cause
from desk.tickets.topic_names import get_name
from todoist_sync import moves
from todoist_sync.cards import outsiders
from todoist_sync.context import SyncContext
from todoist_sync.merge import three_way
from todoist_sync.merge.sides import fold_name, make_label
from todoist_sync.merge.states import Theirs
from todoist_sync.merge.three_way import (
    Assign,
    Change,
    Complete,
    Drag,
    MergePlan,
    Prioritise,
    Relabel,
    Rename,
    Reschedule,
    SetEscalated,
    SetPrice,
    Uncomplete,
)
from todoist_sync.project import members


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
                    await outsiders.require_member(
                        self._session, self._ticket, change, self._theirs, by=self._by, ctx=self._ctx
                    )
                    await self._apply_change(change)
            except Refused as error:
                refused.append(error)
        desk = self._ctx.make_desk(self._session)
        for change in plan.lost:
            await task_changes.record_lost_change(desk, self._ticket.number, *three_way.describe_change(change))
        return refused

    async def _apply_change(self, change: Change) -> None:
        number, at = self._ticket.number, self._theirs.at
        match change:
            case Rename(subject):
                await fields.rename(await self._get_desk(None), number, subject, at=at)
            case Prioritise(priority):
                await fields.prioritise(await self._get_desk(None), number, priority, at=at)
            case Relabel():
                await self._relabel(change)
            case Assign(person):
                await self._assign(person)
            case Drag(to):
                await self._drag(to)
            case Complete():
                await task_changes.complete_task(await self._get_desk("completed"), number, at=at)
            case Reschedule(until):
                await task_changes.reschedule_ticket(await self._get_desk(None), number, until)
            case SetEscalated(on=True):
                await escalation.escalate(await self._get_desk(None), number, "", Cause.BOARD)
            case SetEscalated():
                await escalation.deescalate(await self._get_desk(None), number)
            case SetPrice(typed):
                await board_prices.set_typed_price(await self._get_desk(None), number, typed)
            case Uncomplete():
                await task_changes.uncomplete_task(await self._get_desk(None), number, at=at)

    async def _get_desk(self, what: str | None) -> Desk:
        uid = self._by.get(what) if what is not None else None
        actor = await members.find_actor(self._session, uid, self._ctx)
        if actor is not None and actor.dismissed_at is not None:
            raise NotAllowed
        return self._ctx.make_desk(self._session, actor, at=self._theirs.at)

    async def _relabel(self, change: Relabel) -> None:
        desk, number = await self._get_desk(None), self._ticket.number
        category = None
        if change.category is not None:
            live = await self._session.scalars(select(Category).where(Category.removed_at.is_(None)))
            category = next((one.id for one in live if self._get_label(one) == fold_name(change.category)), None)
        if category != self._ticket.category_id:
            await fields.categorise(desk, number, category, at=self._theirs.at)
        if change.tags != frozenset(self._ticket.tags):
            await fields.set_tags(desk, number, sorted(change.tags), at=self._theirs.at)

    def _get_label(self, one: Category) -> str | None:
        return None if one.is_group else fold_name(make_label(get_name(one, self._ctx.rules.locale)))

    async def _assign(self, todoist_id: str | None) -> None:
        person = (
            await members.get_or_create_person(self._session, todoist_id, self._ctx) if todoist_id is not None else None
        )
        if person is not None and person.dismissed_at is not None:
            raise NotAllowed
        at = max(self._theirs.at, self._ticket.assignee_at)  # the merge has already decided which side was later
        await task_changes.assign_by_board(await self._get_desk("assigned"), self._ticket.number, person, at=at)

    async def _drag(self, to: Status) -> None:
        """Move a ticket to another status. If it has no assignee, it is taken for the task's assignee, else for who
        moved it, as far as Todoist says."""
        number, at = self._ticket.number, self._theirs.at
        if self._ticket.is_taken or to in (Status.NEW, Status.REOPENED):
            await task_changes.move_to_section(await self._get_desk(None), number, to, at=at)
            return
        assignee, mover = await self._find_assignee(), None
        if assignee is None:
            assignee = mover = await moves.find_mover(
                self._session, self._ticket.id, self._theirs.shown.section, at, self._ctx
            )
        desk = self._ctx.make_desk(self._session, mover, at=at) if mover is not None else await self._get_desk(None)
        await task_changes.move_to_section(desk, number, to, assignee=assignee, at=at)

    async def _find_assignee(self) -> Person | None:
        """Return for whom a drag takes the ticket: the task's assignee, else who added the task, or in a project of one
        account that account."""
        account = None if self._ctx.project.shared else self._ctx.project.account_id
        who = self._theirs.shown.assignee or self._by.get("added") or account
        return await members.get_or_create_person(self._session, who, self._ctx) if who else None
