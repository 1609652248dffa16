"""Verbs that begin a ticket. Knows no door."""

from db.enums import Status
from db.models import TICKET_NUMBERS, Person, Ticket
from desk import history
from desk.errors import NoSuchTicket, Outdated
from desk.results import Ticketed
from desk.tickets.status import Changes

MEDIUM = 3


class Filing(Changes):
    """draft, file."""

    async def draft(self) -> Ticketed:
        """Begin a draft of the actor's (they must have none); it gets its number, nobody else sees it. The caller
        sets `file_at` and shows the receipt."""
        await self.refresh_actor()
        ticket = await self.new_ticket(self.me())
        return await self.ticketed(ticket)

    async def new_ticket(self, requester: Person, *, subject: str = "", priority: int = MEDIUM) -> Ticket:
        """A row with the next number, not filed yet."""
        ticket = Ticket(
            number=await self.session.scalar(TICKET_NUMBERS),
            requester_id=requester.id,
            status=Status.NEW,
            subject=subject,
            priority=priority,
            origin=self.origin,
            created_at=self.now,
            updated_at=self.now,
            subject_at=self.now,
            status_at=self.now,
            priority_at=self.now,
            assignee_at=self.now,
            labels_at=self.now,
            tags=[],
            subject_kept=False,
            taken_on_board=False,
            needs_answer=False,
        )
        self.session.add(ticket)
        await self.session.flush()
        return ticket

    async def file(self, number: int, subject: str) -> Ticketed:
        """A draft becomes NEW: broadcast, put on the board, its receipt says so. Raises Outdated when it is none."""
        await self.refresh_actor()
        ticket = await self.locked(number)
        if self.actor is not None and ticket.requester_id != self.actor.id:
            raise NoSuchTicket(number)
        if ticket.filed_at is not None or ticket.status is not Status.NEW:
            raise Outdated(number)
        ticket.subject, ticket.subject_at = subject, self.now
        self.filed(ticket)
        await self.news.broadcast(ticket)
        return await self.settled(ticket)

    def filed(self, ticket: Ticket) -> None:
        """From now on it is a ticket that everybody on the team sees."""
        self.record(ticket, history.FILED, None, ticket.subject)
        ticket.filed_at = self.now
        ticket.status_at = self.now
        ticket.file_at = None
        ticket.needs_answer = True
        ticket.requester_spoke_at = ticket.requester_spoke_at or self.now
