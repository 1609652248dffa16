"""Who is told what: letters to requester, holder and staff. Decides receivers and keys; knows no wording and no rule.

Nobody is told of their own deeds, nothing is put for people without Telegram, and rights are looked at again by
delivery when a letter is sent.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Row, func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from db.among import among
from db.models import Entry, EntryFile, Message, Person, Ticket
from db.words import Box, EntryKind, JobState, Lane, MessageKind, Origin, Role, Status
from desk import group, letters, sight, surge, waits
from desk.letters import Args, Button, Letter, Relay, Say, Show, View
from desk.settings import DeskSettings

FOOTER_PENDING = "footer-waiting-for-you"
_FOOTER_FITS = timedelta(minutes=10)
_VIEWS = {
    "card": View.CARD,
    "open": View.OPEN,
    "receipt": View.RECEIPT,
    "resolved": View.RESOLVED,
    "group": View.GROUP,
}
_REQUESTERS = ("receipt", "open", "resolved")
_STAFFS = ("card", "open")

_FACES = text("""
select p.id as person_id, split_part(m.slot, ':', 1) as face
from messages m join people p on p.telegram_id = m.chat_id
where m.ticket_id = :ticket and m.kind = 'slot' and m.slot = any(:slots)
union
select j.person_id, case when j.person_id = :requester then 'receipt' else 'card' end
from jobs j where j.box = :box and j.state = :waiting and j.ticket_id = :ticket and j.person_id is not null
  and cast(convert_from(j.payload, 'UTF8') as json) ->> 'type' = 'show'
""")

_OPENED = text("""
select distinct p.id as person_id, 'open' as face from messages m join people p on p.telegram_id = m.chat_id
where m.ticket_id = :ticket and m.kind = 'slot' and m.slot = :slot
""")


class News:
    """Letters of one verb: `actor` is left out, `origin` names who did it when nobody is known."""

    def __init__(
        self, session: AsyncSession, *, actor: Person | None, origin: Origin, now: datetime, rules: DeskSettings
    ) -> None:
        self._session = session
        self._actor = actor
        self._origin = origin
        self._now = now
        self._rules = rules

    def post(
        self,
        person: Person | None,
        letter: Letter,
        ticket: Ticket | None = None,
        *,
        lane: Lane | None = None,
        due_at: datetime | None = None,
    ) -> None:
        """Put a letter for a person who has Telegram."""
        if person is not None and person.telegram_id is not None:
            ticket_id = ticket.id if ticket is not None else None
            letters.post(self._session, person.id, letter, now=self._now, ticket_id=ticket_id, lane=lane, due_at=due_at)

    def by(self, **args: str | int) -> tuple[Args, tuple[str, ...]]:
        """The arguments of a line with who did it in `by`, and which of them are keys."""
        if self._actor is not None:
            return {**args, "by": self._actor.name}, ()
        return {**args, "by": "the-clock" if self._origin is Origin.CLOCK else "the-board"}, ("by",)

    # ------------------------------------------------------------------ faces

    async def refresh(
        self, ticket: Ticket, *, without: int | None = None, staff_only: bool = False, only_opened: bool = False
    ) -> None:
        """Every message that shows the ticket is edited, of one face a person's newest; not the card of `without`.
        `only_opened`: words that stand on no card and no receipt were all that came.

        A letter that shows it and still waits is rendered when it is sent, but may be on its way this moment: whoever
        has one gets the edit too. An edit of something never sent, or unchanged, is nothing to delivery.
        """
        found = await self._faces(ticket, only_opened=only_opened)
        kept = "resolved" if _asks_later(ticket) else None
        rows = sorted(
            (r.person_id, r.face) for r in found if (r.person_id, r.face) != (without, "card") and r.face != kept
        )
        if not rows:
            return
        people = await self._people({person_id for person_id, _ in rows})
        for person_id, face in rows:
            if people[person_id].role is Role.GROUP:
                group.shown_again(self._session, people[person_id], ticket, now=self._now)
                continue
            is_owner = person_id == ticket.requester_id
            is_staff = sight.is_staff(people[person_id])
            for_owner = is_owner and not staff_only and face in _REQUESTERS
            if for_owner or (is_staff and face in _STAFFS):
                edit = Show(_VIEWS[face], slot=f"{face}:{ticket.number}", only_edit=True)
                self.post(people[person_id], edit, ticket, lane=Lane.EDITS)

    async def _faces(self, ticket: Ticket, *, only_opened: bool) -> Sequence[Row[int, str]]:
        if only_opened:
            return (await self._session.execute(_OPENED, {"ticket": ticket.id, "slot": f"open:{ticket.number}"})).all()
        given = {
            "ticket": ticket.id,
            "slots": [f"{face}:{ticket.number}" for face in _VIEWS],
            "requester": ticket.requester_id,
            "box": Box.TO_TELEGRAM.value,
            "waiting": JobState.WAITING.value,
        }
        return (await self._session.execute(_FACES, given)).all()

    async def _people(self, ids: Iterable[int]) -> dict[int, Person]:
        found = await self._session.scalars(select(Person).where(among(Person.id, ids)))
        return {person.id: person for person in found}

    # -------------------------------------------------------------- broadcast

    async def broadcast(self, ticket: Ticket) -> None:
        """A fresh card for every agent who is there; nobody there: for the admins, who are told so. Where many come at
        once, one message for all. The staff group hears of it the first time, after everybody."""
        is_new = ticket.broadcast_at is None
        waits.announced(ticket, now=self._now, rules=self._rules)
        await self._to_staff(ticket, again=not is_new)
        if is_new:
            await self.announce(ticket)

    async def _to_staff(self, ticket: Ticket, *, again: bool) -> None:
        staff = await self.reachable()
        owner = {ticket.requester_id} if len(await self._all_staff()) > 1 else set()
        there = [p for p in staff if not p.away and p.id not in owner]
        busy = await self._busy() if there else set()
        if await surge.lately(self._session, self._now) > surge.MOST:
            for person in there or [p for p in staff if p.role is Role.ADMIN]:
                merged = surge.announcement(self._now, silent=person.quiet or person.id in busy)
                self.post(person, merged, lane=Lane.BROADCASTS)
            return
        for person in there:
            if again:
                self._give_way(person, ticket)
            silent = person.quiet or person.id in busy or self._is_actor(person)
            card = Show(View.CARD, slot=f"card:{ticket.number}", fresh=True, silent=silent)
            self.post(person, card, ticket, lane=Lane.BROADCASTS)
        if not there:
            for person in staff:
                if person.role is Role.ADMIN:
                    self._give_way(person, ticket)
                    self.post(person, Say("nobody-on-duty", {"number": ticket.number}, staff_only=True), ticket)
                    self.post(person, Show(View.CARD, slot=f"card:{ticket.number}", fresh=True), ticket)

    def _give_way(self, person: Person, ticket: Ticket) -> None:
        """An earlier card of theirs says that a newer one follows: nobody has two of a ticket."""
        line = Say(
            "card-below", {"number": ticket.number}, slot=f"card:{ticket.number}", only_edit=True, staff_only=True
        )
        self.post(person, line, ticket, lane=Lane.EDITS)

    async def announce(self, ticket: Ticket, *, ended: bool = False) -> None:
        """Tell the staff group of a new or finished ticket."""
        await group.announce(self._session, ticket, ended=ended, now=self._now, rules=self._rules)

    async def reachable(self) -> list[Person]:
        """Staff who have started the bot and not blocked it, oldest first."""
        return [p for p in await self._all_staff() if p.telegram_id and p.started_at and p.blocked_at is None]

    async def _all_staff(self) -> list[Person]:
        query = select(Person).where(Person.role.in_(sight.STAFF), Person.dismissed_at.is_(None)).order_by(Person.id)
        return list(await self._session.scalars(query))

    async def _busy(self) -> set[int]:
        """Who holds something that waits for them."""
        ended = (Status.PENDING, Status.ON_HOLD, Status.CLOSED, Status.CANCELLED)
        query = select(Ticket.assignee_id).where(
            Ticket.assignee_id.is_not(None), Ticket.needs_answer, Ticket.status.not_in(ended)
        )
        return {person_id for person_id in await self._session.scalars(query.distinct()) if person_id is not None}

    async def to_admins(
        self,
        key: str,
        args: Args,
        *,
        but: Iterable[int] = (),
        keyed: tuple[str, ...] = (),
        buttons: tuple[tuple[Button, ...], ...] = (),
        slot: str | None = None,
        only_edit: bool = False,
    ) -> None:
        """A line for every admin who can be reached, away or not."""
        left_out = set(but)
        line = Say(key, args, buttons, slot=slot, only_edit=only_edit, keyed=keyed, staff_only=True)
        for person in await self.reachable():
            if person.role is Role.ADMIN and person.id not in left_out:
                self.post(person, line)

    # ----------------------------------------------------------------- holder

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
        self._give_way(holder, ticket)
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

    async def who_got(self, entry: Entry) -> set[int]:
        """Everybody in whose chat an entry was put."""
        got = (
            select(Person.id)
            .join(Message, Message.chat_id == Person.telegram_id)
            .where(Message.entry_id == entry.id, Message.kind == MessageKind.RELAY, Message.slot.is_not(None))
        )
        return set(await self._session.scalars(got.distinct()))

    async def person(self, person_id: int | None) -> Person | None:
        """A person by id; None for nobody."""
        return None if person_id is None else await self._session.get_one(Person, person_id)

    def _is_actor(self, person: Person) -> bool:
        return self._actor is not None and self._actor.id == person.id

    # -------------------------------------------------------------- requester

    async def to_requester(self, ticket: Ticket, letter: Letter, *, due_at: datetime | None = None) -> None:
        """A letter for who filed it."""
        self.post(await self.person(ticket.requester_id), letter, ticket, due_at=due_at)

    async def taken(self, ticket: Ticket, *, only_edit: bool = False, replace: bool = False) -> None:
        """The short line that says who looks after it; nothing when the requester took it themselves. `replace`: the
        earlier line says it from now on."""
        holder = await self.person(ticket.assignee_id)
        if holder is not None and holder.id == ticket.requester_id:
            return
        args: Args = {"number": ticket.number}
        if holder is not None:
            args["name"] = holder.name
        key = "taken" if holder is not None else "taken-on-board" if ticket.taken_on_board else "taken-released"
        line = Say(key, args, slot=f"taken:{ticket.number}", only_edit=only_edit, replace=replace)
        await self.to_requester(ticket, line)

    async def pending(self, ticket: Ticket) -> None:
        """Waiting for you: under the last answer when that is young, else a line."""
        last = await self._last_reply(ticket)
        if last is not None and self._now - last.created_at < _FOOTER_FITS:
            last.footer = FOOTER_PENDING
            await self.to_requester(ticket, Relay(last.id, edit=True))
            return
        holder = await self.person(ticket.assignee_id)
        args: Args = {"number": ticket.number, "several": int(await self._has_several(ticket.requester_id))}
        if holder is not None:
            args["name"] = holder.name
        key = "waiting-for-you-team" if holder is None else "waiting-for-you"
        await self.to_requester(ticket, Say(key, args, slot=f"pending:{ticket.number}"))

    async def _has_several(self, requester_id: int) -> bool:
        """Whether words of theirs without a reply would have to be asked about."""
        theirs = select(func.count()).where(
            Ticket.requester_id == requester_id,
            Ticket.filed_at.is_not(None),
            Ticket.status.not_in((Status.CLOSED, Status.CANCELLED)),
        )
        return (await self._session.scalar(theirs) or 0) > 1

    async def no_longer_pending(self, ticket: Ticket) -> None:
        """What was added to answers is taken off again; a line that asked says that it is over."""
        footed = select(Entry).where(Entry.ticket_id == ticket.id, Entry.footer.is_not(None))
        for entry in await self._session.scalars(footed):
            entry.footer = None
            await self.to_requester(ticket, Relay(entry.id, edit=True))
        if ticket.tell is None or ticket.tell["status"] == Status.PENDING:  # else they never heard of it
            over = Say("waiting-over", {"number": ticket.number}, slot=f"pending:{ticket.number}", only_edit=True)
            await self.to_requester(ticket, over)

    async def _last_reply(self, ticket: Ticket) -> Entry | None:
        query = (
            select(Entry)
            .where(Entry.ticket_id == ticket.id, Entry.kind == EntryKind.REPLY, Entry.withdrawn_at.is_(None))
            .order_by(Entry.id.desc())
            .limit(1)
        )
        return (await self._session.scalars(query)).first()

    async def resolved(self, ticket: Ticket) -> None:
        """The question whether it is solved, as a message of its own."""
        await self.to_requester(ticket, Show(View.RESOLVED, slot=f"resolved:{ticket.number}", fresh=True))

    async def on_hold(self, ticket: Ticket) -> None:
        """It waits for somebody else; the reason stays inside."""
        await self.to_requester(ticket, Say("on-hold", {"number": ticket.number}))

    async def reopened(self, ticket: Ticket) -> None:
        """Somebody else opened it again."""
        if self._actor is None:
            await self.to_requester(ticket, Say("reopened", {"number": ticket.number}))
        elif self._actor.id != ticket.requester_id:
            args: Args = {"number": ticket.number, "name": self._actor.name}
            await self.to_requester(ticket, Say("reopened-by", args))


def _asks_later(ticket: Ticket) -> bool:
    """Whether it is solved, and the requester is to be asked by a new message; an earlier one stays as it was."""
    return ticket.status is Status.RESOLVED and ticket.tell is not None and ticket.tell["status"] != Status.RESOLVED
