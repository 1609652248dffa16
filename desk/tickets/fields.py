"""Verbs about subject, priority, category and tags. Knows no door."""

from collections.abc import Sequence
from datetime import datetime

from db.models import Category, Ticket
from desk import history
from desk.errors import Outdated, Refused
from desk.policy.permissions import Standing
from desk.policy.transitions import Verb
from desk.results import Ticketed
from desk.tickets.status import Changes
from desk.verbs import MOST

LOW = 4


class Fields(Changes):
    """rename, prioritise, categorise, tag. `at`: when the board's side changed it; otherwise now."""

    async def rename(self, number: int, subject: str, *, at: datetime | None = None) -> Ticketed:
        """A subject in a person's own words: kept whole from then on."""
        ticket, _ = await self.opened(number, Verb.RENAME)
        ticket.subject_kept = True
        if ticket.subject == subject:
            return await self.ticketed(ticket, changed=False)
        self.record(ticket, history.SUBJECT, ticket.subject, subject)
        ticket.subject, ticket.subject_at = subject, at or self.now
        if self.actor is not None:
            await self.news.to_holder(ticket, "renamed-by", subject=subject)
        return await self.settled(ticket)

    async def prioritise(self, number: int, priority: int, *, at: datetime | None = None) -> Ticketed:
        """1 critical … 4 low."""
        if not 1 <= priority <= LOW:
            raise Refused("usage-priority")
        ticket, _ = await self.opened(number, Verb.PRIORITISE)
        if ticket.priority == priority:
            return await self.ticketed(ticket, changed=False)
        self.record(ticket, history.PRIORITY, str(ticket.priority), str(priority))
        ticket.priority, ticket.priority_at = priority, at or self.now
        if self.actor is not None:
            await self.news.to_holder(ticket, "priority-by", priority=priority)
        return await self.settled(ticket)

    async def categorise(self, number: int, category_id: int | None, *, at: datetime | None = None) -> Ticketed:
        """Staff at any time; the requester until one is chosen or an agent answers (then Outdated)."""
        ticket, who = await self.opened(number, Verb.CATEGORISE)
        self._still_theirs_to_choose(ticket, who)
        new = await self._category(category_id)
        if ticket.category_id == category_id:
            return await self.ticketed(ticket, changed=False)
        old = await self._category(ticket.category_id, removed_too=True)
        self.record(ticket, history.CATEGORY, old.name if old else None, new.name if new else None)
        ticket.category_id, ticket.labels_at = category_id, at or self.now
        if new is not None and self.actor is not None:
            await self.news.to_holder(ticket, "category-by", category=new.name)
        elif self.actor is not None:
            await self.news.to_holder(ticket, "category-none-by")
        return await self.settled(ticket)

    def _still_theirs_to_choose(self, ticket: Ticket, who: Standing) -> None:
        if who.requester and not who.staff and (ticket.category_id or ticket.first_response_at):
            raise Outdated(ticket.number)

    async def _category(self, category_id: int | None, *, removed_too: bool = False) -> Category | None:
        if category_id is None:
            return None
        found = await self.session.get(Category, category_id) if 0 < category_id < MOST else None
        if found is None or (found.removed_at is not None and not removed_too):
            raise Refused("no-such-category")
        return found

    async def tag(self, number: int, tags: Sequence[str], *, at: datetime | None = None) -> Ticketed:
        """The whole set of tags, in the order given."""
        ticket, _ = await self.opened(number, Verb.TAG)
        new = list(dict.fromkeys(tags))
        if sorted(ticket.tags) == sorted(new):
            return await self.ticketed(ticket, changed=False)
        self.record(ticket, history.TAGS, ", ".join(ticket.tags), ", ".join(new))
        ticket.tags, ticket.labels_at = new, at or self.now
        return await self.settled(ticket)
