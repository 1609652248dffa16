"""News for who has a ticket: lines, its card, words and files. Tells neither other staff nor the requester."""

from datetime import datetime

from sqlalchemy import select

from db.enums import EntryKind, Origin
from db.models import Entry, EntryFile, Person, Ticket
from desk.notifications.notifier import Letters
from desk.outbox.letters import Args, Button, Relay, Say, Show, View


class ToHolder(Letters):
    """Letters to the assignee."""

    async def to_holder(self, ticket: Ticket, key: str, *, reopen: bool = False, **args: str | int) -> None:
        """A line for who has the ticket, unless they did it themselves; `reopen`: with that button."""
        holder = await self.person(ticket.assignee_id)
        if holder is None or self._is_actor(holder) or holder.id == ticket.requester_id:
            return
        buttons = ((Button("btn-reopen", f"reopen:{ticket.number}"),),) if reopen else ()
        given, keyed = self.by(number=ticket.number, **args)
        self.post(holder, Say(key, given, buttons, keyed=keyed, staff_only=True), ticket)

    async def given(self, ticket: Ticket) -> None:
        """A fresh card for the new holder, headed by whose doing it was where they did not take it themselves."""
        holder = await self.person(ticket.assignee_id)
        if holder is None:
            return
        self.give_way(holder, ticket)
        note, args = self._whose_doing(holder, ticket)
        slot = f"card:{ticket.number}"
        self.post(holder, Show(View.CARD, slot=slot, fresh=True, note=note, note_args=args), ticket)
        await self._files_of_request(holder, ticket)

    def _whose_doing(self, holder: Person, ticket: Ticket) -> tuple[str | None, Args]:
        if self._is_actor(holder):
            return None, {}
        if self._actor is None or self._origin is Origin.TODOIST:
            return "assigned-on-board", {"number": ticket.number}
        return "assigned-to-you", {"number": ticket.number, "name": self._actor.name}

    async def holders_card(self, ticket: Ticket) -> None:
        """The holder's card gets its buttons, and what of the request no card can hold: files, places, contacts."""
        holder = await self.person(ticket.assignee_id)
        if holder is not None:
            self.post(holder, Show(View.CARD, slot=f"card:{ticket.number}"), ticket)
            await self._files_of_request(holder, ticket)

    async def _files_of_request(self, holder: Person, ticket: Ticket) -> None:
        with_files = (
            select(Entry.id)
            .where(Entry.ticket_id == ticket.id, Entry.kind == EntryKind.COMMENT, Entry.withdrawn_at.is_(None))
            .where(
                Entry.content_line.is_not(None) | select(EntryFile.id).where(EntryFile.entry_id == Entry.id).exists()
            )
            .order_by(Entry.id)
        )
        if holder.id != ticket.requester_id:
            for entry_id in await self._session.scalars(with_files):
                self.post(holder, Relay(entry_id, files_only=True), ticket)

    async def relay_to_holder(self, ticket: Ticket, entry: Entry, *, due_at: datetime | None = None) -> None:
        """An entry for who has the ticket, unless they wrote it."""
        holder = await self.person(ticket.assignee_id)
        if holder is not None and holder.id not in (entry.author_id, ticket.requester_id):
            self.post(holder, Relay(entry.id), ticket, due_at=due_at)
