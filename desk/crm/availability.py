"""Whether the CRM answers: while it does not, everything rests, and admins are told once, and when it is back."""

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Box, CrmState
from db.queue import maintenance
from desk.notifications import to_staff
from desk.webhooks.sending import get_wait

_TELL_AFTER = timedelta(minutes=15)
_LONGEST_REST = timedelta(minutes=2)


async def record_silence(session: AsyncSession, why: str, now: datetime) -> datetime:
    """Record that the CRM did not answer, and return when it is tried again; of several at once one counts."""
    state = await session.get_one(CrmState, 1, with_for_update=True, populate_existing=True)
    state.away_since = state.away_since or now
    if state.rest_until is None or state.rest_until <= now:
        state.rest_until = now + min(get_wait(state.failures), _LONGEST_REST)
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
