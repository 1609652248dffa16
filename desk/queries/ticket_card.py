"""A ticket as one viewer may see it, in frozen values; `tickets` reads them. Words nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Status, Ticket
from desk import DeskSettings, EventDays
from desk.accounts import AccountInfo
from desk.conversation.form_answers import FormLine
from desk.duplicates import AlikeCount
from desk.i18n import TicketSubject
from desk.organizations.of_ticket import TicketOrganization
from desk.payments.ledger import TicketPrice
from desk.people.directory import WantedWay
from desk.policy import lateness
from desk.queries.entries import EntryInfo
from desk.queries.people import PersonInfo
from desk.sla.work_calendar import get_desk_calendar, get_waiting_end
from desk.tickets.participants import ParticipantInfo
from desk.tickets.steps import StepCount

# The time a requester may be told: one time, none, or that it takes longer. Changes nothing.


MOST, FEWEST, KEPT = 20, 5, 0.8
"""Of the last twenty tickets of a priority, 80 % must have been on time to tell
requesters the next due time; fewer than five count as on time."""
FEWEST_FOR_USUAL, MOST_FOR_USUAL = 10, 50
_MEDIUM = 3

KeptTargets = dict[tuple[int, bool], bool]
"""Whether enough targets were met, by priority and whether it is the resolution (else the first response)."""


class Expect(StrEnum):
    """Kinds of expected times. LONGER: the time has passed and is not shown."""

    ANSWER = "answer"
    SOLUTION = "solution"
    PROMISED = "promised"
    LONGER = "longer"


@dataclass(frozen=True, slots=True)
class Expected:
    """An expected time; `at` is None if it has passed."""

    what: Expect
    at: datetime | None = None


def is_taking_longer(ticket: Ticket, now: datetime) -> bool:
    """Return True if the time the requester could be told has passed."""
    due = _get_due(ticket) if ticket.is_teams_turn else None
    return due is not None and due <= now


def _get_due(ticket: Ticket) -> datetime | None:
    """Return when the first response is due while the ticket is untaken, then when the resolution is."""
    return ticket.promised_at or (ticket.solve_due_at if ticket.is_taken else ticket.first_due_at)


async def expect_answer(
    session: AsyncSession, ticket: Ticket, *, now: datetime, settings: DeskSettings, kept: KeptTargets | None = None
) -> Expected | None:
    """Return the time to tell. None if there is no target, the team is not to answer next, the desk is closed, or it
    misses too many targets. `kept`: results of earlier calls, for callers that ask about many tickets."""
    due, taken = _get_due(ticket), ticket.is_taken
    if due is None or not ticket.is_teams_turn:
        return None
    if is_taking_longer(ticket, now):
        return Expected(Expect.LONGER)
    if ticket.promised_at is not None:
        return Expected(Expect.PROMISED, due)
    if ticket.priority != lateness.CRITICAL and not get_desk_calendar(settings).is_open(now):
        return None
    kept = {} if kept is None else kept
    of = (ticket.priority, taken)
    if of not in kept:
        kept[of] = await _are_targets_kept(session, ticket.priority, solved=taken)
    if not kept[of]:
        return None
    return Expected(Expect.SOLUTION if taken else Expect.ANSWER, due)


async def _are_targets_kept(session: AsyncSession, priority: int, *, solved: bool) -> bool:
    met, due = (Ticket.resolved_at, Ticket.solve_due_at) if solved else (Ticket.first_response_at, Ticket.first_due_at)
    last = (
        select((met <= due).label("kept"))
        .where(Ticket.priority == priority, Ticket.policy_version.is_not(None), met.is_not(None), due.is_not(None))
        .order_by(met.desc())
        .limit(MOST)
    ).subquery()
    of, kept = (await session.execute(select(func.count(), func.count().filter(last.c.kept)).select_from(last))).one()
    return bool(of < FEWEST or kept >= KEPT * of)


@dataclass(frozen=True, slots=True)
class FirstAnswer:
    """When a request is answered that is sent now: the team is back `back_at`, it expects to answer `by`, or answers
    usually take `usual`. All are None if nothing is known."""

    back_at: datetime | None = None
    by: datetime | None = None
    usual: timedelta | None = None


NOTHING_KNOWN = FirstAnswer()


async def expect_first_answer(session: AsyncSession, *, now: datetime, settings: DeskSettings) -> FirstAnswer:
    """Return what the receipt of a request of medium priority would say."""
    back_at = get_waiting_end(settings, now, _MEDIUM)
    if back_at is not None:
        return FirstAnswer(back_at)
    if settings.targets.enabled and await _are_targets_kept(session, _MEDIUM, solved=False):
        return FirstAnswer(by=get_desk_calendar(settings).add_work(now, settings.targets.medium.first_response))
    return FirstAnswer(usual=await get_usual_first_response(session))


async def get_usual_first_response(session: AsyncSession) -> timedelta | None:
    """Return the median first response of the last 50 answered tickets; None below ten."""
    last = (
        select((Ticket.first_response_at - Ticket.filed_at).label("took"))
        .where(
            Ticket.first_response_at.is_not(None),
            Ticket.filed_at.is_not(None),
            Ticket.begun_by.is_(None),
            ~Ticket.is_test,
        )
        .order_by(Ticket.first_response_at.desc())
        .limit(MOST_FOR_USUAL)
    ).subquery()
    median = func.percentile_cont(0.5).within_group(last.c.took)
    how_many, took = (await session.execute(select(func.count(), median).select_from(last))).one()
    return took if how_many >= FEWEST_FOR_USUAL else None


@dataclass(frozen=True, slots=True)
class CategoryInfo:
    """A category to choose, or (`is_group`) a group of them. `name` is in the desk's language, `names` are by
    language, `group` is its parent."""

    id: int
    name: str
    names: Mapping[str, str] = field(default_factory=dict, hash=False)
    group: "CategoryInfo | None" = None
    is_group: bool = False

    def get_name(self, language: str) -> str:
        """Return the name in a language, or in the desk's own if there is none."""
        return self.names.get(language) or self.name


@dataclass(frozen=True, slots=True)
class HistoryStep:
    """A step of a ticket's history: `what` is a status, or one of filed, taken (by `name`), taken-on-board,
    released."""

    at: datetime
    what: str
    name: str | None = None


class Reach(StrEnum):
    """Possible answers to whether the bot can write to a requester."""

    FINE = "fine"
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
    there. `is_claimed`: nobody has proved that its mail is of its sender."""

    system: str
    context: tuple[tuple[str, str], ...]
    reads_there: bool
    is_claimed: bool = False


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
class TicketCard:
    """A ticket for card, receipt, opened and resolved view, cut to what the viewer may see.

    `request`: the entries up to filing, and those added while the ticket was untaken. `last`: the last three visible
    entries. `categories` and `history` are read on demand, `history` for the requester only. `usual`: the median first
    response, for the requester only, None below ten tickets or if a better time is known. `expected`: the time the
    requester may be told.

    Only for staff: `hold_reason`, `tags`, `reach`, `blocked`, `can_bar` (the requester), `escalated_at`,
    `can_escalate`, `can_ring` (it is untaken, and all agents may get it once more), `due_at` (the next due time;
    `promised`: set by hand), `hold_until`, `event`, `root_cause`, `alike` (how many resolved tickets and articles are
    similar), `group` (the title of the one it was written in), `came`, `participants` (who takes part by
    mail), `account`, `price`, `has_masked`, `undo_until` (when the requester learns that it is resolved),
    `wanted_way` (how the requester wants answers), `steps` (of runbooks in use), `runbooks` (how many the team has for
    the topic),
    `form` (answers to questions about the topic), `category_words` (why the category was guessed).

    `begun`: the team began the ticket. `merged_into`, `merged`: numbers of tickets. `same`: how many others say the
    same. `category_guessed`: no one confirmed it. `offered`: ids of automatic answers given, `offers_open`: and the
    ticket is untaken. `calls_at`: until
    then an automatic answer delays the broadcast. `known_problem_id`: the known problem the ticket is about.
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
    is_own: bool
    can_reopen: bool
    categories: tuple[CategoryInfo, ...] = ()
    history: tuple[HistoryStep, ...] = ()
    reach: Reach = Reach.FINE
    blocked: bool = False
    can_bar: bool = False
    known: ToldStatus | None = None
    cannot_wait_at: datetime | None = None
    broadcast_at: datetime | None = None
    expected: Expected | None = None
    due_at: datetime | None = None
    promised: bool = False
    hold_until: datetime | None = None
    agent_mark: AgentRating | None = None
    word_until: datetime | None = None
    undo_until: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Return True unless the ticket is closed or cancelled."""
        return self.status.is_open

    known_problem_id: int | None = None
    escalated_at: datetime | None = None
    can_escalate: bool = False
    can_ring: bool = False
    event: EventDays | None = None
    organization: TicketOrganization | None = None
    price: TicketPrice | None = None
    has_masked: bool = False
    organization_open: bool = False
    offers_registration: bool = False
    root_cause: str | None = None
    alike: int = 0
    category_guessed: bool = False
    category_words: tuple[str, ...] = ()
    offered: tuple[int, ...] = ()
    offers_open: bool = False
    calls_at: datetime | None = None
    form: tuple[FormLine, ...] = ()
    is_asked: bool = False
    group: str | None = None
    came: TicketSource | None = None
    participants: tuple[ParticipantInfo, ...] = ()
    account: AccountInfo | None = None
    begun: BegunByTeam | None = None
    confirmed_by: str | None = None
    merged_into: int | None = None
    merged: tuple[int, ...] = ()
    steps: StepCount | None = None
    runbooks: int = 0
    wanted_way: WantedWay | None = None
    same: AlikeCount = AlikeCount()  # noqa: RUF009  (frozen itself)
