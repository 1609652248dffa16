"""A ticket as one viewer may see it, in frozen values; `tickets` reads them. Words nothing."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from db.models import Status
from desk import EventDays
from desk.accounts.account_data import AccountInfo
from desk.conversation.form_answers import FormLine, leave_out_held
from desk.i18n import TicketSubject
from desk.organizations.of_ticket import TicketOrganization
from desk.payments.ledger import TicketPrice
from desk.people.person_rows import WantedWay
from desk.queries.entries import EntryInfo
from desk.queries.expected_times import Expected
from desk.queries.people import PersonInfo
from desk.queries.same_reports import AlikeCount
from desk.queries.told_history import HistoryStep
from desk.queries.topic_choices import CategoryInfo
from desk.settings.own_fields import FieldLine
from desk.tickets.participants import ParticipantInfo
from desk.tickets.runbook_progress import StepCount


class Reach(StrEnum):
    """Possible answers to whether the bot can write to a requester; AWAY: not now, in a colleague's account."""

    FINE = "fine"
    AWAY = "away"
    BLOCKED = "blocked"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class ToldStatus:
    """The status and assignee a requester was last told, while a later change is still kept from them."""

    status: Status
    status_at: datetime
    assignee: PersonInfo | None


@dataclass(frozen=True, slots=True)
class AgentRating:
    """The stars for the agent who resolved a ticket. `is_open`: the requester is asked for them."""

    name: str
    stars: int | None
    is_open: bool


@dataclass(frozen=True, slots=True)
class TicketSource:
    """The integration a ticket came through, and where in it the requester was. `reads_there`: answers reach them
    there. `is_claimed`: nobody has proved that its mail is of its sender. `forwarded_of`: the
    address that wrote what the requester forwarded, while nobody has said whose request it is. `is_by_mail`: answers go
    out by e-mail. `is_automatic`: perhaps no person wrote it."""

    system: str
    context: tuple[tuple[str, str], ...]
    reads_there: bool
    is_claimed: bool = False
    forwarded_of: str | None = None
    is_by_mail: bool = False
    is_automatic: bool = False


@dataclass(frozen=True, slots=True)
class BegunByTeam:
    """The member of the team who wrote first, and why, as the key of a text with its arguments. `waits`: the requester
    has not written yet; `is_wanted`: they take further requests of that kind."""

    by: str
    why: str
    why_args: dict[str, str | int]
    waits: bool
    is_wanted: bool


@dataclass(frozen=True, slots=True)
class StaffFacts:
    """The fields of a ticket that only staff may read.

    `reach` and `blocked`: of the requester, whom `can_bar` lets them block. `can_ring`: it is untaken, and all agents
    may get it once more. `due_at`: the next due time. `undo_until`: when the requester learns that it is resolved.
    `group`: the title of the one it was written in. `participants`: who takes part by mail. `similar_count`: of
    resolved tickets and articles. `same_reports`: how many others say the same. `wanted_way`: how the requester wants
    answers. `form`: answers to questions about the topic. `category_words`: why the category was guessed. `steps`: of
    runbooks in use, `runbooks`: how many the team has for the topic. `confirmed_by`: who confirmed in the requester's
    place. `planned_at`: when the next of what was planned is done. `fields`: declared ones that hold something.
    """

    hold_reason: str | None = None
    tags: tuple[str, ...] = ()
    category_words: tuple[str, ...] = ()
    task_id: str | None = None
    reach: Reach = Reach.FINE
    blocked: bool = False
    can_bar: bool = False
    escalated_at: datetime | None = None
    can_escalate: bool = False
    can_ring: bool = False
    due_at: datetime | None = None
    undo_until: datetime | None = None
    event: EventDays | None = None
    price: TicketPrice | None = None
    has_masked: bool = False
    has_mail: bool = False
    root_cause: str | None = None
    similar_count: int = 0
    same_reports: AlikeCount = AlikeCount()  # noqa: RUF009  (frozen itself)
    form: tuple[FormLine, ...] = ()
    group: "ArrivalGroup | None" = None
    source: TicketSource | None = None
    participants: tuple[ParticipantInfo, ...] = ()
    account: AccountInfo | None = None
    confirmed_by: str | None = None
    wanted_way: WantedWay | None = None
    steps: StepCount | None = None
    runbooks: int = 0
    planned_at: datetime | None = None
    fields: tuple[FieldLine, ...] = ()

    @property
    def answers(self) -> list[FormLine]:
        """Return the answers that no declared field holds as they were said."""
        return leave_out_held(self.form, self.fields)


@dataclass(frozen=True, slots=True)
class ArrivalGroup:
    """The group that a ticket was written in; `is_call`: a chat in which the bot is no member, and the
    answer goes there."""

    title: str
    is_call: bool


@dataclass(frozen=True, slots=True)
class RequesterFacts:
    """The fields of a ticket for its requester, and for who leads their organization.

    `usual_first_response`: the median, None below ten tickets or if a better time is known. `status`: what they were
    last told, if it is no longer current. `history` is read on demand.
    """

    usual_first_response: timedelta | None = None
    status: ToldStatus | None = None
    history: tuple[HistoryStep, ...] = ()


@dataclass(frozen=True, slots=True)
class TicketCard:
    """A ticket for card, receipt, opened and resolved view, cut to what the viewer may see.

    `staff`: what only staff may read, which is empty for others. `told`: what is said to requesters, empty for staff.

    `request`: the entries up to filing, and those added while the ticket was untaken. `last`: the last three visible
    entries. `categories` are read on demand. `expected`: the time the requester may be told. `promised`: the next due
    time was set by hand.

    `begun_by_team`: the team began the ticket. `merged_into`, `merged`: numbers of tickets. `category_guessed`: no one
    confirmed it. `offered`: ids of automatic answers given, `offers_open`: and the ticket is untaken. `alerts_at`:
    until then an automatic answer delays the broadcast. `known_problem_id`: the known problem the ticket is about.
    `organization`: the one it is for; `organization_open`: its requester is still to say for which.
    `is_asked`: a question about the ticket is open. `for_requester`: the viewer is the requester or leads their
    organization, and is not staff; `is_own`: is the requester.
    `offers_registration`: the requester was offered to register when this ticket began, and has not.
    """

    id: int
    number: int
    subject: TicketSubject
    status: Status
    is_draft: bool
    priority: int
    category: CategoryInfo | None
    requester: PersonInfo
    requester_open: int
    requester_total: int
    assignee: PersonInfo | None
    last_assignee: PersonInfo | None
    resolver: str | None
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
    for_requester: bool
    is_own: bool
    can_reopen: bool
    staff: StaffFacts = StaffFacts()
    told: RequesterFacts = RequesterFacts()
    categories: tuple[CategoryInfo, ...] = ()
    cannot_wait_at: datetime | None = None
    broadcast_at: datetime | None = None
    expected: Expected | None = None
    promised: bool = False
    hold_until: datetime | None = None
    agent_mark: AgentRating | None = None
    word_until: datetime | None = None
    known_problem_id: int | None = None
    organization: TicketOrganization | None = None
    organization_open: bool = False
    offers_registration: bool = False
    category_guessed: bool = False
    offered: tuple[int, ...] = ()
    offers_open: bool = False
    alerts_at: datetime | None = None
    is_asked: bool = False
    begun_by_team: BegunByTeam | None = None
    merged_into: int | None = None
    merged: tuple[int, ...] = ()

    @property
    def is_on_board(self) -> bool:
        """Return True if somebody unknown has taken the ticket on the board."""
        return self.assignee is None and self.claimed_at is not None

    @property
    def is_open(self) -> bool:
        """Return True unless the ticket is closed or cancelled."""
        return self.status.is_open
