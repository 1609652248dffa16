"""A ticket as one viewer may see it, in frozen values; `tickets` reads them. Knows no wording and no door."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from db.models import Status
from desk import EventDays
from desk.conversation.form_answers import FormLine
from desk.duplicates.shown import AlikeCount
from desk.i18n import TicketSubject
from desk.policy import FINISHED
from desk.queries.entries import EntryInfo
from desk.queries.expected import Expected
from desk.queries.people import PersonInfo


@dataclass(frozen=True, slots=True)
class CategoryInfo:
    """A category that can be chosen, or (`is_group`) a group of them; `name` in the desk's language, `names` by
    language, `group`: what it belongs to."""

    id: int
    name: str
    names: Mapping[str, str] = field(default_factory=dict, hash=False)
    group: "CategoryInfo | None" = None
    is_group: bool = False

    def called(self, language: str) -> str:
        """Its name in a language; the desk's own where it has none in that."""
        return self.names.get(language) or self.name


@dataclass(frozen=True, slots=True)
class HistoryStep:
    """A turn in a ticket's history: `what` is a status or one of filed, taken (by `name`), taken-on-board, released."""

    at: datetime
    what: str
    name: str | None = None


class Reach(StrEnum):
    """Whether the bot can write to a requester."""

    FINE = "fine"
    BLOCKED = "blocked"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Known:
    """How a ticket stands as far as its requester was told, while they may still not hear of what changed since."""

    status: Status
    status_at: datetime
    assignee: PersonInfo | None


@dataclass(frozen=True, slots=True)
class AgentMark:
    """Stars for who solved it; `is_open`: they are asked for."""

    name: str
    stars: int | None
    is_open: bool


@dataclass(frozen=True, slots=True)
class CameBy:
    """A system of the operator's through which a ticket came, and what its requester was at there; `reads_there`: it
    is where they hear from us."""

    system: str
    context: tuple[tuple[str, str], ...]
    reads_there: bool


@dataclass(frozen=True, slots=True)
class TicketCard:
    """A ticket as card, receipt, open view and resolved view need it, cut to what `viewer` may see.

    `request`: the entries up to filing and, while nobody has it, those the requester added since; `last`: the last
    three visible entries; `categories`: those that can be chosen, where they are asked for; `history`: for the
    requester only, where it is asked for; `usual`: the desk's median first
    response, for the requester only, None below ten tickets and where there is something better to say; `hold_reason`,
    `tags`, `reach`, `blocked` and `can_bar` (of its requester)
    only for staff, as are `escalated_at`, `can_escalate` (there is somebody further to call),
    `can_ring` (nobody has taken it, and all may hear of it once more), `due_at` (the next
    promise, `promised`: by a person), `hold_until`, `event`, `root_cause` and `alike` (how many solved ones and
    articles are like it); `expected`: what its requester may be told of it.
    `came`: through which system, only for staff. `undo_until`: until then its requester does not hear that it is
    solved, only for staff.
    `merged_into`: the number of the ticket it is part of; `merged`: of those that are part of it; `same`: how many
    others say the same.
    `category_guessed`: nobody has confirmed it, by
    `category_words` (only for staff).
    `offered`: ids of what was offered to its requester, `offers_open`: and nobody has it yet; `calls_at`: until when an
    answer holds the broadcast back. `known_problem_id`: the known problem it is about.
    `form`: what they answered to the desk's own questions about it (only for staff), `is_asked`: one of these is open.
    `for_requester`: the viewer is this ticket's requester and nothing else.
    """

    id: int
    number: int
    subject: TicketSubject
    status: Status
    is_draft: bool
    priority: int
    category: CategoryInfo | None
    tags: tuple[str, ...]
    requester: PersonInfo
    requester_open: int
    requester_total: int
    assignee: PersonInfo | None
    last_assignee: PersonInfo | None
    resolver: str | None
    hold_reason: str | None
    needs_answer: bool
    has_reply: bool
    request: tuple[EntryInfo, ...]
    last: tuple[EntryInfo, ...]
    entry_count: int
    created_at: datetime
    filed_at: datetime | None
    status_at: datetime
    claimed_at: datetime | None
    resolved_at: datetime | None
    ended_at: datetime | None
    end_reason: str | None
    rating: int | None
    rating_words: str | None
    rating_asked: bool
    rated: bool
    usual: timedelta | None
    task_id: str | None
    for_requester: bool
    can_reopen: bool
    categories: tuple[CategoryInfo, ...] = ()
    history: tuple[HistoryStep, ...] = ()
    reach: Reach = Reach.FINE
    blocked: bool = False
    can_bar: bool = False
    known: Known | None = None
    cannot_wait_at: datetime | None = None
    expected: Expected | None = None
    due_at: datetime | None = None
    promised: bool = False
    hold_until: datetime | None = None
    agent_mark: AgentMark | None = None
    word_until: datetime | None = None
    undo_until: datetime | None = None

    @property
    def is_open(self) -> bool:
        """All but closed and cancelled."""
        return self.status not in FINISHED

    known_problem_id: int | None = None
    escalated_at: datetime | None = None
    can_escalate: bool = False
    can_ring: bool = False
    event: EventDays | None = None
    root_cause: str | None = None
    alike: int = 0
    category_guessed: bool = False
    category_words: tuple[str, ...] = ()
    offered: tuple[int, ...] = ()
    offers_open: bool = False
    calls_at: datetime | None = None
    form: tuple[FormLine, ...] = ()
    is_asked: bool = False
    came: CameBy | None = None
    merged_into: int | None = None
    merged: tuple[int, ...] = ()
    same: AlikeCount = AlikeCount()  # noqa: RUF009  (frozen itself)
