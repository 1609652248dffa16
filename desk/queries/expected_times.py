"""The time a requester may be told: one time, none, or that it takes longer. Changes nothing."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Ticket
from desk import DeskSettings
from desk.policy import lateness
from desk.sla.desk_hours import get_desk_calendar, get_waiting_end

MOST, FEWEST, KEPT = 20, 5, 0.8
"""Of the last twenty tickets of a priority, 80 % must have been on time to tell
requesters the next due time; fewer than five count as on time."""
FEWEST_FOR_USUAL, MOST_FOR_USUAL = 20, 50
SHORTEST_USUAL = timedelta(minutes=5)
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
    """Return the median first response of the last 50 answered tickets, of five minutes at least: a dozen quick ones
    are no promise. None below twenty."""
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
    return max(took, SHORTEST_USUAL) if how_many >= FEWEST_FOR_USUAL else None
