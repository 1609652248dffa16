"""The context of an action: who, from where, when, under which settings. Verbs and notifications take it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Origin, Person, Ticket, WebSession
from desk.errors import NotAllowed
from desk.settings import DeskSettings


class Standing(StrEnum):
    """How sure it is that the actor is the person whom the channel names."""

    CLAIMED = "claimed"
    """A mail says so, and nobody has proved it: such a person has no money, membership or thread of the real one."""
    PROVEN = "proven"
    """Telegram, a token, a session, or a mail of which the own server says that it comes from there."""


@dataclass(frozen=True, slots=True)
class DueFacts:
    """The things that the due times of a ticket depend on (`desk/sla/due_times.py`). `status`: it and since when;
    `silent`: the requester's silence counts; `reminders`: whom to remind of what; `steps`: how late it is; `news`: whom
    to ask for news; `is_written`: the team has just written to the requester."""

    status: tuple[object, ...]
    silent: bool
    reminders: tuple[object, ...] | None
    steps: tuple[object, ...] | None
    news: tuple[object, ...]
    is_running: bool
    is_written: bool = False


@dataclass(frozen=True, slots=True)
class GroupSpot:
    """Where in a group a member of the team acted: its row among the people, its chat, and their message there;
    `topic_of`: the ticket whose forum topic it is in; `is_public`: requesters read it too."""

    person_id: int
    chat_id: int
    message_id: int
    topic_of: int | None = None
    is_public: bool = False


@dataclass(frozen=True, slots=True)
class OwnTopic:
    """A topic of the actor's own chat, and their message in it. `ticket_id`: the request whose topic it is; None: they
    made it themselves."""

    thread_id: int
    message_id: int
    ticket_id: int | None = None


class Context:
    """One actor, one origin, one moment."""

    def __init__(
        self, session: AsyncSession, *, origin: Origin, actor: Person | None, now: datetime, rules: DeskSettings
    ) -> None:
        self.session = session
        self.origin = origin
        self.actor = actor
        self.now = now
        self.rules = rules
        self.standing = Standing.PROVEN
        self.named_person_id: int | None = None  # of a claimed actor: the person whom they say they are
        self.acted_at: datetime | None = None  # when the actor did it, if the channel reports it late
        self.address: str | None = None  # the actor's address in the panel
        self.web_session: WebSession | None = None  # the session of the panel in which the actor acts
        self.has_factor = False  # the actor has a second factor, which is asked for
        self.topic: OwnTopic | None = None  # where in their own chat the actor acts; None: outside of topics
        self.spot: GroupSpot | None = None  # where in a group the actor acts for the team
        self.group_id: int | None = None  # the group of requesters where the actor, who asks, writes
        self.part_in: int | None = None  # the ticket that the actor takes part in without being its requester
        self.signature: str | None = None  # how what the actor writes is signed, if not with their name
        self.filed_within_hour: int | None = None  # tickets with the newest, once a step has counted them
        self.cards: dict[int, int] = {}  # by ticket: who gets its card now, which needs no edit then
        self.followed: dict[int, DueFacts] = {}  # tickets in a change: what their due times were last planned from

    @property
    def actor_id(self) -> int | None:
        """Return the id of the actor for the tables."""
        return self.actor.id if self.actor is not None else None

    def get_act_time(self, ticket: Ticket) -> datetime:
        """Return when the actor did it: at `now` or before, but not before the ticket was filed."""
        if self.acted_at is None:
            return self.now
        return max(ticket.filed_at or ticket.created_at, min(self.acted_at, self.now))

    def require_actor(self) -> Person:
        """Return the actor of a verb that needs a person; raises NotAllowed without one."""
        if self.actor is None:
            raise NotAllowed
        return self.actor

    async def get_person(self, person_id: int | None) -> Person | None:
        """Return a person by id; None for None."""
        return None if person_id is None else await self.session.get_one(Person, person_id)

    async def get_requester(self, ticket: Ticket) -> Person:
        """Return the person who filed the ticket."""
        return await self.session.get_one(Person, ticket.requester_id)
