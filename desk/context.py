"""Who does something, through which door, when, by which settings: what notifications and verbs are given."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Origin, Person, Ticket
from desk.errors import NotAllowed
from desk.settings import DeskSettings


class Context:
    """One actor at one door at one moment."""

    def __init__(
        self, session: AsyncSession, *, origin: Origin, actor: Person | None, now: datetime, rules: DeskSettings
    ) -> None:
        self.session = session
        self.origin = origin
        self.actor = actor
        self.now = now
        self.rules = rules
        self.acted_at: datetime | None = None  # when the actor did it, where the door says that it learns of it late
        self.address: str | None = None  # where the actor comes from, through the web door
        self.filed_within_hour: int | None = None  # tickets, the newest too, where a step has counted them
        self.opened: dict[int, Sequence[int]] = {}  # by ticket: who has it open, where that was read just now
        self.cards: dict[int, int] = {}  # by ticket: who is sent its card, so that theirs is not edited besides

    @property
    def actor_id(self) -> int | None:
        """Who acts, for the tables."""
        return self.actor.id if self.actor is not None else None

    def act_at(self, ticket: Ticket) -> datetime:
        """When the actor did what is told now: at `now`, or before; never before the ticket was filed."""
        if self.acted_at is None:
            return self.now
        return max(ticket.filed_at or ticket.created_at, min(self.acted_at, self.now))

    def me(self) -> Person:
        """The actor of a verb that needs a person; raises NotAllowed without one."""
        if self.actor is None:
            raise NotAllowed
        return self.actor

    async def person(self, person_id: int | None) -> Person | None:
        """A person by id; None for nobody."""
        return None if person_id is None else await self.session.get_one(Person, person_id)

    async def requester(self, ticket: Ticket) -> Person:
        """Who filed the ticket."""
        return await self.session.get_one(Person, ticket.requester_id)
