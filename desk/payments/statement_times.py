"""The months of statements and bills, and when the next ones are sent."""

import re
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, update

from db.models import DeskRow
from desk import Context

_SENT_AT = time(9)
_MOST_MISSED = 12
_SLOT = re.compile(r"bill:(\d{1,18})-(20\d\d)(0[1-9]|1[0-2])")


def get_next_month(first: date) -> date:
    """Return the first day of the next month."""
    return (first + timedelta(days=32)).replace(day=1)


def get_last_month(now: datetime, zone: str) -> date:
    """Return the first day of the month before that of `now`."""
    return (now.astimezone(ZoneInfo(zone)).date().replace(day=1) - timedelta(days=1)).replace(day=1)


def get_month_span(first: date, zone: str) -> tuple[datetime, datetime]:
    """Return when a month begins and ends in a zone."""
    starts, ends = (datetime.combine(day, time(), ZoneInfo(zone)) for day in (first, get_next_month(first)))
    return starts, ends


def list_missed(since: date | None, last: date) -> list[date]:
    """Return the months after `since` up to `last`, at most a year of them; only the last one if nobody knows since
    when."""
    missed, first = [last], last
    while since is not None and len(missed) < _MOST_MISSED:
        first = (first - timedelta(days=1)).replace(day=1)
        missed.insert(0, first)
    return [month for month in missed if since is None or month > since]


def make_bill_slot(organization_id: int, first: date) -> str:
    """Return the slot of the messages that show a bill."""
    return f"bill:{organization_id}-{first:%Y%m}"


def parse_bill_slot(slot: str) -> tuple[int, date] | None:
    """Return the organization's id and the month of a bill's slot; None for another slot."""
    found = _SLOT.fullmatch(slot)
    return (int(found[1]), date(int(found[2]), int(found[3]), 1)) if found else None


def get_next_time(now: datetime, zone: str) -> datetime:
    """Return when the next statements are sent: on the first day of a month."""
    first = now.astimezone(ZoneInfo(zone)).date().replace(day=1)
    at = datetime.combine(first, _SENT_AT, ZoneInfo(zone))
    return at if at > now else datetime.combine(get_next_month(first), _SENT_AT, ZoneInfo(zone))


async def plan_statements(ctx: Context) -> None:
    """Plan the next statements, if none are: those of this month, on the first day of the next."""
    at = get_next_time(ctx.now, ctx.rules.timezone)
    before = get_last_month(ctx.now, ctx.rules.timezone)
    planned = {"statements_at": at, "statements_of": func.coalesce(DeskRow.statements_of, before)}
    await ctx.session.execute(update(DeskRow).where(DeskRow.statements_at.is_(None)).values(planned))
