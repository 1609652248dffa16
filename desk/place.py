"""The places through which people act: one value for each kind, with what it knows and what it allows.

Who needs to know where an act comes from asks here; nobody looks at a place's kind elsewhere, but who writes to it.
Must not know what is done there.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, TypeVar

from db.models import Origin, WebSession
from desk.errors import Refused

_Fitting = TypeVar("_Fitting")


@dataclass(frozen=True, slots=True)
class OwnTopic:
    """A topic of the actor's own chat, and their message in it. `ticket_id`: the request whose topic it is; None: they
    made it themselves."""

    thread_id: int
    message_id: int
    ticket_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place that is known by its channel alone: the clock, mail.

    `is_group`: others read what is said there, so that nobody is asked anything. `is_public`: requesters read it.
    `is_patient`: the message that is replied to may not be stored yet. `is_requesters_chat`: what the actor writes
    there has reached the requester. `acted_at`: when the actor did it by their own clock, if that is not now; `topic`:
    the topic of their own chat in which they act; `written_in`: the row of the group of requesters in which one of
    them writes.
    """

    is_group: ClassVar[bool] = False
    is_requesters_chat: ClassVar[bool] = False

    origin: Origin
    is_public: bool = False
    is_patient: bool = True
    acted_at: datetime | None = None
    topic: OwnTopic | None = None
    written_in: int | None = None

    def get_reply_target(self, message_id: int | None) -> int | None:
        """Return the message that a letter in the actor's own chat replies to: none for one written elsewhere."""
        return self.choose(alone=message_id, in_group=None)

    def choose(self, *, alone: _Fitting, in_group: _Fitting) -> _Fitting:
        """Return what fits here: where nobody but the actor reads, or in a group."""
        return in_group if self.is_group else alone

    def require_alone(self) -> None:
        """Raise Refused in a group, for what would ask the actor something there."""
        if self.is_group:
            raise Refused("group-not-here")


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiPlace(Place):
    """The API: the integration whose token it is."""

    origin: Origin = Origin.API
    system_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardPlace(Place):
    """The board, which says when somebody acted."""

    origin: Origin = Origin.TODOIST


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnChat(Place):
    """The actor's own chat with the bot."""

    origin: Origin = Origin.TELEGRAM


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamPlace(Place):
    """A group in which a member of the team speaks of a ticket: its row among the people, its chat, and their message
    there; `topic_of`: the ticket whose forum topic it is in; `is_bare`: it replies to nothing there; `to_person`: it
    answers somebody whose words the desk does not know."""

    is_group: ClassVar[bool] = True

    origin: Origin = Origin.TELEGRAM
    group_id: int
    chat_id: int
    message_id: int
    topic_of: int | None = None
    is_bare: bool = False
    to_person: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnAccountPlace(TeamPlace):
    """The chat of a requester with a member of the team in the member's own account, where the member writes by
    hand."""

    is_requesters_chat: ClassVar[bool] = True

    is_public: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class RequesterGroup(Place):
    """A group of requesters in which one of them writes."""

    origin: Origin = Origin.GROUP
    written_in: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PanelPlace(Place):
    """The panel: the actor's address, their session, and whether they have a second factor that is asked for."""

    origin: Origin = Origin.PANEL
    address: str | None = None
    session: WebSession | None = None
    has_factor: bool = False


_NO_PANEL = PanelPlace()


def get_integration_id(place: Place) -> int | None:
    """Return the integration through which somebody acts, or that acts itself."""
    return place.system_id if isinstance(place, ApiPlace) else None


def get_panel(place: Place) -> PanelPlace:
    """Return what the panel knows of the actor; nothing for who acts elsewhere."""
    return place if isinstance(place, PanelPlace) else _NO_PANEL
