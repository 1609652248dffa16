"""Verbs only the board needs. Knows no Todoist."""

from datetime import datetime

from db.enums import EntryKind, Status
from db.models import Entry, Person, Ticket
from desk import history
from desk.conversation.new_entry import Saying
from desk.errors import AlreadyClaimed, NotPossible, Refused
from desk.outbox.letters import Say
from desk.policy.transitions import SECTION_VERB, Verb
from desk.results import Ticketed
from desk.text.rich_text import Words
from desk.tickets.filing import MEDIUM, Filing
from desk.tickets.lifecycle import Moving

VANISHED = ("deleted", "moved")


class OnBoard(Filing, Moving):
    """assign, take_on_board, drag, complete, written, file_from_board, vanish, lost. `at`: the task's `updated_at`,
    or the time of reading."""

    async def assign(self, number: int, person: Person | None, *, at: datetime | None = None) -> Ticketed:
        """The task's assignee changed; None releases. Raises AlreadyClaimed when our later change stands."""
        ticket, _ = await self.opened(number, Verb.HAND_OVER if person is not None else Verb.RELEASE)
        holder = await self.person(ticket.assignee_id)
        if at is not None and ticket.assignee_at > at and holder is not None and holder != person:
            raise AlreadyClaimed(number, holder.name)
        if person is None:
            return await self.let_go(ticket, at=at)
        if person.dismissed_at is not None:
            raise Refused("not-staff", name=person.name)
        return await self.give(ticket, person, at=at)

    async def drag(
        self, number: int, to: Status, *, holder: Person | None = None, at: datetime | None = None
    ) -> Ticketed:
        """The task was put into the section of `to`: that status's verb. `holder`: the task's assignee or its mover,
        for who takes it. Raises NotPossible, whereupon the task is put back."""
        verb = SECTION_VERB[to]
        ticket, _ = await self.opened(number, verb if verb is not Verb.CLAIM else Verb.PROGRESS)
        if ticket.status is to:
            return await self.ticketed(ticket, changed=False)
        held_then = ticket.tell is not None and ticket.tell["assignee"] is not None
        if ticket.tell is not None and ticket.tell["status"] == to and not (to is Status.NEW and held_then):
            await self.undo(ticket)
            return await self.settled(ticket)
        return await self._dragged(ticket, to, verb, holder=holder, at=at)

    async def _dragged(
        self, ticket: Ticket, to: Status, verb: Verb, *, holder: Person | None, at: datetime | None
    ) -> Ticketed:
        free = ticket.assignee_id is None and not ticket.taken_on_board
        if verb is Verb.RELEASE:
            return await self.let_go(ticket, at=at)
        if to is Status.RESOLVED:
            return await self.solved(ticket, at=at)
        if to is Status.REOPENED:
            return await self.opened_again(ticket, by_requester=False, at=at)
        if free and to in (Status.ASSIGNED, Status.IN_PROGRESS):
            return await self._takes(ticket, to, holder, at=at)
        if verb is Verb.CLAIM:
            raise NotPossible(ticket.number, verb, ticket.status)
        return await self.moved(ticket, verb, at=at)

    async def take_on_board(
        self, number: int, status: Status = Status.ASSIGNED, *, at: datetime | None = None
    ) -> Ticketed:
        """Assigned or in progress, by nobody we know."""
        ticket, _ = await self.opened(number, Verb.PROGRESS)
        return await self._takes(ticket, status, None, at=at)

    async def _takes(self, ticket: Ticket, to: Status, holder: Person | None, *, at: datetime | None) -> Ticketed:
        """A drag into Assigned or In progress takes what nobody holds; its requester hears of it later."""
        if holder is not None and holder.dismissed_at is not None:
            raise Refused("not-staff", name=holder.name)
        if ticket.status is Status.RESOLVED and ticket.tell is not None:
            await self.undo(ticket)
        self.target(ticket, Verb.PROGRESS)
        was = self.as_it_was(ticket)
        if holder is not None:
            await self.set_holder(ticket, holder, at=at)
            await self.news.given(ticket)
        else:
            self.held_by_board(ticket, at=at)
        await self.set_status(ticket, to, at=at, told_later=True)
        await self.later(ticket, was)
        return await self.settled(ticket, without=holder.id if holder is not None else None)

    async def complete(self, number: int, *, at: datetime | None = None) -> Ticketed:
        """The task was completed: resolved (already so: `changed` False)."""
        ticket, _ = await self.opened(number, Verb.RESOLVE)
        return await self.solved(ticket, at=at)

    async def uncomplete(self, number: int, *, at: datetime | None = None) -> Ticketed:
        """The task was uncompleted: reopened, or what it was when nobody has heard of its completion."""
        ticket, _ = await self.opened(number, Verb.REOPEN)
        return await self.opened_again(ticket, by_requester=False, at=at)

    async def written(self, number: int, said: Saying, *, is_note: bool, own_account: bool = False) -> Entry:
        """A comment on the board, by what its writer is: a former member's is a note; in a ticket they filed staff
        are its requester (unless theirs is also the bot's account); the rest is an answer."""
        ticket = await self.locked(number)
        me = self.actor
        if is_note or (me is not None and me.dismissed_at is not None):
            return await self.noted(ticket, said)
        if me is not None and ticket.requester_id == me.id and not own_account:
            return await self._own_words(ticket, said)
        return await self.reply(number, said)

    async def _own_words(self, ticket: Ticket, said: Saying) -> Entry:
        """A requester's comment, also on a finished ticket: there it is kept and changes nothing."""
        finished = ticket.status in (Status.CLOSED, Status.CANCELLED)
        return await self.comment(ticket.number, said, small_talk=finished)

    async def file_from_board(
        self, subject: str, words: Words, requester: Person, *, priority: int = MEDIUM
    ) -> Ticketed:
        """A task somebody added is a ticket of theirs, broadcast after the quiet period unless taken by then."""
        ticket = await self.new_ticket(requester, subject=subject, priority=priority)
        ticket.subject_kept = True
        self.filed(ticket)
        if words:
            entry = await self.put(ticket, EntryKind.COMMENT, Saying(words))
            entry.author_id, entry.author_name = requester.id, requester.name
        ticket.broadcast_due_at = self.now + self.rules.intake_quiet
        return await self.settled(ticket)

    async def vanish(self, number: int, why: str) -> Ticketed:
        """Its task was deleted (`why` = "deleted") or moved away ("moved"): closed, requester and agent told."""
        if why not in VANISHED:
            raise ValueError(why)
        ticket, _ = await self.opened(number, Verb.RESOLVE)
        to = self.target(ticket, Verb.CLOSE)
        await self.set_status(ticket, to, reason=f"task-{why}")
        await self.news.to_requester(ticket, Say("closed-by-board", {"number": number}))
        await self.news.to_holder(ticket, f"vanished-{why}", reopen=True)
        return await self.settled(ticket)

    async def lost(self, number: int, field: str, value: str | None) -> None:
        """History keeps a change that lost against a later one of the same field."""
        ticket = await self.locked(number)
        self.record(ticket, history.LOST + field, None, value)
