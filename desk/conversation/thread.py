"""Verbs that add words to a ticket. Knows no door."""

from datetime import datetime, timedelta

from db.enums import Delivery, EntryKind, Origin, Status
from db.models import Entry, Person, Ticket
from desk.conversation import entries
from desk.conversation.new_entry import Saying, line
from desk.notifications.to_requester import FOOTER_PENDING
from desk.outbox import board_jobs
from desk.outbox.board_jobs import Do
from desk.outbox.letters import Args, React, Relay, Say
from desk.people.directory import signed
from desk.policy import deadlines
from desk.policy.transitions import FINISHED, Verb
from desk.tickets.status import Changes

SEEN, HEART, NOTED = "👀", "❤", "✍"


class Speaking(Changes):
    """comment, reply, note, remark.

    `said` is new words, or an entry stored before (under a question) that now gets its ticket and takes effect.
    """

    async def comment(self, number: int, said: Saying | Entry, *, small_talk: bool = False) -> Entry:
        """The requester's words: on a draft only stored; pending becomes in progress; 👀 (small talk: ❤, no effect).

        What follows within 2 seconds of the author's last comment joins that entry, which is returned.
        """
        ticket, _ = await self.opened(number, Verb.COMMENT)
        gathers = ticket.filed_at is None and ticket.status is Status.NEW
        if not gathers and not small_talk:
            self.target(ticket, Verb.COMMENT)
        before = None if small_talk else await self._to_join(ticket, said, EntryKind.COMMENT)
        first = ticket.last_entry_at is None
        entry = await self.put(ticket, EntryKind.COMMENT, said, into=before)
        if small_talk:
            entry.small_talk = True
            self._react(said, HEART)
            self.show_on_board(entry)
            return entry
        if not (gathers and first):
            self._react(said, SEEN)
        ticket.requester_spoke_at = self.now
        if gathers:
            await self.settled(ticket)
        elif before is None:
            await self._heard(ticket, entry)
        else:
            await self._grown(ticket, entry)
        return entry

    async def _grown(self, ticket: Ticket, entry: Entry) -> None:
        """Words joined an entry: whoever got it gets the rest by editing. They do to the ticket what words do."""
        await self._spoken_to(ticket)
        await self.relay_again(ticket, entry)
        self.show_on_board(entry, do=Do.COMMENT_EDIT)
        await self.settled(ticket, spoken=True)

    async def relay_again(self, ticket: Ticket, entry: Entry) -> None:
        """Who got an entry, or is getting it this moment, sees what became of it."""
        again = Relay(entry.id, edit=True)
        got = await self.news.who_got(entry)
        if entry.kind is EntryKind.REPLY:
            got.add(ticket.requester_id)
        if ticket.assignee_id is not None:
            got.add(ticket.assignee_id)
        for person_id in sorted(got - {entry.author_id}):
            self.news.post(await self.person(person_id), again, ticket, due_at=entry.held_until)

    async def _heard(self, ticket: Ticket, entry: Entry) -> None:
        """What a comment on a filed ticket does; held back for as long as more may join it."""
        await self._spoken_to(ticket)
        await self.news.relay_to_holder(ticket, entry, due_at=entry.held_until)
        self.show_on_board(entry, due_at=entry.held_until)
        await self.settled(ticket, spoken=True)

    async def _spoken_to(self, ticket: Ticket) -> None:
        """The requester spoke last: somebody owes them an answer, and silence is counted anew."""
        newly = not ticket.needs_answer
        ticket.needs_answer = True
        await self.set_status(ticket, self.target(ticket, Verb.COMMENT))
        deadlines.silence(ticket, now=self.now, rules=self.rules)
        if newly and (ticket.assignee_id or ticket.taken_on_board or ticket.status is Status.RESOLVED):
            deadlines.begins(ticket, now=self.now, rules=self.rules)

    async def reply(self, number: int, said: Saying | Entry) -> Entry:
        """Staff's answer: takes an untaken ticket; a finished one keeps its status and its holder."""
        ticket, _ = await self.opened(number, Verb.REPLY)
        self.target(ticket, Verb.REPLY)
        before = await self._to_join(ticket, said, EntryKind.REPLY, EntryKind.NOTE)
        if before is not None:
            joined = await self.put(ticket, before.kind, said, into=before)
            self.show_on_board(joined, do=Do.COMMENT_EDIT, due_at=joined.held_until)
            await self.relay_again(ticket, joined)
            return joined
        answers_id = said.answers_id or await self._latest_comment(ticket)
        delivery = Delivery.WAITING if await self._reaches(ticket, said) else Delivery.NONE
        entry = await self.put(ticket, EntryKind.REPLY, said, answers_id=answers_id, delivery=delivery)
        await self._answered(ticket, entry)
        return entry

    async def _reaches(self, ticket: Ticket, said: Saying | Entry) -> bool:
        """Whether an answer goes to the requester's chat: they have one, and did not write it themselves."""
        requester = await self.requester(ticket)
        author_id = said.author_id if isinstance(said, Entry) else self.actor_id
        shared = self.origin is Origin.TODOIST  # with the bot's own account anybody may have written it
        return requester.telegram_id is not None and (shared or requester.id != author_id)

    async def _answered(self, ticket: Ticket, entry: Entry) -> None:
        """What a reply does: who takes it, where it moves, who gets it."""
        took = ticket.status not in FINISHED and await self.take_if_free(ticket, self.actor)
        await self.set_status(ticket, self.target(ticket, Verb.REPLY))
        ticket.first_response_at = ticket.first_response_at or self.now
        ticket.needs_answer = False
        deadlines.ends(ticket)
        deadlines.silence(ticket, now=self.now, rules=self.rules)
        due_at = entry.held_until if entry.album else None
        await self._deliver(ticket, entry, due_at=due_at)
        await self.news.relay_to_holder(ticket, entry, due_at=due_at)
        self.show_on_board(entry, due_at=due_at)
        if entry.author_id == ticket.assignee_id:
            self.knows_holder(ticket)
        if took:
            await self.news.holders_card(ticket)
        await self.settled(ticket, without=self.actor_id if took else None, spoken=True)

    async def _deliver(self, ticket: Ticket, entry: Entry, *, due_at: datetime | None) -> None:
        requester = await self.requester(ticket)
        told_pending = ticket.tell is None or ticket.tell["status"] == Status.PENDING
        if ticket.status is Status.PENDING and told_pending:
            await self.news.no_longer_pending(ticket)
            entry.footer = FOOTER_PENDING
        if entry.delivery is Delivery.WAITING:
            await self.news.to_requester(ticket, Relay(entry.id), due_at=due_at)
        await self._hint_at_notes(requester)

    async def _hint_at_notes(self, requester: Person) -> None:
        """Once for each agent who answers on the board: how to keep a comment inside."""
        me = self.actor
        if self.origin is not Origin.TODOIST or me is None or me.id == requester.id:
            return
        if me.telegram_id and me.board_hint_at is None:
            me.board_hint_at = self.now
            self.news.post(me, Say("board-comment-hint", {"name": requester.name}, staff_only=True))

    async def note(self, number: int, said: Saying | Entry) -> Entry:
        """An internal note; the words come without their `//`. An album with one is a note as a whole."""
        ticket, _ = await self.opened(number, Verb.NOTE)
        return await self.noted(ticket, said)

    async def noted(self, ticket: Ticket, said: Saying | Entry) -> Entry:
        """A note on a locked ticket."""
        before = await self._to_join(ticket, said, EntryKind.REPLY, EntryKind.NOTE)
        entry = await self.put(ticket, EntryKind.NOTE, said, into=before)
        if before is not None and before.kind is EntryKind.REPLY:
            self._is_note_after_all(ticket, before)
        if before is not None:
            self.show_on_board(entry, do=Do.COMMENT_EDIT, due_at=entry.held_until)
            await self.relay_again(ticket, entry)
        self._react(said, NOTED)
        if before is None:
            await self.news.relay_to_holder(ticket, entry)
            self.show_on_board(entry, due_at=entry.held_until if entry.album else None)
        await self.news.refresh(ticket, staff_only=True, only_opened=True)
        return entry

    def _is_note_after_all(self, ticket: Ticket, entry: Entry) -> None:
        """A later part of the album says so; where the rest has reached the requester, it is taken back."""
        entry.kind = EntryKind.NOTE
        entry.delivery = Delivery.NONE
        entry.footer = None
        if ticket.first_response_at == entry.created_at:
            ticket.first_response_at = None
        spoke = ticket.requester_spoke_at
        ticket.needs_answer = spoke is not None and ticket.status not in (*FINISHED, Status.RESOLVED)

    async def remark(self, number: int, key: str, /, **args: str | int) -> Entry:
        """A line of the desk's own for staff, by text key."""
        ticket = await self.locked(number)
        said = Saying(content_line=line(key, **args))
        entry = await entries.write(
            self.session, ticket, EntryKind.REMARK, said,
            author_id=None, author_name="", origin=self.origin, now=self.now, bot_id=self.rules.bot_id,
        )  # fmt: skip
        self.show_on_board(entry, also_from_there=True)
        return entry

    async def rating_remark(self, ticket: Ticket) -> None:
        """What the requester thinks of it, under the task; a later word changes the same line."""
        args: Args = {"name": (await self.requester(ticket)).name, "stars": "★" * (ticket.rating or 0)}
        key = "remark-rated" if ticket.rating is not None else "remark-word"
        if ticket.rating_words is not None:
            args["words"] = ticket.rating_words
            key = "remark-rated-word" if ticket.rating is not None else "remark-word"
        before = await entries.remark_of(self.session, ticket.id, "remark-rated")
        if before is None:
            await self.remark(ticket.number, key, **args)
            return
        before.content_line = line(key, **args)
        self.show_on_board(before, do=Do.COMMENT_EDIT)

    # ------------------------------------------------------------------ parts

    async def put(
        self,
        ticket: Ticket,
        kind: EntryKind,
        said: Saying | Entry,
        *,
        into: Entry | None = None,
        answers_id: int | None = None,
        delivery: Delivery = Delivery.NONE,
    ) -> Entry:
        """Write the words, or add them to the entry they join."""
        if into is not None and isinstance(said, Saying):
            entry = await entries.join(self.session, into, said, now=self.now, bot_id=self.rules.bot_id)
        else:
            name = await signed(self.session, self.actor) if self.actor is not None else self.actor_name or ""
            entry = await entries.write(
                self.session, ticket, kind, said,
                author_id=self.actor_id, author_name=name, origin=self.origin, now=self.now, bot_id=self.rules.bot_id,
                answers_id=answers_id, delivery=delivery,
            )  # fmt: skip
        ticket.last_entry_at = ticket.updated_at = self.now
        return entry

    async def _to_join(self, ticket: Ticket, said: Saying | Entry, *kinds: EntryKind) -> Entry | None:
        """Staff's words join only within an album: their messages go out one by one."""
        if EntryKind.COMMENT not in kinds and isinstance(said, Saying) and said.album is None:
            return None
        found = await entries.to_join(
            self.session, ticket, said, author_id=self.actor_id, now=self.now, bot_id=self.rules.bot_id
        )
        if found is None or found.kind not in kinds:
            return None
        if found.kind is EntryKind.COMMENT:
            return found
        return found if isinstance(said, Saying) and said.album and said.album == found.album else None

    def _react(self, said: Saying | Entry, emoji: str) -> None:
        message = said.message_id if isinstance(said, Saying) else said.said_message_id
        if message is not None and self.actor is not None and not self._hushed(emoji):
            self.news.post(self.actor, React(message, emoji))

    def _hushed(self, emoji: str) -> bool:
        """In a flood the one line says for all that they have arrived."""
        told = self.actor.flood_at if self.actor is not None else None
        return emoji == SEEN and told is not None and self.now - told < timedelta(minutes=1)

    def show_on_board(
        self, entry: Entry, *, do: Do = Do.COMMENT, due_at: datetime | None = None, also_from_there: bool = False
    ) -> None:
        """The board gets an entry that was not written there."""
        came_from_there = entry.origin is Origin.TODOIST and not also_from_there
        if entry.ticket_id is not None and not (came_from_there and do is Do.COMMENT):
            board_jobs.say(
                self.session,
                do,
                ticket_id=entry.ticket_id,
                entry_id=entry.id,
                now=self.now,
                rules=self.rules,
                due_at=due_at,
            )

    async def _latest_comment(self, ticket: Ticket) -> int | None:
        return await entries.latest_comment(self.session, ticket.id)
