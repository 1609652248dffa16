"""Verbs about who has a ticket. Knows no door."""

from datetime import datetime

from sqlalchemy import select

from db.enums import Status
from db.models import Person, Ticket
from desk.errors import AlreadyClaimed, NotAllowed, Refused
from desk.people.directory import by_telegram, keep
from desk.policy.permissions import is_staff, only_staff
from desk.policy.transitions import WORKING, Verb
from desk.results import Ticketed
from desk.tickets.status import Changes


class Holding(Changes):
    """claim, release, release_all, hand_over."""

    async def claim(self, number: int) -> Ticketed:
        """Take it; the first wins. Raises AlreadyClaimed(by)."""
        ticket, _ = await self.opened(number, Verb.CLAIM)
        to = self.target(ticket, Verb.CLAIM)
        await self.refuse_if_held(ticket)
        me = self.me()
        known_taken = ticket.taken_on_board
        await self.set_holder(ticket, me)
        await self.set_status(ticket, to)
        self.knows_holder(ticket)
        await self.news.taken(ticket, replace=known_taken)
        await self.news.holders_card(ticket)
        return await self.settled(ticket, without=me.id)

    async def refuse_if_held(self, ticket: Ticket) -> None:
        """Raises AlreadyClaimed, naming who has it."""
        holder = await self.person(ticket.assignee_id)
        if holder is not None:
            raise AlreadyClaimed(ticket.number, holder.name, mine=holder.id == self.actor_id)

    async def release(self, number: int) -> Ticketed:
        """Give it back; broadcast again. On a new ticket nobody holds: nothing (`changed` False)."""
        ticket, _ = await self.opened(number, Verb.RELEASE)
        return await self.let_go(ticket)

    async def let_go(self, ticket: Ticket, *, at: datetime | None = None) -> Ticketed:
        """Release a locked ticket."""
        to = self.target(ticket, Verb.RELEASE)
        nobody = ticket.assignee_id is None and not ticket.taken_on_board
        if nobody and to is ticket.status:
            return await self.ticketed(ticket, changed=False)
        await self.news.to_holder(ticket, "released-from-you")
        await self.drop_notice(ticket)
        await self._without_holder(ticket, at=at)
        await self.set_status(ticket, to, at=at)
        await self.news.taken(ticket, only_edit=True)
        value = await self.settled(ticket)
        await self.news.broadcast(ticket)
        return value

    async def _without_holder(self, ticket: Ticket, *, at: datetime | None) -> None:
        if ticket.assignee_id is not None or ticket.taken_on_board:
            await self.set_holder(ticket, None, at=at)

    async def release_all(self) -> tuple[Ticketed, ...]:
        """Release all the actor holds, but what is resolved."""
        mine = select(Ticket.number).where(Ticket.assignee_id == self.me().id, Ticket.status.in_(WORKING))
        numbers = list(await self.session.scalars(mine.order_by(Ticket.id)))
        return tuple([await self.release(number) for number in numbers])

    async def hand_over(self, number: int, to: int) -> Ticketed:
        """Give it to a member of staff, `to` = their Telegram id, at once."""
        person = await by_telegram(self.session, to)
        if person is None:
            raise Refused("no-such-person")
        await keep(self.session, person.id, self.actor_id)
        ticket, _ = await self.opened(number, Verb.HAND_OVER)
        if not is_staff(person):
            raise Refused("not-staff", name=person.name)
        if ticket.requester_id == person.id and not await only_staff(self.session, person):
            raise NotAllowed("own-ticket", number=number)
        return await self.give(ticket, person)

    async def give(self, ticket: Ticket, person: Person, *, at: datetime | None = None) -> Ticketed:
        """Hand a locked ticket to somebody: where nobody holds it, as a claim for them; else the status stays."""
        to = self.target(ticket, Verb.HAND_OVER)
        if ticket.assignee_id == person.id:
            if person.id == self.actor_id:
                raise AlreadyClaimed(ticket.number, person.name, mine=True)
            return await self.ticketed(ticket, changed=False)
        was_free = ticket.assignee_id is None
        known_taken = ticket.taken_on_board
        await self.news.to_holder(ticket, "taken-from-you", name=person.name)
        await self.set_holder(ticket, person, at=at)
        if was_free and to in (Status.NEW, Status.REOPENED):
            await self.set_status(ticket, Status.ASSIGNED, at=at)
        self.knows_holder(ticket)
        await self.news.taken(ticket, only_edit=not was_free, replace=known_taken)
        await self.news.given(ticket)
        return await self.settled(ticket, without=person.id)
