"""Verbs about words that are on a ticket already: edited, withdrawn, moved to another. Knows no door."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import select

from db.enums import EntryKind, Origin, Status
from db.models import Entry, Ticket
from desk import history
from desk.conversation import entries, parts
from desk.conversation.parts import Part
from desk.conversation.thread import Speaking
from desk.errors import NoSuchTicket, NotAllowed
from desk.i18n import catalog
from desk.notifications import refresh
from desk.outbox.board_jobs import Do
from desk.outbox.letters import Args, Say
from desk.policy import deadlines
from desk.policy.transitions import OPEN, Verb
from desk.text.rich_text import Words, visible
from desk.text.subject import shortened, subject

_STAFFS = (EntryKind.REPLY, EntryKind.NOTE)


class Amending(Speaking):
    """move, edit, rewrite, withdraw: each only for the entry's author; what somebody said as staff only while they are
    that to the ticket. unsay, reword: from the board, by anybody."""

    async def move(self, entry: Entry, number: int) -> Entry:
        """The requester's words go from the ticket they are on to another of theirs."""
        source = await self._lock_both(entry, number)
        target, _ = await self.opened(number, Verb.COMMENT)
        self._mine(entry)
        if source is None or source.id == target.id:
            return entry
        if target.filed_at is not None:
            self.target(target, Verb.COMMENT)
        if source.filed_at is not None:
            self.show_on_board(entry, do=Do.COMMENT_DELETE)
        await entries.write(
            self.session, target, EntryKind.COMMENT, entry,
            author_id=entry.author_id, author_name=entry.author_name, origin=entry.origin,
            now=self.now, bot_id=self.rules.bot_id,
        )  # fmt: skip
        await self._gone_from(source)
        target.last_entry_at = target.requester_spoke_at = self.now
        if target.filed_at is None:
            await self.settled(target)
        else:
            await self._heard(target, entry)
        return entry

    async def _lock_both(self, entry: Entry, number: int) -> Ticket | None:
        """Lock both tickets by ascending id; returns the one the entry is on."""
        both = select(Ticket).where((Ticket.id == entry.ticket_id) | (Ticket.number == number))
        found = {t.id: t for t in await self.session.scalars(both.order_by(Ticket.id).with_for_update())}
        if not any(ticket.number == number for ticket in found.values()):
            raise NoSuchTicket(number)
        return found.get(entry.ticket_id) if entry.ticket_id is not None else None

    async def _gone_from(self, ticket: Ticket) -> None:
        """What the ticket looks like without the words that moved away."""
        owed = await entries.owes_answer(self.session, ticket.id)
        ticket.needs_answer = owed and ticket.status in OPEN - {Status.RESOLVED}
        if not ticket.needs_answer and (ticket.assignee_id is not None or ticket.taken_on_board):
            deadlines.ends(ticket)
        await self.settled(ticket)

    async def edit(self, entry: Entry, words: Words) -> Entry:
        """The author changed the words; a note stays a note, whatever it says now."""
        return await self.rewrite(entry, [Part(entry.said_message_id, words, entry.album)])

    async def rewrite(self, entry: Entry, made_of: Sequence[Part]) -> Entry:
        """The author changed one of the messages it is made of, or took some of them back."""
        return await self._amend(entry, Do.COMMENT_EDIT, made_of)

    async def withdraw(self, entry: Entry) -> Entry:
        """The author takes the words back."""
        return await self._amend(entry, Do.COMMENT_DELETE, None)

    async def unsay(self, entry: Entry) -> Entry:
        """Somebody deleted on the board the comment that shows staff's words: as if their author took them back."""
        if self.origin is not Origin.TODOIST or entry.kind not in _STAFFS:
            raise NotAllowed
        return await self._amended(entry, Do.COMMENT_DELETE, None)

    async def reword(self, entry: Entry, words: Words) -> Entry:
        """Somebody changed on the board the comment that shows staff's words: as if their author had edited them, who
        is told. Words of several messages are not changed as a whole."""
        made_of = parts.of(entry)
        if self.origin is not Origin.TODOIST or entry.kind not in _STAFFS:
            raise NotAllowed
        if len(made_of) != 1:
            raise NotAllowed
        await self._amended(entry, Do.COMMENT_EDIT, [replace(made_of[0], words=words)])
        await self._tell_author(entry)
        return entry

    async def _tell_author(self, entry: Entry) -> None:
        """Their own message stays in their chat as they wrote it: a line says what is read now."""
        ticket = await self.session.get_one(Ticket, entry.ticket_id)
        args: Args = {"words": shortened(" ".join(visible(entry.body).split()))}
        key = "note-changed-on-board"
        if entry.kind is EntryKind.REPLY:
            key, args["name"] = "answer-changed-on-board", (await self.requester(ticket)).name
        told = Say(key, args, slot=f"changed:{entry.id}", reply_to_entry=entry.id, staff_only=True)
        self.news.post(await self.person(entry.author_id), told, ticket)

    async def _amend(self, entry: Entry, do: Do, made_of: Sequence[Part] | None) -> Entry:
        await self.refresh_actor()
        self._mine(entry)
        if entry.ticket_id is not None and entry.kind in _STAFFS:
            who = await self.standing(await self.locked_id(entry.ticket_id))
            if not who.staff:
                raise NotAllowed
        return await self._amended(entry, do, made_of)

    async def _amended(self, entry: Entry, do: Do, made_of: Sequence[Part] | None) -> Entry:
        ticket = await self.locked_id(entry.ticket_id) if entry.ticket_id is not None else None
        named = await self._named_by_words(ticket, entry)
        if made_of is not None:
            parts.put(entry, made_of)
            entry.edited_at = self.now
        else:
            entry.withdrawn_at = self.now
        if ticket is None:
            return entry
        if named:
            await self._named_anew(ticket)
        if made_of is None and entry.kind is EntryKind.COMMENT:
            await self._gone_from(ticket)
        if ticket.filed_at is not None:
            self.show_on_board(entry, do=do)
            await self.relay_again(ticket, entry)
            await refresh.anew(self.session, ticket, gone=made_of is None, now=self.now)
        await self.settled(ticket)
        return entry

    async def _named_by_words(self, ticket: Ticket | None, entry: Entry) -> bool:
        """Whether the subject was made of what the request said, this entry among it, and nobody has changed it."""
        if ticket is None or ticket.filed_at is None or ticket.subject_kept or entry.kind is not EntryKind.COMMENT:
            return False
        return entry.created_at <= ticket.filed_at and ticket.subject == subject(await self._asked(ticket))

    async def _named_anew(self, ticket: Ticket) -> None:
        new = subject(await self._asked(ticket), catalog.say(self.rules.locale, "subject-withdrawn"))
        if new != ticket.subject:
            self.record(ticket, history.SUBJECT, ticket.subject, new)
            ticket.subject, ticket.subject_at = new, self.now

    async def _asked(self, ticket: Ticket) -> list[str]:
        """What the requester wrote up to filing."""
        await self.session.flush()
        asked = select(Entry.body).where(
            Entry.ticket_id == ticket.id,
            Entry.kind == EntryKind.COMMENT,
            Entry.withdrawn_at.is_(None),
            Entry.created_at <= ticket.filed_at,
        )
        return list(await self.session.scalars(asked.order_by(Entry.created_at, Entry.id)))

    def _mine(self, entry: Entry) -> None:
        if self.actor is None or entry.author_id != self.actor.id:
            raise NotAllowed
