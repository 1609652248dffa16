"""Verbs of staff that move a ticket on. Knows no door."""

from datetime import datetime, timedelta

from sqlalchemy import select

from db.enums import Origin, Status
from db.models import Ticket
from desk import history
from desk.conversation.new_entry import Saying
from desk.conversation.thread import Speaking
from desk.errors import NotPossible, Refused, TooLate
from desk.policy import deadlines
from desk.policy.permissions import is_staff
from desk.policy.transitions import Verb, may_reopen
from desk.results import Ticketed
from desk.text.rich_text import Words
from desk.tickets.assignment import Holding

_NEVER_MIND = timedelta(minutes=10)


def _just_cancelled(ticket: Ticket, now: datetime) -> bool:
    """Whether its requester opens again what they cancelled a moment ago: the cards that the team has say so, no new
    one rings."""
    was_cancelled = ticket.status is Status.CANCELLED and ticket.broadcast_at is not None
    return was_cancelled and ticket.ended_at is not None and now - ticket.ended_at < _NEVER_MIND


class Moving(Holding, Speaking):
    """progress, pending, hold, resolve, reopen. Repeated: `changed` False."""

    async def progress(self, number: int) -> Ticketed:
        """In progress."""
        ticket, _ = await self.opened(number, Verb.PROGRESS)
        return await self.moved(ticket, Verb.PROGRESS)

    async def pending(self, number: int) -> Ticketed:
        """Waits for the requester, who is told after the undo time."""
        ticket, _ = await self.opened(number, Verb.PENDING)
        return await self.moved(ticket, Verb.PENDING)

    async def hold(self, number: int, reason: str | None = None) -> Ticketed:
        """Waits for somebody else; the reason is kept as a note (also given later: then only the note)."""
        ticket, _ = await self.opened(number, Verb.HOLD)
        value = await self.moved(ticket, Verb.HOLD)
        if reason:
            self.record(ticket, history.HOLD_REASON, ticket.hold_reason, reason)
            ticket.hold_reason = reason
            await self.note(number, Saying(Words(reason)))
        return value

    async def moved(self, ticket: Ticket, verb: Verb, *, at: datetime | None = None) -> Ticketed:
        """Apply progress, pending or hold to a locked ticket; one resolved a moment ago, untold, is brought back
        first."""
        if ticket.status is Status.RESOLVED and ticket.tell is not None:
            await self.undo(ticket)
        to = self.target(ticket, verb)
        if to is ticket.status:
            return await self.ticketed(ticket, changed=False)
        was = self.as_it_was(ticket)
        await self.set_status(ticket, to, at=at, told_later=True)
        await self.later(ticket, was)
        await self.tell_holder(ticket)
        return await self.settled(ticket)

    async def tell_holder(self, ticket: Ticket, *, anyway: bool = False) -> None:
        """Who has it learns of a status somebody else set; a mover Todoist does not name may be the holder, who is told
        `anyway` when what is undone was not theirs."""
        if self.actor is not None or self.origin is Origin.CLOCK or anyway:
            await self.news.to_holder(ticket, "changed-by", status=ticket.status.value)

    async def resolve(self, number: int) -> Ticketed:
        """Declare it solved; takes it when nobody has it. The requester is asked after the undo time."""
        ticket, _ = await self.opened(number, Verb.RESOLVE)
        return await self.solved(ticket)

    async def solved(self, ticket: Ticket, *, at: datetime | None = None) -> Ticketed:
        """Resolve a locked ticket; without a Telegram requester there is nobody to ask: closed."""
        to = self.target(ticket, Verb.RESOLVE)
        if to is ticket.status:
            return await self.ticketed(ticket, changed=False)
        was = self.as_it_was(ticket)
        await self.take_if_free(ticket, self.actor)
        await self.set_status(ticket, to, at=at, told_later=True)
        await self.tell_holder(ticket)
        if (await self.requester(ticket)).telegram_id is None:
            await self.set_status(ticket, Status.CLOSED, at=at, reason="nobody-to-ask")
        else:
            await self.later(ticket, was)
        return await self.settled(ticket)

    async def reopen(self, number: int) -> Ticketed:
        """Back to work, by staff, requester or board; raises TooLate after `rules.reopen`."""
        ticket, who = await self.opened(number, Verb.REOPEN)
        return await self.opened_again(ticket, by_requester=who.requester and not who.staff)

    async def opened_again(self, ticket: Ticket, *, by_requester: bool, at: datetime | None = None) -> Ticketed:
        """Reopen a locked ticket; one resolved a moment ago, untold, is simply what it was."""
        if ticket.status is Status.RESOLVED and ticket.tell is not None and not by_requester:
            await self.undo(ticket)
            return await self.settled(ticket)
        if ticket.status is Status.CANCELLED and ticket.filed_at is None:
            return await self._gathers_again(ticket)
        if not may_reopen(ticket.status, ticket.ended_at, now=self.now, rules=self.rules):
            if ticket.ended_at is not None:
                raise TooLate(ticket.number, self.rules.reopen.days)
            raise NotPossible(ticket.number, Verb.REOPEN, ticket.status)
        await self._drop_former_holder(ticket)
        await self.drop_notice(ticket)
        never_mind = by_requester and _just_cancelled(ticket, self.now)
        ticket.needs_answer = ticket.needs_answer or by_requester
        was_theirs = ticket.resolved_by in (None, ticket.assignee_id)
        await self.set_status(ticket, Status.REOPENED, at=at)
        await self._tell_reopened(ticket, by_requester=by_requester, was_theirs=was_theirs)
        value = await self.settled(ticket)
        if ticket.assignee_id is None and never_mind:
            deadlines.announced(ticket, now=self.now, rules=self.rules)
        elif ticket.assignee_id is None:
            await self.news.broadcast(ticket)
        return value

    async def _drop_former_holder(self, ticket: Ticket) -> None:
        """Who held it holds it, unless they are no longer staff (on the board: dismissed)."""
        holder = await self.person(ticket.assignee_id)
        ticket.taken_on_board = False
        if holder is None:
            return
        on_board = holder.todoist_id is not None and holder.dismissed_at is None
        if not (is_staff(holder) or on_board):
            await self.set_holder(ticket, None)

    async def _tell_reopened(self, ticket: Ticket, *, by_requester: bool, was_theirs: bool) -> None:
        if by_requester:
            requester = await self.requester(ticket)
            await self.news.to_holder(ticket, "requester-reopened", name=requester.name)
        else:
            await self.tell_holder(ticket, anyway=not was_theirs)
            await self.news.reopened(ticket)

    async def _gathers_again(self, ticket: Ticket) -> Ticketed:
        """A draft that was cancelled is a draft again, filed at the clock's next look; there is one draft at a time, so
        while another gathers it has to wait."""
        other = select(Ticket).where(
            Ticket.requester_id == ticket.requester_id, Ticket.filed_at.is_(None), Ticket.status == Status.NEW
        )
        if (await self.session.scalars(other)).first() is not None:
            raise Refused("draft-gathers", number=ticket.number)
        await self.set_status(ticket, Status.NEW)
        ticket.file_at = self.now
        return await self.settled(ticket)
