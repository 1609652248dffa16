"""Verbs only the clock needs; each looks again under lock and returns whether it was still due. Knows no real clock."""

from db.enums import Status
from db.models import Ticket
from desk.rules import Verb, target
from desk.verbs_status import Moving


class ByClock(Moving):
    """tell, silence, broadcast_due."""

    async def tell(self, ticket_id: int) -> bool:
        """Work off a delayed notice (`tell_at`): what is different from what the requester last knew."""
        ticket = await self.locked_id(ticket_id)
        told = await self.tell_if_due(ticket)
        if told:
            await self.session.flush()
            await self.news.refresh_requesters(ticket)
        return told

    async def silence(self, ticket_id: int) -> bool:
        """`close_at` is due: resolved becomes closed; pending becomes resolved, asked if still needed."""
        ticket = await self.locked_id(ticket_id)
        to = target(Verb.SILENCE, ticket.status)
        if ticket.close_at is None or ticket.close_at > self.now:
            return False
        ticket.close_at = None
        if to is None or (ticket.status is Status.RESOLVED and ticket.needs_answer):
            return False
        await self.set_status(ticket, to, reason="silence")
        if to is Status.RESOLVED:
            await self._resolved_by_silence(ticket)
        await self.settled(ticket)
        return True

    async def _resolved_by_silence(self, ticket: Ticket) -> None:
        await self.tell_holder(ticket)
        if (await self.requester(ticket)).telegram_id is None:
            await self.set_status(ticket, Status.CLOSED, reason="nobody-to-ask")
        else:
            await self.news.resolved(ticket)

    async def broadcast_due(self, ticket_id: int) -> bool:
        """`broadcast_due_at` is due (a task added on the board): broadcast unless somebody has it."""
        ticket = await self.locked_id(ticket_id)
        if ticket.broadcast_due_at is None or ticket.broadcast_due_at > self.now:
            return False
        ticket.broadcast_due_at = None
        if ticket.assignee_id is not None or ticket.taken_on_board or ticket.status is not Status.NEW:
            return False
        await self.news.broadcast(ticket)
        return True
