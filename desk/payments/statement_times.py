"""The months of statements, and when the next ones are sent."""

import re
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import update

from db.models import DeskRow
from desk import Context

_MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")
_SENT_AT = time(9)


def parse_month(typed: str) -> date | None:
    """Return the first day of a month typed as "2026-11"; None for anything else."""
    found = _MONTH.fullmatch(typed.strip())
    return date(int(found[1]), int(found[2]), 1) if found else None


def get_next_month(first: date) -> date:
    """Return the first day of the next month."""
    return (first + timedelta(days=32)).replace(day=1)


def get_last_month(now: datetime, zone: str) -> date:
    """Return the first day of the month before that of `now`."""
    return (now.astimezone(ZoneInfo(zone)).date().replace(day=1) - timedelta(days=1)).replace(day=1)


async def plan_statements(ctx: Context) -> None:
    """Plan the next statements, if none are: on the first day of the next month."""
    today = ctx.now.astimezone(ZoneInfo(ctx.rules.timezone)).date()
    at = datetime.combine(get_next_month(today.replace(day=1)), _SENT_AT, ZoneInfo(ctx.rules.timezone))
    await ctx.session.execute(update(DeskRow).where(DeskRow.statements_at.is_(None)).values(statements_at=at))
