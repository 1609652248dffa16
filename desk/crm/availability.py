"""Whether the CRM answers: while it does not, everything rests, and admins are told once, and when it is back."""

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Box, CrmState
from db.queue import maintenance
from db.retry_policy import get_backoff
from desk.notifications import to_staff

_TELL_AFTER = timedelta(minutes=15)
LONGEST_REST = timedelta(minutes=2)


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
    if state.told_at is None and now - state.away_since >= _TELL_AFTER:
        state.told_at = now
        age = int((now - state.away_since).total_seconds())
        await to_staff.tell_admins(session, "crm-away", now=now, age=age, why=why)
    return state.rest_until


async def record_answer(session: AsyncSession, now: datetime) -> None:
    """Record that the CRM answered; what waits for it is due then."""
    state = await session.get_one(CrmState, 1)
    if state.away_since is None:
        return
    await session.refresh(state, with_for_update=True)
    if state.told_at is not None:
        await to_staff.tell_admins(session, "crm-back", now=now)
    state.away_since = state.rest_until = state.told_at = None
    state.failures = 0
    await maintenance.retry_now(session, Box.TO_CRM, "", now=now)
