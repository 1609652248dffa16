"""How a letter of news is put, and who is named in it. Chooses no receiver; knows no wording and no rule."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from db.enums import Lane, Origin
from db.models import Person, Ticket
from desk.outbox import letters
from desk.outbox.letters import Args, Letter, Say
from desk.settings import DeskSettings


class Letters:
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

    def give_way(self, person: Person, ticket: Ticket) -> None:
        """An earlier card of theirs says that a newer one follows: nobody has two of a ticket."""
        slot = f"card:{ticket.number}"
        line = Say("card-below", {"number": ticket.number}, slot=slot, only_edit=True, staff_only=True)
        self.post(person, line, ticket, lane=Lane.EDITS)

    async def person(self, person_id: int | None) -> Person | None:
        """A person by id; None for nobody."""
        return None if person_id is None else await self._session.get_one(Person, person_id)

    def _is_actor(self, person: Person) -> bool:
        return self._actor is not None and self._actor.id == person.id
