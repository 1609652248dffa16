"""Verbs that end a ticket, and what its requester says of it. Knows no door."""

from db.enums import Status
from db.models import Ticket
from desk import history
from desk.conversation import entries
from desk.errors import NotPossible, Refused
from desk.outbox.board_jobs import Do
from desk.policy.transitions import Verb, target
from desk.results import Ticketed
from desk.tickets.lifecycle import Moving


class Ending(Moving):
    """confirm, deny, cancel, rate, rate_words, close."""

    async def confirm(self, number: int) -> Ticketed:
        """The requester's yes: closed, stars asked (edits their question)."""
        ticket, _ = await self.opened(number, Verb.CONFIRM)
        if ticket.status is Status.CLOSED and ticket.end_reason == "confirmed":
            return await self.ticketed(ticket, changed=False)
        to = self.target(ticket, Verb.CONFIRM)
        await self.set_status(ticket, to, reason="confirmed")
        ticket.rating_asked_at = self.now
        return await self.settled(ticket)

    async def deny(self, number: int) -> Ticketed:
        """The requester's no: reopened."""
        ticket, _ = await self.opened(number, Verb.DENY)
        if ticket.status is Status.REOPENED:
            return await self.ticketed(ticket, changed=False)
        self.target(ticket, Verb.DENY)
        return await self.opened_again(ticket, by_requester=True)

    async def cancel(self, number: int) -> Ticketed:
        """The requester ends a draft or an open ticket."""
        ticket, _ = await self.opened(number, Verb.CANCEL)
        if ticket.status is Status.CANCELLED:
            return await self.ticketed(ticket, changed=False)
        to = self.target(ticket, Verb.CANCEL)
        await self.set_status(ticket, to, reason="cancelled")
        await self.news.to_holder(ticket, "requester-cancelled", name=self.me().name)
        return await self.settled(ticket)

    async def rate(self, number: int, stars: int | None) -> Ticketed:
        """One to five stars, or None: skipped. The first mark stands (`changed` False)."""
        ticket, _ = await self.opened(number, Verb.RATE)
        self.target(ticket, Verb.RATE)
        if stars is not None and not 1 <= stars <= 5:
            raise Refused("outdated")
        if stars is None and ticket.rated_at is not None and ticket.rating_words is None:
            ticket.rating_words = ""  # asked for a word beside the stars, they would rather not
            return await self.settled(ticket)
        if ticket.rated_at is not None or ticket.rating_asked_at is None:
            return await self.ticketed(ticket, changed=False)
        ticket.rated_at = self.now
        ticket.rating = stars
        if stars is not None:
            self.record(ticket, history.RATING, None, str(stars))
        return await self._rated(ticket)

    async def rate_words(self, number: int, words: str) -> Ticketed:
        """The word beside the stars; the first one stands."""
        ticket, _ = await self.opened(number, Verb.RATE)
        if ticket.status is not Status.CLOSED:
            raise NotPossible(number, Verb.RATE, ticket.status)
        if ticket.rating_words is not None:
            return await self.ticketed(ticket, changed=False)
        ticket.rating_words = words
        return await self._rated(ticket)

    async def take_back_word(self, number: int) -> Ticketed:
        """The word beside the stars was meant as a request of its own."""
        ticket, _ = await self.opened(number, Verb.RATE)
        ticket.rating_words = None
        if ticket.rating is not None:
            await self.rating_remark(ticket)
        elif (remark := await entries.remark_of(self.session, ticket.id, "remark-word")) is not None:
            remark.withdrawn_at = self.now
            self.show_on_board(remark, do=Do.COMMENT_DELETE)
        return await self.settled(ticket)

    async def _rated(self, ticket: Ticket) -> Ticketed:
        """Under the task as a remark, which a later word changes."""
        if ticket.rating is not None or ticket.rating_words is not None:
            await self.rating_remark(ticket)
        return await self.settled(ticket)

    async def close(self, number: int, reason: str) -> Ticketed:
        """Closed by clock or board, with a reason."""
        ticket, _ = await self.opened(number, Verb.CLOSE)
        to = self.target(ticket, Verb.CLOSE)
        await self.set_status(ticket, to, reason=reason)
        return await self.settled(ticket)


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
