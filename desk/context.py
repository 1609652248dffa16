"""The context of an action: who, through which place, when, under which settings, in which unit of work (whose session
knows what it has learned: `db/unit_of_work.py`). Verbs and notifications take it."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Origin, Person, Ticket
from desk.errors import NotAllowed
from desk.place import Place
from desk.settings import DeskSettings


class Standing(StrEnum):
    """How sure it is that the actor is the person whom the channel names."""

    CLAIMED = "claimed"
    """A mail says so, and nobody has proved it: such a person has no money, membership or thread of the real one."""
    PROVEN = "proven"
    """Telegram, a token, a session, or a mail of which the own server says that it comes from there."""


@dataclass(slots=True)
class Actor:
    """The one who acts. `person` None: the clock, or somebody the channel does not name; history then has `name`.

    `named_person_id`: of a claimed one, the person whom they say they are. `part_in`: the ticket that they take part in
    without being its requester. `signature`: how what they write is signed, if not with their name. `is_locked`: their
    row is locked until the end of the transaction.
    """

    person: Person | None
    name: str | None
    standing: Standing = Standing.PROVEN
    named_person_id: int | None = None
    part_in: int | None = None
    signature: str | None = None
    is_locked: bool = False


class Context:
    """One actor, one place, one moment.

    `place`: an origin alone for one of which no more is known. `actor` None: the clock, or a person the channel does
    not name; history then has `actor_name`. `held`: the actor's row is locked until the end of the transaction.
    """

    __slots__ = ("now", "place", "rules", "session", "who")

    def __init__(
        self,
        session: AsyncSession,
        place: Place | Origin,
        actor: Person | None,
        *,
        now: datetime,
        rules: DeskSettings,
        actor_name: str | None = None,
        held: bool = False,
    ) -> None:
        self.who = Actor(actor, actor.name if actor is not None else actor_name, is_locked=held)
        self.place = place if isinstance(place, Place) else Place(origin=place)
        self.session = session
        self.now = now
        self.rules = rules

    @property
    def origin(self) -> Origin:
        """Return the channel of the place."""
        return self.place.origin

    @property
    def actor(self) -> Person | None:
        """Return who acts, if it is a person."""
        return self.who.person

    @property
    def actor_id(self) -> int | None:
        """Return the id of the actor for the tables."""
        return self.who.person.id if self.who.person is not None else None

    @property
    def today(self) -> date:
        """Return the day of `now` in the desk's time zone."""
        return self.now.astimezone(ZoneInfo(self.rules.timezone)).date()

    @property
    def is_integration(self) -> bool:
        """Return True if an integration acts for itself, which may by the scope of its token."""
        return self.who.person is None and self.place.origin is Origin.API

    def get_act_time(self, ticket: Ticket) -> datetime:
        """Return when the actor did it: at `now` or before, but not before the ticket was filed."""
        acted_at = self.place.acted_at
        if acted_at is None:
            return self.now
        return max(ticket.filed_at or ticket.created_at, min(acted_at, self.now))

    def require_actor(self) -> Person:
        """Return the actor of a verb that needs a person; raises NotAllowed without one."""
        if self.who.person is None:
            raise NotAllowed
        return self.who.person

    async def get_person(self, person_id: int | None) -> Person | None:
        """Return a person by id; None for None."""
        return None if person_id is None else await self.session.get_one(Person, person_id)

    async def get_requester(self, ticket: Ticket) -> Person:
        """Return the person who filed the ticket."""
        return await self.session.get_one(Person, ticket.requester_id)
