"""The desk as a verb sees it: the actor, the lock, the permission, the history. Desk are functions of the rooms.

A verb takes a `Desk` first, checks the permission, takes the ticket row `FOR UPDATE`, applies the rule, writes history
and entries, puts what follows into the outbox and returns a frozen value; refusals are `desk.errors.Refused`. It never
commits, waits on nothing outside PostgreSQL, asks no clock. A new feature adds functions to a room, nothing here.

Lock order: the actor's row (key share: only a dismissal or a link conflicts), then the ticket, then nothing else.
"""

from datetime import datetime

from sqlalchemy import Select, bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute, aliased

from db.enums import Origin, Status
from db.models import Person, Ticket
from desk import history
from desk.context import Context
from desk.errors import NoSuchTicket, NotAllowed, NotPossible
from desk.notifications import refresh
from desk.outbox import board_jobs
from desk.people.directory import view
from desk.policy import transitions
from desk.policy.permissions import Access, is_staff, sees_ticket, standing
from desk.policy.transitions import Capacity, Verb
from desk.results import TicketResult
from desk.settings import DeskSettings

MOST = 2**63  # what a bigint holds; a forged number may be anything

_SILENT = frozenset(
    {"updated_at", "last_entry_at", "requester_spoke_at", "needs_answer", "first_response_at"}
    | {"remind_at", "escalate_at", "close_at", "tell", "tell_at"}
)
_SHOWN = tuple(name for name in (column.key for column in Ticket.__mapper__.column_attrs) if name not in _SILENT)


def _shown(ticket: Ticket) -> tuple[object, ...]:
    """All of a ticket's row that a card or receipt may show; words and `needs_answer` stand in opened tickets only."""
    return (ticket.first_response_at is not None, *(getattr(ticket, name) for name in _SHOWN))


def _locking(column: InstrumentedAttribute[int]) -> Select[Ticket, Person | None, Person | None]:
    """The row locked; whom most verbs need, its requester and its holder, are read with it and kept by the session."""
    requester, holder = aliased(Person), aliased(Person)
    query = (
        select(Ticket, requester, holder)
        .outerjoin(requester, requester.id == Ticket.requester_id)
        .outerjoin(holder, holder.id == Ticket.assignee_id)
        .where(column == bindparam("key"))
        .with_for_update(of=Ticket)
    )
    return query.execution_options(populate_existing=True)


_BY_NUMBER, _BY_ID = _locking(Ticket.number), _locking(Ticket.id)


class Desk(Context):
    """One actor at one door at one moment: `Desk(session, origin, actor, now=…, rules=…, actor_name=None)`.

    `actor` None: the clock, or on the board somebody Todoist does not name; `actor_name` is what history says then.
    `patient`: what they answer may still be on its way into the map.
    """

    def __init__(
        self,
        session: AsyncSession,
        origin: Origin,
        actor: Person | None,
        *,
        now: datetime,
        rules: DeskSettings,
        actor_name: str | None = None,
        held: bool = False,
        patient: bool = True,
    ) -> None:
        super().__init__(session, origin=origin, actor=actor, now=now, rules=rules)
        self.actor_name = actor.name if actor is not None else actor_name
        self._actor_held = held
        self.patient = patient
        self._as_locked: dict[int, tuple[object, ...]] = {}

    async def refresh_actor(self) -> None:
        """Read the actor's role as it is now, and keep it so until the end of the transaction (`held`: it is)."""
        if self.actor is not None and not self._actor_held:
            mine = select(Person).where(Person.id == self.actor.id)
            locked = mine.with_for_update(read=True, key_share=True).execution_options(populate_existing=True)
            self.actor = (await self.session.execute(locked)).scalar_one_or_none()
            if self.actor is None:
                raise NotAllowed

    async def locked(self, number: int) -> Ticket:
        """The ticket's row, locked. Raises NoSuchTicket."""
        if not 0 < number < MOST:
            raise NoSuchTicket(number)
        return await self._lock(_BY_NUMBER, number)

    async def locked_id(self, ticket_id: int) -> Ticket:
        """The same by id."""
        return await self._lock(_BY_ID, ticket_id)

    async def _lock(self, which: Select[Ticket, Person | None, Person | None], number: int) -> Ticket:
        await self.session.flush()
        row = (await self.session.execute(which, {"key": number})).one_or_none()
        if row is None:
            raise NoSuchTicket(number)
        ticket = row[0]
        self._as_locked.setdefault(ticket.id, _shown(ticket))
        return ticket

    async def opened(self, number: int, verb: Verb) -> tuple[Ticket, Access]:
        """Lock the ticket for a verb the actor may use now. Raises NoSuchTicket, NotAllowed."""
        await self.refresh_actor()
        ticket = await self.locked(number)
        return ticket, await self._admitted(ticket, verb)

    async def _admitted(self, ticket: Ticket, verb: Verb) -> Access:
        if self.actor is None:
            who, capacities = Access(staff=True), frozenset({Capacity.DESK})
        else:
            who = await self.standing(ticket)
            capacities = transitions.capacities(who)
        if not sees_ticket(ticket, who):
            raise NoSuchTicket(ticket.number)
        if not transitions.allowed(verb, capacities):
            if who.requester and self.actor is not None and is_staff(self.actor):
                raise NotAllowed("own-ticket", number=ticket.number)
            raise NotAllowed
        return who

    async def standing(self, ticket: Ticket) -> Access:
        """What the actor is to the ticket: on the board whoever can write there and was not dismissed acts as an
        agent, also in tickets they filed."""
        me = self.me()
        if self.origin is Origin.TODOIST and me.dismissed_at is None:
            return Access(requester=ticket.requester_id == me.id, staff=True)
        return await standing(self.session, ticket, me)

    def target(self, ticket: Ticket, verb: Verb) -> Status:
        """Where the verb leads; raises NotPossible, also for a draft (cancelling apart)."""
        to = transitions.target(verb, ticket.status)
        if to is None or (ticket.filed_at is None and verb is not Verb.CANCEL):
            raise NotPossible(ticket.number, verb, ticket.status)
        return to

    def record(self, ticket: Ticket, field: str, old: str | None, new: str | None) -> None:
        """A row of the ticket's history."""
        history.record(
            self.session,
            ticket.id,
            field,
            old,
            new,
            at=self.now,
            origin=self.origin,
            actor_id=self.actor_id,
            actor_name=self.actor_name,
        )
        ticket.updated_at = self.now

    async def settled(self, ticket: Ticket, *, without: int | None = None, spoken: bool = False) -> TicketResult:
        """After a change: every face of the ticket is brought up to date (but the card of `without`, who gets one
        anyway), the board is told, and the value is returned. `spoken`: words came, and perhaps nothing else."""
        await self.session.flush()
        only_words = spoken and ticket.claimed_at is not None and self._as_locked.get(ticket.id) == _shown(ticket)
        await refresh.refresh(self, ticket, without=without, only_opened=only_words)
        if ticket.filed_at is not None:
            await board_jobs.request_compare(self.session, ticket.id, now=self.now, rules=self.rules)
        return await self.ticketed(ticket)

    async def ticketed(self, ticket: Ticket, *, changed: bool = True) -> TicketResult:
        """The ticket as a frozen value."""
        holder = await self.person(ticket.assignee_id)
        return TicketResult(
            id=ticket.id,
            number=ticket.number,
            subject=ticket.subject,
            status=ticket.status,
            priority=ticket.priority,
            category_id=ticket.category_id,
            requester=view(await self.requester(ticket)),
            assignee=view(holder) if holder is not None else None,
            taken_on_board=ticket.taken_on_board,
            is_draft=ticket.filed_at is None and ticket.status is Status.NEW,
            changed=changed,
        )
