"""Whether the CRM answers: while it does not, everything rests, and admins are told once, and when it is back."""

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Box, CrmState
from db.queue import maintenance
from db.retry_policy import get_backoff
from desk.notifications import to_staff

_TELL_AFTER = timedelta(minutes=15)
LONGEST_REST = timedelta(minutes=2)
_MOST_DOUBTED = 3
"""Different records in a row with an answer that may be about each of them, or about the whole CRM."""


def is_resting(state: CrmState, now: datetime) -> bool:
    """Return True while nothing is to be sent; a time that is too far off was set by a wrong clock."""
    return state.rest_until is not None and now < state.rest_until <= now + LONGEST_REST


async def record_silence(session: AsyncSession, why: str, now: datetime) -> datetime:
    """Record that the CRM did not answer, and return when it is tried again; of several at once one counts."""
    state = await session.get_one(CrmState, 1, with_for_update=True, populate_existing=True)
    state.away_since = state.away_since or now
    if state.rest_until is None or not is_resting(state, now):
        state.rest_until = now + min(get_backoff(state.failures + 2), LONGEST_REST)
        state.failures += 1
    await _tell_if_long(session, state, why, now)
    return state.rest_until


async def record_doubt(session: AsyncSession, record: str, why: str, now: datetime) -> datetime | None:
    """Record an answer that may be about one record or about the whole CRM. Return None if it is the record's own
    trouble. After several different records in a row the CRM counts as away: return when the record is tried again;
    others are tried meanwhile, as one that is taken proves the opposite."""
    state = await session.get_one(CrmState, 1, with_for_update=True, populate_existing=True)
    state.doubted = sorted({*state.doubted, record})[:_MOST_DOUBTED]
    if len(state.doubted) < _MOST_DOUBTED:
        return None
    state.away_since = state.away_since or now
    await _tell_if_long(session, state, why, now)
    return now + LONGEST_REST


async def _tell_if_long(session: AsyncSession, state: CrmState, why: str, now: datetime) -> None:
    if state.told_at is None and state.away_since is not None and now - state.away_since >= _TELL_AFTER:
        state.told_at = now
        age = int((now - state.away_since).total_seconds())
        await to_staff.tell_admins(session, "crm-away", now=now, age=age, why=why)


async def record_answer(session: AsyncSession, now: datetime) -> None:
    """Record that the CRM answered; what waits for it is due then."""
    state = await session.get_one(CrmState, 1)
    if state.away_since is None and not state.doubted:
        return
    await session.refresh(state, with_for_update=True)
    has_waited = state.rest_until is not None
    if state.told_at is not None:
        await to_staff.tell_admins(session, "crm-back", now=now)
    state.away_since = state.rest_until = state.told_at = None
    state.failures, state.doubted = 0, []
    if has_waited:
        await maintenance.retry_now(session, Box.TO_CRM, "", now=now)
