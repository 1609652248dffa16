"""Many new tickets at once: their announcements become one message for each reader. Knows no door and no wording."""

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Ticket
from desk.letters import Show, View

WINDOW, MOST = timedelta(minutes=10), 30


async def lately(session: AsyncSession, now: datetime) -> int:
    """How many tickets were filed within the window."""
    filed = select(func.count()).select_from(Ticket).where(Ticket.filed_at > now - WINDOW, Ticket.filed_at <= now)
    return (await session.execute(filed)).scalar_one()


def announcement(now: datetime, *, silent: bool) -> Show:
    """One message each ten minutes, brought up to date by editing."""
    return Show(View.SURGE, slot=f"surge:{int(now.timestamp() // WINDOW.total_seconds())}", silent=silent)
