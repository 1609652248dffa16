"""The changes verbs are made of: status, holder, delayed notices; each with its times and its row of history.

A delayed notice (`tell`, due at `tell_at`) keeps what the requester last knew. When it is worked off, what differs
from then is told; what was undone by then is not, and undoing brings the earlier status back.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import select

from db.enums import QuestionKind, Status
from db.models import Person, Question, Ticket
from desk import history
from desk.outbox.letters import Show, View
from desk.policy import deadlines
from desk.policy.transitions import FINISHED
from desk.verbs import Verbs


class Changes(Verbs):
    """Steps, not verbs: the row is locked and the rule applied before them."""

    async def set_status(
        self,
        ticket: Ticket,
        to: Status,
        *,
        at: datetime | None = None,
        reason: str | None = None,
        told_later: bool = False,
    ) -> bool:
        """Move to a status with all that hangs on entering and leaving it; False when it is there already.
        `told_later`: a delayed notice follows, until which nothing changes for the requester."""
        old = ticket.status
        if old is to:
            return False
        self.record(ticket, history.STATUS, old, to)
        ticket.status = to
        ticket.status_at = at or self.now
        if to in FINISHED:
            await self.drop_notice(ticket)
        self._leaves(ticket, old)
        self._enters(ticket, old, to, reason)
        if to in FINISHED and ticket.filed_at is not None:
            await self.news.announce(ticket, ended=True)
        if old is Status.PENDING and not told_later:
            await self.news.no_longer_pending(ticket)
        if old is Status.RESOLVED:
            await self._no_longer_asked(ticket)
        deadlines.silence(ticket, now=self.now, rules=self.rules)
        return True

    async def _no_longer_asked(self, ticket: Ticket) -> None:
        """Whether it is solved is no question any more, also not under words that were added since."""
        asked = select(Question).where(
            Question.ticket_id == ticket.id,
            Question.kind == QuestionKind.RESOLVED_ADDED,
            Question.answered_at.is_(None),
            Question.closed_at.is_(None),
        )
        for question in await self.session.scalars(asked):
            question.answered_at = self.now
            shown = Show(View.WHICH, slot=f"question:{question.id}", question_id=question.id, only_edit=True)
            await self.news.to_requester(ticket, shown)

    def _leaves(self, ticket: Ticket, old: Status) -> None:
        ticket.end_reason = None
        if old is Status.ON_HOLD:
            ticket.hold_reason = None
        if old in FINISHED:
            ticket.ended_at = None

    def _enters(self, ticket: Ticket, old: Status, to: Status, reason: str | None) -> None:
        if to is Status.RESOLVED:
            ticket.status_before_resolved = old
            ticket.resolved_at = self.now
            ticket.resolved_by = self.actor_id or ticket.assignee_id
            ticket.needs_answer = False
        if to in FINISHED:
            ticket.ended_at = self.now
            ticket.needs_answer = False
            ticket.broadcast_due_at = None
            ticket.file_at = None
        if to is Status.REOPENED:
            ticket.reopened_at = self.now
        ticket.end_reason = reason
        has_it = ticket.assignee_id is not None or ticket.taken_on_board
        if not deadlines.is_waiting(ticket) and (has_it or to in FINISHED or to is Status.RESOLVED):
            deadlines.ends(ticket)
        elif has_it and old not in (Status.NEW, Status.ASSIGNED, Status.IN_PROGRESS, Status.REOPENED):
            deadlines.begins(ticket, now=self.now, rules=self.rules)

    async def set_holder(self, ticket: Ticket, person: Person | None, *, at: datetime | None = None) -> None:
        """Who has it from now on: a person, or nobody."""
        old = await self.person(ticket.assignee_id)
        before = old.name if old else history.ON_BOARD if ticket.taken_on_board else None
        self.record(ticket, history.ASSIGNEE, before, person.name if person else None)
        ticket.assignee_id = person.id if person else None
        ticket.assignee_at = at or self.now
        ticket.taken_on_board = False
        if person is None:
            ticket.claimed_at = None
            deadlines.ends(ticket)
            return
        ticket.claimed_at = self.now
        ticket.broadcast_due_at = None
        deadlines.begins(ticket, now=self.now, rules=self.rules)

    def held_by_board(self, ticket: Ticket, *, at: datetime | None = None) -> None:
        """Somebody on the board has it, and Todoist does not say who."""
        self.record(ticket, history.ASSIGNEE, None, None)
        ticket.taken_on_board = True
        ticket.assignee_at = at or self.now
        ticket.broadcast_due_at = None
        deadlines.begins(ticket, now=self.now, rules=self.rules)

    async def take_if_free(self, ticket: Ticket, person: Person | None) -> bool:
        """An answer, or resolving, takes an untaken ticket for who did it (not for its own requester)."""
        if ticket.assignee_id is not None or person is None or person.id == ticket.requester_id:
            return False
        await self.set_holder(ticket, person)
        return True

    # ------------------------------------------------------- delayed notices

    def as_it_was(self, ticket: Ticket) -> dict[str, Any]:
        """What the requester knows of the ticket, to be kept before a change that is told later; `until` when."""
        return {
            "status": ticket.status.value,
            "status_at": ticket.status_at.isoformat(),
            "until": self.now.isoformat(),
            "assignee": ticket.assignee_id,
            "on_board": ticket.taken_on_board,
            "needs_answer": ticket.needs_answer,
        }

    async def later(self, ticket: Ticket, was: dict[str, Any]) -> None:
        """The requester is told of what just changed when the undo time is over (of length zero: now)."""
        ticket.tell = ticket.tell or was
        ticket.tell_at = self.now + self.rules.undo
        await self.tell_if_due(ticket)

    def knows_holder(self, ticket: Ticket) -> None:
        """The requester was just told who has it: a notice that waits no longer needs to."""
        if ticket.tell is not None:
            ticket.tell = {**ticket.tell, "assignee": ticket.assignee_id, "on_board": ticket.taken_on_board}

    def forget_notice(self, ticket: Ticket) -> None:
        """Nothing delayed is to be told any more."""
        ticket.tell = None
        ticket.tell_at = None

    async def drop_notice(self, ticket: Ticket) -> None:
        """The same, where what comes instead is told at once: what they still believe waits for them does not."""
        before = ticket.tell
        self.forget_notice(ticket)
        if before is not None and before["status"] == Status.PENDING and ticket.status is not Status.PENDING:
            await self.news.no_longer_pending(ticket)

    async def tell_if_due(self, ticket: Ticket) -> bool:
        """Tell what is different from what the requester last knew, when the time has come."""
        if ticket.tell is None or ticket.tell_at is None or ticket.tell_at > self.now:
            return False
        before = ticket.tell
        self.forget_notice(ticket)
        was = Status(before["status"])
        if self._taken_since(ticket, before) and ticket.status is not Status.RESOLVED:
            await self.news.taken(ticket)
        if ticket.status is was:
            return True
        if was is Status.PENDING:
            await self.news.no_longer_pending(ticket)
        if ticket.status is Status.PENDING:
            await self.news.pending(ticket)
        elif ticket.status is Status.ON_HOLD:
            await self.news.on_hold(ticket)
        elif ticket.status is Status.RESOLVED:
            await self.news.resolved(ticket)
        elif ticket.status is Status.REOPENED:
            await self.news.reopened(ticket)
        return True

    @staticmethod
    def _taken_since(ticket: Ticket, before: dict[str, Any]) -> bool:
        nobody_before = before["assignee"] is None and not before["on_board"]
        return nobody_before and (ticket.assignee_id is not None or ticket.taken_on_board)

    async def undo(self, ticket: Ticket) -> bool:
        """Bring back what was before the notice that still waits; False when there is none."""
        before = ticket.tell
        if before is None:
            return False
        self.forget_notice(ticket)
        if ticket.assignee_id != before["assignee"]:
            await self.set_holder(ticket, await self.person(before["assignee"]))
        ticket.taken_on_board = before["on_board"]
        if ticket.status is Status.RESOLVED:
            ticket.resolved_at = ticket.resolved_by = ticket.status_before_resolved = None
            ticket.needs_answer = before["needs_answer"]
        await self.set_status(ticket, Status(before["status"]))
        self._reminders_again(ticket)
        return True

    def _reminders_again(self, ticket: Ticket) -> None:
        if ticket.assignee_id is not None or ticket.taken_on_board:
            deadlines.begins(ticket, now=self.now, rules=self.rules)
        else:
            deadlines.untaken_again(ticket, now=self.now, rules=self.rules)
