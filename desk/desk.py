"""The desk as a verb sees it: the actor, the lock, the permission, the history. Verbs are functions of the packages.

A verb takes a `Desk` first, checks the permission, locks the ticket row (`FOR UPDATE`), applies the rule, writes
history and entries, queues what follows and returns a frozen value; refusals are `desk.errors.Refused`. It never
commits, waits for nothing outside PostgreSQL, and reads no clock. A new feature adds functions to a package, nothing
here.

Lock order, in every channel: the actor's row (key share: only a dismissal or a link conflicts), then tickets by
ascending id, then nothing else. `lock_ticket`, `lock_by_id`, `lock_all` and `change` keep it.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from operator import itemgetter

from sqlalchemy import Select, select

from db.models import Entry, EntryKind, Origin, Person, Status, Ticket
from db.unit_of_work import Shown, TicketChange, get_unit
from desk import history, locked
from desk.context import Context
from desk.errors import Merged, NoSuchTicket, NotAllowed, NotPossible
from desk.locked import Locked
from desk.notifications import message_refresh
from desk.outbox import jobs
from desk.people.person_rows import make_view
from desk.policy import Verb, permissions, transitions, verb_check
from desk.policy.permissions import Grant
from desk.policy.transitions import OF_FIELDS, OF_MERGING, WORDS
from desk.results import TicketResult
from desk.sla import due_times

_SILENT = frozenset(
    {"updated_at", "last_entry_at", "requester_spoke_at", "needs_answer", "first_response_at", "subject_kept"}
    | {"broadcast_at", "broadcast_due_at", "remind_at", "escalate_at", "close_at", "tell", "tell_at"}
    | {"policy_version", "first_target", "solve_target", "first_warn_at", "solve_warn_at", "promise_warn_at"}
    | {"late_told", "breach_told", "reopen_count", "look_at", "updated_on"}
    | {"consent_asked", "waiting_told_at"}
)
_SHOWN = tuple(name for name in (column.key for column in Ticket.__mapper__.column_attrs) if name not in _SILENT)
_READ_SHOWN = itemgetter(*_SHOWN)
"""The columns of a ticket that its messages show: a change of another is not to be seen."""


def _get_shown(ticket: Ticket) -> tuple[object, ...]:
    """Return the columns of a ticket that a card or receipt may show; words and `needs_answer` show only in opened
    tickets."""
    try:
        shown = _READ_SHOWN(ticket.__dict__)
    except KeyError:  # a column is not loaded
        shown = tuple(getattr(ticket, name) for name in _SHOWN)
    return (ticket.first_response_at is not None, *shown)


def _read_shown(ticket: Ticket) -> Shown:
    return _get_shown(ticket), (ticket.needs_answer, ticket.policy_version)


class Desk(Context):
    """One actor, one place, one moment, with the locks and the history of verbs."""

    __slots__ = ()

    async def refresh_actor(self) -> None:
        """Read the actor's current role, and lock it until the end of the transaction (`is_locked`: it is)."""
        if self.who.person is not None and not self.who.is_locked:
            mine = select(Person).where(Person.id == self.who.person.id)
            locked = mine.with_for_update(read=True, key_share=True).execution_options(populate_existing=True)
            self.who.person = (await self.session.execute(locked)).scalar_one_or_none()
            if self.who.person is None:
                raise NotAllowed

    async def require_grant(self, grant: Grant | frozenset[Grant], refusal: str = "not-granted") -> None:
        """Raise NotAllowed unless the actor may do that now, with the key `refusal` for members of the team."""
        await self.refresh_actor()
        permissions.require_grant(self.require_actor(), grant, refusal)

    async def lock_ticket(self, number: int) -> Locked:
        """Lock the ticket's row after the actor's. Raises NoSuchTicket."""
        await self.refresh_actor()
        return await self._lock(number)

    async def _lock(self, number: int) -> Locked:
        ticket = await locked.lock_by_number(self.session, number)
        if ticket is None:
            raise NoSuchTicket(number)
        return ticket

    async def lock_all(self, tickets: Select[Ticket]) -> list[Locked]:
        """Lock the tickets of a query by ascending id after the actor's row."""
        await self.refresh_actor()
        return await locked.lock_tickets(self.session, tickets)

    async def lock_by_id(self, ticket_id: int) -> Locked:
        """Lock the ticket with that id after the actor's row. Raises NoSuchTicket."""
        await self.refresh_actor()
        ticket = await locked.lock_by_id(self.session, ticket_id)
        if ticket is None:
            raise NoSuchTicket(ticket_id)
        return ticket

    async def lock_thread(self, ticket: Locked) -> Locked:
        """Lock the ticket whose thread has this ticket's words: itself, or the one it was merged into."""
        return ticket if ticket.merged_into_id is None else await self.lock_by_id(ticket.merged_into_id)

    async def _redirect_merged(self, ticket: Locked, verb: Verb) -> Locked:
        if verb in OF_MERGING:
            return ticket
        if verb in WORDS:
            return await self.lock_thread(ticket)
        is_said = verb in OF_FIELDS and (
            self.is_integration or (self.actor is not None and self.origin is not Origin.TODOIST)
        )
        if is_said or verb is Verb.REOPEN or transitions.get_target_status(verb, ticket.status) is None:
            raise Merged(ticket.number, (await self.session.get_one(Ticket, ticket.merged_into_id)).number)
        return ticket

    @asynccontextmanager
    async def change(self, number: int, verb: Verb) -> AsyncIterator[Locked]:
        """Lock the ticket for a verb the actor may use now. Afterwards its due times are planned, and it is published
        if it shows something else than before; a verb within a verb leaves that to the outer one. Words of a merged
        ticket go to the one it is part of. Raises NoSuchTicket, NotAllowed, Merged."""
        await self.refresh_actor()
        ticket = await self._lock(number)
        await verb_check.require_verb(self, ticket, verb)
        ticket = ticket if ticket.merged_into_id is None else await self._redirect_merged(ticket, verb)
        unit, key = get_unit(self.session), ticket.id  # after an error the row can no longer be read
        if key in unit.changes:
            yield ticket
            return
        change = unit.changes[key] = TicketChange(_read_shown(ticket))
        try:
            async with due_times.follow(self, ticket):
                yield ticket
            await self._show(ticket, change)
        finally:
            del unit.changes[key]
            unit.cards.pop(key, None)

    def require_target(self, ticket: Ticket, verb: Verb) -> Status:
        """Return the status the verb leads to; raises NotPossible, also for a draft (except cancelling)."""
        to = transitions.get_target_status(verb, ticket.status)
        if to is None or (ticket.filed_at is None and verb is not Verb.CANCEL):
            raise NotPossible(ticket.number, verb, ticket.status)
        return to

    def record(
        self,
        ticket: Locked,
        field: str,
        old: str | None,
        new: str | None,
        *,
        old_id: int | None = None,
        new_id: int | None = None,
    ) -> None:
        """Add a row to the ticket's history; the ids are those of people or categories, whose names may change."""
        history.record_change(
            self.session,
            ticket.id,
            field,
            old,
            new,
            at=self.get_act_time(ticket),
            origin=self.origin,
            actor_id=self.actor_id,
            actor_name=self.who.name,
            old_id=old_id,
            new_id=new_id,
        )
        ticket.updated_at = self.now

    async def publish(self, ticket: Locked, *, spoken: Entry | None = None) -> None:
        """Update every message that shows the ticket, and the board; of a ticket in a `change` once, after it.
        `spoken`: these words came, and perhaps nothing else. Of words the board's card shows only the requester's."""
        change = get_unit(self.session).changes.get(ticket.id)
        if change is None:
            await self._show(ticket, None)
        elif spoken is None:
            change.shows_all = True
        else:
            change.spoken.append(spoken)

    async def _show(self, ticket: Locked, change: TicketChange | None) -> None:
        shown, before = _read_shown(ticket), change.before if change is not None else ((), ())
        differs, spoken = before[0] != shown[0], change.spoken if change is not None else ()
        shows_all = differs or (change is not None and change.shows_all)
        if not shows_all and not spoken:
            return
        only_words = not shows_all and ticket.claimed_at is not None
        if not only_words:
            await self.session.flush()
        without = get_unit(self.session).cards.pop(ticket.id, None)
        await message_refresh.refresh_messages(self, ticket, without=without, only_opened=only_words)
        is_same_card = only_words and before == shown and all(one.kind is not EntryKind.COMMENT for one in spoken)
        if ticket.filed_at is not None and not is_same_card:
            await jobs.request_compare(self, ticket.id)

    async def make_result(self, ticket: Ticket, *, changed: bool = True) -> TicketResult:
        """Return the ticket as a frozen value."""
        assignee = await self.get_person(ticket.assignee_id)
        return TicketResult(
            id=ticket.id,
            number=ticket.number,
            status=ticket.status,
            priority=ticket.priority,
            category_id=ticket.category_id,
            requester=make_view(await self.get_requester(ticket)),
            assignee=make_view(assignee) if assignee is not None else None,
            is_draft=ticket.is_draft,
            changed=changed,
            held_until=ticket.hold_until,
        )
